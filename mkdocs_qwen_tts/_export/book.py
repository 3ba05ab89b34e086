"""What is taken along: pages with their narration, and when each of their sentences is spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._model import Narration


@dataclass(frozen=True)
class SpokenSentence:
    """A sentence of a page, and when it is spoken."""

    text: str
    start: float
    """Seconds of the page's track."""
    end: float
    passage: int
    """Index into `Script.passages`."""


@dataclass(frozen=True)
class BookPage:
    """One page of a book."""

    name: str
    """The file that it came from, such as `guide/install.md`."""
    title: str
    narration: Narration

    def sentences(self) -> list[SpokenSentence]:
        """The sentences of the page in the order in which they are spoken."""
        passages = self.narration.script.passages
        begins: list[tuple[float, int, int]] = []
        for cue in self.narration.cues:
            marks = [(mark.start, mark.at) for mark in cue.sentences] or [(cue.start, 0)]
            begins += [(start, at, cue.passage) for start, at in marks]
        ends = [start for start, _, _ in begins[1:]] + [self.narration.track.duration]
        found = []
        for index, ((start, at, passage), end) in enumerate(zip(begins, ends, strict=True)):
            following = begins[index + 1] if index + 1 < len(begins) else None
            goes_on = following is not None and following[2] == passage
            until = following[1] if following is not None and goes_on else None
            text = " ".join(passages[passage].text[at:until].split())
            if text and end > start:
                found.append(SpokenSentence(text, start, end, passage))
        return found


@dataclass(frozen=True)
class Book:
    """Pages in reading order, and what the whole is called."""

    title: str
    author: str
    language: str
    """BCP 47 tag."""
    identifier: str
    """A text that no other book has, such as the digest of the site."""
    pages: tuple[BookPage, ...]
    cover: Path | None = None
    """A picture, PNG or JPEG."""
