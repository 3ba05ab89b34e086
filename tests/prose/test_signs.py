"""A sign is a word, an icon means what it is called, and a line break is a pause."""

# ruff: noqa: ISC004 - pages are written over several lines

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.facts import facts

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko")
DRAWN_CHECK = '<svg><path d="M21 7 9 19l-5.5-5.5 1.41-1.41L9 16.17 19.59 5.59z"></path></svg>'
TWEMOJI = '<img alt="❌" class="twemoji" src="274c.svg" title=":x:">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<li>✅ Store keys in a vault</li>", ["Yes: store keys in a vault"]),
        ("<li>❌ Store keys in git</li>", ["No: store keys in git"]),
        (f"<li>{TWEMOJI} Run it as root</li>", ["No: run it as root"]),
        ("<li>✔️ Linux</li>", ["Yes: Linux"]),
        ("<p>Linux ✓</p>", ["Linux: yes"]),
        ("<p>Linux ✓ Windows ✗</p>", ["Linux: yes, Windows: no"]),
        ("<p>✓ Linux ✗ Windows</p>", ["Yes: Linux; no: Windows"]),
        ("<p>Press ✓ to confirm.</p>", ["Press yes to confirm."]),
        ("<p>✅</p>", ["yes"]),
        ("<p>✓ ✗</p>", ["yes, no"]),
        ("<p>✔\ufe0e Linux</p>", ["Yes: Linux"]),
        ("<p>Press ↑ or ⬇️ to move. ↑ Top</p>", ["Press Up or Down to move. Top"]),
        ("<p>★★★☆☆ and ⭐⭐</p>", ["3 of 5 stars and 2 stars"]),
        ("<p>⭐ Star us</p>", ["Star us"]),
        ("<p>● Point, ○ circle, ↓ down</p>", ["Point, circle, down"]),
        (
            "<ul><li>[x] Oil</li><li>[ ] Wick</li><li>☐ Glass</li></ul>",
            ["Done: Oil", "To do: Wick", "To do: Glass"],
        ),
        *(
            (f"<table><tr><th>A<th>B<tr><td>x<td>{sign}</table>", [f"A: x; B: {said}"])
            for sign, said in (
                ("●", "yes"),
                ("○", "no"),
                ("☐", "no"),
                ("◑", "partly"),
                ("↑", "up"),
                ("↓ 5%", "Down: 5%"),
                ("❓", "unknown"),
                ("_", "underscore"),
                ("+", "plus"),
                ('<i class="fas fa-question"></i>', "unknown"),
                ('<img src="/img/check.svg">', "yes"),
                ('<img src="no.png" alt="">', "no"),
                ('<img src="a.png" alt="Yes">', "yes"),
                ('<img src="a.png" alt="Red light">', "Red light"),
            )
        ),
        ('<p><span class="icon-check" aria-label="Supported"></span> TLS</p>', ["Supported: TLS"]),
        ("<p>👍</p>", ["yes"]),
        ("<p>You did a really good job there 👍.</p>", ["You did a really good job there."]),
        ("<p>⚠️ The tide is high.</p>", ["Warning: the tide is high."]),
        ("<p>State: 🟢</p>", ["State: green"]),
        ("<p>:x: Not here, at 12:30:45, a:x:b.</p>", ["No: not here, at 12:30:45, a:x:b."]),
        ("<p>:material-check: Here</p>", ["Yes: Here"]),
        ("<p>Not <code>:x:</code> itself.</p>", None),
        ('<li><i class="fa fa-times"></i> Root</li>', ["No: Root"]),
        ('<table><tr><th>A<tr><td><i class="bi bi-check-lg"></i></table>', ["A: yes"]),
        (f'<table><tr><th>A<tr><td><span class="twemoji">{DRAWN_CHECK}</span></table>', ["A: yes"]),
        (f'<p><span class="twemoji">{DRAWN_CHECK}</span> Fetch it</p>', ["Fetch it"]),
        ('<p><span class="twemoji" title=":octicons-x-16:"><svg></svg></span></p>', ["no"]),
        (
            '<table><tr><th>A<tr><td><i aria-hidden="true"></i><span class="sr-only">Works</span>'
            "</table>",
            ["A: Works"],
        ),
        (
            '<p><a href="x">The guide <span class="visually-hidden">opens a new tab</span></a></p>',
            ["The guide"],
        ),
        ('<p><a href="https://x" title="The source"><svg></svg></a></p>', ["The source"]),
        ('<p>Head<a href="#head" title="Link to it"><svg></svg></a></p>', ["Head"]),
        ('<p><svg role="img" aria-label="A chart"></svg></p>', ["Image: A chart."]),
        ("<p><svg><title>Decoration</title></svg>Words</p>", ["Words"]),
        (
            '<p><img src="https://img.shields.io/1" alt="build"><img src="https://img.shields.io/2"'
            ' alt="docs"></p>',
            [],
        ),
        (
            '<p>It needs <img src="https://img.shields.io/1" alt="Python 3.11">.</p>',
            ["It needs Python 3.11."],
        ),
    ],
)
def test_a_sign_is_a_word(texts: Texts, html: str, expected: list[str] | None) -> None:
    said = texts(html)

    if expected is None:
        assert "no itself" not in said[0].casefold()
    else:
        assert said == expected


def test_badges_say_what_their_icons_are_titled_with(texts: Texts) -> None:
    badge = (
        '<span class="b"><span><a href="../x" title="{}"><span class="twemoji"><svg></svg></span></a>'
        "</span><span>{}</span></span>"
    )
    html = f"<p>{badge.format('Since version', '9.7.0')} {badge.format('Default', '<i>indigo</i>')}</p>"

    assert texts(html) == ["Since version: 9.7.0; Default: indigo"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_has_a_word_in_every_language(texts: Texts, language: str) -> None:
    for row, known in facts("signs").items():
        assert set(known["says"]) == set(LANGUAGES), row
        for sign in known.get("signs", "") + known.get("alone", ""):
            assert texts(f"<p>{sign}</p>", language=language) == [signs.word(row, language)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One street<br>London</p>", ["One street, London"]),
        ("<p>It rains.<br>It pours.</p>", ["It rains. It pours."]),
        ("<p>Either,<br/>or</p>", ["Either, or"]),
        ("<p>One<br><br>Two</p>", ["One", "Two"]),
        ("<p><br>One<br></p>", ["One"]),
        ("<h2>A<br>B</h2>", ["A, B"]),
        ("<p>a <b>b<br></b>c</p>", ["a b, c"]),
        ("<table><tr><th>A<tr><td>1<br>2</table>", ["A: 1, 2"]),
    ],
)
def test_a_line_break_is_a_pause(texts: Texts, html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_line_break_is_a_pause_in_chinese_too(texts: Texts) -> None:
    assert texts("<p>一行<br>二行</p>", language="zh") == ["一行，二行"]


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="a.png#only-light" alt="A chart"><img src="b.png#only-dark" alt="A chart"></p>',
        '<p><img src="a.png#gh-light-mode-only" alt="A chart"></p>'
        '<p><img src="b.png#gh-dark-mode-only" alt="A chart"></p>',
        '<p><img class="only-dark" src="a.png" alt="A chart"></p>'
        '<p><img class="only-light" src="b.png" alt="A chart"></p>',
        '<p><img src="flow-light.svg" alt="A chart"></p><p><img src="flow-dark.svg" alt="A chart"></p>',
    ],
)
def test_a_picture_for_two_colour_schemes_is_said_once(texts: Texts, html: str) -> None:
    assert texts(html) == ["Image: A chart."]


def test_a_picture_that_comes_again_is_said_again(texts: Texts) -> None:
    html = '<p><img src="a.png" alt="A chart"></p>'

    assert texts(html * 2) == ["Image: A chart.", "Image: A chart."]
