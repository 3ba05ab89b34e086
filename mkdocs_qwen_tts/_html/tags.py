"""Where the tags of an HTML text stand, to the character.

No tree: HTML parsers that build trees forget positions, and every serialiser rewrites pages. This
scanner follows the tokenizer of the HTML standard (section 13.2.5) closely enough to know a tag
from something that merely looks like one inside a comment, a script, a style sheet or an attribute
value.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
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

BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
        ),
        *(
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
        ),
        *(
            "h6",
            "header",
            "hgroup",
            "hr",
            "iframe",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "noscript",
            "ol",
        ),
        *(
            "optgroup",
            "option",
            "p",
            "pre",
            "search",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
        ),
        *("thead", "tr", "ul", "video"),
    }
)
"""Elements that browsers put on lines of their own (HTML standard, section 15.3)."""

_SPACE = r"[\t\n\f\r ]"
ATTRIBUTE_OR_SPACE = rf"""
    [\t\n\f\r\ /]+                                  # between attributes
  | (?: =[^\t\n\f\r\ />=]* | [^\t\n\f\r\ />=]+ )    # its name
    (?: {_SPACE}* = {_SPACE}*
        (?: "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) | [^\t\n\f\r\ >"'][^\t\n\f\r\ >]* )?
    )?
"""
"""What stands between attributes, or an attribute, as a verbose regular expression."""
# The lookahead makes the repetition atomic (possessive quantifiers need Python 3.11): a tag that
# never ends is given up after one reading instead of being tried in every possible way.
_TOKEN = re.compile(
    rf"""
    <!--(?P<comment>>|->|)
  | <!\[CDATA\[(?P<cdata>)
  | <[!?](?P<bogus>)
  | </(?P<odd>[^A-Za-z])
  | <(?P<slash>/?)(?P<name>[A-Za-z][^\t\n\f\r\ />]*)
    (?=(?P<attributes>(?:{ATTRIBUTE_OR_SPACE})*))(?P=attributes)(?:>|\Z)
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")


_WRITTEN = rf"(?: {_SPACE}+ [\w:.@-]+ (?: =(?:\"[^\"<>]*\"|'[^'<>]*') )? )* {_SPACE}*"
"""Attributes as generators write them."""
_ODD = re.compile(
    rf"""
    <(?! !--[^<>]*-->
       | /? (?!(?=[inpstxINPSTX])(?i:{"|".join(sorted(RAW_TEXT))})\b)
         [A-Za-z][A-Za-z0-9-]* {_WRITTEN} /? >
       | (?P<raw>script|style) {_WRITTEN} > [^<]* </(?P=raw)>
       | /(?:script|style)>
    )
    """,
    re.VERBOSE,
)
"""What is not the beginning of a tag as generators write them, or is one whose content may look
like tags."""
_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")


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


def tokens(html: str, *, only: frozenset[str] = frozenset(), ends: bool = False) -> Iterator[Token]:
    """The tags and comments of `html`, in order.

    The content of raw-text elements is passed over. A tag that the text ends in is not a tag.
    Linear in the length of `html`, whatever it holds.

    Args:
        html: a page or a piece of one.
        only: where given, just the start tags of these names are wanted; the rest is passed over
            quickly.
        ends: whether their end tags are wanted too.
    """
    passed = _passed(only, only if ends else frozenset()) if only else None
    foreign = 0
    position = html.find("<")
    while position >= 0:
        run = passed.match(html, position) if passed else None
        if run is not None:
            position = html.find("<", run.end())
            continue
        found = _TOKEN.match(html, position)
        if found is None:
            position = html.find("<", position + 1)
            continue
        start, end = found.span()
        name = found["name"]
        if name is None:
            end = _behind_markup(html, found, foreign)
            if found["comment"] is not None:
                yield Token("comment", "", start, min(start + 4, len(html)), end)
            position = html.find("<", end)
            continue
        if html[end - 1] != ">":
            return
        name = name.lower()
        if found["slash"]:
            foreign -= name in _FOREIGN and foreign > 0
            yield Token("end", name, start, found.end("name"), end)
        else:
            yield Token("start", name, start, found.end("name"), end)
            self_closing = html[end - 2] == "/"
            if name in _FOREIGN and not self_closing:
                foreign += 1
            elif name in RAW_TEXT and not (foreign and self_closing):
                end = _end_of_raw_text(html, name, end)
        position = html.find("<", end)


@lru_cache(maxsize=1)
def is_regular(html: str) -> bool:
    """Whether all tags and comments are as generators write them, and nothing else looks like one.

    Where they are, a `<` and a name begin a tag, and the next `>` ends it. The answer for the last
    text is kept: whoever asks may ask again.
    """
    return not _ODD.search(html)


def start_tags(html: str, names: frozenset[str]) -> Iterator[int]:
    """Where the names of these start tags end; what `tokens` finds, in a fifth of the time."""
    if not is_regular(html):
        for one in tokens(html, only=names):
            if one.kind == "start" and one.name in names:
                yield one.name_end
        return
    for found in _NAME.finditer(html):
        if found[1].lower() in names:
            yield found.end()


@cache
def _passed(only: frozenset[str], ends: frozenset[str]) -> re.Pattern[str]:
    """A run of tags that are neither wanted nor change how the text behind them is to be read."""
    closing, starts = (
        "|".join(sorted(ends | _FOREIGN)),
        "|".join(sorted(only | RAW_TEXT | _FOREIGN)),
    )
    end = r"(?=[\t\n\f\r />])"
    return re.compile(
        rf"""
        (?: <(?: /(?!(?:{closing}){end}) | (?!/|(?:{starts}){end}) ) [A-Za-z][^\t\n\f\r\ />]*
            (?=(?P<attributes>(?:{ATTRIBUTE_OR_SPACE})*))(?P=attributes) > [^<]*
        )+
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def _behind_markup(html: str, found: re.Match[str], foreign: int) -> int:
    """Where a comment, declaration, instruction or CDATA section ends."""
    length = len(html)
    if found["comment"]:
        return found.end()
    if found["comment"] is not None:
        closed = _COMMENT_END.search(html, found.end())
        return closed.end() if closed else length
    # CDATA sections exist inside svg and math only; elsewhere the same characters open a bogus
    # comment.
    terminator = "]]>" if found["cdata"] is not None and foreign else ">"
    begin = found.start() + 2
    closed_at = html.find(terminator, begin)
    return closed_at + len(terminator) if closed_at >= 0 else length


def _end_of_raw_text(html: str, name: str, position: int) -> int:
    if name == "plaintext":
        return len(html)
    closed = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, position)
    return closed.start() if closed else len(html)
