"""What Asciidoctor sets in its own way, on its own pages and on Antora's: verses and menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def verse(element: Element, reader: Reader) -> None:
    """A poem, whose lines are kept as they are and are no code."""
    reader.flush()
    with reader.within(element, Kind.QUOTE):
        for child in element.children:
            if not isinstance(child, str):
                reader.read(child)
                continue
            first, *more = child.split("\n")
            reader.add(first)
            for line in more:
                reader.add(" ", "break")
                reader.add(line)


def _is_verse(element: Element) -> bool:
    return element.parent is not None and "verseblock" in element.parent.classes


def entry_follows(_: Element, reader: Reader) -> None:
    """The arrow between a menu and its entry."""
    reader.add(reader.announcements("list_separator"))


def _is_of_menu(element: Element) -> bool:
    return element.parent is not None and "menuseq" in element.parent.classes


RULES = (
    rule(verse, "pre", "content", _is_verse, covers="said"),
    rule(entry_follows, "i b", "caret", _is_of_menu, covers="said"),
)
