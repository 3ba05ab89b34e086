"""Buttons that are pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.dom import Element
from mkdocs_qwen_tts._prose.rules.within_line import block_of, is_within_a_line

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.reader import Reader


def pressed(element: Element, reader: Reader) -> None:
    """A button that a sentence speaks of: "press (Save) to go on"."""
    reader.add(element.get("value") if element.tag == "input" else element.text)
    element.is_read = True


def is_in_sentence(element: Element) -> bool:
    """Whether words of a sentence stand on both sides of a button."""
    if element.tag == "input" and element.get("type") not in {"submit", "button", "reset"}:
        return False
    around, before = element.parent, element.before
    behind = next(iter(element.behind(1)), "")
    return (
        around is not None
        and around.tag in _SENTENCES
        and isinstance(before, str)
        and isinstance(behind, str)
        and _BEFORE_BUTTON.search(before) is not None
        and _BEHIND_BUTTON.match(behind) is not None
    )


_SENTENCES = frozenset({"p", "li", "dd", "td"})
_BEFORE_BUTTON = re.compile(r"(?:\w[,:：]?|^[,、])\s*[“\"'(]?$")
_BEHIND_BUTTON = re.compile(r"[”\"')]?(?:[.,;。，、；]|\s*\w)")


def is_button_of_row(element: Element, reader: Reader) -> bool:
    """Whether a picture is one of several links in a row that show nothing but a picture."""
    link = element.parent
    if link is None or link.tag != "a" or link.parent is None:
        return False
    runs = reader.once("rows of buttons", link.parent, _rows_of_buttons)
    return id(link) in runs


def _rows_of_buttons(around: Element) -> frozenset[int]:
    """The links of each row of buttons among the children of an element."""
    found: list[int] = []
    row: list[int] = []
    for child in [*around.children, None]:
        if isinstance(child, str) and not any(map(str.isalnum, child)):
            continue
        if isinstance(child, Element) and child.tag == "br":
            continue
        if isinstance(child, Element) and _is_picture_button(child):
            row.append(id(child))
            continue
        found += row if len(row) >= _BUTTONS else []
        row = []
    return frozenset(found)


def holds_buttons(table: Element) -> bool:
    """Whether a table holds nothing but links that are pictures: Up, Next, Home."""
    if any(map(str.isalnum, table.text)):
        return _is_row_of_links(table)
    pictures = [each for each in table.walk() if each.tag == "img"]
    return len(pictures) > 1 and all(
        each.parent is not None and _is_picture_button(each.parent) for each in pictures
    )


def _is_row_of_links(table: Element) -> bool:
    """Whether a table is one row of links in brackets: "[Top] [Contents] [Index]"."""
    text = "".join(table.text.split())
    if len(text) > _LONGEST_ROW or text[0] != "[" or text[-1] != "]":
        return False
    inside = list(table.walk())
    links = ["".join(each.text.split()) for each in inside if each.tag == "a"]
    one = sum(each.tag == "tr" for each in inside) == 1
    return one and len(links) >= _BUTTONS and text == "".join(f"[{link}]" for link in links)


_LONGEST_ROW = 200


def _is_picture_button(link: Element) -> bool:
    """Whether a link shows nothing but a picture that says a word or two."""
    inside = list(link.elements())
    return (
        link.tag == "a"
        and not _leads_to_picture(link)
        and len(inside) == 1
        and inside[0].tag == "img"
        and not link.text.strip()
        and len(inside[0].get("alt").split()) <= _MOST_WORDS
    )


def _leads_to_picture(link: Element) -> bool:
    """Whether a link shows a picture larger, as lightboxes and Sphinx have it."""
    return _PICTURE_FILE.search(link.get("href")) is not None


_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
_BUTTONS, _MOST_WORDS = 3, 3
"""Links of a row of buttons, at least, and words that each says, at most."""


def is_button(element: Element) -> bool:
    """Whether a link shows a small picture alone, beside no word: a way to another page."""
    inside = [one for one in element.children if not isinstance(one, str) or one.strip()]
    picture = inside[0] if len(inside) == 1 else ""
    if isinstance(picture, str) or picture.tag != "img" or element.get("href")[:1] in {"", "#"}:
        return False
    around = block_of(element)
    if _leads_to_picture(element) or (around is not None and around.tag in {"td", "th", "li"}):
        return False  # a value, or an entry
    sides = (picture.get("width").removesuffix("px"), picture.get("height").removesuffix("px"))
    small = all(side.isdecimal() and int(side) <= BUTTON for side in sides)
    return small and not is_within_a_line(element)


BUTTON = 48
"""Pixels that such a picture is wide and high at most."""
