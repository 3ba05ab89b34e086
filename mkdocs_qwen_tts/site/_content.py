"""Where the content stands in a finished page, whatever generator made the page.

The tree that browsers build says which element holds the content; `span` finds that element in the
text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html.parsable import why_unparsable
from mkdocs_qwen_tts._prose.language import words
from mkdocs_qwen_tts.site import _region as region
from mkdocs_qwen_tts.site import _span as span
from mkdocs_qwen_tts.site._boilerplate import Boilerplate
from mkdocs_qwen_tts.site._declared import ancestors, language_of, title_of
from mkdocs_qwen_tts.site._generator import first_of, generator_of
from mkdocs_qwen_tts.site._styles import hidden_by_styles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from mkdocs_qwen_tts.site._generator import Generator

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
"""Elements that are a piece of a page's content. Browsers move a player out of most of them."""

_REDIRECT = re.compile(r"\s*\d*\s*[;,]?\s*url\s*=", re.IGNORECASE)

TOO_BROKEN = "its HTML is too broken to tell where its content begins and ends"
"""Why a page that may well have content has none that can be told."""

LOCKED = "it asks for a password, and its narration would be of the form alone"
"""Why a page that was encrypted when it was built is left alone."""

_LOCKS = "#mkdocs-encrypted-content, #hexo-blog-encrypt, .staticrypt-form, .staticrypt-html"
"""What mkdocs-encryptcontent-plugin, Hexo's plugin and StatiCrypt put in place of the content."""
_FEW = 30
"""Words up to which a page with a field for a password has no other content."""

MOST_LEFT_OUT = 100
"""Elements of one page that are left out because every page has them: each is looked for in all of
the page."""

_PROSE = "p, li, dd, td, pre, blockquote, h1, h2, h3, h4, h5, h6"
_APART = frozenset({"noscript", "nav", "header", "footer", "aside", "template", "dialog"})
"""Where a shell too has words: a notice that a script is needed, a menu, a copyright."""
_NOT_FOUND = tuple(f"link[rel=canonical][href$='/404{end}']" for end in ("", "/", ".html"))


@dataclass(frozen=True)
class App:
    """What a script takes over when it runs: it removes what it did not put there.

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
    family: str = ""
    """The generator as `prose` knows it; empty where none is known."""
    unread: int = 0
    """Words that readers see outside the content, and that nothing says are no content."""
    unread_in: str = ""
    """The element that most of them are in."""
    app: App | None = None
    """Given where nothing but attributes may be put into the content."""


def find(
    document: str, selector: str | None = None, known: Boilerplate | None = None
) -> Content | NoContent:
    """Where the content of a page stands.

    Pure, and linear in the length of the document, whatever it holds.

    Args:
        document: the whole page, as it stands in its file.
        selector: a CSS selector of the content element, from the settings: the first element of the
            page that it matches. `None` finds the element by the generator's marks, else takes
            `main`, `article`, or what of the `body` is no menu.
        known: what the pages of the site have in common, which for pages of unknown generators is
            no content.

    Returns:
        `NoContent` for a page without content of its own: one that leads elsewhere, searches or was
        not found, a list of other pages, an empty shell for a script to fill. With a reason for a
        page too broken or too deep to be sure, and where `selector` selects nothing that can be
        narrated.

    Raises:
        ConfigurationError: when `selector` is not a CSS selector.
    """
    if why := why_unparsable(document):
        if selector is not None:  # an error in it is reported all the same
            _select(LexborHTMLParser(""), selector)
        return NoContent(why)
    tree = LexborHTMLParser(document)
    generator = generator_of(document, tree)
    known = known or Boilerplate()
    if selector is not None:
        node = _first(_select(tree, selector))
        unfit = _why_not(node, selector)
        if unfit or node is None:
            return NoContent(unfit)
        return _content(document, tree, node, generator, known, selector=selector)
    locked = _is_locked(document, tree)
    if locked or generator is None or _is_no_page(tree) or first_of(tree, generator.empty):
        return NoContent(LOCKED if locked else "")
    node = first_of(tree, generator.content)
    if node is None or not _says_something(node) or (generator.unknown and not _has_prose(node)):
        return NoContent()
    return _content(document, tree, node, generator, known)


# ---------------------------------------------------------------- which element


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
    return first_of(tree, _NOT_FOUND) is not None or any(
        (node.attributes.get("http-equiv") or "").lower() == "refresh"
        and _REDIRECT.match(node.attributes.get("content") or "")
        and not any(around.tag == "noscript" for around in ancestors(node))
        for node in tree.css("meta[http-equiv]")
    )


def _is_locked(document: str, tree: LexborHTMLParser) -> bool:
    """Whether a page shows nothing but a form that asks for the password to its content."""
    if not any(sign in document for sign in ("password", "-encrypt", "staticrypt-")):
        return False  # as nearly always
    if tree.css_first(_LOCKS) is not None:
        return True
    shown = sum(words(each.text()) for each in tree.css(_PROSE))
    return shown <= _FEW and tree.css_first("input[type=password]") is not None


def _has_prose(node: LexborNode) -> bool:
    """Whether this is more than the shell of a page that a script fills."""
    return any(
        found.text().strip() and _APART.isdisjoint(around.tag or "" for around in ancestors(found))
        for found in node.css(_PROSE)
    )


def _says_something(node: LexborNode) -> bool:
    """Whether there is more than a title, which themes put on pages that have nothing else."""
    if node.css_first("img, svg, table, pre, math") is not None:
        return True
    title = node.css_first("h1")
    # Words, not blanks: Chinese and Japanese pages have none.
    return words(node.text(separator=" ")) > (words(title.text()) if title is not None else 0)


def _why_not(node: LexborNode | None, selector: str) -> str:
    """Why a selector's first match is not the page's content; empty where it may be."""
    if node is None:
        return f"nothing in it matches {selector!r}"
    if node.tag in _NOT_SHOWN or node.tag in _PIECES:
        return (
            f"the first element in it that matches {selector!r} is <{node.tag}>; `content` has to "
            "select the one element that holds all of a page's content, such as `main`"
        )
    return (
        "" if _says_something(node) else f"what {selector!r} selects in it has no words but a title"
    )


# ---------------------------------------------------------------- what is known of it


def _content(
    document: str,
    tree: LexborHTMLParser,
    node: LexborNode,
    generator: Generator | None,
    known: Boilerplate,
    *,
    selector: str | None = None,
) -> Content | NoContent:
    skip = (*(generator.skip if generator is not None else ()), *hidden_by_styles(tree))
    below = None
    root = _around(node, tree, generator.app) if generator is not None else None
    if generator is not None and generator.unknown and selector is None and root is None:
        node, left_out, below = region.content_within(node, known)
        skip = (*skip, *(region.selector(each, node) for each in left_out[:MOST_LEFT_OUT]))
    place = span.inner(document, tree, node) if node.tag not in _NOT_SHOWN else None
    tag = span.start_tag(document, tree, root[1]) if root is not None else None
    line = span.void_element(document, tree, below) if below is not None else None
    if place is not None and line is not None and place[0] < line < place[1]:
        place = (place[0], line)
    if place is None or (root is not None and tag is None):
        return NoContent(TOO_BROKEN)
    name, selectors = "selector", [selector or ""]
    if selector is None and generator is not None:
        name, selectors = generator.name, [*generator.content]
    family = ""
    if generator is not None:
        family = generator.family or ("" if generator.unknown else generator.name)
    # Who names the content leaves the rest out on purpose.
    unread, unread_in = (0, "") if selector else region.outside(tree, node, known)
    return Content(
        start=place[0],
        end=place[1],
        generator=name,
        title=title_of(tree, node, generator, known.titles),
        language=language_of(tree, node, generator),
        skip=skip,
        family=family,
        unread=unread,
        unread_in=unread_in,
        app=App(tag.start, root[0], tuple(selectors))
        if root is not None and tag is not None
        else None,
    )


def _around(
    node: LexborNode, tree: LexborHTMLParser, selectors: Iterable[str]
) -> tuple[str, LexborNode] | None:
    """The first of some elements that is around this one."""
    above = {each.mem_id for each in ancestors(node)}
    return next(
        (
            (selector, found)
            for selector in selectors
            if (found := tree.css_first(selector)) is not None and found.mem_id in above
        ),
        None,
    )
