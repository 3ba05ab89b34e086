"""A plan, and what became of it → the report of a site."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts._model import Kind, Status
from mkdocs_qwen_tts._report.advice import advice_for
from mkdocs_qwen_tts._report.content import (
    ChangeReport,
    ChargeReport,
    Doubt,
    PageReport,
    SilentPart,
    SiteReport,
    SpokenTerm,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._model import Charge, Hole, Outcome, Report
    from mkdocs_qwen_tts._pipeline import PagePlan, Plan
    from mkdocs_qwen_tts._prose.review import Change
    from mkdocs_qwen_tts._report.content import PageStatus
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

STATUSES: dict[Status, PageStatus] = {
    Status.FRESH: "fresh",
    Status.CACHED: "cached",
    Status.STALE: "stale",
    Status.SKIPPED: "skipped",
    Status.FAILED: "failed",
}

TERMS = 50
"""Unknown words that a report lists."""


def report_of(
    plan: Plan, settings: Settings, store: Store, base: Path, build: Report | None = None
) -> SiteReport:
    """The report of a site.

    Args:
        plan: what a build does.
        settings: of the site.
        store: where clips are looked up, for what listening to them has found.
        base: the folder that lexicons are relative to.
        build: what became of the plan; without one, the store is reported as it is.
    """
    lexicon = prose.Lexicon.load([base / path for path in settings.prose.lexicon])
    terms = prose.unknown_terms([one.script for one in plan.pages], lexicon)
    pages = tuple(
        _page(one, build.of(one.page.key) if build else None, settings, store) for one in plan.pages
    )
    voice = next((one.voice for page in plan.pages for one in page.utterances), None)
    found = SiteReport(
        site=plan.site.name,
        engine=settings.engine,
        model=voice.model if voice else settings.model,
        voice=voice.name if voice else settings.voice,
        pages=_with_shares(pages),
        total=_charge(plan.bill.total),
        requests_sent=build.requests if build else None,
        characters_sent=build.characters if build else None,
        unanswered=build.unanswered if build else None,
        notes=build.notes if build else plan.notes,
        unknown=tuple(SpokenTerm(term=term, count=n) for term, n in terms.most_common(TERMS)),
    )
    return msgspec.structs.replace(found, advice=advice_for(found, plan, settings))


def combined(reports: Sequence[SiteReport]) -> SiteReport:
    """One report of a site whose parts, such as its languages, were built one by one."""
    first, *rest = reports
    if not rest:
        return first
    terms: Counter[str] = Counter()
    for one in reports:
        terms.update({unknown.term: unknown.count for unknown in one.unknown})
    prices = [one.total.price for one in reports]
    known = [price for price in prices if price is not None]

    def counted(name: str) -> int:
        return sum(getattr(one.total, name) for one in reports)

    return msgspec.structs.replace(
        first,
        pages=_with_shares(tuple(page for one in reports for page in one.pages)),
        total=msgspec.structs.replace(
            first.total,
            utterances=counted("utterances"),
            cached=counted("cached"),
            requests=counted("requests"),
            characters=counted("characters"),
            price=sum(known) if len(known) == len(prices) else None,
        ),
        requests_sent=sum(one.requests_sent or 0 for one in reports),
        characters_sent=sum(one.characters_sent or 0 for one in reports),
        unanswered=sum(one.unanswered or 0 for one in reports),
        notes=tuple(dict.fromkeys(note for one in reports for note in one.notes)),
        advice=tuple(dict.fromkeys(advice for one in reports for advice in one.advice)),
        unknown=tuple(SpokenTerm(term=term, count=n) for term, n in terms.most_common(TERMS)),
    )


def with_changes(
    report: SiteReport, revision: str, changes: Iterable[Change], cost: Charge
) -> SiteReport:
    """The same report, with what is spoken otherwise than at a revision."""
    made = tuple(
        ChangeReport(
            page=one.page,
            before=one.before.text if one.before else None,
            after=one.after.text if one.after else None,
        )
        for one in changes
    )
    return msgspec.structs.replace(report, since=revision, changes=made, change_cost=_charge(cost))


def _page(one: PagePlan, outcome: Outcome | None, settings: Settings, store: Store) -> PageReport:
    narration = outcome.narration if outcome else None
    track = narration.track if narration else one.track
    status, reason = _status(one, outcome)
    passages, covered = one.script.passages, one.script.coverage
    holes = outcome.holes if outcome else one.holes
    return PageReport(
        page=one.page.name,
        url=one.page.key,
        title=one.page.title,
        language=one.script.language,
        status=status,
        reason=reason,
        duration=round(track.duration, 2) if track else None,
        size=track.size if track else None,
        passages=len(passages),
        announcements=sum(passage.kind is Kind.ANNOUNCEMENT for passage in passages),
        spoken=sum(len(passage.text) for passage in passages),
        coverage=round(covered.share, 4) if covered else None,
        uncovered=covered.largest if covered and covered.lost else "",
        charge=_charge(one.charge),
        silent=tuple(SilentPart(text=hole.text, reason=hole.reason) for hole in holes),
        doubts=tuple(_doubts(one, holes, settings, store)),
    )


def _status(one: PagePlan, outcome: Outcome | None) -> tuple[PageStatus, str]:
    if outcome is not None:
        missing = outcome.status is Status.FAILED and outcome.missing
        return "missing" if missing else STATUSES[outcome.status], outcome.reason
    if one.skipped:
        return "skipped", one.skipped
    if one.failed:
        return "failed", one.failed
    if one.missing:
        return "missing", "its clips are not all in the store"
    return "cached", ""


def _doubts(
    one: PagePlan, holes: Iterable[Hole], settings: Settings, store: Store
) -> Iterable[Doubt]:
    """The doubtful clips of a page, those that a build has just found and left out among them."""
    left_out = {hole.fingerprint: hole.text for hole in holes if hole.fingerprint}
    candidates = dict(left_out)
    if settings.quality.doubtful == "keep":
        candidates |= {utterance.fingerprint: utterance.text for utterance in one.utterances}
    for name, text in candidates.items():
        clip = store.clip(name)
        if clip is not None and clip.proof is not None and clip.proof.doubtful:
            yield Doubt(
                text=text,
                reason=clip.proof.reason,
                score=round(clip.proof.score, 2),
                clip=name,
                published=name not in left_out,
                heard=clip.proof.heard,
            )


def _with_shares(pages: tuple[PageReport, ...]) -> tuple[PageReport, ...]:
    """Each page's part of what the whole site would cost, had nothing been paid yet."""
    whole = sum(page.spoken for page in pages if page.charge.utterances) or 1
    return tuple(
        msgspec.structs.replace(page, share=round(page.spoken / whole, 4))
        if page.charge.utterances
        else page
        for page in pages
    )


def _charge(charge: Charge) -> ChargeReport:
    return ChargeReport(**charge.as_json())
