"""Signs that a sentence speaks of, and what stands at the head of pages and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


def page(html: str, title: str = "", generator: str = "") -> list[str]:
    source = SourcePage("x", title, "en", html, generator=generator)
    return [passage.text for passage in extract_script(source, Settings()).passages]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("then + and ? are operators", "then plus and question mark are operators"),
        ("such a \\ quotes the next", "such a backslash quotes the next"),
        ("and \\+ and \\? are literals", "and backslash, plus and backslash, question mark are literals"),
        ("Here *, +, ?, and { cannot be first.", "Here asterisk, plus, question mark, and opening brace cannot be first."),
        ("here ^ and $ are always anchors", "here caret and dollar sign are always anchors"),
        ("then . matches all", "then dot matches all"),
        ("then | is an operator", "then vertical bar is an operator"),
        ("an unmatched ) is plain", "an unmatched closing parenthesis is plain"),
        ("lists [^...] do not match", "lists opening bracket, caret, dot, dot, dot, closing bracket do not match"),
        ("bind it to *:port now", "bind it to star colon port now"),
        # what no sentence speaks of
        ("Home | About and more", "Home, About and more"),
        ("A + B and C", "A plus B and C"),
        ("lit (...) or [...] not", "lit (...) or [...] not"),
        ("Is it lit ? And now", "Is it lit ? And now"),
    ],
)  # fmt: skip
def test_signs_that_a_sentence_speaks_of_are_named(text: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(text).split()) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("file:line[:column]", "file colon line, optional colon column"),
        ("rows[:end]", "rows, slice up to end"),
        ("x:rows[:3]", "x colon rows, slice up to 3"),
    ],
)
def test_one_more_part_of_a_place_may_be_left_out(code: str, said: str) -> None:
    assert verbalizer("en").code(code) == said


def test_a_list_of_the_headings_below_is_passed_over_with_its_lead() -> None:
    names = ("All lamps", "All wicks", "All oil")
    entries = "".join(f"<li><a href='care.html#{name}'>{name}</a></li>" for name in names)
    below = "".join(f"<h4>{name}:</h4><p>Here.</p>" for name in names)
    other = "<li>All that burns</li>"

    assert page(f"<p>Care for them.</p><p>Topics:</p><ul>{entries}</ul>{below}")[:2] == [
        "Care for them.",
        "All lamps:",
    ]
    assert "All oil" in page(f"<p>Care for them.</p><ul>{entries}{other}{entries}</ul>{below}")


def test_ways_back_to_a_list_are_passed_over(texts: Texts) -> None:
    back = "<p><a href='care.html#topics'>Back to topics list.</a></p>"

    assert texts(f"<p>Light.</p>{back}<p>See <a href='#x'>the list</a>.</p>") == [
        "Light.",
        "See the list.",
    ]


def test_a_heading_says_more_than_the_title_that_it_begins_with() -> None:
    html = "<h2>Appendix 7 - Signs</h2><p>All of them.</p>"

    assert page(html, "Appendix 7") == ["Appendix 7 - Signs", "All of them."]
    assert page("<h2>Oils</h2><p>All.</p>", "Oil") == ["Oil", "Oils", "All."]


def test_the_first_heading_is_the_title_of_a_page_of_texinfo() -> None:
    html = "<h4>3.1 Invocation of lamp</h4><p>It burns.</p>"

    assert page(html, "Opt-lamp", "texinfo") == ["3.1 Invocation of lamp", "It burns."]


def test_sections_of_a_page_of_doxygen_are_no_titles() -> None:
    sections = "".join(f"<h1>{name}</h1><p>Here.</p>" for name in ("General", "Care", "Oil"))

    assert page(sections, "Lamp Documentation", "doxygen")[:2] == ["Lamp Documentation", "General"]
    assert page("<h2>Detailed Description</h2><p>Lamp.</p><p>Oil.</p>", "Lamp", "doxygen") == [
        *("Lamp", "Detailed Description", "Oil.")
    ]
    assert page("<p>Reads it.</p>", "/build/x-1/lamp/oil.c File Reference", "doxygen")[0] == (
        "oil dot c File Reference"
    )


def test_the_only_name_over_a_table_is_said_once(texts: Texts) -> None:
    head = "<thead><tr><th>Examples of heat</th><th></th></tr></thead>"
    rows = "<tr><td>heat: 1</td><td>heat: 2</td></tr><tr><td>oil: 3</td><td>oil: 4</td></tr>"

    assert texts(f"<table>{head}{rows}</table>") == [
        "Examples of heat",
        "heat: 1; heat: 2",
        "oil: 3; oil: 4",
    ]


def test_inputs_without_a_direction_name_no_columns_of_doxygen() -> None:
    first = "<tr><td class=paramdir></td><td class=paramname>Lamp</td><td>Which one</td></tr>"
    second = "<tr><td class=paramdir>[out]</td><td>heat</td><td>How hot</td></tr>"

    assert page(f"<table class=params>{first}{second}</table>", generator="doxygen") == [
        "Lamp: Which one",
        "heat, out: How hot",
    ]


def test_a_label_with_a_colon_names_what_is_beside_it(texts: Texts) -> None:
    rows = (
        "<tr><td>Since:</td><td>Lamp 1.0</td></tr><tr><td>Inherits:</td><td><p>Item</p></td></tr>"
    )

    assert texts(f"<table>{rows}</table>") == ["Since: Lamp 1.0", "Inherits: Item"]


def test_a_sign_in_letters_of_a_typewriter_is_said(texts: Texts) -> None:
    html = "<dl><dd><tt>?</tt>: not known yet</dd><dd><tt>-</tt>: not there</dd></dl>"

    assert texts(html) == ["question mark: not known yet", "hyphen: not there"]
