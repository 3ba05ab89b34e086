"""What the user reads of a build in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Charge, Status
from mkdocs_qwen_tts.progress import describe

if TYPE_CHECKING:
    from mkdocs_qwen_tts.errors import ConfigurationError
    from mkdocs_qwen_tts.model import Outcome, Report

NO_KEY = (
    "there is no API key, so only narration from the store is published; set DASHSCOPE_API_KEY, or "
    "QWEN_TTS_MODE=cached to build without it on purpose"
)

PAGES_NAMED = 20
"""Pages that one message lists by name."""


def without_path(problem: ConfigurationError) -> str:
    """What is wrong with an option; MkDocs names its path itself."""
    hint = f" Did you mean {problem.closest!r}?" if problem.closest else ""
    return problem.message + hint


def listing(reason: str, outcomes: list[Outcome], names: dict[str, str]) -> str:
    """One message about pages that share a reason, naming each page and the sentence it failed at."""
    lines = []
    for outcome in outcomes[:PAGES_NAMED]:
        sentence = f": “{outcome.sentence}”" if outcome.sentence else ""
        older = " (keeps its earlier narration)" if outcome.status is Status.STALE else ""
        lines.append(f"\n  {names[outcome.page]}{sentence}{older}")
    more = len(outcomes) - PAGES_NAMED
    rest = f"\n  and {more} more" if more > 0 else ""
    return f"{len(outcomes)} page{'s' * (len(outcomes) != 1)} not narrated: {reason}{''.join(lines)}{rest}"


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
    words = f"Narrated {narrated} page{'s' * (narrated != 1)}" + (
        f" ({', '.join(details)})" if details else ""
    )
    for count, word in ((pages(Status.SKIPPED), "skipped"), (pages(Status.FAILED), "without narration")):
        words += f", {count} {word}" if count else ""
    sent = Charge(
        requests=sum(report.requests for report in reports),
        characters=sum(report.characters for report in reports),
    )
    words += f"; sent {describe(sent)}"
    for count, word in (
        (sum(report.unanswered for report in reports), "got no answer and may have been billed all the same"),
        (sum(report.billed_otherwise for report in reports), "billed otherwise than planned"),
    ):
        words += f"; {count} of them {word}" if count else ""
    return words
