"""Signs that stand for a word: ticks, crosses, coloured lights, and icons that draw them."""

from __future__ import annotations

import re
import zlib
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mkdocs_qwen_tts._prose.facts import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._prose.dom import Element

_VARIANTS = "\ufe0e\ufe0f"
"""Say whether the character before them is to be drawn as text or as a picture."""

_SHORT_NAME = re.compile(r":([a-z0-9_+-]+(?:/[a-z0-9_+-]+)*):", re.IGNORECASE)

FALLBACK = "en"


class _Table(NamedTuple):
    pattern: re.Pattern[str]
    """Finds the signs in a text."""
    signs: dict[str, str]
    """By character or short name, the name of its row."""
    alone: frozenset[str]
    """Those that are said where nothing else stands."""
    bare: frozenset[str]
    """Those that are said in a cell of a table without letters."""
    rings: dict[str, str]
    """By character, the name of its row where an empty circle is a "yes"."""
    words: dict[str, frozenset[str]]
    """By row, what a block says that says the same."""
    names: dict[str, str]
    classes: dict[str, str]
    drawn: dict[str, str]
    answers: dict[str, str]
    """By the word, in any language, the rows of "yes" and "no"."""


@cache
def _table() -> _Table:
    signs: dict[str, str] = {}
    alone: set[str] = set()
    bare: set[str] = set()
    rings: dict[str, str] = {}
    words: dict[str, frozenset[str]] = {}
    names: dict[str, str] = {}
    classes: dict[str, str] = {}
    drawn: dict[str, str] = {}
    for row, known in facts("signs").items():
        alone |= set(known.get("alone", ""))
        bare |= set(known.get("bare", ""))
        rings.update(dict.fromkeys(known.get("rings", ""), row))
        words[row] = frozenset(known.get("words", ()))
        said = (*known.get("signs", ""), *known.get("alone", ""), *known.get("bare", ""))
        signs.update(dict.fromkeys(said, row))
        names.update(dict.fromkeys(known.get("codes", ()), row))
        classes.update(dict.fromkeys(known.get("classes", ()), row))
        drawn.update(dict.fromkeys(known.get("drawn", ()), row))
    for sign in rings.keys() - signs.keys():  # elsewhere, these are no signs
        bare.add(sign)
        signs[sign] = ""
    codes = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    characters = "".join(map(re.escape, signs))
    pattern = re.compile(
        rf"(?P<sign>[{characters}])[{_VARIANTS}]?|(?<![\w:]):(?P<code>{codes}):(?!\w)"
    )
    answers = {said.casefold(): row for row in ("yes", "no") for said in _says(row)}
    return _Table(
        pattern,
        signs,
        frozenset(alone),
        frozenset(bare),
        rings,
        words,
        names,
        classes,
        drawn,
        answers,
    )


def _says(row: str) -> Iterator[str]:
    return iter(facts("signs")[row]["says"].values())


def word(row: str, language: str) -> str:
    """What a sign is called, in the language of that primary subtag, else in English."""
    said = facts("signs")[row]["says"]
    return str(said.get(language, said[FALLBACK]))


def split(text: str, *, rings: bool = False) -> Iterator[tuple[str, str]]:
    """A text in pieces: `("", text)` for what is no sign, `(row, sign)` for a sign.

    Args:
        text: of the page.
        rings: whether it stands in a table where an empty circle is a "yes".
    """
    if text.isascii() and ":" not in text:
        yield "", text
        return
    table, done = _table(), 0
    for found in table.pattern.finditer(text):
        if found.start() > done:
            yield "", text[done : found.start()]
        sign = found["sign"]
        if rings and sign in table.rings:
            yield table.rings[sign], sign
        else:
            yield table.signs[sign] if sign else table.names[found["code"]], sign or found["code"]
        done = found.end()
    if done < len(text):
        yield "", text[done:]


def decorates(sign: str) -> bool:
    """Whether a sign is said only where nothing else stands."""
    return sign in _table().alone


_RINGS, _DISC, _CROSSES = frozenset("○◯⭕◎"), "●", frozenset("×╳☓✕✖✗✘❌△▲")


def has_rings(marks: frozenset[str], language: str) -> bool:
    """Whether an empty circle is a "yes" in a table: where a disc is one, it is a "no".

    Args:
        marks: what its cells say, as far as that is one character.
        language: primary subtag.
    """
    if marks.isdisjoint(_RINGS) or _DISC in marks:
        return False
    return language in {"ja", "ko"} or not marks.isdisjoint(_CROSSES)


def has_operators(marks: frozenset[str]) -> bool:
    """Whether a table is about signs of arithmetic, where a cross multiplies.

    Args:
        marks: what its cells say, as far as that is one character.
    """
    return not marks.isdisjoint(_OPERATORS)


_OPERATORS = frozenset("÷=±≤≥<>≠≈∑∫∞")


def has_crosses(marks: frozenset[str]) -> bool:
    """Whether an X in a cell is a "no", as beside ticks; among other letters, it is one of them.

    Args:
        marks: what the cells of the table say, as far as that is one character.
    """
    letters = {mark for mark in marks if mark.isalpha()}
    return not marks.isdisjoint(TICKS) and bool(letters) and letters <= CROSS_LETTERS


TICKS, CROSS_LETTERS = frozenset("√✓✔✅☑"), frozenset("Xx")
ANSWERS = TICKS | CROSS_LETTERS


def is_said_by(row: str, text: str) -> bool:
    """Whether a text says what a sign beside it says: "✅ Supported"."""
    return text.strip(" .:;,()（）：，").casefold() in _table().words[row]


def is_bare(sign: str) -> bool:
    """Whether a sign is said only in a cell of a table that holds no letters."""
    return sign in _table().bare


def named(name: str) -> str:
    """The row of a sign that an icon is titled with, by its character, short name or word.

    `""` for none.
    """
    table = _table()
    name = name.strip().rstrip(_VARIANTS)
    if name in table.signs:
        return table.signs[name]
    found = _SHORT_NAME.fullmatch(name)
    if found is None:
        return table.answers.get(name.casefold(), "")
    return table.names.get(found[1].lower().replace("/", "-"), "")


def is_short_name(name: str) -> bool:
    """Whether this is what a picture is called in the source, as `:octicons-beaker-24:`."""
    return _SHORT_NAME.fullmatch(name.strip()) is not None


_TEXTS_UNSEEN = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"})


def is_seen(element: Element) -> bool:
    """Whether an icon that screen readers pass over is all that says yes or no: in a cell, a list.

    Icon fonts have it so: what their icons mean would else be lost. Words for screen readers
    beside it say it themselves.
    """
    attributes = element.attributes
    if element.tag not in _DRAWN or attributes.get("aria-hidden") != "true":
        return False
    if "hidden" in attributes or "style" in attributes or not of_icon(element):
        return False
    around = next((one for one in element.ancestors() if one.tag in _AROUND), None)
    near = list(islice(around.walk(), _MANY)) if around is not None else []
    if around is None or len(near) == _MANY or (around.tag != "li" and around.text.strip()):
        return False
    return not any(not _TEXTS_UNSEEN.isdisjoint(one.classes) for one in near)


_MANY = 200
"""Elements that an entry or a cell with one such icon does not hold."""


_DRAWN = frozenset({"i", "span", "svg"})
_AROUND = frozenset({"td", "th", "li", "p"})
"""Blocks that icons stand in."""


def of_icon(element: Element) -> str:
    """The row of the sign that an icon draws, as its class or its shape tells; `""` for none."""
    table = _table()
    for name in element.classes:
        if name in table.classes:
            return table.classes[name]
    shape = element.get("d")
    return table.drawn.get(f"{zlib.crc32(shape.encode()):08x}", "") if shape else ""
