"""Different code never sounds the same, in any language, but for the listed equivalences."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._prose.say.formula import say_tex

from .equivalences import EQUIVALENCES, canonical, canonical_formula

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko")

NEIGHBOURS = (
    "a-b a+b a*b a/b a%b a^b a|b a||b a&b a&&b a~b a@b a#b a$b a!b a?b a:b a::b a.b a..b a...b a,b a;b",
    "a=b a==b a===b a!=b a!==b a<b a>b a<=b a>=b a<<b a>>b a->b a=>b a-->b a<-b a~=b a:=b a+=b a-=b",
    "f f(x) f[x] f{x} f(x)(y) f(x(y)) f(x,y) f(x)y f() f()() f[] f[0] f[-1] f['0'] f[:] f[1:] f[:1] f[1:2]",
    "f(g(x),y) f(g(x,y)) f(g(x)),y f((x),y) f((x,y)) (f(x),y) [f(x),y] {f(x),y} (A+B)*C A+(B*C) A+B*C",
    "x 'x' 1 '1' True 'True' None 'None' '' ' '",
    "--a -a a- a-- _a __a a_ __a__ a__b a_b *a **a &a &&a !a !!a ~a @a #a $a ${a} $(a) %a %a% {a} {{a}}",
    "-v -V %m %M \\d \\D \\n n .a ..a ./a ../a /a //a a/ a// ~/a a: :a :a: a? ?a a! a, ,a",
    "<a> </a> <a-b> <x> </x> Vec<x> Vec <x",
    "1.2 1-2 1:2 1/2 1,2 1 12 ^1.2 ~1.2 >1.2 <1.2 ==1.2 1.2+ 1.*",
    "http://a.b https://a.b ftp://a.b http://a.b/c http://a.b?c http://a.b#c http://a.b:80 a.b http http://",
    "C C# C++ C++17 C17 c-17",
    "- -- --- ---- _ __ . .. ... = == === < << > >> | || & && ( ) () [ ] [] { } {}",
)
"""Codes that differ in a sign, or in where a sign stands."""


def spoken(code: str, language: str) -> str:
    return " ".join(verbalizer(language).code(code).split()).casefold()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", NEIGHBOURS)
def test_codes_that_differ_in_a_sign_differ_in_speech(row: str, language: str) -> None:
    said = defaultdict(set)
    for code in row.split():
        said[spoken(code, language)].add(canonical(code))

    assert {text: codes for text, codes in said.items() if len(codes) > 1} == {}


ATOMS = st.sampled_from(
    ["a", "b", "foo", "Bar", "x1", "12", "3.8", "int", "self", "a_b", "_p", "__init__", "fooBar"]
)
SIGNS = st.sampled_from(
    [
        *[
            "+",
            "-",
            "*",
            "/",
            "=",
            "==",
            "!=",
            "<",
            ">",
            ">=",
            "<=",
            "<<",
            ">>",
            "&",
            "&&",
            "|",
            "||",
            "!",
            "~",
            "^",
            "@",
            "#",
            "$",
            "%",
            ".",
        ],
        *["..", "...", ":", "::", ",", ";", "?", "->", "=>", "\\", "'", '"', "`", "**"],
        *(" ", " - ", " + ", " < ", " > ", ", ", " = "),
    ]
)
PAIRS = st.sampled_from(["(%s)", "[%s]", "<%s>", "{%s}", '"%s"', "'%s'", "${%s}"])
CODES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, SIGNS, inner),
        st.builds("{}{}".format, SIGNS, inner),
        st.builds("{}{}".format, inner, SIGNS),
        st.builds(lambda pair, text: pair % text, PAIRS, inner),
        st.builds(lambda name, pair, text: name + pair % text, ATOMS, PAIRS, inner),
    ),
    max_leaves=5,
)


@given(st.lists(CODES, min_size=2, max_size=40), st.sampled_from(LANGUAGES))
def test_generated_codes_that_differ_never_sound_the_same(codes: list[str], language: str) -> None:
    said: dict[str, str] = {}
    for code in codes:
        form = canonical(code)
        assert said.setdefault(spoken(code, language), form) == form, code


@given(CODES, st.integers(0, 30), SIGNS, st.sampled_from(LANGUAGES))
def test_a_sign_more_is_heard(code: str, at: int, sign: str, language: str) -> None:
    other = code[:at] + sign + code[at:]

    if canonical(code) != canonical(other):
        assert spoken(code, language) != spoken(other, language)


def test_every_equivalence_has_its_reason_and_makes_a_difference() -> None:
    assert all(one.name and one.reason.endswith(".") for one in EQUIVALENCES)
    assert len({one.name for one in EQUIVALENCES}) == len(EQUIVALENCES)


# ---------------------------------------------------------------- formulas

LEAVES = st.sampled_from(["a", "b", "n", "x", "1", "2", "10", r"\alpha", "f", "N"])
SHAPES = st.sampled_from(
    [
        *(r"\frac{%s}{%s}", "{%s}^{%s}", "{%s}_{%s}", r"\binom{%s}{%s}", "[%s,%s]", "(%s)^{%s}"),
        *(
            "%s+%s",
            "%s-%s",
            r"%s\times %s",
            "%s=%s",
            "%s<%s",
            r"%s\le %s",
            "%s,%s",
            "%s/%s",
            "%s %s",
        ),
        *(r"\sqrt[%s]{%s}", r"\log_{%s} %s", r"\sum_{%s} %s", r"%s\in %s", r"%s\cup %s"),
    ]
)
AROUND = st.sampled_from(
    [
        r"\sqrt{%s}",
        "(%s)",
        "-%s",
        "{%s}!",
        r"\lfloor %s\rfloor",
        r"\{%s\}",
        r"\overline{%s}",
        "|%s|",
    ]
)
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda shape, a, b: shape % (a, b), SHAPES, inner, inner),
        st.builds(lambda shape, a: shape % a, AROUND, inner),
    ),
    max_leaves=6,
)


@given(st.lists(FORMULAS, min_size=2, max_size=30), st.sampled_from(LANGUAGES))
def test_formulas_that_differ_never_sound_the_same(formulas: list[str], language: str) -> None:
    said: dict[str, str] = {}
    for formula in formulas:
        form, speech = canonical_formula(formula), say_tex(formula, language).casefold()
        assert not speech or said.setdefault(speech, form) == form, formula


@given(FORMULAS, FORMULAS, FORMULAS, SHAPES, SHAPES, st.sampled_from(LANGUAGES))
def test_where_the_brackets_stand_is_heard(
    a: str, b: str, c: str, first: str, second: str, language: str
) -> None:
    left = first % (f"{{{second % (a, b)}}}", c)
    right = second % (a, f"{{{first % (b, c)}}}")

    if canonical_formula(left) != canonical_formula(right) and say_tex(left, language):
        assert say_tex(left, language).casefold() != say_tex(right, language).casefold()
