"""The player's place in a page's content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.comments import behind_comment
from mkdocs_qwen_tts._html.splice import Edit, spliced
from mkdocs_qwen_tts._html.tags import VOID, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACEHOLDER = re.compile(r"\s*narration\s*", re.IGNORECASE)
"""What a comment says that marks the player's place: `<!-- narration -->`."""

_SILENT = frozenset({"script", "style", "link", "meta", "template", "base", "noscript"})
"""Elements that show nothing, and so may stand before the title."""

_WRAPPERS = frozenset({"header", "section", "div", "article", "main", "hgroup", "span"})
"""Elements that a generator puts around a page's title."""

_AROUND_TITLES = frozenset(
    {"header", "hgroup", "a", "summary", "table", "ul", "ol", "dl", "label", "button"}
)
"""Elements that a title may stand in but a player must not."""


def place_player(html: str, player_html: str, where: str) -> str:
    """Put the player into a page's content.

    Args:
        html: the page's content, annotated or not.
        player_html: the player.
        where: `after-title` (behind the first h1 if the content begins with one, else at the top),
            `top` or `bottom`. A comment `<!-- narration -->` in the page wins over it. The comment
            stays, so that the place is found again when the page is narrated anew.
    """
    return spliced(html, [Edit.insertion(spot(html, where), player_html)])


def spot(html: str, where: str, title: tuple[int, int] | None = None) -> int:
    """The offset in a page's content at which the player is put in.

    Args:
        html: the page's content, annotated or not.
        where: as `place_player` takes it.
        title: where the heading is known that the content begins with: the offset just behind its
            tag's name, and that of the next element that is spoken. The player then stands behind
            the heading, and outside of a header, link or list that holds nothing else.
    """
    marked = behind_comment(html, PLACEHOLDER)
    if marked is not None:
        return marked
    if where == "bottom":
        return len(html)
    if where != "after-title":
        return 0
    return _behind_heading(html, *title) if title else _behind_title(html)


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
