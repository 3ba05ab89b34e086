"""Where the content stands in a finished page, whatever generator made the page.

The tree that browsers build tells which element holds the content, and what the page says of
itself; `span` finds that element in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
import yaml
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.html.tags import is_too_deep
from mkdocs_qwen_tts.prose import language
from mkdocs_qwen_tts.site import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

OPTION = "content"
"""The option that holds a selector of the content."""

_NOT_SHOWN = frozenset({"html", "head", "template", "noscript"})
"""Elements that hold no content, or hold other things too: nothing can be put into them that a
reader sees."""

_PIECES = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "dl", "dt"),
        *("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr"),
        *("a", "button", "label", "summary", "select", "optgroup", "option"),
    )
)
"""Elements that are a piece of a page's content. Browsers would put a player out of most of them."""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_TRANSLATION = "link[rel=alternate][hreflang]"
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
_ANY = 1e-9
"""Share of letters that a single one is."""
_REDIRECT = re.compile(r"\s*\d*\s*[;,]?\s*url\s*=", re.IGNORECASE)
_TITLE_LENGTH = 300
"""Characters of a title; the rest of a longer one is not its title."""

TOO_DEEP = "its elements are nested too deep to be read (an end tag is missing?)"
TOO_BROKEN = "its HTML is too broken to tell where its content begins and ends"
"""Why a page that may well have content has none that can be told."""

_PROSE = "p, li, dd, td, pre, blockquote, h1, h2, h3, h4, h5, h6"
_APART = frozenset({"noscript", "nav", "header", "footer", "aside", "template", "dialog"})
"""Where a shell too has words: a notice that a script is needed, a menu, a copyright."""
_NOT_FOUND = tuple(f"link[rel=canonical][href$='/404{end}']" for end in ("", "/", ".html"))
_PERMALINK = ".headerlink, .hash-link, .header-anchor, .anchor-heading, .anchorjs-link"


@dataclass(frozen=True)
class App:
    """What a script takes over as soon as it runs: it wipes or misplaces whatever it did not put there itself.

    Attributes survive until readers go to another page, which the script then draws anew in the
    same place.
    """

    offset: int
    """Offset of the `<` of the element that is taken over: what is put here stands before it, and
    is safe."""
    root: str
    """CSS selector of that element."""
    content: tuple[str, ...]
    """CSS selectors of the content inside it, of this page and others: the first of them that is
    found."""


@dataclass(frozen=True)
class NoContent:
    """A page has none, or none that can be told."""

    why: str = ""
    """What its author may want to know; empty where nothing is wrong with the page."""


@dataclass(frozen=True)
class Content:
    """The content of a finished page."""

    start: int
    """Offset in the document at which the inner HTML of the content element begins."""
    end: int
    """Offset at which it ends: that of the element's end tag, or of what ended it in its place."""
    generator: str
    """Which generator's page this is, by its name in `data/generators.yaml`; `main`, `article` or
    `body` where no generator is known; `selector` where the settings say what the content is."""
    title: str
    """The page's own title, without the site's name."""
    language: str | None
    """BCP 47 tag that the page declares; `None` where none is or it is only what the generator puts
    there unasked."""
    skip: tuple[str, ...]
    """CSS selectors of what the generator put into the content and nobody wrote: never spoken."""
    app: App | None = None
    """Given where nothing but attributes may be put into the content."""


class Home(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the page is known whose title is not told."""

    selector: str
    title: str


class Generator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the pages of one generator look: a row of `data/generators.yaml`, whose head explains the fields."""

    name: str
    source: str
    content: tuple[str, ...]
    signs: tuple[str, ...] = ()
    unknown: bool = False
    fits: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    home: Home | None = None
    site: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    app: tuple[str, ...] = ()


def find(document: str, selector: str | None = None) -> Content | NoContent:
    """Where the content of a page stands.

    Pure, and linear in the length of the document, whatever it holds.

    Args:
        document: the whole page, as it stands in its file.
        selector: a CSS selector of the content element, from the settings: the first element of the
            page that it matches. `None` finds the element by the generator's marks, else takes
            `main`, `article` or `body`.

    Returns:
        `NoContent` for a page without content of its own: one that leads elsewhere, searches or was
        not found, a list of other pages, an empty shell for a script to fill. With a reason for a
        page too broken or too deep to be sure, and where `selector` selects nothing that can be
        narrated.

    Raises:
        ConfigurationError: when `selector` is not a CSS selector.
    """
    if is_too_deep(document):
        if selector is not None:  # an error in it is told all the same
            _select(LexborHTMLParser(""), selector)
        return NoContent(TOO_DEEP)
    tree = LexborHTMLParser(document)
    generator = _generator(document, tree)
    if selector is not None:
        node = _first(_select(tree, selector))
        why = _why_not(node, selector)
        return (
            NoContent(why)
            if why or node is None
            else _content(document, tree, node, generator, selector)
        )
    if generator is None or _is_no_page(tree) or _place(tree, generator.empty) is not None:
        return NoContent()
    node = _place(tree, generator.content)
    if node is None or not _says_something(node) or (generator.unknown and not _has_prose(node)):
        return NoContent()
    return _content(document, tree, node, generator)


@cache
def generators() -> tuple[Generator, ...]:
    """The generators whose pages are known."""
    path = resources.files("mkdocs_qwen_tts.site") / "data" / "generators.yaml"
    return tuple(msgspec.convert(yaml.safe_load(path.read_text("utf-8")), list[Generator]))


# ---------------------------------------------------------------- which element


def _generator(document: str, tree: LexborHTMLParser) -> Generator | None:
    return next(
        (
            generator
            for generator in generators()
            if (not generator.signs or any(sign in document for sign in generator.signs))
            and _place(tree, generator.fits or (*generator.content, *generator.empty)) is not None
        ),
        None,
    )


def _place(tree: LexborHTMLParser, selectors: Iterable[str]) -> LexborNode | None:
    return next((node for node in map(tree.css_first, selectors) if node is not None), None)


def _select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ConfigurationError(
            OPTION, f"{selector!r} is not a CSS selector.", value=selector
        ) from error


def _first(nodes: list[LexborNode]) -> LexborNode | None:
    return nodes[0] if nodes else None


def _is_no_page(tree: LexborHTMLParser) -> bool:
    """Whether this leads elsewhere, or is what a server shows for a page that is not there."""
    return _place(tree, _NOT_FOUND) is not None or any(
        (node.attributes.get("http-equiv") or "").lower() == "refresh"
        and _REDIRECT.match(node.attributes.get("content") or "")
        for node in tree.css("meta[http-equiv]")
    )


def _has_prose(node: LexborNode) -> bool:
    """Whether this is more than the shell of a page that a script fills."""
    return any(
        found.text().strip() and _APART.isdisjoint(around.tag or "" for around in _ancestors(found))
        for found in node.css(_PROSE)
    )


def _says_something(node: LexborNode) -> bool:
    """Whether there is more than a title, which themes put on pages that have nothing else."""
    if node.css_first("img, svg, table, pre, math") is not None:
        return True
    title = node.css_first("h1")
    return len(node.text().split()) > len(title.text().split() if title is not None else ())


def _why_not(node: LexborNode | None, selector: str) -> str:
    """Why what a selector selects first is not the content of a page; empty where nothing speaks against it."""
    if node is None:
        return f"nothing in it matches {selector!r}"
    if node.tag in _NOT_SHOWN or node.tag in _PIECES:
        return (
            f"the first element in it that matches {selector!r} is <{node.tag}>; `content` has to select the one "
            "element that holds all of a page's content, such as `main`"
        )
    return (
        "" if _says_something(node) else f"what {selector!r} selects in it has no words but a title"
    )


# ---------------------------------------------------------------- what is told of it


def _content(
    document: str,
    tree: LexborHTMLParser,
    node: LexborNode,
    generator: Generator | None,
    selector: str | None = None,
) -> Content | NoContent:
    place = span.inner(document, tree, node) if node.tag not in _NOT_SHOWN else None
    root = _around(node, tree, generator.app) if generator is not None else None
    tag = span.start_tag(document, tree, root[1]) if root is not None else None
    if place is None or (root is not None and tag is None):
        return NoContent(TOO_BROKEN)
    name, selectors = "selector", [selector or ""]
    if selector is None and generator is not None:
        name, selectors = generator.name, [*generator.content]
    return Content(
        start=place[0],
        end=place[1],
        generator=name,
        title=_title(tree, node, generator),
        language=_language(tree, node, generator),
        skip=generator.skip if generator is not None else (),
        app=App(tag.start, root[0], tuple(selectors))
        if root is not None and tag is not None
        else None,
    )


def _around(
    node: LexborNode, tree: LexborHTMLParser, selectors: Iterable[str]
) -> tuple[str, LexborNode] | None:
    """The first of some elements that is around this one."""
    above = {each.mem_id for each in _ancestors(node)}
    return next(
        (
            (selector, found)
            for selector in selectors
            if (found := tree.css_first(selector)) is not None and found.mem_id in above
        ),
        None,
    )


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    around = node.parent
    while around is not None:
        yield around
        around = around.parent


def _title(tree: LexborHTMLParser, node: LexborNode, generator: Generator | None) -> str:
    better = _texts(tree, generator.title) if generator is not None else []
    if better:
        return better[-1]
    sites = [
        *(_texts(tree, generator.site) if generator is not None else []),
        _meta(tree, "og:site_name"),
    ]
    title = _without_site(_text(tree.css_first("head > title")), sites, generator)
    if title and title not in sites:
        return title
    home = generator.home if generator is not None else None
    if home is not None and tree.css_first(home.selector) is not None:
        return home.title
    return next(filter(None, map(_heading, node.css("h1"))), title)


def _without_site(title: str, sites: list[str], generator: Generator | None) -> str:
    separators = generator.separators if generator is not None else ()
    for ending in (separator + site for site in sites if site for separator in separators):
        if title.endswith(ending):
            return title.removesuffix(ending)
    if generator is None or generator.unknown or title in sites:
        return title
    return next(
        (title.rpartition(separator)[0] for separator in separators if separator in title), title
    )


def _heading(node: LexborNode) -> str:
    """A heading's text without the mark of its permalink."""
    text = _text(node)
    for link in node.css(_PERMALINK):
        text = text.removesuffix(_text(link)).rstrip()
    return text


def _texts(tree: LexborHTMLParser, selectors: Iterable[str]) -> list[str]:
    found = (_text(node) for selector in selectors for node in tree.css(selector))
    return [text for text in found if text]


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split())[:_TITLE_LENGTH] if node is not None else ""


def _meta(tree: LexborHTMLParser, name: str) -> str:
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        if name in {attributes.get("name"), attributes.get("property")}:
            return " ".join((attributes.get("content") or "").split())[:_TITLE_LENGTH]
    return ""


def _language(tree: LexborHTMLParser, node: LexborNode, generator: Generator | None) -> str | None:
    for around in (node, *_ancestors(node)):
        tag = (
            (around.attributes.get("lang") or "").strip().replace("_", "-")
            if around.is_element_node
            else ""
        )
        if tag:
            unasked = generator.languages if generator is not None else ()
            is_told = _LANGUAGE.fullmatch(tag) and tag.lower() not in unasked
            return tag if is_told and not _is_untranslated(tree, node, tag) else None
    return None


def _is_untranslated(tree: LexborHTMLParser, node: LexborNode, tag: str) -> bool:
    """Whether this is a page of a translated site that nobody has translated yet: it stands there as it was."""
    own = language.primary(tag)
    others = {language.primary(link.attributes.get("hreflang")) for link in tree.css(_TRANSLATION)}
    return (
        own in _OTHER_SCRIPTS
        and bool(others - {own, "x"})
        and language.guess(node.text(), _ANY) == language.FALLBACK
    )
