"""Loudness and true peak, against an independent implementation and against known signals."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.loudness import (
    clip_powers,
    hop_powers,
    integrated,
    loudness,
    true_peak,
)
from mkdocs_qwen_tts._audio.pcm import Windows

if TYPE_CHECKING:
    from collections.abc import Callable


def reference(samples: np.ndarray, rate: int) -> float:
    """What another implementation measures. It is slow to load, and every process would wait for it."""
    import pyloudnorm

    return pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(samples / 32768)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.45, 1.0, 7.3, 31.0])
def test_loudness_agrees_with_pyloudnorm(
    babble: Callable[..., np.ndarray], rate: int, seconds: float
) -> None:
    samples = np.concatenate(
        (
            babble(seconds, 0.2, rate=rate),
            np.zeros(rate // 3, np.int16),
            babble(seconds, 0.02, rate=rate),
        )
    )
    assert loudness([samples], rate) == pytest.approx(reference(samples, rate), abs=0.05)


def test_loudness_of_real_speech_agrees_with_pyloudnorm(speak: Callable[..., object]) -> None:
    clip = speak("The quick brown fox jumps over the lazy dog, again and again.")
    samples = np.frombuffer(clip.pcm, "<i2")
    expected = reference(samples, clip.sample_rate)
    assert loudness([samples], clip.sample_rate) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("seconds", [0.02, 0.45, 7.31, 31.0])
def test_the_quicker_measure_of_a_clip_agrees_with_the_whole_one(
    babble: Callable[..., np.ndarray], rate: int, seconds: float
) -> None:
    samples = babble(seconds, rate=rate)
    whole, quick = hop_powers([samples], rate), clip_powers(samples, rate)
    assert quick.shape == whole.shape
    assert integrated(quick) == pytest.approx(integrated(whole), abs=0.05)


def test_the_quicker_measure_of_real_speech_agrees_with_the_whole_one(
    speak: Callable[..., object],
) -> None:
    clip = speak("The quick brown fox jumps over the lazy dog, again and again.")
    samples = np.frombuffer(clip.pcm, "<i2")
    whole = integrated(hop_powers([samples], clip.sample_rate))
    assert integrated(clip_powers(samples, clip.sample_rate)) == pytest.approx(whole, abs=0.05)


def test_a_full_scale_tone_of_1_khz_reads_as_the_standard_says() -> None:
    """BS.1770-4: a 0 dBFS sine of 997 Hz in one channel reads -3.01 LKFS."""
    tone = np.sin(2 * np.pi * 997 * np.arange(48_000 * 3) / 48_000) * 32767
    assert loudness([tone.astype(np.int16)], 48_000) == pytest.approx(-3.01, abs=0.02)


def test_pauses_do_not_count(babble: Callable[..., np.ndarray]) -> None:
    speech = babble(4.0)
    with_pauses = np.concatenate((np.zeros(96_000, np.int16), speech, np.zeros(240_000, np.int16)))
    assert loudness([with_pauses], 24_000) == pytest.approx(loudness([speech], 24_000), abs=0.35)


def test_a_word_too_short_for_a_gating_block_has_a_loudness(
    babble: Callable[..., np.ndarray],
) -> None:
    assert -40 < loudness([babble(0.2)], 24_000) < -10


def test_silence_is_very_quiet() -> None:
    assert loudness([np.zeros(24_000, np.int16)], 24_000) == -200.0
    assert loudness([np.zeros(0, np.int16)], 24_000) == -200.0
    assert true_peak([np.zeros(24_000, np.int16)]) == -200.0


def test_a_peak_between_the_samples_is_seen() -> None:
    """A tone at a quarter of the rate, sampled at 45°: every sample is 3 dB below the wave's peak."""
    wave = np.sin(2 * np.pi * np.arange(24_000) / 4 + np.pi / 4) * 20_000
    samples = (wave * np.hanning(wave.size)).astype(np.int16)
    beyond = true_peak([samples]) - 20 * np.log10(np.abs(samples).max() / 32768)
    assert beyond == pytest.approx(3.01, abs=0.1)


def test_the_true_peak_is_the_same_wherever_blocks_are_cut(
    babble: Callable[..., np.ndarray],
) -> None:
    samples = babble(24.0)
    shifted = np.concatenate((np.zeros(7_777, np.int16), samples))
    assert true_peak([samples]) == pytest.approx(true_peak([shifted]), abs=0.02)


@given(
    st.lists(st.integers(0, 40), max_size=12),
    st.integers(1, 30),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_windows_are_the_same_whatever_the_blocks(
    sizes: list[int], step: int, before: int, after: int
) -> None:
    sound = np.arange(sum(sizes), dtype=np.int16)
    ends = np.cumsum([0, *sizes])
    blocks = [sound[start:end] for start, end in itertools.pairwise(ends)]

    windows = [
        (lead, window.tolist()) for lead, window in Windows(step, before, after).over(blocks)
    ]

    whole = sound.tolist()
    assert windows == [
        (min(at, before), whole[max(0, at - before) : at + step + after])
        for at in range(0, sound.size, step)
    ]


@pytest.mark.parametrize("size", [1, 1_000, 65_536, 300_000])
def test_sound_in_blocks_measures_as_the_whole(
    babble: Callable[..., np.ndarray], size: int
) -> None:
    samples = babble(9.0)[: 200_000 if size > 1 else 3_000]
    blocks = [samples[at : at + size] for at in range(0, samples.size, size)]

    assert loudness(blocks, 24_000) == loudness([samples], 24_000)
    assert true_peak(blocks) == true_peak([samples])
