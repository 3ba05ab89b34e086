"""Pages → what will be spoken, what of it is in the store, and what the rest costs. Sends nothing, writes nothing.

Everything that spends goes through a `Plan`, so the bill is whole before the first request, and `plan` on the
command line prints the very numbers a build would act on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pathspec

from mkdocs_qwen_tts import prose, speech
from mkdocs_qwen_tts.errors import BudgetExceeded
from mkdocs_qwen_tts.model import (
    TRACK_SCHEMA,
    Bill,
    Charge,
    Kind,
    Script,
    Site,
    Tags,
    Track,
    Utterance,
    digest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs_qwen_tts.model import SourcePage, Voice
    from mkdocs_qwen_tts.settings import Audio, Settings
    from mkdocs_qwen_tts.store import Store

UNITS_PER_SECOND = 15.0
"""Billing units spoken in a second, to judge whether a page is worth a player before anything is spent:
English runs at about 15 characters a second, Chinese at 4.5 Han of two units each and slower."""


NOTHING = Charge()
UNNAMED = Site()


@dataclass(frozen=True)
class PagePlan:
    """What a build will do for one page."""

    page: SourcePage
    script: Script
    utterances: tuple[Utterance, ...] = ()
    audio: Audio | None = None
    tags: Tags | None = None
    track_key: str = ""
    track: Track | None = None
    """The page's track, where the store has it ready."""
    missing: tuple[Utterance, ...] = ()
    """The page's utterances whose clips are not in the store, each once; other pages may speak them too."""
    elsewhere: int = 0
    """How many of them other jobs ask for, where several share the asking."""
    charge: Charge = NOTHING
    skipped: str = ""
    """Why the page gets no narration; empty where it gets one."""
    failed: str = ""
    """Why the page cannot be narrated though it should be."""


@dataclass(frozen=True)
class Plan:
    """What a build will do, whole."""

    site: Site
    pages: tuple[PagePlan, ...]
    missing: tuple[Utterance, ...]
    """Every utterance to be asked for, once, in reading order."""
    bill: Bill
    notes: tuple[str, ...] = ()


def prepare(pages: Iterable[SourcePage], settings: Settings, store: Store, site: Site = UNNAMED) -> Plan:
    """Extract every page, cast its voices, cut it into utterances, look into the store, and add up the bill.

    Args:
        pages: the site, in reading order: a repeated utterance is charged to the first page that speaks it.
        settings: the site's; each page's own are laid over them.
        store: where clips and tracks are looked up; nothing is written.
        site: which site it is; its name goes into the tags of the audio files.

    Raises:
        ConfigurationError: an option, of the site or of a page's front matter, is wrong.
    """
    speech.check(settings)
    included = _Selection(settings)
    drafts = [_draft(page, settings, included, site.name) for page in pages]
    asked: dict[str, Utterance] = {}
    known: dict[str, bool] = {}
    planned = [_priced(draft, settings, store, asked, known) for draft in drafts]
    total = _sum(plan.charge for plan in planned)
    return Plan(
        site=site,
        pages=tuple(planned),
        missing=tuple(asked.values()),
        bill=Bill(total, tuple((plan.page.name, plan.charge) for plan in planned)),
        notes=tuple(
            dict.fromkeys(
                [*speech.notes(settings), *(note for plan in planned for note in plan.script.notes)]
            )
        ),
    )


def check_budget(bill: Bill, settings: Settings, *, spent: Charge = NOTHING) -> None:
    """Refuse a bill that is above the budget, together with what the same run has `spent` before.

    Raises:
        BudgetExceeded: with the bill attached.
    """
    over = []
    characters = bill.total.characters + spent.characters
    limit = settings.budget.characters
    if limit is not None and characters > limit and bill.total.requests:
        over.append(f"{characters:,} billing characters, the budget is {limit:,}")
    price_limit = settings.budget.price
    if price_limit is not None and bill.total.requests:
        if bill.total.price is None:
            over.append(
                f"no price is known for {settings.model}, so `budget.price` cannot be kept; use `budget.characters`"
            )
        elif bill.total.price + (spent.price or 0) > price_limit:
            price = bill.total.price + (spent.price or 0)
            over.append(
                f"{price:.2f} {bill.total.currency}, the budget is {price_limit} {bill.total.currency}"
            )
    if over:
        raise BudgetExceeded(bill, over)


# ---------------------------------------------------------------- one page


class _Selection:
    """Which pages are to be narrated, by `include` and `exclude`."""

    def __init__(self, settings: Settings) -> None:
        self._include = pathspec.GitIgnoreSpec.from_lines(settings.include) if settings.include else None
        self._exclude = pathspec.GitIgnoreSpec.from_lines(settings.exclude)

    def reason_against(self, page: SourcePage) -> str:
        if self._include is not None and not self._include.match_file(page.name):
            return "not in `include`"
        return "in `exclude`" if self._exclude.match_file(page.name) else ""


def _draft(page: SourcePage, settings: Settings, selection: _Selection, site: str) -> PagePlan:
    """Everything about a page that can be known without the store."""
    empty = Script(page.key, page.title, page.language, ())
    if reason := selection.reason_against(page):
        return PagePlan(page, empty, skipped=reason)
    own = settings.for_page(page.name, page.overrides)
    language = page.language if own.language == "auto" else own.language
    script = prose.script(replace(page, language=language), own)
    if not script.passages:
        return PagePlan(page, script, skipped="it has no prose")
    voices: list[Voice] = []
    for passage in script.passages:
        voice = speech.cast(own, passage.language or script.language, passage.voice)
        if voice is None:
            lacking = passage.language or script.language
            return PagePlan(
                page,
                script,
                failed=f"{own.model} does not speak {lacking!r}; name a `language` or another `model`",
            )
        voices.append(voice)
    utterances = prose.utterances(
        script, voices, speech.limit, target=own.target, sentence_pause=own.audio.pauses.sentence
    )
    seconds = sum(speech.characters(one.voice, one.text) for one in utterances) / UNITS_PER_SECOND
    if seconds < own.minimum:
        return PagePlan(
            page, script, skipped=f"its prose takes less than the minimum of {own.minimum:g} seconds to say"
        )
    tags = Tags(script.title, site, script.language or "", _chapters(script, utterances))
    return PagePlan(page, script, utterances, own.audio, tags, _track_key(utterances, own.audio, tags))


def _chapters(script: Script, utterances: Sequence[Utterance]) -> tuple[tuple[int, str], ...]:
    passages = [span.passage for utterance in utterances for span in utterance.spans]
    chapters = []
    for index, passage in enumerate(passages):
        first = index == 0 or passages[index - 1] != passage
        if first and script.passages[passage].kind in (Kind.TITLE, Kind.HEADING):
            chapters.append((index, script.passages[passage].text))
    return tuple(chapters)


def _track_key(utterances: Sequence[Utterance], audio: Audio, tags: Tags) -> str:
    """SHA-256 of everything an audio file is made from. Spans count, for the cues lie beside the file."""
    return digest(
        {
            "schema": TRACK_SCHEMA,
            "utterances": [
                [one.fingerprint, one.pause, [[span.start, span.end] for span in one.spans]]
                for one in utterances
            ],
            "format": audio.format,
            "bitrate": audio.bitrate,
            "loudness": audio.loudness,
            "tags": [tags.title, tags.album, tags.language, tags.chapters],
        }
    )


def _priced(
    draft: PagePlan, settings: Settings, store: Store, asked: dict[str, Utterance], known: dict[str, bool]
) -> PagePlan:
    """The draft with what the store has of it, and what the rest costs beyond what is `asked` for already."""
    if not draft.utterances:
        return draft
    track = store.track(draft.track_key)
    missing: dict[str, Utterance] = {}
    if track is None:
        for utterance in draft.utterances:
            fingerprint = utterance.fingerprint
            if fingerprint not in known:
                known[fingerprint] = store.has_clip(fingerprint)
            if not known[fingerprint]:
                missing.setdefault(fingerprint, utterance)
    mine = {fingerprint: one for fingerprint, one in missing.items() if settings.speaks(fingerprint)}
    new = [one for fingerprint, one in mine.items() if fingerprint not in asked]
    asked.update((one.fingerprint, one) for one in new)
    total = len(draft.utterances)
    charge = _charge(new, settings)
    return replace(
        draft,
        track=track,
        missing=tuple(missing.values()),
        elsewhere=len(missing) - len(mine),
        charge=replace(charge, utterances=total, cached=total - charge.requests),
    )


def _charge(utterances: Sequence[Utterance], settings: Settings) -> Charge:
    charge = Charge()
    for utterance in utterances:
        characters = speech.characters(utterance.voice, utterance.text)
        cost = speech.price(settings, utterance.voice)
        one = Charge(requests=1, characters=characters)
        if cost is not None:
            one = replace(
                one, price=cost.per_character * characters, currency=cost.currency, price_date=cost.date
            )
        charge = _sum((charge, one))
    return charge


def _sum(charges: Iterable[Charge]) -> Charge:
    counted: dict[str, Any] = {"utterances": 0, "cached": 0, "requests": 0, "characters": 0}
    price = Decimal(0)
    currency = date = None
    known = True
    for charge in charges:
        for name in counted:
            counted[name] += getattr(charge, name)
        if charge.requests and charge.price is None:
            known = False
        if charge.price is not None:
            price += charge.price
            currency, date = charge.currency or currency, charge.price_date or date
    return Charge(**counted, price=price if known else None, currency=currency, price_date=date)
