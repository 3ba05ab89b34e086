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
KATEX = (
    '<span class="katex"><math><semantics><mrow><mi>p</mi><mo>(</mo><mi>D</mi><mi>\u2223</mi><mi>F</mi>'
    '<mo>)</mo></mrow><annotation encoding="application/x-tex">p (D | F)</annotation></semantics></math>'
    "</span>"
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
        ("<math><mi>x</mi><mo>=\u0338</mo><mi>y</mi><mo>.</mo></math>", "x is not equal to y"),
        ("<math><mi>a</mi><mo>.</mo><mo>.</mo><mo>.</mo></math>", "a and so on"),
        ("<math><msub><mrow><mi>Γ</mi><mspace/></mrow><mn>0</mn></msub></math>", "Gamma sub 0"),
        ("<math><mtext>\U0001d42f</mtext><mo>⊕\ufe0e</mo><mi>Y</mi></math>", "v circled plus Y"),
        ("<math><mi>\U0001d68e</mi><mi>\U0001d69b</mi></math>", "er"),
        (KATEX, "p paren D bar F"),
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
        (r"\sqrt(n(n-1))", "the square root of n paren n minus 1 close end root"),
        (r"x²+a₁", "x squared plus a sub 1"),
        (r"\bar 101", "1 bar 01"),
        (r"||x||", "the norm of x"),
        (r"||x|-|y||", "bar the absolute value of x minus the absolute value of y bar"),
        (r"(-1)^{|I|}", "paren minus 1 close to the power of the size of I end power"),
        (r"y=0\,", "y equals 0"),
        (r"\sum_i |x_i|", "the sum over i of the absolute value of x sub i"),
        (
            r"\lvert x-y\rvert^2",
            "the absolute value of the expression x minus y end absolute value squared",
        ),
        (r"1+...+n", "1 plus and so on plus n"),
        (r"\RR^n\to\Z", "the real numbers superscript n to the integers"),
        (r"p(.75)", "p paren 0.75"),
        (r"\begin{align}&a=b\\&=c\end{align}", "a equals b; equals c"),
        (r"A\rtimes B\hookrightarrow C", "A semidirect product with B embeds in C"),
    ],
)
def test_tex_is_never_another_value(tex: str, said: str) -> None:
    assert say_tex(tex, "en") == said


def test_products_of_vectors_differ_in_every_language() -> None:
    for language in ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko"):
        both = {say_tex(rf"\nabla\{sign} F", language) for sign in ("cdot", "times")}
        assert len(both) == 2, language
