"""What is raised or lowered, and abbreviations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._prose.language import FALLBACK, primary
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say import scripts
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def raised(element: Element, reader: Reader) -> None:
    """A raised number or expression: a power behind a number or symbol; letters join (`1st`)."""
    text = " ".join(element.text.split())
    before = reader.text_before()
    if _holds_note(element) or (reader.is_in_cell and _refers(text, before, reader)):
        return
    if _is_drawn(text, before, element):
        reader.add(text)
    elif text.isdigit() and _is_numerator(element):
        reader.add(f" {text}" if before[-1:].isdigit() else text)
    elif not _raised_beside(element, text, before, reader):
        _raised_behind(element, text, before, reader)


def _refers(text: str, before: str, reader: Reader) -> bool:
    """Whether a raised number or letter in a cell is that of a note which the page has."""
    if len(text) > 2 or not text.isalnum():  # noqa: PLR2004 - a number of two digits
        return False
    base = scripts.base_of(before)
    if base in _UNITS or (text.isdigit() and not _NAMED.search(base)):
        return False
    return text in reader.once("notes", reader.root, _notes)


def _notes(root: Element) -> frozenset[str]:
    """The raised numbers and letters that blocks begin with, as notes below a table do."""
    found: set[str] = set()
    for each in root.walk():
        around = each.parent
        if each.tag == "sup" and around is not None and around.tag in _BEGINS:
            first = each.before
            if each.place <= 1 and isinstance(first, str) and not first.strip():
                found.add(" ".join(each.text.split()))
    return frozenset(found)


_BEGINS = frozenset({"p", "li", "div", "small", "dd", "td", "span"})
_NAMED = re.compile(r"^(?:[A-Z]|[^\W\d_]{2,})[^\W_]*$")
"""What notes are put behind: a name, and no variable."""
_UNITS = frozenset({"m", "cm", "mm", "km", "dm", "nm", "in", "ft", "yd", "mi", "s", "sq", "R", "O"})
"""What has powers, and no notes."""


def _raised_beside(element: Element, text: str, before: str, reader: Reader) -> bool:
    """What is raised beside a letter, a symbol or an index; whether it is that and was said."""
    language = primary(reader.here.language) or FALLBACK
    if text == "*" and _LETTER.search(before):
        reader.add(f" {vocabulary(language).word('star')}", "said")
    elif (
        text.isdigit()
        and (not reader.begins or len(text) > 1)
        and before[-1:] in {"", "("}
        and _is_of_isotope(element)
    ):
        reader.add(f"{text} ")
    elif _follows(element, "sub") and not before and scripts.is_expression(text):
        said = scripts.say_raised(scripts.node_within(element), text, language)
        reader.add(_apart(said, element), "said")
    else:
        return False
    return True


def _raised_behind(element: Element, text: str, before: str, reader: Reader) -> None:
    """What is raised behind a number, a symbol or a word."""
    language = primary(reader.here.language) or FALLBACK
    if not scripts.is_number(text) and (
        not scripts.base_of(before)
        or not scripts.is_expression(text)
        or scripts.is_ordinal(text, language)
    ):
        reader.children(element)
    elif scripts.can_be_raised(before):
        is_shortened = text.isalpha() and len(text) > 1 and scripts.base_of(before) != "e"
        if is_shortened and not _is_variable(element):
            reader.children(element)
        else:
            said = scripts.say_raised(scripts.node_within(element), text, language)
            reader.add(_apart(said, element), "said")
    elif len(text) > 1 and not scripts.is_number(text):  # else the mark of a note
        if " " in text and before[-1:].isalpha():
            reader.add(" ")  # words of their own, which no word before them joins
        reader.children(element)


_LETTER = re.compile(r"(?<![^\W_])[A-Za-z]$")
"""What a raised star belongs to: `A*`. Behind words, it is the mark of a note."""
_ISOTOPE = re.compile(
    r"(?:H|He|Li|Be|B|C|N|O|F|Na|Al|Si|P|S|Cl|Ar|K|Ca|Fe|Co|Ni|Cu|Zn|Kr|Rb|Sr|Y|Tc|Mo|I|Xe|Cs|Ba"
    r"|Eu|Sm|Lu|Ir|Au|Hg|Tl|Pb|Bi|Po|Rn|Ra|Th|Pa|U|Np|Pu|Am|Cm)(?![^\W_])"
)
"""Elements whose isotopes are spoken of."""
_STOPS = frozenset(".!?。！？")


def _is_of_isotope(element: Element) -> bool:
    """Whether a raised number belongs to the symbol behind it: carbon `14`."""
    behind, before = next(iter(element.behind(1)), ""), element.before
    ends = isinstance(before, str) and before.rstrip()[-1:] in _STOPS  # a note begins
    return isinstance(behind, str) and _ISOTOPE.match(behind) is not None and not ends


def _follows(element: Element, tag: str) -> bool:
    """Whether something lowered stands right before what is raised, or the other way round."""
    before = element.before
    return not isinstance(before, str) and before.tag == tag


def _holds_note(element: Element) -> bool:
    """Whether a number is raised and its note stands in an element behind it, shown on demand."""
    first = element.children[0] if element.children else ""
    rest = next(element.elements(), None)
    return (
        isinstance(first, str)
        and first.strip().isdigit()
        and rest is not None
        and (any("fn" in name or "note" in name for name in rest.classes))
    )


def _is_drawn(text: str, before: str, element: Element) -> bool:
    """Whether a letter is moved for the looks of a word: that of `T<sub>E</sub>X`."""
    ends = {end for moved, left, end in _DRAWN if moved == text and before.endswith(left)}
    if not ends:
        return False
    around: Element | None = element
    behind = ""
    while around is not None and around.tag not in BLOCKS and not behind:
        behind = "".join(
            one if isinstance(one, str) else one.text for one in around.behind(2)
        ).lstrip(" )")
        around = around.parent
    return behind.startswith(tuple(ends))


_DRAWN = (("A", "L", "T"), ("E", "T", "X"), ("E", " H", "V"), ("E", " HEV", "A"))
"""Letters that are moved, what they stand behind, and what follows: LaTeX, TeX, HeVeA."""


def _is_numerator(element: Element) -> bool:
    """Whether a bar and something lowered stand right behind: `<sup>2</sup>/<sub>3</sub>`."""
    bar, below = [*element.behind(2), "", ""][:2]
    return bar in {"/", "⁄"} and not isinstance(below, str) and below.tag == "sub"


def lowered(element: Element, reader: Reader) -> None:
    """A lowered expression: an index. Digits join what they count: `H2O`, `x1`."""
    text = " ".join(element.text.split())
    before = reader.text_before()
    if _is_drawn(text, before, element) or (text == "e" and before.endswith("TEX2")):
        reader.add(text)
        return
    base = scripts.base_of(reader.text_before())
    joins = text.isdigit() and not base[-1:].isdigit()
    if not before and _follows(element, "sup") and scripts.is_expression(text):
        said = scripts.say_lowered(
            scripts.node_within(element), primary(reader.here.language) or FALLBACK
        )
        reader.add(_apart(said, element), "said")
        return
    if not base or joins or not scripts.is_expression(text):
        reader.children(element)
        return
    language = primary(reader.here.language) or FALLBACK
    reader.add(_apart(scripts.say_lowered(scripts.node_within(element), language), element), "said")


def _apart(said: str, element: Element) -> str:
    """What is said for a script, apart from the word that it touches: `x2y`."""
    behind = next(iter(element.behind(1)), "")
    touching = behind if isinstance(behind, str) else behind.text
    return f" {said} " if touching[:1].isalnum() or touching[:1] == "(" else f" {said}"


def _is_variable(element: Element) -> bool:
    """Whether what is raised is set as variables are."""
    return any(each.tag in {"i", "em", "var", "sup", "sub"} for each in element.walk())


def abbreviation(element: Element, reader: Reader) -> None:
    """An abbreviation: as written, or with what it stands for where it comes first."""
    reader.children(element)
    meaning = " ".join(element.get("title").split())
    if meaning and reader.policies.abbreviation == "expand" and meaning not in reader.explained:
        reader.explained.add(meaning)
        comma = reader.announcements("list_separator")
        reader.add(comma + meaning + comma)


RULES = (
    rule(raised, "sup", covers="footnote"),
    rule(lowered, "sub", covers="said"),
    rule(abbreviation, "abbr"),
)
