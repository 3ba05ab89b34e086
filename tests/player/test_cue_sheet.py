"""What is spoken when, as the player loads it: plain, and as true as the narration."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._model import Kind, Mark, Passage

from .conftest import narration_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Narration


def said(narration: Narration, *, anchored: bool = True) -> Any:
    """What the browser finds under the sheet's name."""
    sheet = player.cue_sheet(narration, anchored=anchored)
    head, data = sheet.text.split("\n", 1)
    assert head == f'(window.narrationCues ??= {{}})["{sheet.name}"] ='
    return json.loads(data.removesuffix(";\n"))


def test_it_says_what_is_spoken_when(narration: Callable[..., Narration]) -> None:
    assert said(narration()) == {
        "passages": [
            {"times": [[0.0]], "anchor": 0},
            {"times": [[1.8]], "anchor": 1},
            {
                "times": [[6.25]],
                "anchor": 2,
                "text": "Code example: Python, 12 lines.",
                "announces": True,
            },
            {"times": [[9.0]], "anchor": 3},
            {"times": [[10.75], [14.0]], "anchor": 5},
        ],
        "chapters": [
            {"title": "Path parameters", "level": 1, "id": "path-parameters", "passage": 0},
            {"title": "Data conversion", "level": 2, "id": "data-conversion", "passage": 3},
        ],
    }


def test_without_marks_all_words_are_written(narration: Callable[..., Narration]) -> None:
    passages = said(narration(), anchored=False)["passages"]

    assert [passage["text"] for passage in passages] == [
        "Path parameters",
        "You can declare path parameters with the same syntax.",
        "Code example: Python, 12 lines.",
        "Data conversion",
        "Une phrase. Une autre phrase.",
    ]
    assert passages[4]["language"] == "fr"
    assert not [passage for passage in passages if "anchor" in passage]


def test_sentences_and_words_have_their_times() -> None:
    passage = Passage(Kind.PARAGRAPH, "One two. Three four.", anchor=0)
    made = narration_of([passage], [(0.5, 0)])
    cue = replace(
        made.cues[0],
        sentences=(Mark(0, 0.5), Mark(9, 1.5)),
        words=(Mark(0, 0.5), Mark(4, 0.9), Mark(9, 1.5), Mark(15, 1.9)),
    )

    passages = said(replace(made, cues=(cue,)))["passages"]

    assert passages[0]["times"] == [[0.5, 0.9], [1.5, 1.9]]


@given(st.lists(st.floats(0, 60), min_size=1, max_size=30))
def test_times_are_told_to_5_ms_and_rounding_never_adds_up(waits: list[float]) -> None:
    truth = [sum(waits[: index + 1]) for index in range(len(waits))]
    passages = [
        Passage(Kind.HEADING, "Word.", anchor=index, level=2) for index in range(len(truth))
    ]
    made = narration_of(passages, list(zip(truth, range(len(truth)), strict=True)), duration=1e6)

    told = [passage["times"][0][0] for passage in said(made)["passages"]]
    assert told == pytest.approx(truth, abs=0.00501)


def test_a_name_says_what_is_in_the_file(narration: Callable[..., Narration]) -> None:
    one = player.cue_sheet(narration(), anchored=True)

    assert re.fullmatch(r"[0-9a-f]{16}\.js", one.file_name)
    assert player.cue_sheet(narration(preview=True), anchored=True) == one
    assert player.cue_sheet(narration(), anchored=False).name != one.name


def test_what_is_not_spoken_has_no_cues() -> None:
    assert said(replace(narration_of([Passage(Kind.PARAGRAPH, "A.")], [(0, 0)]), cues=())) == {
        "passages": [],
        "chapters": [],
    }
