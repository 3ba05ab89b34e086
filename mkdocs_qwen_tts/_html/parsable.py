"""Whether a text can be made into a tree in good time and memory: asked before any parser sees it.

Everybody may write a page, and parsers cost more than in proportion to some texts: to the square of
the depth, of the options of a list, of the text that tags out of place interrupt. What is counted
here is exact and the same on every machine; no clock is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import RAW_TEXT, VOID, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 8 * 1024 * 1024
"""Characters; a larger page is a data dump, not one that somebody listens to: this is a hundred
hours of speech."""

MOST_TAGS = 500_000
"""A page with more takes a gigabyte and minutes to read."""

_FEW_TAGS, _SHORT = 4_000, 200_000
"""A text with fewer tags, and with fewer characters, is parsed in no time, whatever it holds."""
_DEPTH = 500
"""Elements open at once: browsers stop nesting about there too. The time to parse grows with the
square of it."""
_COPIES = 1_000_000
"""Elements that parsing may create: those of formatting that are not closed are opened again in
every paragraph."""
_MOVED = 200_000_000
"""Characters that may be copied because a text goes on behind a tag that makes no element: the
parser lays all of it down anew, and keeps the old one."""
_COMPARED = 20_000_000
"""Pairs of options of one list: each one that is added is looked at with all before it."""

TOO_DEEP = "its elements are nested too deep to be read (an end tag is missing?)"
TOO_LARGE = f"it is larger than {LONGEST // 1024 // 1024} MiB"
TOO_MANY = f"it has more than {MOST_TAGS:,} tags"
TOO_BROKEN = "too many of its tags are out of place to be read (cells without a table?)"
TOO_LONG_A_LIST = "it has a list of too many options to be read"

_UNCLOSED = VOID | {
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"),
    *("option", "optgroup", "rt", "rp"),
}
"""Elements whose end tag may be left out: the next one ends them, so they do not nest."""
_FORMATTING = frozenset(
    {
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    }
)
_SHAPES = frozenset(
    {
        *("circle", "defs", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "stop"),
        *("svg", "use"),
    }
)
"""Elements of drawings, which leave a drawing in no case."""
_PARTS = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
"""Elements that are made in a table alone."""
_CELLS = frozenset({"td", "th", "caption"})
_ONCE = frozenset({"html", "head", "body", "frame", "frameset"})
"""Elements of which a second one is not made."""

_ODD = re.compile(
    rf"""
    <(?! !--[^<>]*-->
       | /? (?!(?:{"|".join(sorted(RAW_TEXT))})\b) [A-Za-z][A-Za-z0-9-]*
         (?: [\t\n\f\r ]+ [\w:.@-]+ (?: ="[^"<>]*" )? )* [\t\n\f\r ]* /? >
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is not the beginning of a tag as generators write them, or is one whose content is no
markup."""
_PLAIN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^<>]*?(/?)>([^<]*)")


def why_unparsable(html: str) -> str:
    """Why a text must not be parsed: it would take too long, or too much memory. Empty: it may.

    Linear in the length of `html`, whatever it holds.
    """
    if len(html) > LONGEST:
        return TOO_LARGE
    count = html.count("<")
    if count < _FEW_TAGS and len(html) < _SHORT:
        return ""
    if count > MOST_TAGS:
        return TOO_MANY
    cost = _Cost()
    for ends, name, closed, text in _tags(html):
        if why := cost.end(name) if ends else cost.start(name, closed=bool(closed)):
            return why
        cost.text(text)
    return cost.told()


@dataclass
class _Cost:
    """What parsing costs, tag by tag."""

    depth: int = 0
    formatting: int = 0
    copies: int = 0
    drawing: bool = False
    opened: Counter[str] = field(default_factory=Counter)
    run: int = 0
    """Characters of the text that the next one would be joined to."""
    beside: list[int] = field(default_factory=list)
    """Of each open table: characters that stand in it but in no cell, which are moved before it."""
    in_cell: bool = True
    moved: int = 0
    options: int = 0
    """Of the list at hand."""
    compared: int = 0

    def start(self, name: str, *, closed: bool) -> str:
        """Count a start tag; says why it is one too many."""
        self.copies += self.formatting
        self.drawing = name == "svg" or (self.drawing and name in _SHAPES)
        self._place(name)
        if name in _UNCLOSED or name in _ONCE or (closed and self.drawing):
            return ""
        self.depth += 1
        self.opened[name] += 1
        self.formatting += name in _FORMATTING
        return TOO_DEEP if self.depth > _DEPTH else self.told()

    def _place(self, name: str) -> None:
        """What a start tag does to the text behind it."""
        if name == "table":
            self.beside.append(self.run)
            self.in_cell, self.run = False, 0
        elif name in _PARTS and self.beside:
            self.in_cell, self.run = name in _CELLS, 0
        elif name == "select":
            self.options = 0
        elif name == "option":
            self.compared += self.options
            self.options += 1
            self.run = 0
        elif (
            name not in _PARTS and name not in _ONCE and not (name == "form" and self.opened[name])
        ):
            self.run = 0

    def end(self, name: str) -> str:
        """Count an end tag."""
        self.drawing = self.drawing and name in _SHAPES and name != "svg"
        if name in _CELLS or name == "tr":
            self.in_cell = self.in_cell and not self.beside
        if name == "table" and self.beside:
            self.run = self.beside.pop()
            self.in_cell = True
        if self.opened[name]:
            self.opened[name] -= 1
            self.depth -= 1
            self.formatting -= name in _FORMATTING
            self.run = 0
        return ""

    def text(self, text: str) -> None:
        """Count the text behind a tag."""
        if not text:
            return
        if self.in_cell or not self.beside:
            self.moved += self.run
            self.run += len(text)
        elif not text.isspace():
            self.moved += self.beside[-1]
            self.beside[-1] += len(text)

    def told(self) -> str:
        """Why this is too much; empty where it is not."""
        if self.copies > _COPIES:
            return TOO_DEEP
        if self.moved > _MOVED:
            return TOO_BROKEN
        return TOO_LONG_A_LIST if self.compared > _COMPARED else ""


def _tags(html: str) -> Iterator[tuple[str, str, str, str]]:
    """For each tag: `/` where it ends an element, its name, `/` where it closes itself, its text.

    The text is what stands behind it.
    """
    if not _ODD.search(html):  # nothing merely looks like a tag: in a third of the time
        for ends, name, closed, text in _PLAIN.findall(html):
            yield ends, name.lower(), closed, text
        return
    last: tuple[str, str, str] | None = None
    behind = 0
    for token in tokens(html):
        if not token.name:
            continue
        if last is not None:
            yield (*last, html[behind : token.start])
        closed = "/" if html[token.end - 2] == "/" else ""
        last, behind = ("/" if token.kind == "end" else "", token.name, closed), token.end
    if last is not None:
        yield (*last, html[behind:])
