"""By which selectors an element of a page can be left out, and what else they select."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from mkdocs_qwen_tts._pipeline import PagePlan
    from mkdocs_qwen_tts._review.reviewed import ReviewedSite

NEAREST = 4
"""Elements around one that may be meant with it."""

LETTERS = 40
"""Of an element's text by which it can be told, at most."""

LEAST_LETTERS = 4
_DIVIDED = re.compile(r'["\\\r\n]')

_NAME = re.compile(r"[A-Za-z_-][\w-]*")
_NO_NAME = re.compile(r"[^\w-]")


@dataclass(frozen=True)
class Selection:
    """A selector, and what it selects on the site."""

    selector: str
    elements: int
    pages: tuple[str, ...]
    """Names of the pages that have such an element."""

    def as_json(self) -> dict[str, Any]:
        """The shape in which the desk's page gets it."""
        return {"selector": self.selector, "elements": self.elements, "pages": len(self.pages)}


def selection(site: ReviewedSite, selector: str) -> Selection:
    """What a selector selects.

    Raises:
        ConfigurationError: it is none.
    """
    return selections(site, [selector])[0]


def selections(site: ReviewedSite, selectors: list[str]) -> list[Selection]:
    """What each of several selectors selects on a site.

    Raises:
        ConfigurationError: one of them is none.
    """
    counts: list[dict[str, int]] = [{} for _ in selectors]
    for one in site.plan.pages:
        body = LexborHTMLParser("<!DOCTYPE html><body>" + one.page.html)
        for found, selector in zip(counts, selectors, strict=True):
            if number := len(_selected(body, selector)):
                found[one.page.name] = number
    return [
        Selection(selector, sum(found.values()), tuple(found))
        for selector, found in zip(selectors, counts, strict=True)
    ]


def _selected(body: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return body.css(selector)
    except (SelectolaxError, ValueError):
        raise ConfigurationError(
            "prose.skip", f"{selector!r} is not a CSS selector.", value=selector
        ) from None


def candidates(page: PagePlan, passage: int) -> list[str]:
    """Selectors for the element that a passage came from, the narrowest first."""
    anchor = page.script.passages[passage].anchor
    if anchor is None:
        return []
    html = mark(page.page.html, page.script.elements, [anchor])
    body = LexborHTMLParser("<!DOCTYPE html><body>" + html)
    node = body.css_first("[data-narration]")
    if node is None:
        return []
    node = _inmost(node)
    found: dict[str, None] = {}
    for number, one in enumerate(_outwards(node)):
        if number > NEAREST or one.tag == "body":
            break
        found.update(dict.fromkeys(_own(one)))
    if not found or not any(selector in found for selector in _own(node)):
        by_text = (f'{_type(node)}:lexbor-contains("{words}")' for words in _runs(node))
        if only := next((one for one in by_text if len(body.css(one)) == 1), ""):
            found = {only: None, **found}
    return list(found)


def _inmost(node: LexborNode) -> LexborNode:
    """The element that holds all that an element holds: what is bold in a paragraph, say."""
    while True:
        inside = [one for one in node.iter(include_text=True) if one.tag != "-comment"]
        inside = [one for one in inside if one.tag != "-text" or one.text().strip()]
        if len(inside) != 1 or inside[0].tag == "-text":
            return node
        (node,) = inside


def _runs(node: LexborNode) -> list[str]:
    """What of an element's own text a selector can name: words on one line, without quotes.

    The parser compares one run of text, so links and code divide it.
    """
    own = [one.text() for one in node.iter(include_text=True) if one.tag == "-text"]
    runs = [run.strip()[:LETTERS].rstrip() for text in own for run in _DIVIDED.split(text)]
    return sorted((run for run in runs if len(run) >= LEAST_LETTERS), key=len, reverse=True)


def _outwards(node: LexborNode) -> Iterator[LexborNode]:
    one: LexborNode | None = node
    while one is not None and one.tag != "html":
        yield one
        one = one.parent


def _own(node: LexborNode) -> Iterator[str]:
    """By its id, and by its classes."""
    attributes = node.attributes
    own = attributes.get("id") or ""
    if _NAME.fullmatch(own):
        yield f"#{own}"
    for name in (attributes.get("class") or "").split():
        if _NAME.fullmatch(name):
            yield f"{_type(node)}.{name}"


def _type(node: LexborNode) -> str:
    """An element's name as a selector has it: a word processor writes `<o:p>`."""
    return _NO_NAME.sub(r"\\\g<0>", node.tag or "*")
