"""Whether a text can be made into a tree in good time and memory: asked before any parser sees it.

Everybody may write a page, and parsers cost more than in proportion to some texts: to the square of
the depth, of the options of a list, of the attributes of a tag, of the text that tags out of place
interrupt. What is counted here is exact and the same on every machine; no clock is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import ATTRIBUTE_OR_SPACE, VOID, is_regular, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 8 * 1024 * 1024
"""Characters; a larger page is a data dump, not one that somebody listens to: this is a hundred
hours of speech."""

MOST_TAGS = 500_000
"""A page with more takes a gigabyte and minutes to read."""

_FEW_TAGS, _SHORT = 4_000, 200_000
"""A text with fewer tags, and with fewer characters, is parsed in no time, unless formatting or
attributes say otherwise."""
_DEPTH = 500
"""Elements open at once: browsers stop nesting about there too. The time to parse grows with the
square of it."""
_COPIES, _COPIES_OF_TAG = 100_000, 4
"""Elements that parsing may create, and how many more for each tag: those of formatting that are
not closed are opened again in every paragraph. A hundred thousand take a second and 90 MB."""
_ALIKE = 3
"""Of open elements of formatting with the same attributes, so many are opened again (HTML standard,
section 13.2.4.3)."""
_MOVED = 200_000_000
"""Characters that may be copied because a text goes on behind a tag that makes no element: the
parser lays all of it down anew, and keeps the old one."""
_COMPARED = 20_000_000
"""Pairs of options of one list, and of attributes of one tag: each one that is added is looked at
with all before it. So many take a fifth of a second."""
_LONG_TAG = 300
"""Characters; shorter ones have few attributes."""

TOO_DEEP = "its elements are nested too deep to be read (an end tag is missing?)"
TOO_LARGE = f"it is larger than {LONGEST // 1024 // 1024} MiB"
TOO_MANY = f"it has more than {MOST_TAGS:,} tags"
TOO_BROKEN = "too many of its tags are out of place to be read (cells without a table?)"
TOO_LONG_A_LIST = "it has a list of too many options to be read"
TOO_MANY_ATTRIBUTES = "a tag of it has too many attributes to be read"

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
_ALONE = frozenset({"a", "nobr"})
"""Elements of formatting of which the next one ends the last."""
_SHAPES = frozenset(
    {
        *("circle", "defs", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "stop"),
        *("svg", "use", "text", "textpath", "tspan", "tref", "marker", "clippath", "mask"),
        *("pattern", "symbol", "lineargradient", "radialgradient", "filter", "animate"),
    }
)
"""Elements of drawings, which leave a drawing in no case."""
_NAMES_OF_SHAPES = frozenset({"title", "desc"})
"""Elements of drawings that hold HTML: where they hold text alone, the drawing goes on behind."""
_PARTS = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
"""Elements that are made in a table alone."""
_CELLS = frozenset({"td", "th", "caption"})
_COMMON = frozenset(
    {
        *("article", "blockquote", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ol", "pre", "section", "span", "sub", "sup", "ul", "var", "kbd", "label"),
    }
)
"""Elements that do nothing to a parser but be open."""
_SEPARATORS = "\t\n\f\r /"
"""What stands between attributes."""
_ONCE = frozenset({"html", "head", "body", "frame", "frameset"})
"""Elements of which a second one is not made."""

_PLAIN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<>]*?)(/?)>([^<]*)")
_COLOURED = re.compile(r'<span class="[\w -]*">[^<>]*</span>')
"""A word of a code block, as highlighters colour it: most tags of most pages. Each adds but one
element, wherever it stands."""
_LIKE_A_TAG = re.compile(
    rf"<[A-Za-z][^\t\n\f\r\ />]*(?=(?P<attributes>(?:{ATTRIBUTE_OR_SPACE})*))(?P=attributes)",
    re.VERBOSE,
)
"""The beginning of a tag with its attributes, or of what looks like one in a script or comment."""
_LONG = re.compile(r"<[A-Za-z][^>]{800}")
_QUOTED = re.compile(r"""=[\t\n\f\r ]*(?:"[^"<>]*[<>]|'[^'<>]*[<>])""")
"""Where neither is found, no tag is longer than 800 characters: a `>` is near, and not quoted. A
small text has 250 such tags, of 400 attributes at most each, which is within `_COMPARED`."""
_LONG_NAMES = "|".join(sorted(name for name in _FORMATTING if len(name) > 1))
_LIKE_FORMATTING = re.compile(rf"<(?:[abisuABISU]|(?i:{_LONG_NAMES}))[\t\n\f\r />]")
_CLOSED_AT_ONCE = re.compile(
    rf"<({'|'.join(sorted(_FORMATTING))})(?: [\w:.@-]+(?:=\"[^\"<>]*\")?)*>[^<>]*</\1>"
)
"""An element of formatting, as generators write it, that is closed before any other tag: it is
never opened again."""
_ROUNDS = 2
"""Times that what is closed is taken out: such elements stand in each other."""
_BETWEEN = re.compile(ATTRIBUTE_OR_SPACE, re.VERBOSE)


def why_unparsable(html: str) -> str:
    """Why a text must not be parsed: it would take too long, or too much memory. Empty: it may.

    Linear in the length of `html`, whatever it holds.
    """
    if len(html) > LONGEST:
        return TOO_LARGE
    count = html.count("<")
    if count > MOST_TAGS:
        return TOO_MANY
    regular = is_regular(html)
    is_small = count < _FEW_TAGS and len(html) < _SHORT
    if is_small and not _may_grow(html, count, regular=regular):
        return ""
    cost = _Cost(deepest=count if is_small else _DEPTH)
    if regular:
        html = _COLOURED.sub("", html)
    for ends, name, attributes, closed, text in _tags(html, plain=regular):
        if name in _COMMON and not cost.drawing and len(attributes) <= _LONG_TAG:
            if why := cost.common(name, text, ends=bool(ends)):
                return why
            continue
        if why := cost.end(name) if ends else cost.start(name, attributes, closed=bool(closed)):
            return why
        cost.text(text)
    return cost.told()


def _may_grow(html: str, count: int, *, regular: bool) -> bool:
    """Whether a small text could make a parser copy or compare much, as a bound that is quick."""
    if count * count > _COPIES and _stays_open(html, count):
        return True
    if not _LONG.search(html) and (regular or not _QUOTED.search(html)):
        return False
    squares, position = 0, html.find("<")
    while position >= 0:  # at each: what looks like a tag in a comment may hide where one begins
        found = _LIKE_A_TAG.match(html, position)
        squares += (found.end() - position) ** 2 if found else 0
        if squares > 8 * _COMPARED:  # an attribute takes two characters
            return True
        position = html.find("<", position + 1)
    return False


def _stays_open(html: str, count: int) -> bool:
    """Whether elements of formatting may stay open and be made again at so many tags."""
    for _ in range(_ROUNDS):
        if count * len(_LIKE_FORMATTING.findall(html)) <= _COPIES:
            return False
        html = _CLOSED_AT_ONCE.sub("", html)
    return count * len(_LIKE_FORMATTING.findall(html)) > _COPIES


@dataclass
class _Cost:
    """What parsing costs, tag by tag."""

    deepest: int
    """Elements that may be open at once."""
    tags: int = 0
    depth: int = 0
    formatting: int = 0
    """Open elements that are opened again in every paragraph."""
    unclosed: dict[str, list[str]] = field(default_factory=dict)
    """By name of an element of formatting: the attributes of those that are open."""
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of these are open, by name and attributes."""
    copies: int = 0
    drawing: bool = False
    named: str = ""
    """The element at hand, if it names a shape, and no tag was in it, nor what looks like one."""
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
    attributes: int = 0
    """Pairs of attributes of one tag."""

    def common(self, name: str, text: str, *, ends: bool) -> str:
        """Count a tag that does nothing but open or close an element, and the text behind it.

        What `start`, `end` and `text` do, in a third of the time: most tags are such.
        """
        self.named = ""
        if not ends:
            self.tags += 1
            self.copies += self.formatting
            self.depth += 1
            self.opened[name] += 1
            self.run = 0
        elif self.opened[name]:
            self.opened[name] -= 1
            self.depth -= 1
            self.run = 0
        if text:
            self.text(text)
        if self.depth > self.deepest or self.copies > _COPIES + _COPIES_OF_TAG * self.tags:
            return TOO_DEEP
        return ""

    def start(self, name: str, attributes: str, *, closed: bool) -> str:
        """Count a start tag; says why it is one too many."""
        self.tags += 1
        if name in _ALONE and self.unclosed.get(name):
            self.end(name)
        self.copies += self.formatting
        if len(attributes) > _LONG_TAG:
            between = (found[0][0] for found in _BETWEEN.finditer(attributes))
            self.attributes += sum(one not in _SEPARATORS for one in between) ** 2 // 2
        self.named = name if self.drawing and name in _NAMES_OF_SHAPES and not closed else ""
        self.drawing = name == "svg" or (self.drawing and name in _SHAPES)
        self._place(name)
        if name in _UNCLOSED or name in _ONCE or (closed and self.drawing):
            return ""
        self.depth += 1
        self.opened[name] += 1
        if name in _FORMATTING:
            self.unclosed.setdefault(name, []).append(attributes)
            self.alike[name, attributes] += 1
            self.formatting += self.alike[name, attributes] <= _ALIKE
        return TOO_DEEP if self.depth > self.deepest else self.told()

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
        self.drawing = (self.drawing and name in _SHAPES and name != "svg") or (
            bool(name) and name == self.named
        )
        self.named = ""
        if name in _CELLS or name == "tr":
            self.in_cell = self.in_cell and not self.beside
        if name == "table" and self.beside:
            self.run = self.beside.pop()
            self.in_cell = True
        if self.opened[name]:
            self.opened[name] -= 1
            self.depth -= 1
            if name in _FORMATTING:
                last = name, self.unclosed[name].pop()
                self.formatting -= self.alike[last] <= _ALIKE
                self.alike[last] -= 1
            self.run = 0
        return ""

    def text(self, text: str) -> None:
        """Count the text behind a tag."""
        if not text:
            return
        if "<" in text:
            self.named = ""
        if self.in_cell or not self.beside:
            self.moved += self.run
            self.run += len(text)
        elif not text.isspace():
            self.moved += self.beside[-1]
            self.beside[-1] += len(text)

    def told(self) -> str:
        """Why this is too much; empty where it is not."""
        if self.copies > _COPIES + _COPIES_OF_TAG * self.tags:
            return TOO_DEEP
        if self.attributes > _COMPARED:
            return TOO_MANY_ATTRIBUTES
        if self.moved > _MOVED:
            return TOO_BROKEN
        return TOO_LONG_A_LIST if self.compared > _COMPARED else ""


def _tags(html: str, *, plain: bool) -> Iterator[tuple[str, str, str, str, str]]:
    """For each tag: `/` where it ends an element, its name, its attributes, `/`, its text.

    The second `/` is there where it closes itself; the text is what stands behind it.
    """
    if plain:  # in a third of the time
        for ends, name, attributes, closed, text in _PLAIN.findall(html):
            yield ends, name.lower(), attributes, closed, text
        return
    last: tuple[str, str, str, str] | None = None
    behind = 0
    for token in tokens(html):
        if not token.name:
            continue
        if last is not None:
            yield (*last, html[behind : token.start])
        attributes = html[token.name_end : token.end - 1]
        closed = "/" if attributes.endswith("/") else ""
        last = "/" if token.kind == "end" else "", token.name, attributes, closed
        behind = token.end
    if last is not None:
        yield (*last, html[behind:])
