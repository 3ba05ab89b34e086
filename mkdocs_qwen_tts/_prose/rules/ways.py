"""Rows of links to the pages before and behind, as authors and old generators write them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_INLINE = frozenset({"a", "b", "i", "em", "strong", "font", "small", "span", "img", "br", "hr"})
_MOST_PIECES, _LONGEST = 24, 120
"""Children and characters of such a row, at most."""
_FEWEST = 2
"""Links in it, or words in the place of one that leads nowhere."""
_BETWEEN = re.compile(
    r"[\s\xa0]*[|·•«»<>\[\](){}/,、，←→↑↓⇐⇒▲◄►]+[\s\xa0]*|[\s\xa0]+[-–—]+[\s\xa0]*"
)
_EDGES = " \t\n\xa0-–—"


def row_of_ways(element: Element, reader: Reader) -> None:
    """A row of links to neighbours: passed over, unless a sentence with a colon leads to it."""
    reader.flush()
    if reader.is_led_in:
        reader.block(element, reader.paragraph_kind())


def _is_row_of_ways(element: Element) -> bool:
    """Whether a block only says what leads to its neighbours: "Previous | Contents | Next"."""
    if not _FEWEST <= len(element.children) <= _MOST_PIECES:
        return False
    linked = count = 0
    known = _ways()
    for child in element.children:
        if not isinstance(child, str) and child.tag not in _INLINE:
            return False
        text = child if isinstance(child, str) else child.text
        if len(text) > _LONGEST:
            return False
        names = [name for piece in _BETWEEN.split(text) if (name := piece.strip(_EDGES))]
        if not all(name.casefold() in known for name in names):
            return False  # as nearly always, at the first words
        count += len(names)
        linked += bool(names) and not isinstance(child, str) and _is_link(child)
    return linked > 0 and count >= _FEWEST


def _is_link(piece: Element) -> bool:
    """Whether this leads somewhere: names of keys or buttons in bold do not."""
    return piece.tag == "a" or piece.find("a") is not None


@cache
def _ways() -> frozenset[str]:
    return frozenset(str(name) for names in facts("ways").values() for name in names)


RULES = (rule(row_of_ways, "p div center", where=_is_row_of_ways),)
