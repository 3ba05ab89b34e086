"""What will be spoken for a page, as text that can be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct


class Kind(StrEnum):
    """What a passage is on the page. Pauses depend on it."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TERM = "term"
    DEFINITION = "definition"
    ROW = "row"
    CAPTION = "caption"
    IMAGE = "image"
    ANNOUNCEMENT = "cue"
    """A sentence of ours that announces what cannot be read: a code example, a tab, an admonition.
    Stored scripts and JSON say `cue`, as they always did."""

    def __str__(self) -> str:
        return self.value


class Passage(Struct, frozen=True):
    """One readable block of a page, in reading order."""

    kind: Kind
    """What it is on the page."""
    text: str
    """What is spoken, whitespace folded, never empty."""
    anchor: int | None = None
    """Which element of the page it came from: an index into `Script.elements`, written into the
    published HTML as `data-narration="N"`. `None`: it has no element of its own."""
    language: str | None = None
    """BCP 47 tag where it differs from the page's."""
    voice: str | None = None
    """Voice asked for by the author on this block."""
    pause: float = 0.0
    """Seconds of silence after it."""
    level: int = 0
    """Heading level 1-6; 0 for everything else."""
    id: str | None = None
    """The element's `id` attribute: where a deep link to it points."""
    spoken_only: bool = False
    """Whether it is heard only: its words do not stand on the page."""


class Coverage(Struct, frozen=True):
    """How much of the words that readers see is spoken or knowingly left out."""

    visible: int = 0
    """Words that readers see. In Chinese and Japanese each character counts."""
    spoken: int = 0
    """How many of the visible words are spoken, as they stand or in other words."""
    covered: tuple[tuple[str, int], ...] = ()
    """How many of the visible words each policy leaves out or announces, by its name: `code`,
    `table`, …"""
    largest: str = ""
    """The element that most of the rest is in, as `<div class=contents>`."""
    lost: int = 0
    """Words in that element that are neither spoken nor covered."""

    @property
    def share(self) -> float:
        """Share of the visible words that are spoken or covered by a policy, 0 to 1."""
        known = self.spoken + sum(count for _, count in self.covered)
        return min(1.0, known / self.visible) if self.visible else 1.0

    def as_json(self) -> dict[str, Any]:
        """The shape of a page's coverage in `script --json` and `plan --json`."""
        return {
            "share": round(self.share, 4),
            "visible": self.visible,
            "spoken": self.spoken,
            "covered": dict(self.covered),
            "largest": self.largest,
            "lost": self.lost,
        }


class Script(Struct, frozen=True):
    """Exactly what will be spoken for a page."""

    page: str
    """Key of the page."""
    title: str
    """Of the page."""
    language: str | None
    """BCP 47 tag, or `None` where nothing declares it."""
    passages: Sequence[Passage]
    """In reading order."""
    elements: tuple[int, ...] = ()
    """For each anchor, the offset in `SourcePage.html` just behind the element's tag name, where
    its `data-narration` attribute is spliced in. Ascending."""
    notes: tuple[str, ...] = ()
    """Things an author should know: one sentence each."""
    coverage: Coverage | None = None
    """How much of the visible words it covers; `None` if that was not counted."""

    def as_json(self) -> dict[str, Any]:
        """The shape of `script --json`."""
        return {
            "page": self.page,
            "title": self.title,
            "language": self.language,
            "coverage": self.coverage.as_json() if self.coverage else None,
            "passages": [
                {
                    "kind": passage.kind.value,
                    "text": passage.text,
                    "anchor": passage.anchor,
                    "language": passage.language,
                    "spoken_only": passage.spoken_only,
                    "pause": passage.pause,
                }
                for passage in self.passages
            ],
        }
