"""Edits of a text, collected first and applied once: every other byte stays as it is.

No tree is parsed and written back: every serialiser that was measured changed every page.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """What stands between two offsets of a text from now on."""

    start: int
    """Offset in the text as it was before any edit."""
    end: int
    """Offset behind what is left out; `start` where nothing is."""
    text: str = ""
    """What is put there instead."""

    @classmethod
    def insertion(cls, at: int, text: str) -> Edit:
        """Put something in at an offset, and leave nothing out."""
        return cls(at, at, text)


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits to a text.

    Args:
        text: the text whose offsets the edits name.
        edits: in any order; none reaches into another. Insertions at one offset stand in the order
            in which they are given.
    """
    pieces: list[str] = []
    done = 0
    for start, end, put_in in sorted(edits, key=_place):
        pieces += text[done:start], put_in
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


_place = itemgetter(0, 1)
"""Of an edit: its offsets."""
