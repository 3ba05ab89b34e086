"""Words that formulas have letter by letter, which TeX takes for variables."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._prose.say.formula import say_tex


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"precision = \frac{TP}{TP + FP}", "precision equals the fraction T P over T P plus F P"),
        (r"loss = max(0, 1 - y)", "loss equals max of 0, 1 minus y"),
        (r"d_{model}", "d sub model"),
        (r"x_{max}", "x sub max"),
        (r"sin x", "sine x"),
        (r"log_2 n", "log base 2 n"),
        (r"n log n", "n log n"),
        (r"cost", "cost"),
        (r"ZeroRotation(atoms)", "ZeroRotation of atoms"),
    ],
)
def test_words_are_words(tex: str, said: str) -> None:
    assert say_tex(tex, "en") == said


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("abc", "a b c"),
        ("xyz + 1", "x y z plus 1"),
        ("mgh", "m g h"),
        ("abab", "a b a b"),
        ("x_{ij}", "x sub i j end sub"),
        ("e^{iwt}", "e to the power of i w t end power"),
        ("ABCD", "A B C D"),
        (r"\pi (1 + x)", "pi paren 1 plus x"),
        (r"\pi(x)", "pi of x"),
    ],
)
def test_variables_side_by_side_are_letters(tex: str, said: str) -> None:
    assert say_tex(tex, "en") == said
