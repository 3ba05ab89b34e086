"""Pauses between the passages of one clip are as long as those between clips."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _settings as site_settings
from mkdocs_qwen_tts._audio.edges import EDGE_MS
from mkdocs_qwen_tts._audio.inner_pauses import FADE, LEAST, repaused
from mkdocs_qwen_tts._audio.pcm import bytes_of
from mkdocs_qwen_tts._audio.timing.silences import pauses, voiced
from mkdocs_qwen_tts._model import Clip, Mark, Span, Tags, TimeSource, Timing, Utterance, Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 24_000
EDGES = 2 * EDGE_MS / 1000
VOICE = Voice("dashscope", "qwen3-tts-flash", "Cherry")


def spoken(*parts: float, tone: float = 0.0) -> np.ndarray:
    """Seconds of noise, of silence, of noise …; `tone` is the level of what sounds in silence."""
    chance = np.random.default_rng(2)
    levels = [4000 if index % 2 == 0 else tone for index in range(len(parts))]
    pieces = [
        chance.uniform(-level, level, round(seconds * RATE))
        for seconds, level in zip(parts, levels, strict=True)
    ]
    return np.concatenate(pieces).astype(np.int16)


def spans(*wanted: float | None) -> tuple[Span, ...]:
    return tuple(
        Span(number, 5 * number, 5 * number + 4, pause)
        for number, pause in enumerate([*wanted, None])
    )


def timed(*parts: float, source: TimeSource = TimeSource.ALIGNER) -> Timing:
    """Each stretch of noise is a passage of two words, the second in its middle."""
    ends = np.cumsum((0.0, *parts)).tolist()
    begins = ends[:-1:2]
    sentences = tuple(Mark(5 * number, start) for number, start in enumerate(begins))
    words = [
        mark
        for number, start in enumerate(begins)
        for mark in (Mark(5 * number, start), Mark(5 * number + 2, start + parts[2 * number] / 2))
    ]
    return Timing(source, sentences, tuple(words))


def heard(samples: np.ndarray) -> list[float]:
    return [float(end - begin) for begin, end in pauses(voiced(samples, RATE), 0.06)]


PARTS = (0.6, 0.7, 0.5, 0.2, 0.8)


def test_a_long_pause_is_shortened_and_a_short_one_is_lengthened() -> None:
    samples, _ = repaused(spoken(*PARTS), RATE, spans(0.3, 0.45), timed(*PARTS))
    assert heard(samples) == pytest.approx([0.3 + EDGES, 0.45 + EDGES], abs=0.011)
    assert samples.size / RATE == pytest.approx(1.9 + 0.75 + 2 * EDGES, abs=0.001)


def test_what_is_spoken_stays_as_it_is_sample_for_sample() -> None:
    sound = spoken(*PARTS)
    samples, _ = repaused(sound, RATE, spans(0.3, 0.45), timed(*PARTS))
    assert np.array_equal(samples[samples != 0], sound[sound != 0])


def test_words_move_along() -> None:
    samples, timing = repaused(spoken(*PARTS), RATE, spans(0.3, 0.45), timed(*PARTS))
    wanted = timed(0.6, 0.3 + EDGES, 0.5, 0.45 + EDGES, 0.8)
    for found, true in ((timing.sentences, wanted.sentences), (timing.words, wanted.words)):
        assert [mark.at for mark in found] == [mark.at for mark in true]
        assert [mark.start for mark in found] == pytest.approx([mark.start for mark in true])
    assert np.abs(samples[round(timing.sentences[1].start * RATE) :][:240]).max() > 1000


def test_room_tone_goes_on_without_a_step() -> None:
    samples, _ = repaused(spoken(*PARTS, tone=20), RATE, spans(0.2, 0.45), timed(*PARTS))
    for begin, end in pauses(voiced(samples, RATE), 0.06):
        part = samples[round(begin * RATE) : round(end * RATE)].astype(int)
        assert np.abs(np.diff(part)).max() <= 40


@pytest.mark.parametrize(
    ("pause", "parts", "begin", "why"),
    [
        (None, (0.6, 0.7, 0.5), 1.3, "the sentence goes on in another language"),
        (0.3, (0.6, 0.7, 0.5), 0.4, "it begins in the middle of speech"),
        (0.3, (0.6, 0.04, 0.5), 0.64, "that is the closure of a consonant"),
    ],
)
def test_a_pause_that_is_not_known_is_left(
    pause: float | None, parts: Sequence[float], begin: float, why: str
) -> None:
    sound, timing = spoken(*parts), Timing(TimeSource.ALIGNER, (Mark(0, 0.0), Mark(5, begin)))
    samples, same = repaused(sound, RATE, spans(pause), timing)
    assert samples is sound, why
    assert same is timing


def test_two_passages_that_are_said_to_begin_at_one_moment_share_a_pause() -> None:
    """An alignment may leave nothing of a short one."""
    parts = (0.6, 0.7, 0.5)
    marks = tuple(Mark(at, start) for at, start in ((0, 0.0), (5, 1.3), (10, 1.31), (12, 1.55)))
    sound, timing = spoken(*parts), Timing(TimeSource.ALIGNER, marks[:3], marks)
    samples, moved = repaused(sound, RATE, spans(0.3, 0.45), timing)
    once, wanted = repaused(sound, RATE, spans(0.3, None), timing)
    assert np.array_equal(samples, once)
    assert moved == wanted
    assert moved.words[-1].start == pytest.approx(1.55 - 0.7 + 0.3 + EDGES)


def test_where_times_are_guessed_pauses_are_only_shortened() -> None:
    """One that is lengthened behind the wrong word tears a sentence apart."""
    guessed = timed(*PARTS, source=TimeSource.ESTIMATE)
    samples, _ = repaused(spoken(*PARTS), RATE, spans(0.3, 0.45), guessed)
    assert heard(samples) == pytest.approx([0.3 + EDGES, 0.2], abs=0.011)


def test_something_of_a_pause_always_remains() -> None:
    samples, _ = repaused(spoken(0.6, 0.7, 0.5), RATE, spans(0.0), timed(0.6, 0.7, 0.5))
    assert heard(samples) == pytest.approx([LEAST], abs=0.011)


@given(
    st.lists(st.floats(0.1, 0.6), min_size=2, max_size=6),
    st.lists(st.floats(0.0, 1.2), min_size=5, max_size=5),
    st.lists(st.one_of(st.none(), st.floats(0.0, 2.0)), min_size=5, max_size=5),
    st.sampled_from(TimeSource),
)
@settings(max_examples=40, deadline=None)
def test_no_speech_is_lost_and_marks_ascend(
    talks: list[float], gaps: list[float], wanted: list[float | None], source: TimeSource
) -> None:
    parts = [each for pair in zip(talks, gaps, strict=False) for each in pair][: 2 * len(talks) - 1]
    sound, timing = spoken(*parts), timed(*parts, source=source)
    samples, moved = repaused(sound, RATE, spans(*wanted[: len(talks) - 1]), timing)
    assert np.array_equal(samples[samples != 0], sound[sound != 0])
    for marks in (moved.sentences, moved.words):
        starts = [mark.start for mark in marks]
        assert starts == sorted(starts)
        assert starts[-1] <= samples.size / RATE + FADE
    for before, after in pairwise(moved.sentences):
        assert after.start - before.start >= 0.1 - FADE


def test_a_page_of_one_pack_pauses_as_a_page_of_several_clips_does() -> None:
    texts, sound = ("One.", "Two.", "Three."), spoken(*PARTS)
    inside = tuple(
        Span(number, at, at + len(text), 0.3 if number < 2 else None)
        for number, (at, text) in enumerate(zip((0, 5, 10), texts, strict=True))
    )
    begins = (0.0, 1.3, 2.0)
    marks = tuple(Mark(span.start, at) for span, at in zip(inside, begins, strict=True))
    pack = Clip(bytes_of(sound), RATE, timing=Timing(TimeSource.ALIGNER, marks))
    alone = {
        text: Clip(bytes_of(part), RATE)
        for text, part in zip(
            texts, (sound[:14_400], sound[31_200:43_200], sound[48_000:]), strict=True
        )
    }
    one = Utterance(" ".join(texts), VOICE, inside)
    several = [Utterance(text, VOICE, (Span(0, 0, len(text)),), 0.3) for text in texts]
    recipes = [
        audio.TrackRecipe.of(utterances, site_settings.Audio(), Tags("A page"))
        for utterances in ([one], several)
    ]
    packed = audio.assemble(recipes[0], lambda _: pack)
    divided = audio.assemble(recipes[1], lambda each: alone[each.text])
    starts = [span.start for span in packed.spans]
    # The edges of a clip that begins and ends with speech are not silent.
    assert starts == pytest.approx(
        [span.start + EDGES * number for number, span in enumerate(divided.spans)], abs=0.011
    )
