"""Cues and words are short, and come back as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts.model import Kind, Passage
from mkdocs_qwen_tts.player.shorthand import packed, written_cues

from .conftest import narration_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.model import Narration

CUE = re.compile(r"(_*)([^_]{2})(-?)(?:\((\d*)\))?([.!]?)(?:(\d?)#)?")
"""As the player's script has it."""


def unpacked(text: str) -> str:
    """What the player's script makes of packed words, which counts UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    text = "".join(
        chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2)
    )
    said = ""
    for place, length, own in re.findall(r"~([^~]{2})(.)|~?([\s\S])", text):
        said += own or said[int(place, 36) :][: int(length, 36)]
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def starts(cues: str) -> list[float]:
    found, time = [], 0
    assert "".join(one[0] for one in CUE.finditer(cues)) == cues
    for long, wait, *_ in CUE.findall(cues):
        time += int(wait, 36) + 36**2 * len(long)
        found.append(time / 100)
    return found


def test_the_script_reads_what_is_written_here(narration: Callable[..., Narration]) -> None:
    cues, lines = written_cues(narration(), anchored=True)

    assert cues == "00#50cd!7n#4v(5)91-"
    assert lines == "Code example: Python, 12 lines."


def test_without_marks_all_words_are_written(narration: Callable[..., Narration]) -> None:
    cues, lines = written_cues(narration(), anchored=False)

    assert [only for *_, only, _ in CUE.findall(cues)] == [".", ".", "!", ".", ".", ""]
    assert lines.split("\n") == [
        "Path parameters\t\tpath-parameters",
        "You can declare path parameters with the same syntax.",
        "Code example: Python, 12 lines.",
        "Data conversion\t\tdata-conversion",
        "Une phrase. Une autre phrase.\tfr",
    ]


@given(st.lists(st.floats(0, 60), min_size=1, max_size=30))
def test_times_are_told_to_5_ms_and_rounding_never_adds_up(waits: list[float]) -> None:
    truth = [sum(waits[: index + 1]) for index in range(len(waits))]
    passages = [
        Passage(Kind.HEADING, "Word.", anchor=index, level=2) for index in range(len(truth))
    ]
    made = narration_of(passages, list(zip(truth, range(len(truth)), strict=True)), duration=1e6)

    for anchored in (True, False):
        told = starts(written_cues(made, anchored=anchored)[0])
        assert told == pytest.approx(truth, abs=0.00501)


@given(
    st.lists(
        st.sampled_from(
            ["Code example, ", "12 lines.", "\n", "~", "~~", "文字", "😀😀😀", "a", "\t"]
        ),
        max_size=60,
    ).map("".join)
)
def test_words_come_back_as_they_were(text: str) -> None:
    assert unpacked(packed(text)) == text


@given(st.text())
def test_any_words_come_back_as_they_were(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()

    assert unpacked(packed(text * 2)) == text * 2


def test_announcements_shrink_to_a_third() -> None:
    lines = "\n".join(
        f"Code example in {name}, {count} lines."
        for name in ("Python", "YAML")
        for count in range(2, 9)
    )

    assert len(packed(lines)) < len(lines) / 2.5
