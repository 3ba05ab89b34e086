"""A page is parsed only if the parser takes it in good time and memory. Nothing is timed: it is counted."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._html import parsable
from mkdocs_qwen_tts._html.parsable import why_unparsable
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _content as content

MANY = 3_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that small pages reach: the kinds are the same."""
    for name, limit in {
        "LONGEST": 4_000 * MANY,
        "MOST_TAGS": 8 * MANY,
        "_FEW_TAGS": 600,
        "_SHORT": 10_000,
        "_COPIES": 100 * MANY,
        "_MOVED": 100 * MANY,
        "_COMPARED": 100 * MANY,
    }.items():
        monkeypatch.setattr(parsable, name, limit)


REFUSED = {
    "cells without a table": ("", '<td x="1">a', parsable.TOO_BROKEN),
    "text between the rows": ("<table>", '<tr x="1">a', parsable.TOO_BROKEN),
    "text in a table": ("<table>", '<input type="hidden">a', parsable.TOO_BROKEN),
    "ends without a start": ("", '</x y="1">a', parsable.TOO_BROKEN),
    "many bodies": ("", '<body x="1">a', parsable.TOO_BROKEN),
    "options": ("<select>", "<option>a", parsable.TOO_LONG_A_LIST),
    "depth": ("", "<div>", parsable.TOO_DEEP),
    "depth of lists": ("", "<ul><li>a", parsable.TOO_DEEP),
    "formatting that never ends": ("", "<p><b>a", parsable.TOO_DEEP),
    "characters": ("", "word " * 1000, parsable.TOO_LARGE),
    "tags": ("", "<br><br><br><br><br><br><br><br><br>", parsable.TOO_MANY),
}
"""What parsers need the square of, or more than there is: as pieces that are repeated."""

TAKEN = {
    "paragraphs": ("", "<p>Some words of a page with <a href='x'>a link</a>.</p>\n"),
    "a table": ("<table>\n", "<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n"),
    "a table whose ends are left out": ("<table>", "<tr><td>a<td>b"),
    "a list whose ends are left out": ("<ul>", "<li>a"),
    "lists of options": ("", "<select><option>a<option>b</select>"),
    "code": ("<pre>", '<span class="n">a</span> = <span class="n">b</span>\n'),
    "one long text": ("", "word "),
    "drawings": ("", '<svg><g><path d="M0 0"/></g></svg>'),
    "one drawing with words": ("<svg>", '<title>a</title><path d="M0 0"/><text x="1">oil</text>'),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_costs_more_than_its_length_is_not_parsed_and_says_so(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, piece, why = REFUSED[kind]
    html = before + piece * MANY
    monkeypatch.setattr(content, "LexborHTMLParser", None)
    assert why_unparsable(html) == why
    (note,) = extract_script(SourcePage("a/", "A", "en", html, source="a.md"), Settings()).notes
    assert note == f"a.md: {why}; it is not spoken."
    assert content.find(html) == content.NoContent(why)


@pytest.mark.parametrize("kind", TAKEN)
def test_a_long_page_that_is_whole_is_parsed(kind: str) -> None:
    before, piece = TAKEN[kind]
    html = before + piece * (MANY // piece.count("<")) if "<" in piece else piece * MANY
    assert len(html) > parsable._SHORT
    assert why_unparsable(html) == ""


@pytest.mark.parametrize("kind", ["cells without a table", "text between the rows"])
def test_a_few_tags_out_of_place_cost_nothing(kind: str) -> None:
    before, piece, _ = REFUSED[kind]
    html = "<p>word</p>" * MANY + before + piece * 100
    assert why_unparsable(html) == ""


@pytest.mark.parametrize("kind", REFUSED)
def test_the_verdict_is_that_of_the_tokenizer_too(kind: str) -> None:
    """However the tags are found: where something merely looks like one, all are read with care."""
    before, piece, why = REFUSED[kind]
    odd = "<p title='<'>a</p><textarea><td></textarea>"
    assert why_unparsable(odd + before + piece * MANY) == why


@pytest.mark.parametrize("kind", REFUSED)
def test_highlighted_words_between_the_tags_change_no_verdict(kind: str) -> None:
    before, piece, why = REFUSED[kind]
    assert why_unparsable(before + (piece + '<span class="nb">x</span>') * MANY) == why


SMALL = 100
ALIKE = {"id=b0": "", "id=b{n}": parsable.TOO_DEEP}
"""Formatting that no end tag closes: three of a kind are opened again in each paragraph, or all."""


@pytest.mark.parametrize("attribute", ALIKE)
@pytest.mark.parametrize("piece", ["<p><b {}>a", "<div><u {}>a</div>", "<b><p><font {}>a</b>"])
def test_a_small_page_whose_formatting_piles_up_is_not_parsed(
    piece: str, attribute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsable, "_COPIES", 1_000)
    html = "".join(piece.format(attribute.format(n=n)) for n in range(SMALL))
    assert html.count("<") < parsable._FEW_TAGS
    assert why_unparsable(html) == ALIKE[attribute]


def test_a_link_ends_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsable, "_COPIES", 0)
    html = "".join(f"<p><a href=a{number}>a" for number in range(SMALL))
    assert why_unparsable(html) == ""


@pytest.mark.parametrize(
    "before", ["", "<p>a</p>", "<script>'<a b=\"'</script>", "<!-- <p a=' -->"]
)
@pytest.mark.parametrize("value", ["", "=1", '="<b>"', "='>'"])
def test_a_tag_of_thousands_of_attributes_is_not_parsed(before: str, value: str) -> None:
    """A parser compares each attribute with all before it."""
    few, many = (
        f"{before}<p{''.join(f' a{number}{value}' for number in range(count))}>a</p>"
        for count in (300, 900)
    )
    assert why_unparsable(few) == ""
    assert why_unparsable(many) == parsable.TOO_MANY_ATTRIBUTES
