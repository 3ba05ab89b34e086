"""Where the tags of an HTML text stand, to the character.

No tree: HTML parsers that build trees forget positions, and every serialiser rewrites pages. This scanner follows
the tokenizer of the HTML standard (section 13.2.5) closely enough to know a tag from something that merely looks
like one inside a comment, a script, a style sheet or an attribute value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
"""Elements whose content holds no tags (RAWTEXT, RCDATA, script data and PLAINTEXT states)."""

_FOREIGN = frozenset({"svg", "math"})

VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
"""Elements that have no content and no end tag."""

_SPACE = r"[\t\n\f\r ]"
_ATTRIBUTE = rf"""
    [\t\n\f\r\ /]+                                  # between attributes
  | (?: =[^\t\n\f\r\ />=]* | [^\t\n\f\r\ />=]+ )    # its name
    (?: {_SPACE}* = {_SPACE}*
        (?: "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) | [^\t\n\f\r\ >"'][^\t\n\f\r\ >]* )?
    )?
"""
# The lookahead makes the repetition atomic (possessive quantifiers need Python 3.11): a tag that never ends
# is given up after one reading instead of being tried in every possible way.
_TOKEN = re.compile(
    rf"""
    <!--(?P<comment>>|->|)
  | <!\[CDATA\[(?P<cdata>)
  | <[!?](?P<bogus>)
  | </(?P<odd>[^A-Za-z])
  | <(?P<slash>/?)(?P<name>[A-Za-z][^\t\n\f\r\ />]*)
    (?=(?P<attributes>(?:{_ATTRIBUTE})*))(?P=attributes)(?:>|\Z)
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")


class Token(NamedTuple):
    """A tag or a comment, by its place in the text."""

    kind: str
    """`start`, `end` or `comment`."""
    name: str
    """The tag's name in lower case; `""` for a comment."""
    start: int
    """Offset of the `<`."""
    name_end: int
    """Offset just behind the tag's name; of a comment, just behind `<!--`."""
    end: int
    """Offset just behind the token."""


def tokens(html: str) -> Iterator[Token]:
    """The tags and comments of `html`, in order.

    The content of raw-text elements is passed over. A tag that the text ends in is not a tag. Linear in the
    length of `html`, whatever it holds.
    """
    position, foreign = 0, 0
    length = len(html)
    while (found := _TOKEN.search(html, position)) is not None:
        start, position = found.span()
        name = found["name"]
        if name is None:
            position = _behind_markup(html, found, foreign)
            if found["comment"] is not None:
                yield Token("comment", "", start, min(start + 4, length), position)
            continue
        if html[position - 1] != ">":
            return
        name = name.lower()
        name_end = found.end("name")
        if found["slash"]:
            if name in _FOREIGN and foreign:
                foreign -= 1
            yield Token("end", name, start, name_end, position)
            continue
        yield Token("start", name, start, name_end, position)
        self_closing = html[position - 2] == "/"
        if name in _FOREIGN and not self_closing:
            foreign += 1
        elif name in RAW_TEXT and not (foreign and self_closing):
            position = _end_of_raw_text(html, name, position)


def _behind_markup(html: str, found: re.Match[str], foreign: int) -> int:
    """Where a comment, declaration, instruction or CDATA section ends."""
    length = len(html)
    if found["comment"]:
        return found.end()
    if found["comment"] is not None:
        closed = _COMMENT_END.search(html, found.end())
        return closed.end() if closed else length
    # CDATA sections exist inside svg and math only; elsewhere the same characters open a bogus comment.
    terminator = "]]>" if found["cdata"] is not None and foreign else ">"
    begin = found.start() + 2
    closed_at = html.find(terminator, begin)
    return closed_at + len(terminator) if closed_at >= 0 else length


def _end_of_raw_text(html: str, name: str, position: int) -> int:
    if name == "plaintext":
        return len(html)
    closed = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, position)
    return closed.start() if closed else len(html)
