"""A site on the desk: what is spoken for each passage, and what that costs, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._model import Charge, Utterance
    from mkdocs_qwen_tts._pipeline import PagePlan, Plan
    from mkdocs_qwen_tts._settings import Settings


@dataclass(frozen=True)
class ReviewedSite:
    """A site, read and planned."""

    plan: Plan
    settings: Settings
    base: Path
    """The folder of the configuration file."""
    config: Path
    """The configuration file, which a change is written into."""
    files: Path
    """The folder in which the pages' pictures lie: that of the sources, or the built site."""

    def page(self, name: str) -> PagePlan | None:
        """The page of this name."""
        return next((one for one in self.plan.pages if one.page.name == name), None)


def spoken_texts(page: PagePlan) -> tuple[str, ...]:
    """What the voice is given for each passage: pronunciations are in it."""
    said: list[list[str]] = [[] for _ in page.script.passages]
    for utterance in page.utterances:
        for span in utterance.spans:
            said[span.passage].append(utterance.text[span.start : span.end])
    return tuple(
        " ".join(parts) or passage.text
        for parts, passage in zip(said, page.script.passages, strict=True)
    )


def utterances_of(page: PagePlan, passage: int) -> tuple[Utterance, ...]:
    """The utterances that speak a passage, in order."""
    return tuple(
        one for one in page.utterances if any(span.passage == passage for span in one.spans)
    )


def price_in_words(charge: Charge) -> str:
    """A price in words: `0.0168 CNY`, `free`, or that none is known."""
    if not charge.requests:
        return "nothing"
    if charge.price is None:
        return "an unknown price"
    if not charge.price_date:
        return "free"
    return f"{charge.price:.4f} {charge.currency}"
