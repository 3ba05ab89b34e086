"""Icons and signs that are drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.rules.within_line import block_of, is_wordless

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_DISC = re.compile("[●○◯◐◉■□▲▼◆◇]")
"""What a label shows in place of words, in a colour."""


def icon(element: Element, reader: Reader) -> None:
    """An icon: the word for a sign, else what it is titled with where no words stand beside it."""
    if element.text.strip():  # a character that is drawn as a picture: a sign, or nothing
        _say_sign(signs.named(element.text), reader)
        return
    row = ""
    for part in (element, *element.elements()):
        names = (part.get(name) for name in ("alt", "title", "aria-label"))
        row = row or next(filter(None, map(signs.named, filter(None, names))), "")
    drawn = signs.of_icon(element) or next(filter(None, map(signs.of_icon, element.elements())), "")
    if drawn and not row and element.get("aria-label") and (name := _name_of(element)):
        reader.add(reader.said(name), "label")
    elif row or (drawn and speaks_alone(element, reader)):
        reader.sign(row or drawn)
    elif _is_all_there_is(element):
        name = _name_of(element) or next(filter(None, map(_name_of, element.elements())), "")
        if name:
            reader.add(reader.said(name), "label")


def speaks_alone(icon: Element, reader: Reader) -> bool:
    """Whether an unnamed icon has a meaning: beside words it decorates, except in lists."""
    around = block_of(icon)
    return around is None or around.tag == "li" or is_wordless(around, reader)


def _say_sign(row: str, reader: Reader) -> None:
    if row:
        reader.sign(row)


def _name_of(element: Element) -> str:
    """What an element says it is, for those who do not see it; no names of its source."""
    for attribute in ("aria-label", "title", "alt"):
        name = " ".join(element.get(attribute).split())
        if name and not signs.is_short_name(name):
            return name
    return ""


def _is_all_there_is(icon: Element) -> bool:
    """Whether a link or label shows nothing but this icon, and so means what it is titled with."""
    around = icon.parent
    return around is not None and around.tag in {"a", "span", "abbr"} and not around.text.strip()


def titled(element: Element, reader: Reader) -> None:
    """A link or label with a title that shows nothing but an icon."""
    row = signs.named(element.get("title") or element.get("aria-label"))
    if row:
        reader.sign(row)
        return
    before = reader.size
    if not element.text.strip():
        reader.children(element)
    if reader.size == before and (name := _name_of(element)):
        element.is_read = True
        reader.add(reader.said(name), "label")


def _is_bare(element: Element) -> bool:
    """Whether a titled element shows a picture without words. A bare page link is a mark."""
    if not (element.get("title") or element.get("aria-label")):
        return False
    if text := element.text.strip():  # a disc, a star: what it means stands in the title
        is_done = element.tag == "a" and element.get("title") in _DONE and not text.isascii()
        return is_done or (element.tag == "span" and _DISC.fullmatch(text) is not None)
    if element.get("href").startswith("#"):
        return False
    inside = list(element.walk())
    drawn = not inside and element.tag == "span"  # by its class, or a picture by its role
    return drawn or any(each.tag in {"svg", "i", "img"} for each in inside) or element.tag == "i"


_DONE = frozenset({"Tests", "Tutorials"})
"""What a person did, as All Contributors titles signs that mean another thing elsewhere: ⚠️, ✅."""
_LEADS = re.compile(r"arrow|chevron|expand|navigate|keyboard|open|launch|link|content|more|menu")
"""What the names begin with of icons that only point somewhere."""
_PRESSES = re.compile(
    r"\b(?:click|tap|press|select|choose|hit|the|on|auf|sur|en|su|em|на)\s*$"
    r"|(?:点击|點擊|单击|按下?|选择)\s*$",
    re.IGNORECASE,
)
"""What stands before an icon that somebody presses."""


def ligature(element: Element, reader: Reader) -> None:
    """An icon whose name in the page is drawn by its font: nobody sees it as a word."""
    name = element.text.strip()
    row = signs.named(f":material-{name.replace('_', '-')}:")
    around = block_of(element)
    if row and (around is None or around.tag == "li" or around.text.strip() == name):
        reader.sign(row)
        return
    behind = "".join(map(_written, element.behind(2)))
    is_within = not reader.begins and any(map(str.isalnum, behind))
    # A sentence needs it: "Click (settings) to go on."
    if is_within and (_PRESSES.search(reader.line_before()) or not _LEADS.match(name)):
        reader.add(f" {name.replace('_', ' ')} ")


def _written(piece: Element | str) -> str:
    return piece if isinstance(piece, str) else piece.text


_FONTS = (
    "material-icons material-icons-outlined material-icons-round material-icons-sharp"
    " material-icons-two-tone material-symbols-outlined material-symbols-rounded"
    " material-symbols-sharp"
)


RULES = (
    rule(ligature, "i span", _FONTS),
    rule(ligature, "mat-icon"),
    rule(icon, "span i", "twemoji emoji emojione gemoji"),
    rule(icon, "i span", where=lambda element: bool(signs.of_icon(element))),
    rule(titled, "a span i", where=_is_bare),
)
