"""What errors say, read by a person in a terminal."""

from __future__ import annotations

import pytest
import yaml

from mkdocs_qwen_tts._errors import FrozenError
from mkdocs_qwen_tts._quotation import closest_of, yaml_fault


def test_a_frozen_build_lists_a_bounded_number_of_what_is_missing() -> None:
    error = FrozenError([(f"page-{number}.md", "First words") for number in range(5000)])
    lines = str(error).splitlines()
    assert "5,000 utterances of 5,000 pages" in lines[0]
    assert len(lines) == 23
    assert lines[21].strip() == "and 4,980 more"
    assert "mode: full" in lines[-1]
    assert len(error.missing) == 5000, "programs get them all"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: *b", "line 1, column 4: found undefined alias 'b'"),
        ("a: [\n", "line 2, column 1: expected the node content, but found '<stream end>'"),
        ("a: \x01", "unacceptable character #x0001: special characters are not allowed"),
    ],
)
def test_what_is_wrong_with_yaml_is_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(yaml.YAMLError) as told:
        yaml.safe_load(text)
    assert yaml_fault(told.value) == said


def test_the_closest_value_is_found_whatever_its_case() -> None:
    assert closest_of("CHERY", ["Serena", "Cherry"]) == "Cherry"
    assert closest_of("zzz", ["Serena", "Cherry"]) is None


def test_letters_that_changed_places_are_meant_before_letters_that_are_missing() -> None:
    assert closest_of("modle", ["mode", "model"]) == "model"
    assert closest_of("mod", ["mode", "model"]) == "mode"
