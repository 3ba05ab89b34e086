"""Tables: what names what, however the cells are spread."""

# ruff: noqa: ISC004 - tables are written over several lines

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._prose.dom import parse
from mkdocs_qwen_tts._prose.grid import WIDEST, grid
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


def rows_of(*rows: str) -> str:
    return "".join(f"<tr>{row}</tr>" for row in rows)


HEAD = "<thead><tr><th>Method</th><th>Path</th><th>Meaning</th></tr></thead>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<thead><tr><th rowspan="2">OS</th><th colspan="2">Support</th></tr>'
            "<tr><th>x86</th><th>ARM</th></tr></thead>"
            "<tbody><tr><td>Linux</td><td>full</td><td>none</td></tr></tbody>",
            ["OS: Linux; Support x86: full; Support ARM: none"],
        ),
        (
            f'{HEAD}<tbody><tr><td rowspan="2">GET</td><td>a</td><td>Read A</td></tr>'
            "<tr><td>b</td><td>Read B</td></tr></tbody>",
            ["Method: GET; Path: a; Meaning: Read A", "Method: GET; Path: b; Meaning: Read B"],
        ),
        (  # a cell that spans rows in the middle, and one that reaches to the end of its group
            f"{HEAD}<tbody><tr><td>GET</td><td rowspan=0>a</td><td>One</td></tr>"
            "<tr><td>PUT</td><td>Two</td></tr></tbody><tbody><tr><td>x</td><td>y</td><td>z</td></tr>",
            [
                "Method: GET; Path: a; Meaning: One",
                "Method: PUT; Path: a; Meaning: Two",
                "Method: x; Path: y; Meaning: z",
            ],
        ),
        (  # names of rows without names of columns
            rows_of("<th>Colour</th><td>red</td>", "<th>Size</th><td>large</td>"),
            ["Colour: red", "Size: large"],
        ),
        (
            rows_of(
                "<td></td><th>x86</th><th>ARM</th>",
                '<th scope="row">Linux</th><td>yes</td><td>no</td>',
            ),
            ["Linux; x86: yes; ARM: no"],
        ),
        (  # two heads without a `thead`
            rows_of(
                "<th rowspan=2>OS</th><th colspan=2>Support</th>",
                "<th>x86</th><th>ARM</th>",
                "<td>Linux</td><td>full</td><td>none</td>",
            ),
            ["OS: Linux; Support x86: full; Support ARM: none"],
        ),
        (  # a name for a group of rows, and names that change on the way
            rows_of(
                "<th>A</th><th>B</th>",
                "<td>1</td><td>2</td>",
                "<th colspan=2>Others</th>",
                "<td>3</td><td>4</td>",
                "<th>C</th><th>D</th>",
                "<td>5</td><td>6</td>",
            ),
            ["A: 1; B: 2", "Others", "A: 3; B: 4", "C: 5; D: 6"],
        ),
        (  # a cell over several columns has all their names; one over all of them none
            rows_of("<th>A</th><th>B</th><th>C</th>", "<td>1</td><td colspan=2>2</td>", "<td colspan=3>3</td>"),
            ["A: 1; B, C: 2", "3"],
        ),
        (  # a foot may be written first
            "<thead><tr><th>A</th><th>B</th></tr></thead><tfoot><tr><td>9</td><td>9</td></tr></tfoot>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody>",
            ["A: 1; B: 2", "A: 9; B: 9"],
        ),
        (  # blocks in a cell are kept apart
            rows_of(
                "<th>A</th><th>B</th>",
                "<td><p>One.</p><p>Two</p><p>Three</p></td><td><ul><li>x</li><li>y.</li></ul></td>",
            ),
            ["A: One. Two. Three; B: x, y."],
        ),
        (  # a table of names alone
            rows_of("<th>A</th><th>B</th>"),
            ["A; B"],
        ),
        (  # tables in cells speak for themselves
            rows_of("<td>Left<table><tr><th>A<th>B<tr><td>1<td>2</table></td><td>Right</td>"),
            ["Left", "A: 1; B: 2", "Right"],
        ),
        (rows_of("<td><p>Note</p></td><td><p>Mind the wick.</p></td>"), ["Note", "Mind the wick."]),
        (rows_of("<td>One</td>", "<td>Two</td>"), ["One", "Two"]),
        (  # a first row that is set in bold names the columns
            rows_of("<td><b>Name</b></td><td><strong>Type</strong></td>", "<td>a</td><td>int</td>"),
            ["Name: a; Type: int"],
        ),
        (rows_of("<td><b>a</b></td><td><b>b</b></td>", "<td><b>c</b></td><td><b>d</b></td>"), ["a; b", "c; d"]),
        (  # names and values by turns
            rows_of("<th>Name</th><td>Anna</td><th>Age</th><td>7</td>"),
            ["Name: Anna; Age: 7"],
        ),
        (  # what a cell says its headers are
            rows_of("<th id=a>A</th><th id=b>B</th>", "<td headers=b>2</td><td headers=a>1</td>"),
            ["B: 2; A: 1"],
        ),
        (  # a row without cells, and a name that no value stands under
            rows_of("", "<th>A</th><th>B</th>", "<td>1</td>", "<th>C</th><th>D</th>", "<td>2</td>"),
            ["A: 1", "D", "C: 2"],
        ),
    ],
)  # fmt: skip
def test_each_value_has_its_names(texts: Texts, html: str, expected: list[str]) -> None:
    assert texts(f"<table>{html}</table>") == expected


def test_a_table_may_be_made_of_roles(texts: Texts) -> None:
    html = (
        "<div role=table><div role=row><span role=columnheader>Name</span>"
        "<span role=columnheader>Age</span></div>"
        "<div role=row><span role=cell>Ann</span><span role=cell>7</span></div></div>"
    )

    assert texts(html) == ["Name: Ann; Age: 7"]


def test_what_every_row_says_is_said_once(texts: Texts) -> None:
    rows = "".join(f"<tr><td>o{n}</td><td>text</td><td>Sets {n}</td></tr>" for n in range(5))
    html = f"<table><tr><th>Option<th>Type<th>Meaning</tr>{rows}</table>"

    assert texts(html)[:2] == ["In every row, Type: text.", "Option: o0; Meaning: Sets 0"]


def test_what_nearly_every_row_says_is_said_where_it_is_otherwise(texts: Texts) -> None:
    rows = "".join(
        f"<tr><td>o{n}</td><td>{'number' if n == 2 else 'text'}</td><td>Sets {n}</td></tr>"
        for n in range(5)
    )
    html = f"<table><tr><th>Option<th>Type<th>Meaning</tr>{rows}</table>"

    assert texts(html)[:4] == [
        "Unless a row says otherwise, Type: text.",
        "Option: o0; Meaning: Sets 0",
        "Option: o1; Meaning: Sets 1",
        "Option: o2; Type: number; Meaning: Sets 2",
    ]


def test_an_empty_cell_is_not_what_the_others_say(texts: Texts) -> None:
    rows = "".join(
        f"<tr><td>o{n}</td><td>{'' if n == 2 else 'text'}</td><td>Sets {n}</td></tr>"
        for n in range(6)
    )
    html = f"<table><tr><th>Option<th>Type<th>Meaning</tr>{rows}</table>"

    assert texts(html)[0] == "Option: o0; Type: text; Meaning: Sets 0"


def test_a_long_table_says_what_it_is_about(texts: Texts) -> None:
    names = ["Afrikaans", *(f"Language {n}" for n in range(67)), "Zulu"]
    rows = "".join(f"<tr><td>{name}</td><td>x</td></tr>" for name in names)
    html = f"<table><tr><th>Language<th>Code</tr>{rows}</table>"

    assert texts(html) == ["Table, 69 rows, 2 columns; Language: from Afrikaans to Zulu."]
    assert len(texts(html, options={"prose": {"longest": 69}})) == 69


def test_a_long_list_of_names_says_what_it_is_about(texts: Texts) -> None:
    names = ["Afrikaans", *(f"Language {n}" for n in range(67)), "Zulu"]
    entries = "".join(f"<li><a href=x>{name}</a></li>" for name in names)

    assert texts(f"<ul>{entries}</ul>") == ["List, 69 entries, from Afrikaans to Zulu."]
    assert len(texts(f"<ul>{entries}</ul>", longest=69)) == 69
    said = texts(f"<ul>{entries}<li>An entry that is a whole sentence of its own.</li></ul>")
    assert len(said) == 70


def test_no_span_makes_a_table_larger_than_it_can_be() -> None:
    html = "<table><tr><td colspan=9999999 rowspan=9999999>a</td></tr><tr><td>b</td></tr></table>"
    table = next(parse(html).elements())  # type: ignore[union-attr]

    assert grid(table).columns <= 2 * WIDEST


_CELL = st.builds(
    lambda tag, wide, high, text: f"<{tag} colspan={wide} rowspan={high}>{text}</{tag}>",
    st.sampled_from(["td", "th"]),
    st.integers(0, 4),
    st.integers(0, 4),
    st.uuids().map(lambda name: f"w{name.hex[:12]}"),
)
_TABLE = st.lists(st.lists(_CELL, max_size=4).map("".join), min_size=1, max_size=5)


@given(_TABLE)
@example(["", "<th colspan=0 rowspan=1>w1</th><th>w2</th>", "<td rowspan=0>w3</td>"])
@example(["<td rowspan=2>w1</td>", "<th>w2</th><th>w3</th>", "<td>w4</td>"])
def test_no_cell_is_lost_and_none_overlaps(rows: list[str]) -> None:
    html = f"<table>{rows_of(*rows)}</table>"
    page = SourcePage("x", "", "en", html)
    said = " ".join(one.text for one in extract_script(page, Settings()).passages)
    table = next(parse(html).elements())  # type: ignore[union-attr]
    found = grid(table)

    for row in found.cells:
        columns = [column for cell in row for column in cell.columns]
        assert len(columns) == len(set(columns))
    bodies = [cell for number in found.body for cell in found.cells[number]]
    for cell in bodies:
        letters = "".join(filter(str.isalnum, cell.element.text))
        assert letters in "".join(filter(str.isalnum, said))
