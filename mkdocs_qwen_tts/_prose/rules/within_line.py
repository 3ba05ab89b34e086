"""Where an element stands: alone, or within a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def block_of(element: Element) -> Element | None:
    return next((around for around in element.ancestors() if around.tag in BLOCKS), None)


def stands_alone(element: Element, reader: Reader) -> bool:
    """Whether nothing but images is in the same block."""
    around = block_of(element)
    if around is None or around.tag not in {"p", "li", "td", "th", "dd", "dt"}:
        return not is_within_a_line(element)
    return is_wordless(around, reader)


def is_wordless(block: Element, reader: Reader) -> bool:
    """Whether a block shows nothing but pictures."""
    return bool(reader.once("has no text", block, lambda block: not block.text.strip()))


def is_within_a_line(element: Element) -> bool:
    """Whether words stand right beside a picture, in a block that holds other blocks too."""
    inner = element
    while inner.parent is not None and inner.parent.tag not in BLOCKS:
        inner = inner.parent
    siblings = inner.parent.children if inner.parent is not None else []
    at = inner.place
    return any(map(_is_word, siblings[max(0, at - 1) : at] + siblings[at + 1 : at + 2]))


def _is_word(piece: Element | str) -> bool:
    """Whether a piece of a line has words."""
    if isinstance(piece, str):
        return any(map(str.isalnum, piece))
    return piece.tag not in BLOCKS and piece.tag != "img" and any(map(str.isalnum, piece.text))
