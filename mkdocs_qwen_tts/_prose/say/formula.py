"""How formulas are said: grouping is heard where it changes the value."""

from __future__ import annotations

from functools import lru_cache

from mkdocs_qwen_tts._prose.say.formula_names import with_words
from mkdocs_qwen_tts._prose.say.formula_reading import FormulaReading
from mkdocs_qwen_tts._prose.say.formula_words import (
    FALLBACK,
    UnreadableFormulaError,
    finished_formula,
)
from mkdocs_qwen_tts._prose.say.mathml import MathNode, from_tex, without_stop

LONGEST = 60
"""Letters, numbers and signs up to which a formula can be followed by ear."""


def say_tex(tex: str, language: str, longest: int = LONGEST) -> str:
    """A formula in TeX in words; `""` for one that cannot be read truly, or not followed."""
    return _said_tex(" ".join(tex.split()), language or FALLBACK, longest)


@lru_cache(maxsize=4096)
def _said_tex(tex: str, language: str, longest: int) -> str:
    node = from_tex(tex)
    return "" if node is None else say_formula(node, language, longest)


def say_formula(node: MathNode, language: str, longest: int = LONGEST) -> str:
    """A formula in words; `""` for one that cannot be read truly, or not followed by ear.

    Args:
        node: the formula.
        language: primary subtag of the language it is said in.
        longest: how many letters, numbers and signs it may hold.
    """
    if node.leaves() > longest:
        return ""
    node = with_words(without_stop(node))
    try:
        said = FormulaReading(language or FALLBACK, node).row(node.rows)
    except (UnreadableFormulaError, RecursionError):
        return ""
    return finished_formula(said)


def say_script(script: MathNode, template: str, language: str) -> str:
    """What stands above or below a base that was said before; `""` where it cannot be read.

    Args:
        script: the exponent or index.
        template: `power`, `squared`, `cubed` or `subscript`.
        language: primary subtag of the language it is said in.
    """
    try:
        said = FormulaReading(language or FALLBACK, MathNode("mrow")).script(script, template)
    except (UnreadableFormulaError, RecursionError):
        return ""
    return finished_formula(said)


def say_root(written: str, language: str) -> str:
    """A root in running text: `√16`, `∛(a+b)`."""
    inner = written[1:].strip()
    node = from_tex(inner.removeprefix("(").removesuffix(")") if inner[:1] == "(" else inner)
    if node is None:
        return written
    degree = (MathNode("mn", "3"),) if written[0] == "∛" else ()
    root = MathNode("mroot" if degree else "msqrt", "", (node, *degree))
    return say_formula(root, language) or written


def say_ratio(written: str, language: str) -> str:
    """A fraction of two numbers in running text: `3⁄4`."""
    parts = tuple(MathNode("mn", number) for number in written.split("⁄"))
    return say_formula(MathNode("mfrac", "", parts), language) or written


def say_operator(sign: str, language: str) -> str:
    """A sign of formulas in running text."""
    return say_formula(MathNode("mo", sign), language) or sign
