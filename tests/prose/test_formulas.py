"""Formulas are said as one says them to a colleague, and what cannot be said truly is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("tex", "english", "chinese"),
    [
        (r"\frac{1}{2}", "one half", "二分之一"),
        (r"\frac{a}{b}", "a over b", "b 分之 a"),
        (r"\frac{n+1}{2}", "the fraction n plus 1 over 2", "分数，分母 2，分子 n 加 1"),
        (
            r"\frac{a+b}{c}+d",
            "the fraction a plus b over c end fraction plus d",
            "分数，分母 c，分子 a 加 b 分数结束加 d",
        ),
        ("x^2", "x squared", "x 的平方"),
        ("2^k", "2 to the power of k", "2 的 k 次方"),
        ("2^{n-1}", "2 to the power of n minus 1 end power", "2 的 n 减 1 次方"),
        ("10^{-6}", "10 to the power of minus 6", "10 的负 6 次方"),
        ("-3", "minus 3", "负 3"),
        ("a-3", "a minus 3", "a 减 3"),
        ("a-(-b)", "a minus paren minus b", "a 减圆括号负 b"),
        (r"\sqrt{16}", "the square root of 16", "根号 16"),
        (r"\sqrt[3]{x}", "the cube root of x", "三次根号 x"),
        ("n!", "n factorial", "n 的阶乘"),
        ("n!!", "n double factorial", "n 的双阶乘"),
        ("(n-1)!", "paren n minus 1 close factorial", "圆括号 n 减 1 括号结束的阶乘"),
        ("x_i", "x sub i", "x 下标 i"),
        ("x_{i+1}", "x sub i plus 1 end sub", "x 下标 i 加 1 下标结束"),
        ("x_i+1", "x sub i plus 1", "x 下标 i 加 1"),
        ("[l,r]", "the closed interval l to r", "闭区间 l 到 r"),
        ("[l,r)", "the interval l to r, right end open", "左闭右开区间 l 到 r"),
        ("O(n \\log n)", "O of n log n", "O 括号 n log n"),
        (
            r"\sum_{i=1}^n i",
            "the sum from i equals 1 to n of i",
            "求和，从 i 等于 1 到 n，i",
        ),
        (r"\lim_{x\to0} f", "the limit for x to 0 of f", "极限，当 x 到 0，f"),
        (r"\binom{n}{k}", "n choose k", "n 选 k"),
        (r"\mathrm C_n^m", "C sub n superscript m", "C 下标 n 上标 m"),
        ("A^T", "A superscript T", "A 上标 T"),
        (r"x^\mathrm{T} y", "x superscript T y", "x 上标 T y"),
        ("2^T", "2 to the power of T", "2 的 T 次方"),
        ("x'", "x prime", "x 撇"),
        (r"\{x \mid x>0\}", "the set x such that x is greater than 0", "集合 x 满足 x 大于 0"),
        (r"\lfloor n/2 \rfloor", "the floor of n slash 2", "下取整 n 斜线 2"),
        (r"a \equiv b \pmod m", "a is congruent to b modulo m", "a 同余于 b 模 m"),
        (r"f \equiv 0", "f is identical to 0", "f 恒等于 0"),
        (r"\gcd(a,b)", "gcd of a, b", "gcd 括号 a，b"),
        (r"\operatorname{lcm}(a)", "lcm of a", "lcm 括号 a"),
        (r"90^\circ", "90 degrees", "90 度"),
        (r"n \in \mathbb{N}", "n in the natural numbers", "n 属于自然数集"),
        ("N-n", "capital N minus n", "大写 N 减 n"),
        (
            r"\begin{pmatrix}1&0\\0&1\end{pmatrix}",
            "a matrix of 2 rows and 2 columns",
            "一个 2 行 2 列的矩阵",
        ),
        (
            r"\begin{cases}1&n=0\\0&n>0\end{cases}",
            "by cases: 1, n equals 0; 0, n is greater than 0",
            None,
        ),
        ("|x|", "the absolute value of x", "x 的绝对值"),
        ("|x|^2+1", "the absolute value of x squared plus 1", "x 的绝对值的平方加 1"),
        (
            "|x-y|+1",
            "the absolute value of the expression x minus y end absolute value plus 1",
            "绝对值 x 减 y 绝对值结束加 1",
        ),
        ("|V| \\log |V|", "the size of V log the size of V", "V 的大小 log V 的大小"),
        (r"|A \cup B|", "the size of the set A union B", "集合的大小，A 并 B"),
        (r"\lVert x\rVert", "the norm of x", "范数 x"),
        ("|a|b|c|", "bar a bar b bar c bar", "竖线 a 竖线 b 竖线 c 竖线"),  # which is which?
        (r"d \mid n", "d divides n", "d 整除 n"),
        (r"x \mid x \in A", "x bar x in A", None),  # a condition: nothing is divided
        (r"\langle x \mid x^2=1 \rangle", "angle bracket x such that x squared equals 1", None),
        ("P(A|B)", "P of A given B", "P 括号 B 条件下的 A"),
        (r"\mathit{low}_v", "low sub v", "low 下标 v"),
        # a number of Stirling is no binomial, and no matrix
        (r"{n \brace k}", "brace n above k", "花括号上 n 下 k"),
        (
            r"k\begin{Bmatrix}n-1\\ k\end{Bmatrix}",
            "k brace n minus 1 above k",
            "k 花括号上 n 减 1 下 k",
        ),
        (r"\begin{pmatrix}x\\ y\\ z\end{pmatrix}", "a column of 3 entries", "一个 3 项的列向量"),
        (r"\begin{pmatrix}x & y\end{pmatrix}", "a row of 2 entries", "一个 2 项的行向量"),
        (
            r"\left|\begin{matrix}a&b\\c&d\end{matrix}\right|",
            "the determinant of a matrix of 2 rows and 2 columns",
            "行列式，一个 2 行 2 列的矩阵",
        ),
        (
            r"|H|=|gH|",
            "the size of H equals the size of the set g H",
            "H 的大小等于集合的大小，g H",
        ),
        (r"|gx|", "the absolute value of the expression g x", "绝对值 g x"),
        (r"x\overset{\text{def}}{=}y", "x is defined as y", "x 定义为 y"),
        (r"1\sim n", "1 tilde n", "1 到 n"),
        (
            r"|A\cup B|=|A|+|B|-|A\cap B|",
            (
                "the size of the set A union B end set equals the size of A plus the size of B minus the size of"
                " the set A intersection B"
            ),
            "集合的大小，A 并 B 集合结束等于 A 的大小加 B 的大小减集合的大小，A 交 B",
        ),
        (
            r"a\cdot b=|a||b|\cos\theta",
            "a times b equals the absolute value of a the absolute value of b cosine theta",
            "a 乘 b 等于 a 的绝对值 b 的绝对值余弦 theta",
        ),
        (
            r"|G|=[G:H]|H|",
            "the size of G equals bracket G colon H close the size of H",
            "G 的大小等于方括号 G 冒号 H 括号结束 H 的大小",
        ),
        (r"k|x|", "k the absolute value of x", "k x 的绝对值"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "a equals b; equals c", "a 等于 b；等于 c"),
        (r"\phi(n)+\epsilon", "phi of n close plus epsilon", "phi 括号 n 括号结束加 epsilon"),
        (
            r"\epsilon<\varepsilon",
            "lunate epsilon is less than epsilon",
            "lunate epsilon 小于 epsilon",
        ),
        (r"\operatorname*{arg\,max}_x f", "argmax sub x f", "argmax 下标 x f"),
        (r"u\rightsquigarrow v", "u leads to v", "u 通向 v"),
        (r"X\sim N", "X tilde N", "X 波浪号 N"),
        (
            r"\underbrace{a+b}_n",
            "the group a plus b end group with n below",
            "整体 a 加 b 整体结束下方标注 n",
        ),
        (r"x \xrightarrow{f} y", "x to with f above end label y", "x 到上方标注 f 标注结束 y"),
        (r"\stackrel{?}{=}", "equals with question mark above", "等于上方标注问号"),
        (
            r"A\xleftarrow[g]{f}B",
            "A left arrow with f above with g below B",
            "A 左箭头上方标注 f 下方标注 g B",
        ),
        (r"\overset{\frown}{a}", "", ""),
        (r"\unknown x", "", ""),
        ("x{", "", ""),
        (r"\frac{1}", "", ""),
    ],
)
def test_formulas_are_said_in_the_order_of_their_language(
    tex: str, english: str, chinese: str | None
) -> None:
    assert say_tex(tex, "en") == english
    if chinese is not None:
        assert say_tex(tex, "zh") == chinese


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "der Bruch a plus b durch 2 Bruchende gleich x hoch n"),
        ("fr", "la fraction a plus b sur 2 fin de fraction égale x puissance n"),
        ("es", "la fracción a más b sobre 2 fin de fracción igual a x elevado a n"),
        ("it", "la frazione a più b su 2 fine frazione uguale a x alla n"),
        ("pt", "a fração a mais b sobre 2 fim da fração igual a x elevado a n"),
        ("ru", "дробь, числитель a плюс b, знаменатель 2 конец дроби равно x в степени n"),
        ("ja", "分数、分母 2、分子 a プラス b 分数終わりイコール x の n 乗"),
        ("ko", "분수, 분모 2, 분자 a 더하기 b 분수 끝 는 x 의 n 제곱"),
    ],
)
def test_every_language_has_its_own_words_for_formulas(language: str, said: str) -> None:
    assert say_tex(r"\frac{a+b}{2} = x^n", language) == said


def test_no_formula_word_is_missing_in_any_language() -> None:
    languages = {"en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko"}

    for table in ("templates", "fractions", "operators", "large", "names"):
        for name, words in facts("formulas")[table].items():
            assert set(words) == languages, (table, name)


def test_a_formula_longer_than_anybody_follows_is_announced() -> None:
    assert say_tex("+".join(["a"] * 40), "en") == ""
    assert say_tex("{" * 3_000, "en") == say_tex("x" * 3_000, "en") == ""


def test_mathml_is_read_as_tex_is(texts: Callable[..., list[str]]) -> None:
    html = (
        "<p>Cut it by <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> to get "
        "<math><msup><mn>10</mn><mn>6</mn></msup></math> rows; the root is "
        "<math><msqrt><mn>16</mn></msqrt></math>.</p>"
        '<p>So <mjx-container><svg aria-hidden="true"></svg><mjx-assistive-mml><math><mfrac>'
        "<mn>3</mn><mn>4</mn></mfrac></math></mjx-assistive-mml></mjx-container> holds.</p>"
        '<p>Or <math alttext="something else"><mstack><mi>a</mi></mstack></math>.</p>'
    )

    assert texts(html) == [
        "Cut it by one half to get 10 to the power of 6 rows; the root is the square root of 16.",
        "So three quarters holds.",
        "Or something else.",
    ]


def test_several_unreadable_formulas_in_a_row_are_announced_once(
    texts: Callable[..., list[str]],
) -> None:
    one = r'<span class="arithmatex">\(\unknown x\)</span>'

    assert texts(f"<p>Take {one}, {one} and {one} first.</p>") == ["Take several formulas first."]
    assert texts(f"<p>Take {one} and go.</p>") == ["Take a formula and go."]
    assert texts(f"<p>取 {one}、{one} 和 {one}。</p>", language="zh") == ["取 若干公式。"]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<script type="math/tex">x^2</script>', "x squared"),
        (
            '<span class="MathJax_Preview">x^2</span><script type="math/tex">x^2</script>',
            "x squared",
        ),
        ('<math alttext="\\frac{1}{2}"></math>', "one half"),
        ('<math alttext="x^2+1"><mglyph></mglyph></math>', "x squared plus 1"),
        (
            "<math><mi>f</mi><mo>&ApplyFunction;</mo><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow></math>",
            "f of x",
        ),
        ('<img class="math" src="a.png" alt="\\frac{1}{2}">', "one half"),
        ('<img class="latex" src="a.png" alt="$x_i$">', "x sub i"),
        ('<img src="a.svg" alt="{\\displaystyle x^2}">', "x squared"),
        ("$x^2$ and $\\alpha$", "x squared and alpha"),
        ("it costs $5, or $6 and more", "it costs $5, or $6 and more"),
        ("it costs $5 and {x} and 6$ more", "it costs $5 and {x} and 6$ more"),
        ("für $5_a und 6$ mehr", "für $5_a und 6$ mehr"),
        ("$5 和 {x} 和 6$", "$5 和 {x} 和 6$"),
        ("$\\{x \\text{ and } y\\}$", "the set x and y"),
        # pictures of formulas, as services draw them, whose address is all that tells them
        (
            '<img src="https://latex.codecogs.com/svg.latex?\\dpi{120}&amp;space;x%5E2">',
            "x squared",
        ),
        (
            '<img src="https://www.zhihu.com/equation?tex=%5Cfrac%7B1%7D%7B2%7D" alt="公式">',
            "one half",
        ),
        ('<img src="https://render.githubusercontent.com/render/math?math=x_i">', "x sub i"),
        # and those that nothing tells
        ('<img class="formulaInl" src="form_1.png"> holds', "a formula holds"),
        ('<img src="images/form_1.png" alt="form_1"> holds', "a formula holds"),
        (
            'fill in <img src="form_1.png" alt="the form of an order">',
            "fill in the form of an order",
        ),
        ('<img src="_images/math/0123456789abcdef0123456789abcdef01234567.png">', "a formula"),
        ('<img class="mwe-math-fallback-image-inline" src="x.svg" alt="">', "a formula"),
        ('<span class="math"><img src="_images/math/1.png" alt="x^2"></span>', "x squared"),
        ("set $HOME or $PATH_X=1 and $Y", "set dollar HOME or dollar PATH X equals 1 and $Y"),
        ("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "paren a, b"),
        ('<math><menclose notation="updiagonalstrike"><mi>x</mi></menclose></math>', "a formula"),
    ],
)
def test_a_formula_is_found_wherever_it_stands(
    texts: Callable[..., list[str]], html: str, said: str
) -> None:
    assert texts(f"<p>So {html}</p>") == [f"So {said}"]
