"""What is spoken on a page, and when: a file beside the audio, for the player.

A page itself holds what its idle bar shows. The cue sheet is loaded when a listener first turns to
the player. It is JSON behind an equals sign, as the words are, because a script also loads from a
folder (`file://`) and under `default-src 'self'`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mkdocs_qwen_tts._model import Kind, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._model import Cue, Narration

CUE_SHEET = ".js"
"""Behind the name of a cue sheet, which says what is in it as the name of an audio file does."""

DECIMALS = 2
"""Of a time in seconds: at most 5 ms from the truth."""


class CueSheet(Struct, frozen=True):
    """A file that is to be published beside the audio file."""

    name: str
    """16 hexadecimal digits of the SHA-256 of what it says: without its ending."""
    text: str

    @property
    def file_name(self) -> str:
        """With its ending."""
        return self.name + CUE_SHEET


def cue_sheet(narration: Narration, *, anchored: bool) -> CueSheet:
    """The passages and chapters of a page. What stands on the page is not written again.

    Args:
        narration: what is spoken, and when.
        anchored: whether elements of the page are marked. If not, all words are written.
    """
    sheet: dict[str, list[dict[str, Any]]] = {"passages": [], "chapters": []}
    starts = []
    for number, group in groupby(narration.cues, key=lambda cue: cue.passage):
        cues = list(group)
        starts.append(cues[0].start)
        sheet["passages"].append(_passage(narration, number, cues, anchored=anchored))
    for chapter in narration.chapters if starts else ():
        told = {
            "title": chapter.title,
            "level": chapter.level,
            "id": chapter.id,
            "passage": max(bisect_right(starts, chapter.start) - 1, 0),
        }
        sheet["chapters"].append({name: value for name, value in told.items() if value is not None})
    data = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"))
    name = sha256(data.encode()).hexdigest()[:16]
    return CueSheet(name, f'(window.narrationCues ??= {{}})["{name}"] =\n{data};\n')


def _passage(
    narration: Narration, number: int, cues: Sequence[Cue], *, anchored: bool
) -> dict[str, Any]:
    passage = narration.script.passages[number]
    anchor = cues[0].anchor if anchored else None
    told: dict[str, Any] = {"times": [times for cue in cues for times in _times(cue)]}
    if anchor is not None:
        told["anchor"] = anchor
    if anchor is None or passage.spoken_only:
        told["text"] = passage.text
        if passage.language:
            told["language"] = passage.language
        if passage.kind is Kind.ANNOUNCEMENT:
            told["announces"] = True
    return told


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
