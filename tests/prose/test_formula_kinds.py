"""Formulas as strangers write them: less common MathML and TeX, never read as another value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

X, HALF = "<mi>x</mi>", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
ISOTOPE = (
    "<math><mmultiscripts><mi>C</mi><none/><none/><mprescripts/><mn>6</mn><mn>14</mn>"
    "</mmultiscripts></math>"
)
LINES = (
    "<math><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo></mtd><mtd><mi>b</mi></mtd></mtr>"
    "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable></math>"
)
WIKIPEDIA = (
    '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
    f"<math><msup>{X}<mn>2</mn></msup></math></span>"
    '<img class="mwe-math-fallback-image-inline" aria-hidden="true" alt="x^{2}" src="a.svg"></span>'
)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (WIKIPEDIA, "x squared"),
        ("<m:math><m:mfrac><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac></m:math>", "one half"),
        ('<math><menclose notation="radical"><mn>2</mn></menclose></math>', "the square root of 2"),
        (f'<math><menclose notation="top">{X}</menclose></math>', "x bar"),
        (f'<math><menclose notation="box">{X}</menclose></math>', "x"),
        ('<math><menclose notation="circle"><mn>5</mn></menclose></math>', "a formula"),
        ("<math><menclose><mn>12</mn></menclose></math>", "a formula"),
        ("<math><mn>90</mn><mo>°</mo></math>", "90 degrees"),
        (f"<math><mn>3</mn>{HALF}</math>", "3 and one half"),
        (f"<math><mn>3</mn><mo>\u2064</mo>{HALF}</math>", "3 and one half"),
        ("<math><mn>2</mn><mfrac><mn>5</mn><mn>3</mn></mfrac></math>", "2 5 over 3"),
        ("<math><mfrac><mn>-1</mn><mn>2</mn></mfrac></math>", "minus 1 over 2"),
        ('<math><mi mathvariant="double-struck">R</mi></math>', "the real numbers"),
        (
            '<math><mfenced open="[" close="]" separators=";"><mi>a</mi><mi>b</mi></mfenced></math>',
            "bracket a; b",
        ),
        (LINES, "a equals b; 1, 2"),
        (ISOTOPE, "sub 6 superscript 14 C"),
        ("<math><mmultiscripts><mi>X</mi><mi>a</mi><none/></mmultiscripts></math>", "X sub a"),
        ("<math></math>", ""),
    ],
)
def test_mathml_is_never_another_value(texts: Texts, html: str, said: str) -> None:
    assert texts(f"<p>So: {html} in it.</p>") == [" ".join(f"So: {said} in it.".split())]


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\Re z", "the real part of z"),
        (r"\nabla\cdot F", "nabla dot F"),
        (r"\nabla\times F", "nabla cross F"),
        (r"\vec a\times\vec b", "vector a cross vector b"),
        (r"\mathbf{u}\cdot\mathbf{v}", "u dot v"),
        (r"2\cdot x", "2 times x"),
        (r"AB\parallel CD", "A B is parallel to C D"),
        (r"D(p\parallel q)", "D paren p double bar q"),
        (r"1{,}000+3{,}14", "1,000 plus 3,14"),
        (r"\begin{align}a&=b\\c&=d\end{align}", "a equals b; c equals d"),
        (r"\begin{alignat}{2}a&=b\end{alignat}", "a equals b"),
        (r"{}^{14}_{6}C", "sub 6 superscript 14 C"),
        (r"{}^{2}H", "superscript 2 H"),
        (r"\left.x^2\right|_0^1", "x squared evaluated from 0 to 1"),
        (r"\left.y\right|_{x=0}", "y evaluated at x equals 0"),
        (r"\stackrel{def}{=}", "is defined as"),
        (r"\overset{!}{=}", "equals with exclamation mark above"),
        (r"\xrightarrow[a]{b}", "to with b above with a below"),
        (r"\limsup_{n} a_n", "the limit superior for n of a sub n"),
        (r"a\not=b", "a is not equal to b"),
        (r"a\not<b", "a not is less than b"),
        (r"\dddot x", "x triple dot"),
        (r"\mathring x", "x ring"),
    ],
)
def test_tex_is_never_another_value(tex: str, said: str) -> None:
    assert say_tex(tex, "en") == said


def test_products_of_vectors_differ_in_every_language() -> None:
    for language in ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko"):
        both = {say_tex(rf"\nabla\{sign} F", language) for sign in ("cdot", "times")}
        assert len(both) == 2, language
