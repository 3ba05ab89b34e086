"""Operators and numbers of code that have no word of their own, and intervals in running text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("lamp :: * -> *", "lamp double colon star arrow star"),
        ("2 * n", "2 times n"),
        ("a * (b)", "a times paren b"),
        ("a >>= b", "a double greater than equals b"),
        ("a <=> b", "a less than equals greater than b"),
        ("x =<< y", "x equals sign less than less than y"),
        ("foldl' f z", "foldl prime f z"),
        ("x''", "x prime prime"),
        ("-n';'", "dash n single quote semicolon single quote"),
        ("&'a str", "ampersand single quote a str"),
        ('"0-9A-Za-z"', "0 to 9, capital A to Z, a to z"),
        ('"A-Z"', "capital A to Z"),
        ("a-bc-d", "a-bc-d"),
        # a template that takes numbers, and comparisons
        ("keep_alive<0, 1>", "keep alive of 0, 1"),
        ("bitset<8>", "bitset of 8"),
        ("vec<3>::x", "vec of 3 close double colon x"),
        ("n<3", "n less than 3"),
        ("n<3>", "n less than 3 greater than"),
        ("lamp<0 && oil>1", "lamp less than 0 and and oil greater than 1"),
        ("lamp<0, 1>oil", "lamp less than 0, 1 greater than oil"),
        # an operator's name, and a call
        ("Lamp::operator()", "Lamp double colon operator parentheses"),
        ("Lamp::light()", "Lamp double colon light"),
        ("operator()(a)", "operator parentheses with a"),
        # what has no bounds, and options
        ("-np.inf", "minus np dot inf"),
        ("(-inf, inf)", "paren minus inf, inf"),
        ("-info", "dash info"),
        ("-inf.conf", "dash inf dot conf"),
    ],
)
def test_operators_and_numbers_of_code(code: str, said: str) -> None:
    assert " ".join(verbalizer("en").code(code).split()) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A number in [0, 1) is one.", "A number in the interval 0 to 1, right end open, is one."),
        ("in the range [0, count()[", "in the range 0 to count, right end open"),
        ("in range ]0.5, 4.0].", "in range 0.5 to 4.0, left end open."),
        ("from (0, 255] on", "from the interval 0 to 255, left end open, on"),
        ("a number in [0, 1] and (2, 3)", "a number in [0, 1] and (2, 3)"),
        ("call f(a[, b[, c]])", "call f(a[, b[, c]])"),
        ("pairs (1, [2, 3]) and (see [1, 2])", "pairs (1, [2, 3]) and (see [1, 2])"),
        ("the trailing [] argument", "the trailing square brackets argument"),
        ("an int[] of {} lamps", "an int square brackets of curly braces lamps"),
        ("the list->data fields", "the list arrow data fields"),
        ("from A->B", "from A to B"),
    ],
)
def test_signs_of_running_text_are_named(text: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(text).split()) == said


def test_the_logo_at_the_head_of_a_page_is_passed_over(texts: Texts) -> None:
    logo = '<img src="l.png" alt="Lamp logo">'

    assert texts(f"<p>{logo}</p><h1>Lamps</h1><p>Light.</p>") == ["Lamps", "Light."]
    assert "Image: Lamp logo." in texts(f"<h1>Art</h1><p>Ours.</p><p>{logo}</p><p>Use it.</p>")


def test_of_headings_alike_with_nothing_between_one_is_said(texts: Texts) -> None:
    html = "<h1>Lamp</h1><h2>trim</h2><h2>trim</h2><p>Cuts.</p><h2>trim</h2><p>Burns.</p>"

    assert texts(html, style="brief") == ["Lamp", "trim", "Cuts.", "trim", "Burns."]


def test_a_paragraph_that_says_the_title_again_is_passed_over(texts: Texts) -> None:
    assert texts("<h1>Lamp care</h1><p>Lamp care.</p><p>Trim it.</p>") == ["Lamp care", "Trim it."]
    assert texts("<h1>Lamp care</h1><p>Lamp care.</p>") == ["Lamp care", "Lamp care."]
