"""One page, seventeen ways to get it wrong: each was heard from another reader of documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_qwen_tts._model import Kind, Script, SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

PAGE = Path(__file__).parent.parent / "golden" / "material" / "peer-fixture.html"


@pytest.fixture(scope="module")
def made() -> Script:
    settings = Settings.of({"prose": {"abbreviation": "expand"}}, environ={})
    return extract_script(
        SourcePage("reference/", "Reference sheet", "en", PAGE.read_text("utf-8")), settings
    )


@pytest.fixture(scope="module")
def said(made: Script) -> list[str]:
    return [passage.text for passage in made.passages]


@pytest.mark.parametrize(
    ("defect", "heard"),
    [
        ("a permalink mark is spoken", "¶"),
        ("a footnote's number is glued to a word", r"\bit1\b"),
        ("a footnote's way back is left in", "↩|It is small"),
        ("tab labels are fused", "LinuxmacOS|Linux macOS"),
        ("line numbers are spoken", r"\b1\s+2\b"),
        ("the body of code is spoken", r"a = 1|a equals 1"),
        ("inline TeX is spoken", r"mc\^2|\\\("),
        ("display TeX is spoken", r"\\frac|frac"),
        ("an address is spoken in full", r"https|start/here|\?x"),
        ("a summary is fused with its body", "thisThe|this The body"),
        ("the title of an icon is spoken", "cog"),
        ("an emoji's name or address is spoken", "rocket|twemoji|svg"),
        ("a stray full stop stands for an empty item", r"^\W*$|^1\W*$"),
    ],
)
def test_none_of_these_is_heard(said: list[str], defect: str, heard: str) -> None:
    assert [text for text in said if re.search(heard, text)] == [], defect


def test_table_cells_are_told_with_their_columns(said: list[str]) -> None:
    assert "Flag: dash q; Effect: quiet" in said


def test_what_an_abbreviation_stands_for_is_said_once(said: list[str]) -> None:
    assert sum("HyperText Markup Language" in text for text in said) == 1


def test_the_words_for_an_image_are_said(said: list[str]) -> None:
    assert any("A drawing of a bridge" in text for text in said)


def test_a_term_and_its_definition_are_apart(made: Script) -> None:
    found = [
        (passage.kind, passage.text)
        for passage in made.passages
        if "pple" in passage.text or "fruit" in passage.text
    ]

    assert found == [(Kind.TERM, "Apple"), (Kind.DEFINITION, "A fruit.")]
