"""What looks like a way around, a badge, a mark or a repetition, and is what a page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

_THREE = "<ul><li>Fast</li><li>Small</li><li>Safe</li></ul>"
_SECTIONS = "<h2>Fast</h2><p>Very.</p><h2>Small</h2><p>Tiny.</p><h2>Safe</h2><p>Yes.</p>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p><b>Home</b>, <b>Back</b></p>", ["Home, Back"]),
        (
            '<p>These lead on:</p><p><a href="#p">Previous</a>, <a href="#n">Next</a></p>',
            ["These lead on:", "Previous, Next"],
        ),
        (
            '<p>We speak:</p><p><a href="e">English</a>, <a href="d">Deutsch</a></p>',
            ["We speak:", "English, Deutsch"],
        ),
        ('<h2>Voices</h2><p><a href="e">English</a></p>', ["Voices", "English"]),
        (
            '<p>Now go <a href="a.html#i">back to the index</a> and choose.</p>',
            ["Now go back to the index and choose."],
        ),
        (
            '<p><a href="#x">Skip navigation</a> lets you pass.</p>',
            ["Skip navigation lets you pass."],
        ),
        (
            '<p>See <img src="step1.png" alt="step 1"> first.</p>',
            ["See step 1 first."],
        ),
    ],
)
def test_ways_and_languages_that_are_spoken_of(texts: Texts, html: str, said: list[str]) -> None:
    assert texts(html, style="brief") == said


def test_a_list_that_a_sentence_leads_to_is_read(texts: Texts) -> None:
    page = f"<h1>Lamps</h1><p>There are three kinds:</p>{_THREE}{_SECTIONS}"
    assert texts(page)[1:5] == ["There are three kinds:", "Fast", "Small", "Safe"]
    page = f"<h1>Lamps</h1><p>Topics:</p>{_THREE}{_SECTIONS}"
    assert texts(page)[:3] == ["Lamps", "Fast", "Very."]


def test_lines_of_words_that_are_alike_are_all_said(texts: Texts) -> None:
    html = "<h2>Yes</h2><p>No</p><p>Yes</p><p>It prints</p><p>0</p><p>0</p><p>1</p>"
    said = ["Yes", "No", "Yes", "It prints", "0", "0", "1"]
    assert texts(html, style="brief") == said


def test_a_name_beside_its_icon_in_the_cell_before_is_not_said_again(texts: Texts) -> None:
    html = (
        "<h2>Save</h2><p>Keeps all.</p><div><div><p><img src='s.svg' alt='Icon'></p></div>"
        "<div><p>Save</p></div></div><h2>Undo</h2><p>Undo</p><p>Takes back.</p>"
    )
    assert texts(html, style="brief") == ["Save", "Keeps all.", "Undo", "Takes back."]


def test_badges_in_a_sentence_are_read(texts: Texts) -> None:
    badge = '<img alt="{0} badge" src="badge-{0}.svg">'
    gold, silver = badge.format("gold"), badge.format("silver")
    assert texts(f"<p>You win the {gold} or the {silver}.</p>") == [
        "You win the gold badge or the silver badge."
    ]
    assert texts(f"<p>Lamp {gold} {silver}</p>") == ["Lamp"]


@pytest.mark.parametrize(
    ("icon", "said"),
    [
        ("more_vert", "Tap more vert, then OK."),
        ("close", "Tap close, then OK."),
    ],
)
def test_icons_that_are_pressed_are_named(texts: Texts, icon: str, said: str) -> None:
    assert texts(f'<p>Tap <i class="material-icons">{icon}</i>, then OK.</p>') == [said]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<td>X</td><td>✓</td>|<td>Y</td><td>✓</td>", ["N: X; On: yes", "N: Y; On: yes"]),
        ("<td>L</td><td>X</td>|<td>M</td><td>✓</td>", ["N: L; On: no", "N: M; On: yes"]),
        ("<td>✓</td><td>oil</td>|<td>X</td><td>gas</td>", ["N: yes; On: oil", "N: no; On: gas"]),
        ("<td>-1</td><td>none</td>|<td>-inf</td><td>all</td>", ["N: minus 1; On: none"]),
        ("<td>-1</td><td>one line</td>|<td>-v</td><td>all</td>", ["N: dash 1; On: one line"]),
        ("<td>OK ✔</td><td>a</td>|<td>b</td><td>c</td>", ["N: OK; On: a"]),
    ],
)
def test_what_one_sign_means_in_a_table(texts: Texts, rows: str, said: list[str]) -> None:
    body = "".join(f"<tr>{row}</tr>" for row in rows.split("|"))
    html = f"<table><tr><th>N</th><th>On</th></tr>{body}</table>"
    assert texts(html)[: len(said)] == said


def test_a_negative_margin_hides_no_words(texts: Texts) -> None:
    assert texts('<div style="margin-left: -9999px">Big <b>words</b></div>') == ["Big words"]


def test_an_isotope_may_begin_a_paragraph(texts: Texts) -> None:
    assert texts("<p><sup>14</sup>C decays.</p>") == ["14 C decays."]
    assert texts("<p><sup>1</sup>C is lit.</p>") == ["C is lit."]
