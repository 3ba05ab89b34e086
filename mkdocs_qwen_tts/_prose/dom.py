"""The page as a tree that remembers where each element stands in the source.

selectolax (lexbor) builds the tree that browsers build, but keeps no positions. So a copy of the
page is parsed in which every start tag carries its own offset as an attribute; the tree brings the
offset back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html.parsable import why_unparsable
from mkdocs_qwen_tts._html.tags import BLOCKS, start_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = "data-narration-at"
_DEPTH = 100
"""Elements nested deeper than this are read as if they stood side by side: no page of prose is so
deep, and the rules recurse."""

_ANCHORS = frozenset(
    {
        *BLOCKS,
        "audio",
        "button",
        "embed",
        "img",
        "label",
        "legend",
        "object",
        "svg",
        "math",
        "mjx-container",
    }
)
"""Elements that a passage may come from. Others are within a line: marking them would double the
work."""

_MACHINERY = (
    "linenos",
    "linenodiv",
    '"lineno',
    "gutter",
    "line-number",
    "lineNumber",
    "linenumber",
    "<button",
)
"""What tells that code blocks may hold something that is not code."""

_WITHOUT_MEANING = frozenset({"div", "span", "p", "li", "ul", "section"})
_ROLES = {
    "table": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "columnheader": "th",
    "rowheader": "th",
}
"""Parts of tables by their role alone (WAI-ARIA 1.2), as the elements that they are."""

_PREFIXES = ("m:", "mml:", "math:")
"""What XHTML calls the namespace of MathML."""

_NO_CHILDREN = frozenset({"script", "style", "template", "noscript", "head", "svg"})
_INVISIBLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE
)


class Element:
    """One element: its tag, attributes, and children in order (elements and text)."""

    __slots__ = (
        "attributes",
        "children",
        "classes",
        "covers",
        "is_read",
        "offset",
        "parent",
        "place",
        "skipped",
        "tag",
    )

    def __init__(
        self, tag: str, attributes: dict[str, str], parent: Element | None, offset: int | None
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes = frozenset(attributes["class"].split()) if attributes.get("class") else _NONE
        self.parent = parent
        self.offset = offset
        """Offset in the source just behind the tag's name, or `None` for inline elements."""
        self.children: list[Element | str] = []
        self.place = 0
        """Where it stands among the children of its parent, as the page was parsed."""
        self.skipped = False
        """Whether a selector of the settings says that it is never spoken."""
        self.is_read = False
        """Whether the words directly in it were read."""
        self.covers: str | None = None
        """The policy that covers its words where they were not; `None` where no rule came to it."""

    def __repr__(self) -> str:
        return (
            f"<{self.tag}{''.join('.' + name for name in sorted(self.classes))} at {self.offset}>"
        )

    def get(self, name: str) -> str:
        """An attribute's value, or `""`."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator[Element]:
        """The child elements."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def before(self) -> Element | str:
        """The element or text that stands right before it, `""` for none."""
        return self.parent.children[self.place - 1] if self.parent and self.place else ""

    def behind(self, count: int) -> list[Element | str]:
        """The elements and texts that stand right behind it, up to so many."""
        at = self.place + 1
        return self.parent.children[at : at + count] if self.parent is not None else []

    def walk(self) -> Iterator[Element]:
        """Every element below this one, in document order."""
        stack = [iter(self.children)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, Element):
                yield child
                stack.append(iter(child.children))

    def find(self, tag: str = "", class_: str = "") -> Element | None:
        """The first element below this one with that tag and class."""
        return next(
            (
                e
                for e in self.walk()
                if (not tag or e.tag == tag) and (not class_ or class_ in e.classes)
            ),
            None,
        )

    def ancestors(self) -> Iterator[Element]:
        """The elements around this one, innermost first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent

    @property
    def text(self) -> str:
        """All text below this element, as it stands in the source."""
        children = self.children
        if len(children) == 1 and isinstance(children[0], str):
            return children[0]  # as nearly always
        pieces: list[str] = []
        stack: list[Iterator[Element | str]] = [iter(children)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, str):
                pieces.append(child)
            else:
                stack.append(iter(child.children))
        return "".join(pieces)

    @property
    def hidden(self) -> bool:
        """Whether readers do not see it, or screen readers are told not to read it."""
        attributes = self.attributes
        if not attributes:
            return False
        return (
            ("hidden" in attributes and attributes["hidden"] != "until-found")
            or attributes.get("aria-hidden") == "true"
            or ("style" in attributes and _INVISIBLE.search(attributes["style"]) is not None)
        )


_NONE: frozenset[str] = frozenset()


def parse(html: str, skip: Sequence[str] = ()) -> Element | str:
    """The page's content as a tree; the root is its `body`.

    Of a page that would take too long or too much memory, why it is not parsed.

    Args:
        html: the content of a page, whole or in pieces, however broken.
        skip: CSS selectors of elements never to be spoken.

    Raises:
        ConfigurationError: when a selector is not valid CSS.
    """
    if why := why_unparsable(html):
        if skip:  # an error in a selector is told all the same
            _selected(LexborHTMLParser(""), skip)
        return why
    marked, offsets = _mark(html)
    # Without a doctype the parser would fall into quirks mode, where a table does not end a
    # paragraph.
    tree = LexborHTMLParser("<!DOCTYPE html><body>" + marked)
    body = tree.body
    root = Element("body", {}, None, None)
    if body is None:
        return root
    skipped = _selected(tree, skip)
    _copy(body, root, offsets, skipped, plain_code=not any(mark in html for mark in _MACHINERY))
    return root


_STRUCTURE = "br, div, table, h1, h2, h3, h4"
"""What in preformatted text is more than colours."""


def _mark(html: str) -> tuple[str, set[int]]:
    # KaTeX sets formulas of their own in a span.
    wanted = _ANCHORS | {"span"} if "katex-display" in html else _ANCHORS
    pieces: list[str] = []
    offsets: set[int] = set()
    done = 0
    for offset in start_tags(html, wanted):
        pieces.append(f'{html[done:offset]} {_MARK}="{offset}"')
        offsets.add(offset)
        done = offset
    pieces.append(html[done:])
    return "".join(pieces), offsets


def _selected(tree: LexborHTMLParser, selectors: Sequence[str]) -> set[int]:
    chosen: set[int] = set()
    for selector in selectors:
        chosen.update(node.mem_id for node in _select(tree, selector))
    return chosen


def _select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ConfigurationError(
            "prose.skip", f"{selector!r} is not a CSS selector.", value=selector
        ) from error


def _copy(
    body: LexborNode, root: Element, offsets: set[int], skipped: set[int], *, plain_code: bool
) -> None:
    stack: list[tuple[LexborNode | None, Element]] = [(body.first_child, root)]
    while stack:
        node, parent = stack.pop()
        while node is not None:
            tag = node.tag
            if tag == "-text":
                parent.children.append(node.text_content or "")
                node = node.next
                continue
            if tag is None or not node.is_element_node:
                node = node.next
                continue
            element = _element(node, tag, parent, offsets)
            element.skipped = bool(skipped) and node.mem_id in skipped
            element.place = len(parent.children)
            parent.children.append(element)
            if tag == "svg":
                _describe(node, element)
            if tag == "script" and element.get("type").startswith("math/tex"):
                element.children.append(node.text())
            if tag in _NO_CHILDREN or element.get("aria-hidden") == "true":
                node = node.next
            elif tag == "pre" and plain_code and node.css_first(_STRUCTURE) is None:
                _copy_code(node, element)
                node = node.next
            elif (below := node.first_child) is None:
                node = node.next
            else:
                stack.append((node.next, parent))
                node, parent = below, (element if len(stack) < _DEPTH else parent)


def _describe(node: LexborNode, drawing: Element) -> None:
    """A drawing's name and first shape, as attributes; its content is not copied."""
    name = node.css_first("title")
    if name is not None and "title" not in drawing.attributes:
        drawing.attributes["title"] = " ".join(name.text().split())
    path = node.css_first("path")
    if path is not None:
        drawing.attributes["d"] = path.attributes.get("d") or ""


def _copy_code(node: LexborNode, pre: Element) -> None:
    """A code block holds hundreds of elements that colour it: its text is enough."""
    child = node.first_child
    while child is not None:
        if child.tag == "code":
            code = _element(child, "code", pre, set())
            code.children.append(child.text())
            pre.children.append(code)
        elif child.tag == "-text" or child.is_element_node:
            pre.children.append(child.text_content or child.text())
        child = child.next


def _element(node: LexborNode, tag: str, parent: Element, offsets: set[int]) -> Element:
    attributes = cast("dict[str, str]", node.attributes)
    if ":" in tag and tag.startswith(_PREFIXES):
        tag = tag.partition(":")[2]
    if None in attributes.values():  # of an attribute without a value
        attributes = {name: value or "" for name, value in attributes.items()}
    if tag in _WITHOUT_MEANING and "role" in attributes:
        tag = _ROLES.get(attributes["role"], tag)
    at = attributes.pop(_MARK, "")
    offset = int(at) if at.isdecimal() else None
    return Element(tag, attributes, parent, offset if offset in offsets else None)
