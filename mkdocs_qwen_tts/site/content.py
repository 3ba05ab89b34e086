"""Where the content stands in a finished page, whatever generator made the page.

The tree that browsers build tells which element holds the content; where that element begins and ends in the text
is then asked of the same tree, by marks put around the place where it should be. Nothing is written back from a tree.
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
from mkdocs_qwen_tts.markup import RAW_TEXT, VOID, Token, is_too_deep, tokens
from mkdocs_qwen_tts.prose import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

OPTION = "content"
"""The option that holds a selector of the content."""

_MARK = "data-narration-place"
_BEFORE, _BEHIND = "narration-place-before", "narration-place-behind"

_NOT_SHOWN = frozenset({"html", "head", "template", "noscript"})
"""Elements that hold no content, or hold other things too: nothing can be put into them that a reader sees."""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_TRANSLATION = "link[rel=alternate][hreflang]"
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
_ANY = 1e-9
"""Share of letters that a single one is."""
_REDIRECT = re.compile(r"\s*\d*\s*[;,]?\s*url\s*=", re.IGNORECASE)
_TITLE_LENGTH = 300
"""Characters of a title; the rest of a longer one is not its title."""

_PROSE = "p, li, dd, td, pre, blockquote, h1, h2, h3, h4, h5, h6"
_APART = frozenset({"noscript", "nav", "header", "footer", "aside", "template", "dialog"})
"""Where a shell too has words: a notice that a script is needed, a menu, a copyright."""
_NOT_FOUND = tuple(f"link[rel=canonical][href$='/404{end}']" for end in ("", "/", ".html"))
_PERMALINK = ".headerlink, .hash-link, .header-anchor, .anchor-heading, .anchorjs-link"


@dataclass(frozen=True)
class App:
    """What a script takes over as soon as it runs: it wipes or misplaces whatever it did not put there itself.

    Attributes survive until readers go to another page, which the script then draws anew in the same place.
    """

    offset: int
    """Offset of the `<` of the element that is taken over: what is put here stands before it, and is safe."""
    root: str
    """CSS selector of that element."""
    content: tuple[str, ...]
    """CSS selectors of the content inside it, of this page and others: the first of them that is found."""


@dataclass(frozen=True)
class Content:
    """The content of a finished page."""

    start: int
    """Offset in the document at which the inner HTML of the content element begins."""
    end: int
    """Offset at which it ends: that of the element's end tag, or of what ended it in its place."""
    generator: str
    """Which generator's page this is, by its name in `data/generators.yaml`; `main`, `article` or `body` where no
    generator is known; `selector` where the settings say what the content is."""
    title: str
    """The page's own title, without the site's name."""
    language: str | None
    """BCP 47 tag that the page declares; `None` where none is or it is only what the generator puts there unasked."""
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


def find(document: str, selector: str | None = None) -> Content | None:
    """Where the content of a page stands.

    Pure, and linear in the length of the document, whatever it holds.

    Args:
        document: the whole page, as it stands in its file.
        selector: a CSS selector of the content element, from the settings; `None` finds the element by the
            generator's marks, else takes `main`, `article` or `body`.

    Returns:
        `None` for a page without content of its own: one that leads elsewhere, searches or was not found, a list
        of other pages, an empty shell for a script to fill; and for a page too broken or too deep to be sure.

    Raises:
        ConfigurationError: when `selector` is not a CSS selector.
    """
    if is_too_deep(document):
        if selector is not None:  # an error in it is told all the same
            _select(LexborHTMLParser(""), selector)
        return None
    tree = LexborHTMLParser(document)
    generator = _generator(document, tree)
    if selector is not None:
        name, node = "selector", _first(_select(tree, selector))
    elif generator is None or _is_no_page(tree) or _place(tree, generator.empty) is not None:
        return None
    else:
        name, node = generator.name, _place(tree, generator.content)
        if generator.unknown and node is not None and not _has_prose(node):
            return None
    wanted = (selector,) if selector is not None else generator.content if generator is not None else ()
    return _content(document, tree, node, name, wanted, generator) if node is not None else None


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
        raise ConfigurationError(OPTION, f"{selector!r} is not a CSS selector.", value=selector) from error


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


# ---------------------------------------------------------------- what is told of it


def _content(
    document: str,
    tree: LexborHTMLParser,
    node: LexborNode,
    name: str,
    selectors: tuple[str, ...],
    generator: Generator | None,
) -> Content | None:
    place = _span(document, tree, node) if _says_something(node) else None
    if place is None:
        return None
    root = _around(node, tree, generator.app) if generator is not None else None
    tag = _start(document, tree, root[1]) if root is not None else None
    if root is not None and tag is None:
        return None
    return Content(
        start=place[0],
        end=place[1],
        generator=name,
        title=_title(tree, node, generator),
        language=_language(tree, node, generator),
        skip=generator.skip if generator is not None else (),
        app=App(tag.start, root[0], selectors) if root is not None and tag is not None else None,
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
    sites = [*(_texts(tree, generator.site) if generator is not None else []), _meta(tree, "og:site_name")]
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
    return next((title.rpartition(separator)[0] for separator in separators if separator in title), title)


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
            (around.attributes.get("lang") or "").strip().replace("_", "-") if around.is_element_node else ""
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


# ---------------------------------------------------------------- where it stands


def _span(document: str, tree: LexborHTMLParser, node: LexborNode) -> tuple[int, int] | None:
    """Offsets of an element's inner HTML, `None` where the tree and the text do not agree on them."""
    tag = node.tag or ""
    if not tag or tag in VOID or tag in RAW_TEXT or tag in _NOT_SHOWN:
        return None
    number = _number(tree, node)
    return _balanced(document, tag, number) or _marked(document, tag, number)


def _number(tree: LexborHTMLParser, node: LexborNode) -> int:
    """Which of the elements of its name this is."""
    same = enumerate(tree.css(node.tag or "*"))
    return next(number for number, other in same if other.mem_id == node.mem_id)


def _start(document: str, tree: LexborHTMLParser, node: LexborNode) -> Token | None:
    """The start tag of an element that has an id."""
    number, name = _number(tree, node), node.attributes.get("id")
    token = next((t for n, t in enumerate(_starts(document, node.tag or "")) if n == number), None)
    return token if token and name and name in document[token.name_end : token.end] else None


def _balanced(document: str, tag: str, number: int) -> tuple[int, int] | None:
    """The usual case: the element ends at the end tag that its start tag pairs with, and the tree says so too."""
    begin = next((t for n, t in enumerate(_starts(document, tag)) if n == number), None)
    if begin is None:
        return None
    end = _pair(document, tag, begin)
    if end is None:
        return None
    tree = LexborHTMLParser(
        f'{document[: begin.name_end]} {_MARK}="0"{document[begin.name_end : end.start]}<!--{_BEFORE}-->'
        f"{document[end.start : end.end]}<!--{_BEHIND}-->{document[end.end :]}"
    )
    found = tree.css(tag)
    node = found[number] if number < len(found) else None
    if node is None or node.attributes.get(_MARK) != "0" or not _is(node.next, _BEHIND):
        return None
    last: LexborNode | None = node
    while last is not None and last.last_child is not None:
        last = last.last_child
    return (begin.end, end.start) if _is(last, _BEFORE) else None


def _starts(document: str, tag: str) -> Iterator[Token]:
    only = frozenset({tag})
    return (token for token in tokens(document, only=only) if token.kind == "start" and token.name == tag)


def _pair(document: str, tag: str, begin: Token) -> Token | None:
    depth = 0
    for token in tokens(document[begin.end :], only=frozenset({tag}), ends=True):
        if token.name != tag:
            continue
        if token.kind == "start":
            depth += 1
        elif depth:
            depth -= 1
        else:
            return token._replace(
                start=token.start + begin.end, name_end=token.name_end + begin.end, end=token.end + begin.end
            )
    return None


def _is(node: LexborNode | None, comment: str) -> bool:
    return node is not None and node.is_comment_node and node.comment_content == comment


def _marked(document: str, tag: str, number: int) -> tuple[int, int] | None:
    """The other cases: every tag is marked, and the tree tells which of them are inside the element."""
    found = [token for token in tokens(document) if token.kind != "comment"]
    tree = LexborHTMLParser(_with_marks(document, found))
    nodes = tree.css(tag)
    if number >= len(nodes):
        return None
    node = nodes[number]
    outside, inside = _marks(tree, node)
    own = node.attributes.get(_MARK)
    if own is None:  # no start tag in the text: the parser put in a `body` by itself
        first = min(inside, default=None)
        before = max((mark for mark in outside if first is None or mark < first), default=None)
        start = 0 if before is None else found[before // 2].end
        begin = -1 if before is None else before
    else:
        begin = int(own)
        start = found[begin // 2].end
    last = max(inside, default=begin)
    if any(mark <= begin for mark in inside) or any(begin < mark < last for mark in outside):
        return None
    behind = min((mark for mark in outside if mark > last), default=None)
    return start, len(document) if behind is None else found[behind // 2].start


def _with_marks(document: str, found: list[Token]) -> str:
    """Token N is marked 2N; the place behind an end tag 2N + 1."""
    pieces: list[str] = []
    done = 0
    for number, token in enumerate(found):
        if token.kind == "start":
            pieces += document[done : token.name_end], f' {_MARK}="{2 * number}"'
            done = token.name_end
            continue
        pieces.append(document[done : token.start])
        if token.name not in RAW_TEXT:
            pieces.append(f"<!--{_MARK}{2 * number}-->")
        pieces += document[token.start : token.end], f"<!--{_MARK}{2 * number + 1}-->"
        done = token.end
    return "".join((*pieces, document[done:]))


def _marks(tree: LexborHTMLParser, content: LexborNode) -> tuple[set[int], set[int]]:
    """The marks outside an element, its own among them, and those inside."""
    outside: set[int] = set()
    inside: set[int] = set()
    stack: list[tuple[LexborNode | None, bool]] = [(tree.root.parent if tree.root else None, False)]
    while stack:
        node, within = stack.pop()
        while node is not None:
            mark = _mark(node)
            if mark is not None:
                (inside if within else outside).add(mark)
            if node.first_child is not None:
                stack.append((node.next, within))
                within = within or node.mem_id == content.mem_id
                node = node.first_child
            else:
                node = node.next
    return outside, inside


def _mark(node: LexborNode) -> int | None:
    if node.is_comment_node:
        text = node.comment_content or ""
        value: str | None = text.removeprefix(_MARK) if text.startswith(_MARK) else None
    else:
        value = node.attributes.get(_MARK) if node.is_element_node else None
    return int(value) if value and value.isdecimal() else None
