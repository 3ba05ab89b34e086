"""Rows of links to the pages before and behind, as authors and old generators write them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element

_INLINE = frozenset({"a", "b", "i", "em", "strong", "font", "small", "span", "img", "br", "hr"})
_MOST_PIECES, _LONGEST = 24, 120
"""Children and characters of such a row, at most."""
_FEWEST = 2
"""Links in it, or words in the place of one that leads nowhere."""
_BETWEEN = re.compile(
    r"[\s\xa0]*[|·•«»<>\[\](){}/,、，←→↑↓⇐⇒▲◄►]+[\s\xa0]*|[\s\xa0]+[-–—]+[\s\xa0]*"
)
_EDGES = " \t\n\xa0-–—"


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
        linked += bool(names) and not isinstance(child, str)
    return linked > 0 and count >= _FEWEST


@cache
def _ways() -> frozenset[str]:
    return frozenset(str(name) for names in facts("ways").values() for name in names)


RULES = (rule(skip, "p div center", where=_is_row_of_ways),)
