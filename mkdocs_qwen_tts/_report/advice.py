"""What may be worth a change on a site: one sentence each, with what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._pipeline import without_pages

if TYPE_CHECKING:
    from mkdocs_qwen_tts._pipeline import Plan
    from mkdocs_qwen_tts._report.content import SiteReport
    from mkdocs_qwen_tts._settings import Settings

LEAST = 0.8
"""Share of the visible words below which a page is named."""

LARGE = 0.25
"""Share of a site above which a page is named."""

FEW = 4
"""Pages below which every page has a large share."""

OFTEN = 20
"""Times that a text is spoken on a site before it is named."""

LETTERS = 60
"""Of a text that advice quotes."""


def advice_for(report: SiteReport, plan: Plan, settings: Settings) -> tuple[str, ...]:
    """Everything worth a change.

    Args:
        report: the report so far.
        plan: what is spoken.
        settings: of the site.
    """
    return (
        *_large_pages(report),
        *without_pages(settings, [page.page for page in report.pages]),
        *_uncovered(report),
        *_repeated(plan),
        *_doubtful(report),
    )


def _large_pages(report: SiteReport) -> list[str]:
    spoken = [page for page in report.pages if page.charge.utterances]
    return [
        f"{page.page} is {page.share:.0%} of what the site says. Name it in `exclude` if nobody "
        "would listen to it."
        for page in spoken
        if page.share >= LARGE and len(spoken) >= FEW
    ]


def _uncovered(report: SiteReport) -> list[str]:
    return [
        f"Only {page.coverage:.0%} of the words of {page.page} are spoken or left out on purpose. "
        f"Most of the others are in {page.uncovered or 'elements of many kinds'}."
        for page in report.pages
        if page.coverage is not None and page.coverage < LEAST and page.passages
    ]


def _repeated(plan: Plan) -> list[str]:
    said = Counter(
        passage.text for page in plan.pages if page.utterances for passage in page.script.passages
    )
    return [
        f"“{text if len(text) <= LETTERS else text[:LETTERS] + '…'}” is read {count} times. Name "
        "its element in `prose.skip` if it says nothing."
        for text, count in said.most_common(5)
        if count >= OFTEN
    ]


def _doubtful(report: SiteReport) -> list[str]:
    count = sum(len(page.doubts) for page in report.pages)
    if not count:
        return []
    words = "clip sounds" if count == 1 else "clips sound"
    return [f"{count} {words} unlike the text. Listen to them below."]
