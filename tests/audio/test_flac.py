"""Clips as they are kept."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._errors import BadAudioError

SPEECHLIKE = (
    (np.cumsum(np.random.default_rng(5).integers(-300, 301, 30_000)) % 20_000 - 10_000)
    .astype("<i2")
    .tobytes()
)


@given(
    st.binary(min_size=2, max_size=4000).map(lambda data: data[: len(data) // 2 * 2]),
    st.sampled_from([8000, 16_000, 22_050, 24_000, 48_000]),
)
@settings(max_examples=60, deadline=None)
def test_samples_come_back_as_they_went_in(pcm: bytes, rate: int) -> None:
    assert audio.from_flac(audio.to_flac(pcm, rate)) == (pcm, rate)


@pytest.mark.parametrize(
    ("pcm", "rate"), [(b"", 24_000), (b"\1", 24_000), (b"\1\2", 0), (b"\1\2", -1)]
)
def test_what_is_no_sound_is_not_kept(pcm: bytes, rate: int) -> None:
    with pytest.raises(BadAudioError):
        audio.to_flac(pcm, rate)


def test_a_minute_of_silence_is_kept_and_a_header_that_claims_a_year_is_not_believed() -> None:
    kept = audio.to_flac(bytes(2 * 24_000 * 60), 24_000)
    assert audio.from_flac(kept) == (bytes(2 * 24_000 * 60), 24_000)
    total = 0xFFFFFFFFF.to_bytes(5, "big")
    with pytest.raises(BadAudioError, match="absurd"):
        audio.from_flac(kept[:21] + bytes([kept[21] | total[0]]) + total[1:] + kept[26:])


def test_the_same_samples_make_the_same_file() -> None:
    assert audio.to_flac(SPEECHLIKE, 24_000) == audio.to_flac(SPEECHLIKE, 24_000)


def test_every_flipped_bit_in_the_sound_is_found() -> None:
    """100 faults at seeded places, anywhere behind the metadata: each is an error, none is heard."""
    kept = audio.to_flac(SPEECHLIKE, 24_000)
    chance = random.Random(1)
    for _ in range(100):
        damaged = bytearray(kept)
        damaged[chance.randrange(len(kept) // 50, len(kept))] ^= 1 << chance.randrange(8)
        with pytest.raises(BadAudioError):
            audio.from_flac(bytes(damaged))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.02, 0.5, 0.99, 0.9999])
def test_a_truncated_clip_is_found(share: float) -> None:
    kept = audio.to_flac(SPEECHLIKE, 24_000)
    with pytest.raises(BadAudioError):
        audio.from_flac(kept[: int(len(kept) * share)])


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_a_foreign_file_is_found(data: bytes) -> None:
    for head in (b"", b"fLaC", audio.to_flac(SPEECHLIKE, 24_000)[:60]):
        with pytest.raises(BadAudioError):
            audio.from_flac(head + data)


def test_samples_that_do_not_match_their_digest_are_found() -> None:
    """The frames are whole, but they are another clip's: only the digest in the header tells."""
    kept = bytearray(audio.to_flac(SPEECHLIKE, 24_000))
    kept[30] ^= 1
    with pytest.raises(BadAudioError, match="do not match their digest"):
        audio.from_flac(bytes(kept))
