"""Words that a formula has letter by letter: `precision`, `d_{model}`, `x_{max}`.

TeX takes each letter for a variable of its own, and its authors often mean a word all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.formula_shapes import SCRIPT_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._prose.say.mathml import MathNode

_KNOWN = frozenset(
    {
        *("abs", "arg", "avg", "cos", "cot", "cov", "deg", "det", "dim", "eff", "end", "err"),
        *("exp", "gcd", "inf", "ker", "lcm", "len", "lim", "ln", "log", "loss", "low", "max"),
        *("mid", "min", "mod", "neg", "new", "norm", "obs", "old", "opt", "out", "pos", "pred"),
        *("rand", "ref", "rel", "sgn", "sin", "std", "sum", "sup", "tan", "tot", "top", "var"),
    }
)
"""Short words that are set so; of longer ones, it can be seen that they are words."""
_APPLIED = re.compile("([a-z]?)(sin|cos|tan|cot|log|exp|ln|max|min)([a-z]?)")
"""A function, a factor before it and what it is applied to: `sinx`, `nlogn`."""
_NOT_APPLIED = frozenset({"cost", "mind", "mine", "mint", "logs", "sing", "sink", "tank", "dexp"})
_WORD = re.compile(
    "(?=.*[aeou])(?=.*[b-df-hj-np-tv-z])(?=.*[f-w])"
    "(?:[A-Z]?[a-z]{3,13}|[A-Z]?[a-z]{2,13}(?:[A-Z][a-z]{2,13}){1,3})"
)
"""Vowels and consonants, and a letter that stands for no factor (`a` to `e`) and no unknown (`x` to
`z`). A name of a class has several words."""
_LETTER = re.compile("[A-Za-z]")


def with_words(node: MathNode) -> MathNode:
    """The same formula, with letters side by side that make a word as one name."""
    if not node.children:
        return node
    children = tuple(map(with_words, node.children))
    if node.name not in SCRIPT_ELEMENTS and len(children) > 1:
        children = tuple(_joined(children))
    if children == node.children:
        return node
    return replace(node, children=children)


def _joined(nodes: Sequence[MathNode]) -> Iterator[MathNode]:
    run: list[MathNode] = []
    for node in nodes:
        if _is_letter(node):
            run.append(node)
            continue
        base = node.children[0] if node.name in SCRIPT_ELEMENTS and node.children else None
        if base is not None and run and _is_letter(base):  # `log_2`
            *before, last = _words([*run, base])
            yield from before
            yield replace(node, children=(last, *node.children[1:]))
        else:
            yield from _words(run)
            yield node
        run = []
    yield from _words(run)


def _is_letter(node: MathNode) -> bool:
    return node.name == "mi" and _LETTER.fullmatch(node.text) is not None


def _words(run: list[MathNode]) -> list[MathNode]:
    text = "".join(node.text for node in run)
    applied = _APPLIED.fullmatch(text) if text not in _NOT_APPLIED else None
    if applied:
        return [replace(run[0], text=part) for part in applied.groups() if part]
    return [replace(run[0], text=text)] if _is_word(text) else run


def _is_word(text: str) -> bool:
    if text.casefold() in _KNOWN and (text[1:].islower()):
        return True
    letters = text.casefold()
    in_order = all(ord(b) - ord(a) == 1 for a, b in pairwise(letters))
    return _WORD.fullmatch(text) is not None and not in_order
