"""Put the player and the read-along anchors into a page's HTML without touching another byte of it.

Everything is a splice at a known offset of the original text. Nothing is parsed into a tree and
written back: every serialiser measured changed every page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts.html.tags import VOID, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ATTRIBUTE = "data-narration"
"""The attribute by which the player finds the element of a cue."""

SPOTS = "h1,h2,h3,h4,h5,h6,p,li,tr,label,.highlight,pre:not(.highlight pre)"
"""Selects what as a rule is spoken: see `sparse`. The player's script has the same."""

OUTER = ":has(p)"
"""Those of `SPOTS` that are spoken paragraph by paragraph."""

LONGEST = 20
"""So many elements at most go without an attribute before the next one has it."""

PLACEHOLDER = re.compile(r"\s*narration\s*", re.IGNORECASE)
"""What a comment says that marks the player's place: `<!-- narration -->`."""

EVERY_PAGE = re.compile(r"\s*narration\s*:\s*all\s*", re.IGNORECASE)
"""What a comment says that marks the place of the list of all narrated pages: `<!-- narration: all
-->`."""

PLAYER = "qwen-narration"
"""The player's element."""

BEGIN, END = "<!--narration:begin-->", "<!--narration:end-->"
"""Comments around what is added to a finished document beside players and attributes."""

_ATTRIBUTE_AS_WRITTEN = re.compile(rf' {ATTRIBUTE}="\d+"')

_CODE = re.compile(r"(<pre\b[^<>]*>)[^<]*(?:</?(?:span|a|code)\b[^<>]*>[^<]*)*(?=</pre>)")
"""A block of code and what colours it: most of a page's tags, and nothing to be found in it."""

_HINT = re.compile(r"<!--\s*narration", re.IGNORECASE)

_SILENT = frozenset({"script", "style", "link", "meta", "template", "base", "noscript"})
"""Elements that show nothing, and so may stand before the title."""

_WRAPPERS = frozenset({"header", "section", "div", "article", "main", "hgroup", "span"})
"""Elements that a generator puts around a page's title."""


def mark(html: str, elements: Sequence[int], numbers: Iterable[int]) -> str:
    """Give elements of a page their `data-narration="N"` attributes.

    Args:
        html: the page's content.
        elements: for each N, the offset just behind the element's tag name, ascending
            (`Script.elements`).
        numbers: which of them are written, ascending: as a rule `Script.marks`.

    Returns:
        `html` with nothing but attributes added.
    """
    pieces: list[str] = []
    done = 0
    for number in numbers:
        pieces.append(html[done : elements[number]])
        pieces.append(f' {ATTRIBUTE}="{number}"')
        done = elements[number]
    pieces.append(html[done:])
    return "".join(pieces)


def sparse(html: str, elements: Sequence[int]) -> tuple[int, ...]:
    """Which `data-narration` attributes are written: those from which the rest can be told.

    Where as many `SPOTS` stand between two marked elements as numbers are missing there, they have
    these
    numbers, in order: the player's script writes them when it comes, and writes none where they are
    not as many, because something was added or taken away. So a page of paragraphs needs three
    attributes and one with every `LONGEST`, not one for each.

    Args:
        html: the page's content.
        elements: as `mark` takes them.

    Returns:
        Indices into `elements`, ascending.
    """
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


def remove(html: str) -> str:
    """A document as it was before it was narrated, to the byte.

    Players, attributes and what stands between `BEGIN` and `END` are left out.
    """
    if "narration" not in html:
        return html
    pieces: list[str] = []
    done = 0
    inside = ""  # what ends the part that is being left out
    for token in tokens(html):
        if inside:
            if (
                html[token.start : token.end] == END
                if inside == END
                else token[:2] == ("end", PLAYER)
            ):
                done, inside = token.end, ""
            continue
        if token.kind == "start" and token.name == PLAYER:
            inside = PLAYER
        elif token.kind == "comment" and html[token.start : token.end] == BEGIN:
            inside = END
        elif token.kind == "start" and (found := _ATTRIBUTE_AS_WRITTEN.match(html, token.name_end)):
            pieces.append(html[done : token.name_end])
            done = found.end()
            continue
        else:
            continue
        pieces.append(html[done : token.start])
        done = token.start
    return "".join([*pieces, html[done:]])


def place(html: str, player_html: str, where: str) -> str:
    """Put the player into a page's content.

    Args:
        html: the page's content, annotated or not.
        player_html: the player.
        where: `after-title` (behind the first h1 where the content begins with it, else at the
            top), `top` or `bottom`. A comment `<!-- narration -->` in the page wins over it. The
            comment stays, so that whoever narrates the page again finds the place.
    """
    offset = spot(html, where)
    return html[:offset] + player_html + html[offset:]


def spot(html: str, where: str, title: tuple[int, int] | None = None) -> int:
    """The offset in a page's content at which the player is put in.

    Args:
        html: the page's content, annotated or not.
        where: as `place` takes it.
        title: where the heading is known that the content begins with: the offset just behind its
            tag's name, and that of the next element that is spoken. The player then stands behind
            the heading, and outside of a header, link or list that holds nothing else.
    """
    marked = next(_comments(html, PLACEHOLDER), None)
    if marked:
        return marked.end
    if where == "bottom":
        return len(html)
    if where != "after-title":
        return 0
    return _behind_heading(html, *title) if title else _behind_title(html)


_AROUND_TITLES = frozenset(
    {"header", "hgroup", "a", "summary", "table", "ul", "ol", "dl", "label", "button"}
)
"""Elements that a title may stand in, and a player may not."""


def _behind_heading(html: str, title: int, following: int) -> int:
    """Offset behind a heading and what stands around it alone; 0 where none can be told."""
    found = iter(tokens(html))
    around: list[str] = []  # the elements that the heading stands in, outermost first
    for token in found:
        if token.name_end == title and token.kind == "start":
            return _behind_all(found, [*around, token.name], following)
        if token.name in _AROUND_TITLES and token.kind == "start":
            around.append(token.name)
        elif token.kind == "end" and around and around[-1] == token.name:
            around.pop()
    return 0


def _behind_all(rest: Iterator[Token], opened: list[str], following: int) -> int:
    """Offset behind the end of as many open elements, from the inside, as end before an offset."""
    behind = 0
    for token in rest:
        if token.start >= following or not opened:
            break
        if token.kind == "end" and token.name == opened[-1]:
            opened.pop()
            behind = token.end
    return behind


def wants_list(html: str) -> bool:
    """Whether the comment `<!-- narration: all -->` asks for the list of all narrated pages."""
    return next(_comments(html, EVERY_PAGE), None) is not None


def place_list(html: str, list_html: str) -> str:
    """Put the list of narrated pages after the comment that asks for it, marked for `remove`."""
    marked = next(_comments(html, EVERY_PAGE), None)
    if marked is None or not list_html:
        return html
    return f"{html[: marked.end]}{BEGIN}{list_html}{END}{html[marked.end :]}"


def place_in_head(html: str, head_html: str) -> str:
    """Put something at the end of a document's head; without `</head>` nothing changes."""
    for token in tokens(html):
        if token.kind == "end" and token.name == "head":
            return html[: token.start] + head_html + html[token.start :]
        if token.kind == "start" and token.name == "body":
            break
    return html


def _comments(html: str, words: re.Pattern[str]) -> Iterator[Token]:
    """The comments of a page that say just this."""
    if not _HINT.search(
        html
    ):  # few pages hold one, and reading all the tags of a page is the slow part
        return
    for token in tokens(html):
        if token.kind == "comment":
            inside = html[token.name_end : token.end].removesuffix("-->").removesuffix("--!>")
            if words.fullmatch(inside):
                yield token


def _behind_title(html: str) -> int:
    """Offset after an h1 that nothing visible stands before; 0 where there is none."""
    behind, silent = 0, ""
    found = iter(tokens(html))
    for token in found:
        if silent:
            behind = token.end
            if token.kind == "end" and token.name == silent:
                silent = ""
            continue
        if html[behind : token.start].strip():
            return 0
        behind = token.end
        if token.kind == "comment":
            continue
        if token.kind == "start" and token.name == "h1":
            return _behind_end(found, "h1")
        if token.kind == "start" and token.name in _SILENT:
            silent = "" if token.name in VOID else token.name
        elif token.name not in _WRAPPERS and not _is_permalink_target(html, token):
            return 0
    return 0


def _behind_end(rest: Iterator[Token], name: str) -> int:
    return next((token.end for token in rest if token.kind == "end" and token.name == name), 0)


def _is_permalink_target(html: str, token: Token) -> bool:
    """Whether this is an `<a>` tag, such as an empty anchor before the title."""
    return token.name == "a" and (
        token.kind == "end" or "href" not in html[token.start : token.end]
    )
