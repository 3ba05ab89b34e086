"""The blocks of text of a page, as pages are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._prose.language import words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


_LONGEST = 200
"""Characters by which two texts are compared."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_SHOWN = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "button", "select", "option"}
)
_MENUS = frozenset({"nav", "form"})
_CONTENT = frozenset({"main", "article"})
_MENU_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "menubar", "toolbar"})
_DIGITS = re.compile(r"\d+")


@dataclass
class Block:
    """Text within one block element, not within a block inside it."""

    node: LexborNode
    texts: list[tuple[str, int, bool]] = field(default_factory=list)
    """Each piece of text as it is compared, its words, and whether it is a link."""
    menu: bool = False
    """Whether it is in an element that says it is no content."""
    declared: bool = False
    """Whether it is in an element that says it is content."""
    inline: dict[int, LexborNode] = field(default_factory=dict)
    """The innermost elements within the line that it stands in, by their `mem_id`."""
    last: LexborNode | None = None
    """Its last piece of text."""

    def add(self, text: str, place: _Place, node: LexborNode) -> None:
        """Add a piece of text."""
        self.last = node
        shown = _DIGITS.sub("0", text.casefold())[:_LONGEST]
        self.texts.append((shown, words(text), place.link))
        within = node.parent
        if place.line is not None and within is not None:
            self.inline[within.mem_id] = within

    def add_code(self, text: str, *, link: bool) -> None:
        """Add what is set as code: one piece, whatever colours its words and how long it is."""
        self.texts.append((_DIGITS.sub("0", text.casefold()), words(text), link))

    @property
    def text(self) -> str:
        """All of it, as it is compared."""
        return " ".join(text for text, _, _ in self.texts)[:_LONGEST]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(count for _, count, _ in self.texts)

    @property
    def linked(self) -> int:
        """How many of them are links."""
        return sum(count for _, count, link in self.texts if link)


# ---------------------------------------------------------------- the blocks of a page


class _Place(NamedTuple):
    """Where on the page a node stands."""

    block: LexborNode
    """The block element around it."""
    line: LexborNode | None = None
    """The outermost element within the line that it is in."""
    link: bool = False
    menu: bool = False
    declared: bool = False


def blocks(root: LexborNode) -> list[Block]:
    """The blocks of a page that have text, in order."""
    found: list[Block] = []
    new = True  # whether a tag has ended the block at hand
    place = _Place(root, declared=_declares(root))
    stack: list[tuple[LexborNode | None, _Place]] = [(root.first_child, place)]
    while stack:
        node, place = stack.pop()
        if node is None:
            continue
        stack.append((node.next, place))
        if node.is_text_node:
            if text := " ".join((node.text_content or "").split()):
                if new or found[-1].node.mem_id != place.block.mem_id:
                    found.append(Block(place.block, menu=place.menu, declared=place.declared))
                    new = False
                found[-1].add(text, place, node)
        elif node.is_element_node and node.tag not in _NOT_SHOWN and not _is_hidden(node):
            inner = _within(node, place)
            if inner.line is None:
                new = True
            if node.tag == "pre":
                found.append(_block_of_code(node, inner))
            else:
                stack.append((node.first_child, inner))
    return found


def _block_of_code(node: LexborNode, place: _Place) -> Block:
    """The block of a `pre`; one of links alone is a menu as any other."""
    block = Block(node, menu=place.menu, declared=place.declared, last=node)
    if text := " ".join(node.text().split()):
        linked = sum(words(link.text()) for link in node.css("a"))
        block.add_code(text, link=place.link or linked >= words(text))
    return block


def _within(node: LexborNode, place: _Place) -> _Place:
    """The place of what is in an element."""
    tag = node.tag or ""
    menu = place.menu or tag in _MENUS or node.attributes.get("role") in _MENU_ROLES
    link = place.link or tag == "a"
    declared = place.declared or _declares(node)
    return (
        _Place(node, None, link, menu, declared)
        if tag in BLOCKS
        else _Place(place.block, place.line or node, link, menu, declared)
    )


def _declares(node: LexborNode) -> bool:
    """Whether an element says that it is content."""
    return node.tag in _CONTENT or node.attributes.get("role") == "main"


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or attributes.get("aria-hidden") == "true")


def heads(block: Block) -> bool:
    return block.node.tag in _HEADINGS
