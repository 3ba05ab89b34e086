"""What is raised or lowered in running text is said as what it means, never as another number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("10<sup>6</sup> rows", "10 to the power of 6 rows"),
        ("2<sup>n</sup>", "2 to the power of n"),
        ("2<sup>n-1</sup>", "2 to the power of n minus 1 end power"),
        ("<code>2<sup>n-1</sup></code>", "2 to the power of n minus 1 end power"),
        ("2<sup>64</sup>-1", "2 to the power of 64 minus 1"),
        ("O(n<sup>2</sup>)", "O(n squared)"),
        ("9.8 m/s<sup>2</sup>", "9.8 m/s squared"),
        ("x<sup>2</sup>y<sup>3</sup>", "x squared y cubed"),
        ("e<sup>kt</sup> grows", "e to the power of k t end power grows"),
        ("sin<sup>2</sup> x", "sin squared x"),
        ("(a+b)<sup>2</sup>", "(a plus b) squared"),
        ("x<sup>y<sup>z</sup></sup>", "x to the power of y to the power of z end power"),
        ("<var>x</var><sup><var>ab</var></sup>", "x to the power of ab"),
        ("Ca<sup>2+</sup> and Cl<sup>-</sup>", "Ca 2 plus and Cl minus"),
        ("the 1<sup>st</sup>, Acme<sup>TM</sup>", "the 1st, AcmeTM"),
        ("a word<sup>1</sup>, one<sup>a</sup>, (as said)<sup>2</sup>", "a word, one, (as said)"),
        ("we saw it<sup>1</sup>, Na<sup>+</sup>, cm<sup>2</sup>", "we saw it, Na plus, cm squared"),
        ("<sup>2</sup>/<sub>3</sub>, 1<sup>1</sup>⁄<sub>2</sub> cups", "2/3, 1 one half cups"),
        ("x<sub>i</sub>", "x sub i"),
        ("a<sub>n+1</sub> = 1", "a sub n plus 1 end sub equals 1"),
        ("a<sub>ij</sub>", "a sub i j end sub"),
        ("T<sub>max</sub>", "T sub max"),
        ("H<sub>2</sub>O, x<sub>1</sub>", "H2O, x1"),
        ("101<sub>2</sub>", "101 sub 2"),
        ("<sub>A whole sentence in small print.</sub>", "A whole sentence in small print."),
    ],
)
def test_an_element_that_raises_or_lowers(texts: Texts, html: str, said: str) -> None:
    assert texts(f"<p>{html}</p>") == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("x²", "x squared"),
        ("10²³ and 5 × 10⁻⁶", "10 to the power of 23 and 5 times 10 to the power of minus 6"),
        ("aⁿ", "a to the power of n"),
        ("45 km²", "45 kilometres squared"),
        ("as noted²", "as noted"),
        ("x²y³", "x squared y cubed"),
        ("foo²bar", "foo²bar"),
        ("2ⁿᵈ", "2ⁿᵈ"),
        ("H₂O, CO₂", "H2O, CO2"),
        ("aᵢ", "a sub i"),
        ("√16, ∛27, √(a+b)", "the square root of 16, the cube root of 27, the square root of a plus b end root"),
        ("3⁄4 and 7⁄9", "three quarters and 7 over 9"),
        ("5 − 3 = 2, −3", "5 minus 3 equals 2, minus 3"),
        ("x ∈ S, A ∧ B, ±2", "x in S, A and B, plus or minus 2"),
        ("2 · 3 and a · b", "2 times 3 and a, b"),
        ("if a &lt; b", "if a less than b"),
        ("if a &gt; b, or n &gt; max, or x &gt; 3", "if a greater than b, or n greater than max, or x greater than 3"),
        ("Open File &gt; Save", "Open File, Save"),
    ],
)  # fmt: skip
def test_signs_of_formulas_in_running_text(texts: Texts, written: str, said: str) -> None:
    assert texts(f"<p>{written}</p>") == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "2 hoch n, 10 hoch 6, x Index i"),
        ("fr", "2 puissance n, 10 puissance 6, x indice i"),
        ("es", "2 elevado a n, 10 elevado a 6, x subíndice i"),
        ("it", "2 alla n, 10 alla 6, x pedice i"),
        ("pt", "2 elevado a n, 10 elevado a 6, x índice i"),
        ("ru", "2 в степени n, 10 в степени 6, x индекс i"),
        ("zh", "2 的 n 次方, 10 的 6 次方, x 下标 i"),
        ("ja", "2 の n 乗, 10 の 6 乗, x 下付き i"),
        ("ko", "2 의 n 제곱, 10 의 6 제곱, x 아래첨자 i"),
    ],
)
def test_each_language_has_its_order(texts: Texts, language: str, said: str) -> None:
    html = "<p>2<sup>n</sup>, 10<sup>6</sup>, x<sub>i</sub></p>"

    assert texts(html, language=language) == [said]


def test_ordinals_belong_to_their_words(texts: Texts) -> None:
    assert texts(
        "<p>XIX<sup>e</sup> siècle, 2<sup>e</sup> et n<sup>o</sup> 3</p>", language="fr"
    ) == ["XIXe siècle, 2e et no 3"]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("函数x<sup>2</sup>", "函数x 的平方"),
        ("设面积函数x²的值", "设面积函数x 的平方 的值"),
        ("参数x^2", "参数x 的平方"),
        ("共10³个", "共10 的立方 个"),
        ("面积（a+b）²", "面积（a 加 b） 的平方"),
        ("模型<sup>1</sup>和注释²很好（见上）²", "模型和注释很好（见上）"),
        ("数据<sup>a</sup>", "数据a"),
        ("温度−5", "温度 负 5"),
        ("第5−3", "第5 减 3"),
    ],
)
def test_no_blank_parts_a_symbol_from_chinese_words(texts: Texts, html: str, said: str) -> None:
    assert texts(f"<p>{html}</p>", language="zh") == [said]


def test_a_mark_of_a_note_behind_a_word_in_hangul(texts: Texts) -> None:
    assert texts("<p>모델<sup>1</sup>, 함수x<sup>2</sup></p>", language="ko") == [
        "모델, 함수x 제곱"
    ]
