"""What a finished page declares of itself: its title and its language."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose import language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from mkdocs_qwen_tts.site._generator import Generator

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_TRANSLATION = "link[rel=alternate][hreflang]"
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
_ANY = 1e-9
"""Share of letters that a single one is."""

_TITLE_LENGTH = 300
"""Characters of a title; the rest of a longer one is not its title."""

_PERMALINK = (
    ".headerlink, .hash-link, .header-anchor, .heading-anchor, .anchor-heading, .anchorjs-link, "
    "a.anchor, a.id_link, a.copiable-link, .ingroups, .title > .mlabels, "
    "#copy-path"
)


def title_of(
    tree: LexborHTMLParser,
    node: LexborNode,
    generator: Generator | None,
    repeated: Collection[str] = (),
) -> str:
    """A page's own title, without the site's name.

    Args:
        tree: the page.
        node: the element that holds its content.
        generator: who made it.
        repeated: what the titles of most pages of the site begin or end with.
    """
    selectors = generator.title if generator is not None else ()
    better = [_heading(found) for selector in selectors for found in tree.css(selector)]
    if any(better):
        return next(filter(None, reversed(better)))
    sites = [
        *(_texts(tree, generator.site) if generator is not None else []),
        _meta(tree, "og:site_name"),
        *repeated,
    ]
    title = _without_site(_text(tree.css_first("head > title")), sites, repeated, generator)
    if title and title not in sites:
        return title
    home = generator.home if generator is not None else None
    if home is not None and tree.css_first(home.selector) is not None:
        return home.title
    return next(filter(None, map(_heading, node.css("h1"))), title)


def _without_site(
    title: str, sites: list[str], repeated: Collection[str], generator: Generator | None
) -> str:
    separators = generator.separators if generator is not None else ()
    for site, separator in itertools.product(filter(None, sites), separators):
        if title.endswith(separator + site):
            return title.removesuffix(separator + site)
        # As Doxygen has it.
        if (separator == ": " or site in repeated) and title.startswith(site + separator):
            return title.removeprefix(site + separator)
    unknown = generator is None or (generator.unknown and not generator.family)
    if unknown or title in sites:
        return title
    return next(
        (_before(separator, title) for separator in separators if separator in title), title
    )


def _before(separator: str, title: str) -> str:
    """What stands before the last separator, or before the bracket that the title ends in."""
    if not (separator.endswith("(") and title.endswith(")")):
        return title.rpartition(separator)[0]
    depth = 0
    for at in range(len(title) - 1, -1, -1):
        depth += (title[at] == ")") - (title[at] == "(")
        if not depth:
            return title[:at].rstrip()
    return title


def parts_of_title(tree: LexborHTMLParser, separators: Iterable[str]) -> set[str]:
    """What a page's `<title>` begins and ends with, if a separator stands in it."""
    title = _text(tree.css_first("head > title"))
    return {
        part
        for separator in separators
        if separator in title
        for part in (title.partition(separator)[0], title.rpartition(separator)[2])
    }


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


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The nodes that a node is in, innermost first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def language_of(
    tree: LexborHTMLParser, node: LexborNode, generator: Generator | None
) -> str | None:
    """The BCP 47 tag that a page declares for its content.

    `None` where it declares none, or only what its generator writes on every page.
    """
    for element in (node, *ancestors(node)):
        tag = (
            (element.attributes.get("lang") or "").strip().replace("_", "-")
            if element.is_element_node
            else ""
        )
        if tag:
            unasked = generator.languages if generator is not None else ()
            declared = _LANGUAGE.fullmatch(tag) and tag.lower() not in unasked
            return tag if declared and not _is_untranslated(tree, node, tag) else None
    return None


def _is_untranslated(tree: LexborHTMLParser, node: LexborNode, tag: str) -> bool:
    """Whether this page of a translated site still stands there in the original language."""
    own = language.primary(tag)
    others = {language.primary(link.attributes.get("hreflang")) for link in tree.css(_TRANSLATION)}
    return (
        own in _OTHER_SCRIPTS
        and bool(others - {own, "x"})
        and language.guess(node.text(), _ANY) in language.LATIN
    )
