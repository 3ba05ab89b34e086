"""The attributes by which the player finds what is being spoken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.splice import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ATTRIBUTE = "data-narration"
"""The attribute by which the player finds the element of a cue."""

SPOTS = "h1,h2,h3,h4,h5,h6,p,li,tr,label,.highlight,pre:not(.highlight pre)"
"""A selector of the elements that are usually spoken: see `sparse`. The player's script has the
same one."""

OUTER = ":has(p)"
"""Those of `SPOTS` that are spoken paragraph by paragraph."""

LONGEST = 20
"""How many elements in a row may go without an attribute, at most."""

_CODE = re.compile(r"(<pre\b[^<>]*>)[^<]*(?:</?(?:span|a|code)\b[^<>]*>[^<]*)*(?=</pre>)")
"""A block of code with the elements that colour it. These are most tags of a page, and none of them
is a spot."""


def mark_edits(elements: Sequence[int], numbers: Iterable[int]) -> list[Edit]:
    """The edits that give elements of a page their `data-narration="N"` attributes.

    Args:
        elements: for each N, the offset just behind the element's tag name, ascending
            (`Script.elements`).
        numbers: which of them are written: usually those that `sparse` returns.
    """
    return [Edit(at := elements[one], at, f' {ATTRIBUTE}="{one}"') for one in numbers]


def mark(html: str, elements: Sequence[int], numbers: Iterable[int]) -> str:
    """A page's content with its attributes, and nothing but attributes added.

    Args:
        html: the page's content.
        elements: as `mark_edits` takes them.
        numbers: as `mark_edits` takes them.
    """
    pieces: list[str] = []
    done = 0
    for one in sorted(numbers):
        at = elements[one]
        pieces += html[done:at], f' {ATTRIBUTE}="{one}"'
        done = at
    pieces.append(html[done:])
    return "".join(pieces)


def sparse(html: str, elements: Sequence[int]) -> tuple[int, ...]:
    """Which `data-narration` attributes are written: those from which the rest can be told.

    Where as many `SPOTS` stand between two marked elements as numbers are missing there, they have
    these numbers, in order: the player's script writes them when it comes, and writes none where
    they are not as many, because something was added or taken away. So a page of paragraphs needs
    three attributes and one with every `LONGEST`, not one for each: all would be half of what
    narration adds to a page (`tests/benchmarks/growth.py`).

    Args:
        html: the page's content.
        elements: as `mark` takes them.

    Returns:
        Indices into `elements`, ascending.
    """
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - pages that are as they were need it not

    every = tuple(range(len(elements)))
    marked = mark(html, elements, every)
    body = LexborHTMLParser("<!DOCTYPE html><body>" + _CODE.sub(r"\1", marked))
    spots = {node.mem_id for node in body.css(f":is({SPOTS}):not({OUTER})")}
    # Of marked elements and of spots, in the order of the page; None: a spot that nobody speaks.
    numbers = []
    told = []  # whether the element is a spot
    for node in body.css(f":is([{ATTRIBUTE}],{SPOTS})"):
        own = node.attributes.get(ATTRIBUTE) or ""
        number = int(own) if own.isdecimal() else None
        if number is not None or node.mem_id in spots:
            numbers.append(number)
            told.append(node.mem_id in spots)
    if [number for number in numbers if number is not None] != list(every):
        return every  # the parser moved something: misnested tables do that
    needed: list[int] = []
    around = [None, *numbers, None]
    for number, spot, before, after in zip(numbers, told, around, around[2:], strict=False):
        if number is None:
            continue
        first = number <= 1  # plugins and themes like to put something behind the title
        if first or not spot or before is None or after is None or number - needed[-1] >= LONGEST:
            needed.append(number)
    return tuple(needed)
