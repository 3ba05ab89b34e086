"""Text that is set as it was typed: comments of Doxygen, lists of headings, tables, formulas."""

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

PURPOSE = """
 TRIM uses the height H = L*W to compute
 the oil of a lamp.  N >= 0.
"""
STATUS = """          INFO is INTEGER
          = 0:  the lamp is lit
          < 0:  if INFO = 2, the oil of the lamp is gone.
"""
CALLS = """
lamp_init (lamp);
lamp_light (lamp);
"""


def doxygen(html: str) -> list[str]:
    page = SourcePage("x", "", "en", html, generator="doxygen")
    return [passage.text for passage in extract_script(page, Settings()).passages]


def test_comments_of_doxygen_are_read_as_sentences() -> None:
    said = doxygen(f'<pre class="fragment">{PURPOSE}</pre><pre class="fragment">{STATUS}</pre>')

    assert said == [
        "TRIM uses the height H equals L times W to compute the oil of a lamp. N at least 0.",
        "INFO is INTEGER",
        "equals 0: the lamp is lit",
        "less than 0: if INFO equals 2, the oil of the lamp is gone.",
    ]


def test_a_program_between_sentences_is_no_prose(texts: Texts) -> None:
    words = "This module trims lamps. It is robust. It keeps the oil.\n\n"
    fortran = "subroutine trim(lamp,oil)\nreal(kind), intent(in) :: lamp\nend subroutine trim\n"

    assert texts(f"<pre>{words}</pre>")[0].startswith("This module")
    assert texts(f"<pre>{fortran}\n{words}{words}</pre>") == ["Code example, 7 lines."]


def test_names_that_stand_between_rows_name_the_columns_below(texts: Texts) -> None:
    def row(*cells: str) -> str:
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    rows = row("", "<b>Old</b>", "<b>New</b>") + row("Lamp", "1", "2") + row("Wick", "3", "4")
    rows += row("", "<b>Cold</b>", "<b>Hot</b>") + row("Oil", "5", "6") + row("Gas", "7", "8")

    assert texts(f"<table>{rows}</table>") == [
        *("Lamp; Old: 1; New: 2", "Wick; Old: 3; New: 4"),
        *("Oil; Cold: 5; Hot: 6", "Gas; Cold: 7; Hot: 8"),
    ]


def test_programs_in_comments_of_doxygen_are_announced() -> None:
    assert doxygen(f'<pre class="fragment">{CALLS}</pre>') == ["Code example, 2 lines."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A * X = B", "A times X equals B"),
        ("sqrt(a * a)", "sqrt(a times a)"),
        ("as U**T*U or 2**3*x", "as U to the power of T times U or 2 cubed times x"),
        ("diag(S)*A", "diag(S) times A"),
        ("a REAL*8 value", "a REAL star 8 value"),
        ("Home * About * Lamps", "Home * About * Lamps"),
        ("with (*>) and (<|)", "with asterisk, greater than and less than, vertical bar"),
        ("off (+/-) by (...) one (**)", "off (plus or minus) by (...) one ()"),
        ("in <home>/etc once", "in home slash etc once"),
        ("as heat**k/2 shows", "as heat star star k/2 shows"),
        ("the ISO-8859-* family", "the ISO-8859 dash star family"),
        ("const char *name and void **all;", "const char star name and void star star all;"),
        ("a char * is one", "a char asterisk is one"),
        ("~Lamp: destroys it", "tilde Lamp: destroys it"),
        ("in oil_lamp::~oil_lamp", "in oil lamp double colon tilde oil lamp"),
    ],
)
def test_signs_between_factors_and_in_brackets_are_heard(text: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(text).split()) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Q [Name]", "Q bracket Name"),
        ("ls [FILE]", "ls, optional FILE"),
        ("-n;", "dash n semicolon"),
        ("-n@;", "dash n at semicolon"),
        ("return x;", "return x"),
    ],
)
def test_what_brackets_and_semicolons_mean_in_code(code: str, said: str) -> None:
    assert verbalizer("en").code(code) == said


def test_a_source_that_a_sentence_leads_to_is_named(texts: Texts) -> None:
    assert texts("<p>Oil (see <a href='#o'>[3]</a>) burns <a href='#b'>[4]</a>.</p>") == [
        "Oil (see [3]) burns."
    ]


def test_lines_that_list_the_headings_below_are_passed_over(texts: Texts) -> None:
    names = ("Lamps", "Wicks", "Oil")
    listed = "".join(
        f"<div>{at}.</div><a href='#x{at}'>{name}</a>" for at, name in enumerate(names)
    )
    below = "".join(f"<h2>{name}</h2><p>Of {name}.</p>" for name in names)

    assert texts(f"<h1>Light</h1>{listed}{below}", style="brief") == [
        *("Light", "Lamps", "Of Lamps.", "Wicks", "Of Wicks.", "Oil", "Of Oil.")
    ]


def test_a_first_row_with_an_empty_corner_names_the_columns(texts: Texts) -> None:
    head = "<tr><td></td><td>Day</td><td>Night</td></tr>"
    rows = "<tr><td>Lamp</td><td>off</td><td>lit</td></tr><tr><td>Wick</td><td>dry</td><td>wet</td></tr>"

    assert texts(f"<table>{head}{rows}</table>") == [
        "Lamp; Day: off; Night: lit",
        "Wick; Day: dry; Night: wet",
    ]


def test_lines_that_a_style_sheet_keeps_apart_are_code(texts: Texts) -> None:
    code = "<div class='verbatim'>\n $ echo oil &gt; lamp\n $ light lamp\n</div>"

    assert texts(f"<p>Run:</p>{code}<p>It burns.</p>", style="brief") == [
        "Run: code, 2 lines.",
        "It burns.",
    ]
    assert texts("<div class='verbatim'>As he said it.</div>") == ["As he said it."]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>a <code>(rows, 3)</code> array</p>", "a paren rows, 3 close array"),
        ("<p>of shape <code>(rows, 3)</code>.</p>", "of shape paren rows, 3."),
        ("<p>Call <code>trim(a, b)</code> twice.</p>", "Call trim with a, b twice."),
    ],
)
def test_a_tuple_before_words_is_closed(
    html: str, said: str, texts: Callable[..., list[str]]
) -> None:
    assert texts(html) == [said]
