"""Signs, names and menu entries in bold or in a font of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_SIGNS_OF_OPTIONS = frozenset({"-", "--"})
_SYMBOLS = str.maketrans(
    "abcdefghiklmnopqrstuwxyzDFGJLPQSUWXY\"$'±³£¹®¥ÎåòÖ´·ÇÈÌÍÙÚØÞ«Û",
    "αβχδεφγηικλμνοπθρστυωξψζΔΦΓϑΛΠΘΣΥΩΞΨ∀∃∋±≥≤≠→∞∈∑∫√×·∩∪⊂⊆∧∨¬⇒↔⇔",
)
"""What the font Symbol draws for letters that people typed before there was Unicode."""


def bold_sign(element: Element, reader: Reader) -> None:
    """A sign in bold that a sentence speaks of, or an option that a block begins with."""
    sign = element.text.strip()
    begins = reader.begins
    is_option = sign in _SIGNS_OF_OPTIONS and begins and not reader.here.is_in_cell
    if is_option or (not begins and _is_spoken_of(sign, *_among(element, reader))):
        reader.add(element.text, "code")
    else:
        reader.children(element)


def _among(element: Element, reader: Reader) -> tuple[list[Element | str], int]:
    """What stands around an element, and its place in it."""
    if element.parent is None:
        return [], 0
    places: dict[int, int] = reader.once("places", element.parent, _places)
    return element.parent.children, places.get(id(element), 0)


def _places(around: Element) -> dict[int, int]:
    return {id(one): at for at, one in enumerate(around.children)}


def _is_spoken_of(sign: str, siblings: list[Element | str], at: int) -> bool:
    """Whether a sign stands apart, as a word does; what parts words, before a comma or "and"."""
    before, behind = (
        siblings[at - 1] if at else "",
        "".join(map(_written, siblings[at + 1 : at + 2])),
    )
    if not isinstance(before, str) or (not before[-1:].isspace() and before[-1:] not in "(["):
        return False
    if _PARTING.fullmatch(sign):
        return _LISTED.match(behind) is not None or _ARTICLE.search(before) is not None
    return not behind[:1].isalnum() and behind[:1] not in {"_", "-"}


def _written(piece: Element | str) -> str:
    return piece if isinstance(piece, str) else piece.text


_BOLD_SIGN = re.compile(r"[^\w\s]{1,3}")
_PARTING = re.compile(r"[-–—|:/.,;!?*•·>…]+|>>|<<|»|«|\W*\.{3}")
"""Signs that part words, too, or that nobody says."""
_LISTED = re.compile(r"[,;)]|\.(?:\s|$)|\s+(?:and|or|is|are|und|oder|et|ou|y|o|e)\b")
_ARTICLE = re.compile(r"\b(?:an?|the|ein(?:e[mnr]?)?|une?|el|la|le|il|uma?|um)\s+$", re.IGNORECASE)
"""Behind an article, a sign is a thing: "with a **-** in front"."""


def _is_bold_sign(element: Element) -> bool:
    text = element.text.strip()
    return len(text) <= _LONGEST_SIGN and _BOLD_SIGN.fullmatch(text) is not None and text.isascii()


_LONGEST_SIGN = 3


def bold_name(element: Element, reader: Reader) -> None:
    """A name in bold that a block begins with, before the sentence that says what it is."""
    begins = reader.begins
    reader.children(element)
    siblings, at = _among(element, reader) if begins else ([], 0)
    behind = "".join(map(_written, siblings[at + 1 : at + 2]))
    if begins and _EXPLAINED.match(behind):
        reader.add(reader.announcements("label_separator").rstrip())


_NAME_IN_BOLD = re.compile(r"[a-z][a-z0-9]*(?:[_=-][\w-]+)*|[A-Z0-9]+(?:_[A-Z0-9]+)+|-{1,2}[\w-]+")
_EXPLAINED = re.compile(r"\s*\n\s*(?:An?|The|[A-Z][a-z]+s?) ")
"""A sentence on the next line, as man2html leaves it."""


def _is_name(element: Element) -> bool:
    return len(element.children) == 1 and _NAME_IN_BOLD.fullmatch(element.text.strip()) is not None


def starred_name(element: Element, reader: Reader) -> None:
    """A parameter that takes several values, as Sphinx lists those of a function: `*names`."""
    reader.add(element.text.strip(), "code")


_STARRED = re.compile(r"\*{1,2}[A-Za-z_]\w*")
_EXPLAINS = re.compile(r"\s[(–]")


def _is_starred_name(element: Element) -> bool:
    if _STARRED.fullmatch(element.text.strip()) is None:
        return False
    behind = element.behind(1)
    return bool(behind) and isinstance(behind[0], str) and _EXPLAINS.match(behind[0]) is not None


def symbols(element: Element, reader: Reader) -> None:
    """Letters that the font Symbol draws as Greek letters and signs of formulas."""
    reader.add(element.text.translate(_SYMBOLS))


def _is_in_symbols(element: Element) -> bool:
    return element.get("face").strip().casefold() == "symbol"


def menu_entry(element: Element, reader: Reader) -> None:
    """An entry of a menu, as DocBook marks it: an arrow that leads to it is a step."""
    reader.step_into()
    reader.children(element)


RULES = (
    rule(menu_entry, "span strong em", "guimenuitem guisubmenu"),
    rule(bold_sign, "b strong", where=_is_bold_sign),
    rule(starred_name, "strong", where=_is_starred_name, generators="sphinx", covers="said"),
    rule(bold_name, "b strong", where=_is_name),
    rule(symbols, "font", where=_is_in_symbols, covers="said"),
)
