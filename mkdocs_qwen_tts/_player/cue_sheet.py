"""What is spoken on a page, and when: a file beside the audio, for the player.

A page itself holds what its idle bar shows. The cue sheet is loaded when a listener first turns to
the player. It is JSON behind an equals sign, as the words are, because a script also loads from a
folder (`file://`) and under `default-src 'self'`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._model import Kind, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._model import Cue, Narration

CUE_SHEET = ".js"
"""Behind the name of a cue sheet, which says what is in it as the name of an audio file does."""

_NAME = re.compile(r"[0-9a-f]{16}")

DECIMALS = 2
"""Of a time in seconds: at most 5 ms from the truth."""


class SpokenPassage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the player knows of a passage."""

    times: tuple[tuple[float, ...], ...]
    """Of each sentence: when it begins and, where known, when its further words do, in seconds."""
    anchor: int | None = None
    """Which element of the page it is; `None`: its words are written here."""
    text: str | None = None
    language: str = ""
    """BCP 47 tag where it differs from the page's."""
    announces: bool = False


class ListedChapter(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the player knows of a chapter."""

    title: str
    level: int
    id: str | None = None
    """Of its heading."""
    passage: int
    """With which it begins, as an index."""


class Cues(msgspec.Struct, frozen=True):
    """What is spoken on a page, and when."""

    passages: tuple[SpokenPassage, ...]
    chapters: tuple[ListedChapter, ...]


class CueSheet(msgspec.Struct, frozen=True):
    """A file that is to be published beside the audio file."""

    name: str
    """16 hexadecimal digits of the SHA-256 of what it says: without its ending."""
    text: str

    @property
    def file_name(self) -> str:
        """With its ending."""
        return self.name + CUE_SHEET

    @staticmethod
    def is_name(text: str) -> bool:
        """Whether a text is the name of a cue sheet."""
        return _NAME.fullmatch(text) is not None

    @classmethod
    def of(cls, cues: Cues) -> CueSheet:
        """The file that says this. It is JSON behind an equals sign, whatever the words are."""
        data = msgspec.json.encode(cues)
        name = sha256(data).hexdigest()[:16]
        return cls(name, f'(window.narrationCues ??= {{}})["{name}"] =\n{data.decode()};\n')


def cue_sheet(narration: Narration, *, anchored: bool) -> CueSheet:
    """The cue sheet of a page's narration: see `listed_cues`."""
    return CueSheet.of(listed_cues(narration, anchored=anchored))


def listed_cues(narration: Narration, *, anchored: bool) -> Cues:
    """The passages and chapters of a page. What stands on the page is not written again.

    Args:
        narration: what is spoken, and when.
        anchored: whether elements of the page are marked. If not, all words are written.
    """
    passages, starts = [], []
    for number, group in groupby(narration.cues, key=lambda cue: cue.passage):
        cues = list(group)
        starts.append(cues[0].start)
        passages.append(_passage(narration, number, cues, anchored=anchored))
    chapters = [
        ListedChapter(
            title=one.title,
            level=one.level,
            id=one.id,
            passage=max(bisect_right(starts, one.start) - 1, 0),
        )
        for one in (narration.chapters if starts else ())
    ]
    return Cues(tuple(passages), tuple(chapters))


def _passage(
    narration: Narration, number: int, cues: Sequence[Cue], *, anchored: bool
) -> SpokenPassage:
    passage = narration.script.passages[number]
    anchor = cues[0].anchor if anchored else None
    times = tuple(tuple(times) for cue in cues for times in _times(cue))
    if anchor is not None and not passage.spoken_only:
        return SpokenPassage(times, anchor)
    announces = passage.kind is Kind.ANNOUNCEMENT
    return SpokenPassage(times, anchor, passage.text, passage.language or "", announces)


def _times(cue: Cue) -> Iterator[list[float]]:
    """Of each sentence of a cue: where it begins and, where known, where its further words do."""
    sentences = [Mark(cue.sentences[0].at if cue.sentences else 0, cue.start)]
    for mark in cue.sentences:
        if round(mark.start, DECIMALS) > round(sentences[-1].start, DECIMALS):
            sentences.append(mark)
    ends = [*(mark.at for mark in sentences[1:]), None]
    for mark, end in zip(sentences, ends, strict=True):
        words = [
            word.start for word in cue.words if mark.at < word.at and (end is None or word.at < end)
        ]
        yield [round(time, DECIMALS) for time in (mark.start, *words)]
