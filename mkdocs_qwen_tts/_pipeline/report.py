"""What the user reads of a build, in the log or on a terminal."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Charge, Status
from mkdocs_qwen_tts._pipeline.narration import excerpt
from mkdocs_qwen_tts._pipeline.progress import describe
from mkdocs_qwen_tts._pipeline.run import STOPPED
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs_qwen_tts._model import Outcome, Report
    from mkdocs_qwen_tts._settings import Settings

NO_KEY = (
    "there is no API key, so only narration from the store is published; set DASHSCOPE_API_KEY, or "
    "QWEN_TTS_MODE=cached to build without it on purpose"
)

SECONDS = re.compile(r"\d[\d.,]*(?= s\b)")
"""How long something took or lasted; reasons that differ in that alone are one."""

PAGES_NAMED = 20
"""Pages that one message lists by name."""


class Messages(Struct, frozen=True):
    """What is said of the pages that have no narration of what they say now."""

    expected: tuple[str, ...] = ()
    """As the settings ask for: nothing is wrong."""
    wrong: tuple[str, ...] = ()
    """A warning each; with `on_error: fail`, what the build fails over."""


def messages(
    outcomes: Iterable[Outcome], settings: Settings, names: Mapping[str, str] | None = None
) -> Messages:
    """Sort the pages that were not narrated by reason, a message for each.

    Args:
        outcomes: of all pages.
        settings: as the build used them.
        names: what messages call a page, by its key; without, they call it by its key.
    """
    names, outcomes = names or {}, list(outcomes)
    failed = [outcome for outcome in outcomes if outcome.status in (Status.FAILED, Status.STALE)]
    expected = []
    if settings.mode == "cached":  # asked for: nothing is wrong where only clips are missing
        absent = [outcome for outcome in failed if outcome.missing]
        if absent:
            expected.append(listing("`mode: cached` asks for nothing", absent, names))
        failed = [outcome for outcome in failed if not outcome.missing]
    by_reason: dict[str, list[tuple[str, Outcome]]] = defaultdict(list)
    without_key = speech.engine_for(settings).lacks_key
    for outcome in failed:
        reason = NO_KEY if without_key and outcome.missing else outcome.reason
        by_reason[SECONDS.sub("", reason)].append((reason, outcome))
    wrong = [listing(same[0][0], [one for _, one in same], names) for same in by_reason.values()]
    for news, told in ((True, wrong), (False, wrong if settings.on_error == "fail" else expected)):
        holes: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for outcome in outcomes:
            for hole in outcome.holes:
                if (hole in outcome.found) is news:
                    page = names.get(outcome.page) or outcome.page or "/"
                    holes[hole.reason, hole.passing].append(f"{page}: “{excerpt(hole.text)}”")
        told += [
            left_out(reason, where, news=news, passing=passing)
            for (reason, passing), where in holes.items()
        ]
        doubtful = [
            f"{names.get(outcome.page) or outcome.page or '/'} at {_clock(clip.start)}: "
            f"“{excerpt(clip.text)}” ({clip.reason}; score {clip.score:.1f})"
            for outcome in outcomes
            for clip in outcome.doubtful
            if clip.news is news
        ]
        if doubtful:
            told.append(may_be_wrong(doubtful))
    return Messages(tuple(expected), tuple(wrong))


def notes_beside(report: Report, said: Messages) -> list[str]:
    """What is to be said of a build beside its pages: not why they failed a second time."""
    told = {
        outcome.reason
        for outcome in report.outcomes
        if outcome.reason and any(outcome.reason in message for message in said.wrong)
    }
    return [note for note in report.notes if note.removeprefix(STOPPED) not in told]


def left_out(reason: str, where: list[str], *, news: bool, passing: bool = False) -> str:
    """One message about passages that are left out of pages for the same reason, quoting each."""
    lines = "".join(f"\n  {printable(one, lines=False)}" for one in where[:PAGES_NAMED])
    more = f"\n  and {len(where) - PAGES_NAMED} more" if len(where) > PAGES_NAMED else ""
    count = f"{len(where)} passage{'s are' if len(where) != 1 else ' is'} left out"
    remembered = "" if news else ", as in earlier builds"
    then = (
        "The next build asks for it again"
        if passing
        else "It is not asked for again until its words, its voice or its model change; "
        "QWEN_TTS_RETRY_REFUSED=1 asks once more"
    )
    said = f"{count}{remembered}, and the rest of the page is narrated: {reason}"
    return printable(f"{said}. {then}.{lines}{more}")


def may_be_wrong(where: list[str]) -> str:
    """One message about clips that may say something else than their text, quoting each."""
    lines = "".join(f"\n  {printable(one, lines=False)}" for one in where[:PAGES_NAMED])
    more = f"\n  and {len(where) - PAGES_NAMED} more" if len(where) > PAGES_NAMED else ""
    count = f"{len(where)} clip{'s' * (len(where) != 1)}"
    return printable(
        f"{count} may say something else than the text, after a second try; listen to them, or set "
        f"`quality: {{doubtful: hole}}` to leave such passages out.{lines}{more}"
    )


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def listing(reason: str, outcomes: list[Outcome], names: Mapping[str, str]) -> str:
    """One message about pages that share a reason: names each page and where it failed."""
    lines = []
    for outcome in outcomes[:PAGES_NAMED]:
        sentence = f": “{outcome.sentence}”" if outcome.sentence else ""
        name = names.get(outcome.page) or outcome.page or "/"
        older = " (keeps its earlier narration)" if outcome.status is Status.STALE else ""
        lines.append(f"\n  {printable(name, lines=False)}{sentence}{older}")
    more = len(outcomes) - PAGES_NAMED
    rest = f"\n  and {more} more" if more > 0 else ""
    plural = "s" * (len(outcomes) != 1)
    said = f"{len(outcomes)} page{plural} not narrated: {reason}{''.join(lines)}{rest}"
    return printable(said)


def summary(reports: list[Report]) -> str:
    """One line about all locales of a build: its pages, and what was sent for them."""

    def pages(*statuses: Status) -> int:
        return sum(report.count(status) for report in reports for status in statuses)

    narrated = pages(Status.FRESH, Status.CACHED, Status.STALE)
    details = [
        f"{count} {word}"
        for count, word in (
            (pages(Status.FRESH), "fresh"),
            (pages(Status.CACHED), "from the store"),
            (pages(Status.STALE), "of an earlier state"),
        )
        if count
    ]
    plural = "s" * (narrated != 1)
    told = f" ({', '.join(details)})" if details else ""
    for count, word in (
        (pages(Status.SKIPPED), "skipped"),
        (pages(Status.FAILED), "without narration"),
    ):
        told += f", {count} {word}" if count else ""
    sent = Charge(
        requests=sum(report.requests for report in reports),
        characters=sum(report.characters for report in reports),
    )
    doubtful = ""
    for count, word in (
        (
            sum(report.unanswered for report in reports),
            "got no answer and may have been billed all the same",
        ),
        (sum(report.billed_otherwise for report in reports), "billed otherwise than planned"),
    ):
        doubtful += f"; {count} of them {word}" if count else ""
    return f"Narrated {narrated} page{plural}{told}; sent {describe(sent)}{doubtful}"
