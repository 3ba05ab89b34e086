"""Raised and lowered characters in running text: `2ⁿ`, `10<sup>-3</sup>`, `a<sub>n+1</sub>`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import EAST_ASIAN, usual_words
from mkdocs_qwen_tts._prose.say.formula import say_script
from mkdocs_qwen_tts._prose.say.mathml import MathNode
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._prose.dom import Element

LONGEST = 14
"""Characters up to which something raised or lowered is part of a formula."""

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"
"""Raised characters of Unicode."""
DIGITS_ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ"
"""Lowered characters of Unicode."""
_PLAIN = str.maketrans(
    SUPERSCRIPTS + SUBSCRIPTS, "0123456789+-=()ni" + "0123456789+-=()aeoxhklmnpstij"
)

_TOKEN = re.compile(r"(?P<mn>\d+(?:\.\d+)?)|(?P<mi>[^\W\d_]+)|(?P<mo>[-−–+*/=·,.()!|])|\s+")
_SCRIPTS = {"sup": "msup", "sub": "msub"}
_CHARGE = re.compile(r"(\d*)([-−–+])")
"""Of an ion: `Ca2+`."""
_NUMBER = re.compile(r"[-−–+]?\d{1,3}")
_VARIABLES = frozenset("ijkmnxyt")
"""Letters of which two side by side are two variables."""
_BASE = re.compile(rf"(?:(?!{EAST_ASIAN})[^\s([{{=+*/·,;:<>|{SUPERSCRIPTS}-])+[)\]]*$")
"""Without the words before it: `x` of `函数x`, `y` of `x²y`."""
_WIDE = str.maketrans("（）", "()")
_FUNCTIONS = frozenset({"sin", "cos", "tan", "log", "exp", "lim", "max", "min", "det"})
_SYMBOL = 2
"""Characters up to which a word is a symbol or a unit that can be raised: `x`, `cm`."""
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_WORD = re.compile(rf"[^\W\d_]{{3,}}|{EAST_ASIAN}")

_ORDINALS = {
    "en": frozenset({"st", "nd", "rd", "th"}),
    "fr": frozenset({"e", "er", "re", "nd", "nde", "ère", "ème", "es", "o", "r", "me", "lle"}),
    "es": frozenset({"o", "a", "er", "os", "as"}),
    "it": frozenset({"o", "a", "i", "e"}),
    "pt": frozenset({"o", "a", "os", "as"}),
}
"""Raised letters that belong to a word: `1st`, `XIXe`."""


def plain(text: str) -> str:
    """Raised or lowered characters of Unicode as those of the line."""
    return text.translate(_PLAIN)


def base_of(text: str) -> str:
    """What at the end of a text carries something raised: `n` of `O(n`; `""` for nothing."""
    found = _BASE.search(text.translate(_WIDE))
    return found[0] if found else ""


def can_be_raised(text: str) -> bool:
    """Whether a text ends in a symbol, a number or a bracket that can be raised to a power.

    A longer word has a mark behind it, of a footnote say, and so has one that every text holds.
    """
    base = base_of(text)
    if base in _usual_words():
        return False
    if base[-1:] in {")", "]"}:
        group = _IN_BRACKETS.search(text.translate(_WIDE))
        return group is None or not _WORD.search(group[1])
    return bool(base) and (len(base) <= _SYMBOL or base[-1].isdigit() or base in _FUNCTIONS)


@cache
def _usual_words() -> frozenset[str]:
    """Words that are as short as a symbol: `it`, `of`."""
    return frozenset(word for word in usual_words() if len(word) == _SYMBOL)


def is_ordinal(text: str, language: str) -> bool:
    """Whether raised letters belong to the word before them."""
    return text.casefold() in _ORDINALS.get(language, frozenset()) | _ORDINALS["en"]


def is_number(text: str) -> bool:
    """Whether this is a number, with or without a sign."""
    return _NUMBER.fullmatch(text) is not None


def is_expression(text: str) -> bool:
    """Whether this can stand in a formula: letters, numbers and signs between them."""
    return 0 < len(text) <= LONGEST and "".join(one[0] for one in _TOKEN.finditer(text)) == text


def say_raised(script: MathNode, text: str, language: str) -> str:
    """A power behind its base: "squared", "to the power of n minus 1 end power".

    Args:
        script: what is raised.
        text: the same as it stands there.
        language: primary subtag.
    """
    if charge := _CHARGE.fullmatch(text):
        sign = vocabulary(language).word("plus" if charge[2] == "+" else "minus")
        return f"{charge[1]} {sign}".strip()
    if is_number(text) and language not in {"zh", "ja", "ko"}:
        return vocabulary(language).power(text)
    if text in {"2", "3"}:
        return say_script(script, "squared" if text == "2" else "cubed", language)
    return say_script(script, "power", language)


def say_lowered(script: MathNode, language: str) -> str:
    """An index behind its base: "sub i", "sub n plus 1 end sub"."""
    return say_script(script, "subscript", language)


def node_of(text: str) -> MathNode:
    """Letters, numbers and signs side by side."""
    return MathNode("mrow", children=tuple(_nodes(text)))


def node_within(element: Element) -> MathNode:
    """What is in an element, with what is raised and lowered in it."""
    nodes: list[MathNode] = []
    for child in element.children:
        if isinstance(child, str):
            nodes.extend(_nodes(child))
        elif child.tag in _SCRIPTS and nodes:
            nodes.append(MathNode(_SCRIPTS[child.tag], "", (nodes.pop(), node_within(child))))
        else:
            nodes.extend(node_within(child).children)
    return MathNode("mrow", children=tuple(nodes))


def _nodes(text: str) -> Iterator[MathNode]:
    for found in _TOKEN.finditer(text):
        name = found.lastgroup
        factors = name == "mi" and len(found[0]) > 1 and found[0] not in _FUNCTIONS
        if factors and _VARIABLES.issuperset(found[0]):
            yield from (MathNode("mi", letter) for letter in found[0])
        elif name:
            yield MathNode(name, "−" if found[0] in {"-", "–"} else found[0])
