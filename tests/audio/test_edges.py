"""The edges of a clip, before it is joined to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.edges import EDGE_MS, trimmed
from mkdocs_qwen_tts._audio.pcm import bytes_of, resampled, samples_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Clip

RATE = 24_000


@given(
    st.integers(0, 30_000),
    st.integers(0, 30_000),
    st.integers(2_400, 12_000),
    st.integers(0, 2**31),
)
@settings(max_examples=40, deadline=None)
def test_silence_goes_and_speech_stays(before: int, after: int, size: int, seed: int) -> None:
    """At most the margin and one step of the search is left of the silence; the speech is not changed."""
    speech = (np.random.default_rng(seed).uniform(-1, 1, size) * 9000).astype(np.int16)
    clip = np.concatenate((np.zeros(before, np.int16), speech, np.zeros(after, np.int16)))
    kept = samples_of(trimmed(bytes_of(clip), RATE)[0])
    most = (EDGE_MS + 5) * RATE // 1000 + 24
    assert kept.size % 24 == 0
    assert size - 24 < kept.size <= size + min(before, most) + min(after, most)
    inner = speech[300:-300]
    at = np.flatnonzero(
        (np.lib.stride_tricks.sliding_window_view(kept, 8) == inner[:8]).all(axis=1)
    )[0]
    assert np.array_equal(kept[at : at + inner.size], inner)


def test_a_clip_without_silence_is_only_faded() -> None:
    loud = np.full(RATE, 9000, np.int16)
    kept = samples_of(trimmed(bytes_of(loud), RATE)[0])
    assert kept.size == RATE
    assert abs(int(kept[0])) < 50
    assert abs(int(kept[-1])) < 100
    assert (kept[240:-480] == 9000).all()
    assert np.abs(np.diff(kept.astype(int))).max() < 100


def test_soft_consonants_at_the_edges_stay(speak: Callable[..., Clip]) -> None:
    """ "Fish" begins and ends with hisses, far softer than its vowel: none of what can be heard is cut."""
    clip = speak("Fish.")
    whole = resampled(samples_of(clip.pcm), clip.sample_rate, RATE).astype(float)
    kept = samples_of(trimmed(bytes_of(whole.astype(np.int16)), RATE)[0]).astype(float)
    assert np.square(kept).sum() > 0.98 * np.square(whole).sum()
    audible = np.flatnonzero(np.abs(whole) > 60)
    assert kept.size >= audible[-1] - audible[0] - RATE // 100


@pytest.mark.parametrize("size", [0, 1, 2, 23, 24, 25, 240, 500])
def test_the_shortest_clips_do_no_harm(size: int) -> None:
    assert len(trimmed(bytes_of(np.full(size, 5000, np.int16)), RATE)[0]) in (0, size // 24 * 48)


def test_silence_leaves_nothing() -> None:
    assert trimmed(bytes(RATE), RATE)[0] == b""
