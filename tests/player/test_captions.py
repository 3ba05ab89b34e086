"""Captions: a cue for each sentence, with the time of each word where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mkdocs_qwen_tts._model import Kind, Mark, Passage
from mkdocs_qwen_tts._player import captions

from .conftest import narration_of

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Narration

TEXT = "Open the gate. It opens <at> seven & closes at nine."


def timed(*sentences: Mark, words: tuple[Mark, ...] = ()) -> Narration:
    passages = (Passage(Kind.PARAGRAPH, TEXT, anchor=0), Passage(Kind.PARAGRAPH, "End.", anchor=1))
    made = narration_of(passages, ((1.0, 0), (5.0, 1)), duration=6.0)
    first = replace(made.cues[0], sentences=sentences, words=words)
    return replace(made, cues=(first, *made.cues[1:]))


def test_every_sentence_is_a_cue() -> None:
    assert captions(timed(Mark(0, 1.0), Mark(15, 2.25))).split("\n\n") == [
        "WEBVTT",
        "00:00:01.000 --> 00:00:02.250\nOpen the gate.",
        "00:00:02.250 --> 00:00:05.000\nIt opens &lt;at&gt; seven &amp; closes at nine.",
        "00:00:05.000 --> 00:00:06.000\nEnd.\n",
    ]


def test_every_word_tells_its_time() -> None:
    words = (Mark(0, 1.0), Mark(5, 1.2), Mark(9, 1.5), Mark(15, 2.25), Mark(18, 2.5))

    first, second = captions(timed(Mark(0, 1.0), Mark(15, 2.25), words=words)).split("\n\n")[1:3]

    assert first.endswith("\nOpen <00:00:01.200>the <00:00:01.500>gate.")
    assert "\nIt <00:00:02.500>opens &lt;at&gt;" in second


def test_sentences_that_begin_at_once_share_the_time_and_no_cue() -> None:
    """As in a clip that leaves one of them out."""
    told = captions(timed(Mark(0, 1.0), Mark(15, 1.0)))
    assert told.split("\n\n")[1:3] == [
        "00:00:01.000 --> 00:00:02.154\nOpen the gate.",
        "00:00:02.154 --> 00:00:05.000\nIt opens &lt;at&gt; seven &amp; closes at nine.",
    ]


def test_a_passage_without_times_of_sentences_is_one_cue() -> None:
    assert captions(timed()).count("-->") == 2


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.floats(1, 5)), max_size=8))
def test_no_mark_loses_a_word_or_turns_time_back(marks: list[tuple[int, float]]) -> None:
    told = captions(timed(*(Mark(at, start) for at, start in sorted(marks))))

    blocks = [block.split("\n") for block in told.split("\n\n")[1:]]
    said = "".join(text for _, text in blocks[:-1]).replace(" ", "")
    escaped = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    starts = [line.split(" --> ") for line, *_ in blocks]
    assert said == escaped.replace(" ", "")
    assert all(start <= end for start, end in starts)
    assert [start for start, _ in starts] == sorted(start for start, _ in starts)
