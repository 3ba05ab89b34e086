"""What is measured of a clip, and what that comes to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mkdocs_qwen_tts._audio.pcm import bytes_of
from mkdocs_qwen_tts._audio.proof import Findings, UsualFindings, findings
from mkdocs_qwen_tts._audio.timing import align_clip
from mkdocs_qwen_tts._model import Clip, Mark, Rendering

RATE = 24_000
GOOD = Findings(missing=0.1, added=0.1, misfit=0.6, end=0.0, spoken=4.0, pace=-3.0)
USUAL = UsualFindings(pace=-3.0, misfit=0.6)


def test_good_speech_is_not_doubtful() -> None:
    proof = GOOD.judged(USUAL)
    assert not proof.doubtful
    assert (proof.reason, 0 < proof.score < 1) == ("", True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"missing": 1.2}, "about 1.2 s of its text are not spoken"),
        ({"added": 2.0}, "about 2.0 s are spoken that are not in its text"),
        ({"misfit": 0.9}, "its sound does not fit its text"),
        ({"end": 9.0}, "its last words are not spoken"),
        ({"pace": -2.4}, "it is spoken more slowly than this voice speaks"),
        ({"pace": -3.5}, "it is spoken faster than this voice speaks"),
    ],
)
def test_the_worst_finding_is_the_reason(change: dict[str, float], reason: str) -> None:
    proof = replace(GOOD, **change).judged(USUAL)
    assert proof.doubtful
    assert proof.reason == reason


def test_of_a_voice_that_is_new_no_pace_is_odd() -> None:
    assert not replace(GOOD, pace=0.0).judged(None).doubtful


def test_a_short_clip_may_fit_worse() -> None:
    """A mean of few frames varies more."""
    assert replace(GOOD, misfit=0.72).judged(None).doubtful
    assert not replace(GOOD, misfit=0.72, spoken=1.5).judged(USUAL).doubtful


def test_a_voice_that_always_fits_is_held_to_it() -> None:
    close = UsualFindings(pace=-3.0, misfit=0.55)
    assert replace(GOOD, misfit=0.64).judged(close).doubtful
    assert not replace(GOOD, misfit=0.64).judged(USUAL).doubtful


def test_an_odd_pace_and_a_gap_are_stronger_together() -> None:
    gap = replace(GOOD, missing=0.4)
    assert not gap.judged(USUAL).doubtful
    assert replace(gap, pace=-3.2).judged(USUAL).doubtful
    assert not replace(gap, pace=-2.8).judged(USUAL).doubtful, "that is no missing text"


def test_an_end_that_is_not_heard_and_a_gap_are_stronger_together() -> None:
    gap, end = replace(GOOD, missing=0.4), replace(GOOD, end=2.5)
    assert not gap.judged(USUAL).doubtful
    assert not end.judged(USUAL).doubtful
    assert replace(gap, end=2.5).judged(USUAL).doubtful


def test_a_word_that_is_spelled_may_take_longer() -> None:
    """HTML, alone in its clip, is four syllables and four letters."""
    alone = replace(GOOD, spoken=0.9, pace=-2.0)
    assert alone.judged(USUAL).doubtful
    assert not replace(alone, spelled=1.0).judged(USUAL).doubtful


def test_how_badly_ends_fit_is_learned_of_each_voice() -> None:
    last = replace(GOOD, end=9.0)
    assert last.judged(USUAL).doubtful
    assert not last.judged(replace(USUAL, end=8.0)).doubtful
    assert last.judged(None).doubtful
    assert not replace(last, ends_in_chinese=True).judged(None).doubtful


def test_a_clip_that_is_its_rendering_has_nothing_missing_and_nothing_added() -> None:
    clip = Clip(bytes_of(syllables(6)), RATE)
    found = measured(clip, clip)
    assert found.missing < 0.1
    assert found.added < 0.1
    assert found.misfit < 0.01
    assert found.spoken == pytest.approx(1.8, abs=0.3)


def test_silence_within_a_clip_is_no_speech_that_was_added() -> None:
    """Services pause as they like."""
    whole = syllables(6)
    half = whole.size // 2
    paused = np.concatenate((whole[:half], np.zeros(RATE, np.int16), whole[half:]))
    assert measured(Clip(bytes_of(paused), RATE), Clip(bytes_of(whole), RATE)).added < 0.2


TEXT = "aaaa bobo cece dodo eeee fofo"


@pytest.mark.parametrize(
    ("word", "excused"),
    [("caca", False), ("HTTP", True), ("8080", True), ("http", True), ("a\\\\ce", True)],
)
def test_numbers_and_capitals_are_said_in_many_ways(word: str, excused: bool) -> None:
    """What is longer there is excused; anywhere else it is not in the text."""
    whole = syllables(6)
    longer = np.concatenate((whole[:21_600], whole[14_400:21_600], whole[14_400:]))
    clips = Clip(bytes_of(longer), RATE), Clip(bytes_of(whole), RATE)
    plain = measured(*clips).added
    found = measured(*clips, TEXT.replace("cece", word)).added
    assert plain > 0.25
    assert (found < plain) is excused


def measured(clip: Clip, rendered: Clip, text: str = TEXT) -> Findings:
    words = tuple(Mark(5 * index, 0.3 * index) for index in range(6))
    alignment = align_clip(clip, Rendering(rendered.pcm, RATE, words))
    assert alignment is not None
    return findings(clip, text, words, alignment)


def syllables(count: int) -> np.ndarray:
    """Vowels of different colour, 0.25 s each, with short closures between them."""
    parts = []
    for index in range(count):
        t = np.arange(RATE // 4) / RATE
        tones = [
            np.sin(2 * np.pi * hertz * t) for hertz in (140, 400 + 150 * index, 2400 - 200 * index)
        ]
        parts += [sum(tones) * 3000, np.zeros(RATE // 20)]
    return np.concatenate(parts).astype(np.int16)
