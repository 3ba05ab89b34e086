"""A page brought to its loudness under the ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.level import SPREAD, GainSearch, evening_gains, leveled
from mkdocs_qwen_tts._audio.loudness import hop_powers, loudness, true_peak

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = 24_000


def made_even(samples: np.ndarray, rate: int, target: float, ceiling: float) -> np.ndarray:
    """The samples at the best gain there is."""
    search = GainSearch(samples, rate, loudness([samples], rate), target, ceiling)
    while search.improve(loudness(leveled(samples, rate, search.gain, ceiling), rate)):
        pass
    return np.concatenate([*leveled(samples, rate, search.gain, ceiling)])


@pytest.mark.parametrize("level", [0.006, 0.02, 0.1, 0.5])
@pytest.mark.parametrize("target", [-23.0, -16.0])
def test_quiet_and_loud_speech_comes_to_the_same_loudness(
    babble: Callable[..., np.ndarray], level: float, target: float
) -> None:
    page = made_even(babble(6.0, level), RATE, target, -1.0)
    assert loudness([page], RATE) == pytest.approx(target, abs=0.5)
    assert true_peak([page]) <= -1.0 + 0.05


def test_peaky_sound_reaches_both_loudness_and_ceiling(babble: Callable[..., np.ndarray]) -> None:
    """Bursts 26 dB above the rest, as of hard consonants close to a microphone."""
    samples = babble(8.0, 0.04).astype(np.float64)
    for at in range(1000, samples.size, 9_000):
        samples[at : at + 40] += 30_000 * np.hanning(40) * np.sin(np.arange(40))
    peaky = np.clip(samples, -32768, 32767).astype(np.int16)
    assert true_peak([peaky]) - loudness([peaky], RATE) > 22
    page = made_even(peaky, RATE, -16.0, -1.0)
    assert loudness([page], RATE) == pytest.approx(-16.0, abs=0.5)
    assert true_peak([page]) <= -1.0 + 0.05


def test_a_target_beyond_reach_keeps_the_ceiling() -> None:
    clicks = np.zeros(RATE * 4, np.int16)
    clicks[:: RATE // 4] = 32_000
    page = made_even(clicks, RATE, -6.0, -1.0)
    assert true_peak([page]) <= -1.0 + 0.05


def test_real_speech_reaches_both(speak: Callable[..., object]) -> None:
    """The free voice has peaks 20 dB above its loudness: the hardest case there is in practice."""
    clip = speak(
        "Real speech has peaks far above its loudness. This is why a page needs a limiter, and not only gain."
    )
    samples = np.frombuffer(clip.pcm, "<i2")
    page = made_even(samples, clip.sample_rate, -16.0, -1.6)
    assert loudness([page], clip.sample_rate) == pytest.approx(-16.0, abs=0.5)
    assert true_peak([page]) <= -1.6 + 0.05


def test_where_nothing_is_over_the_ceiling_the_wave_is_only_scaled(
    babble: Callable[..., np.ndarray],
) -> None:
    samples = babble(5.0, 0.02)
    page = made_even(samples, RATE, -30.0, -1.0)
    ratio = np.dot(page.astype(float), samples) / np.dot(samples.astype(float), samples)
    assert np.abs(page - samples * ratio).max() <= 1.0


def test_the_limiter_leaves_no_seam_between_its_blocks() -> None:
    """A steady tone held down all along: its envelope is flat, also where one block of ten seconds ends."""
    tone = (np.sin(2 * np.pi * 440 * np.arange(RATE * 21) / RATE) * 30_000).astype(np.int16)
    page = made_even(tone, RATE, -2.0, -6.0).astype(np.float64)
    envelope = np.abs(page[: page.size // 240 * 240].reshape(-1, 240)).max(axis=1)[5:-5]
    assert envelope.max() / envelope.min() < 1.02


def test_silence_stays_silence() -> None:
    assert not made_even(np.zeros(RATE, np.int16), RATE, -16.0, -1.0).any()


@given(st.lists(st.floats(0.004, 0.4), min_size=1, max_size=8), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_clips_are_evened_to_the_spread_and_no_further(levels: list[float], seed: int) -> None:
    chance = np.random.default_rng(seed)
    clips = [(chance.standard_normal(RATE) * level * 8000).astype(np.int16) for level in levels]
    powers = [hop_powers([clip], RATE) for clip in clips]
    gains = evening_gains(powers)
    before = np.array([loudness([clip], RATE) for clip in clips])
    after = before + gains
    assert max(gains) == pytest.approx(0.0, abs=1e-9)
    if before.max() - before.min() <= 12:
        assert after.max() - after.min() <= SPREAD + 0.01
    order = np.argsort(before)
    assert (np.diff(after[order]) >= -0.01).all()


def test_clips_within_the_spread_are_not_touched(babble: Callable[..., np.ndarray]) -> None:
    powers = [hop_powers([babble(2.0, level)], RATE) for level in (0.1, 0.11, 0.095)]
    assert evening_gains(powers) == [0.0, 0.0, 0.0]


def test_gains_are_hundredths_of_a_decibel(babble: Callable[..., np.ndarray]) -> None:
    """So that a processor that sums in another order still makes the very same file."""
    samples = babble(3.0, 0.05)
    gains = evening_gains([hop_powers([babble(2.0, level)], RATE) for level in (0.02, 0.1, 0.4)])
    assert gains == [round(gain, 2) for gain in gains]
    page = made_even(samples, RATE, -16.0, -1.0)
    ratio = np.dot(page.astype(float), samples) / np.dot(samples.astype(float), samples)
    gain = 20 * np.log10(ratio)
    assert gain == pytest.approx(round(gain, 2), abs=0.001)
