"""Cues and words in few characters: they stand in every page, and a page is to grow by little.

The player's script reads what this module writes. Both ends are plain text inside JSON.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Kind

if TYPE_CHECKING:
    from mkdocs_qwen_tts.model import Cue, Narration

TICKS = 100
"""Times are told in hundredths of a second: at most 5 ms from the truth."""

LONG = 36**2
"""Ticks that two base-36 digits cannot tell."""

REACH = 36**2
"""A reference names one of so many first places in the words."""

MOST = 35
"""UTF-16 units that one reference repeats at most."""

REFERENCE = "~"
"""Begins a reference: a place in two base-36 digits and a length in one. Doubled, it is itself."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def written_cues(narration: Narration, *, anchored: bool) -> tuple[str, str]:
    """The cues of a page, and the words among them that do not stand on it.

    A cue is the ticks since the last one began, in two base-36 digits; each `_` before them adds
    `LONG`. Its element is the one after the last cue's. What differs from that follows: `-` it is
    another sentence of the same passage, `(N)` its element is another, `()` it has none, `.` its
    words are the next line of the words, `!` so they are and announce something, `#` a chapter
    begins with it, whose level stands before where no heading on the page tells it.

    Differences are taken between rounded times, so that rounding never adds up.

    Args:
        narration: what is spoken, and when.
        anchored: whether elements of the page are marked. If not, all words are written.

    Returns:
        The cues and the lines of words, each `words`, or `words, language, id of the heading`
        between tabs.
    """
    starts = [cue.start for cue in narration.cues]
    chapters = {
        max(bisect_right(starts, one.start) - 1, 0): one for one in narration.chapters if starts
    }
    cues: list[str] = []
    lines: list[str] = []
    last_start, last_anchor, last_passage = 0, -1, None
    for index, cue in enumerate(narration.cues):
        passage = narration.script.passages[cue.passage]
        since, last_start = last_start, round(cue.start * TICKS)
        cues.append(_ticks(last_start - since))
        if cue.passage == last_passage:
            cues.append("-")
            last_start = _sentences(cue, last_start, cues)
            continue
        last_passage = cue.passage
        anchor = cue.anchor if anchored else None
        chapter = chapters.get(index)
        if anchor is None:
            cues.append("()")
        elif anchor != last_anchor + 1:
            cues.append(f"({anchor})")
        if anchor is None or passage.spoken_only:
            cues.append("!" if passage.kind is Kind.ANNOUNCEMENT else ".")
            lines.append(
                "\t".join(
                    (passage.text, passage.language or "", (chapter and chapter.id) or "")
                ).rstrip("\t")
            )
        if chapter:
            cues.append("#" if anchor is not None else f"{chapter.level}#")
        last_anchor = last_anchor if anchor is None else anchor
        last_start = _sentences(cue, last_start, cues)
    return "".join(cues), "\n".join(lines)


def _sentences(cue: Cue, last: int, cues: list[str]) -> int:
    """Add the sentences of a cue that begin after it, and return the ticks of the last one."""
    for mark in cue.sentences:
        start = round(mark.start * TICKS)
        if start > last:
            cues.append(_ticks(start - last) + "-")
            last = start
    return last


def _ticks(since: int) -> str:
    long, rest = divmod(since, LONG)
    return "_" * long + _DIGITS[rest // 36] + _DIGITS[rest % 36]


def packed(text: str) -> str:
    """`text` with what it repeats of its own beginning replaced by references.

    Announcements are much alike on a page (`Code example in Python, 12 lines.`): a third of their
    length is left.
    """
    # Browsers count UTF-16 units: characters outside of the basic plane are two.
    units = [0, *accumulate(1 + (character > "\uffff") for character in text)]
    places: dict[str, list[int]] = {}
    pieces: list[str] = []
    at = 0
    while at < len(text):
        pair = text[at : at + 2]
        longest = max(
            ((_alike(text, place, at, units), -place) for place in places.get(pair, ())),
            default=(0, 0),
        )
        length, place = longest[0], -longest[1]
        if len(text[at : at + length].encode("utf-8", "surrogatepass")) <= len(REFERENCE) + 3:
            length = 0
        if length:
            where, span = units[place], units[at + length] - units[at]
            pieces.append(REFERENCE + _DIGITS[where // 36] + _DIGITS[where % 36] + _DIGITS[span])
        else:
            pieces.append(REFERENCE * 2 if text[at] == REFERENCE else text[at])
        for known in range(at, at + (length or 1)):
            if units[known] < REACH and known:
                places.setdefault(text[known - 1 : known + 1], []).append(known - 1)
        at += length or 1
    return "".join(pieces)


def _alike(text: str, place: int, at: int, units: list[int]) -> int:
    """How many characters from `at` on repeat those from `place` on, which end before `at`."""
    length = 0
    while (
        at + length < len(text)
        and place + length < at
        and text[place + length] == text[at + length]
        and units[at + length + 1] - units[at] <= MOST
    ):
        length += 1
    return length
