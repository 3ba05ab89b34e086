"""A clip is unpacked no more often than it has to be, and memory stays bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._model import Usage
from mkdocs_qwen_tts._pipeline.decoded_clips import DecodedClips
from mkdocs_qwen_tts._store import StoredClip

if TYPE_CHECKING:
    from tests.pipeline.conftest import Bench

SECOND = 2 * 24_000
"""Bytes."""


def stored(number: int, seconds: int = 1) -> StoredClip:
    pcm = number.to_bytes(2, "little") * (seconds * SECOND // 2)
    return StoredClip(audio.to_flac(pcm, 24_000), f"{number:064x}", Usage())


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was unpacked."""
    found: list[bytes] = []
    from_flac = audio.from_flac

    def counted(data: bytes) -> tuple[bytes, int]:
        found.append(data)
        return from_flac(data)

    monkeypatch.setattr(audio, "from_flac", counted)
    return found


def test_a_build_unpacks_nothing_that_has_just_come(bench: Bench, unpacked: list[bytes]) -> None:
    bench.narrate()
    assert bench.asked()
    assert not unpacked


def test_what_was_met_last_is_held(unpacked: list[bytes]) -> None:
    clips, decoded = [stored(number) for number in range(4)], DecodedClips(3 * SECOND)
    sounds = [decoded.of(clip) for clip in clips]
    assert sounds == [audio.from_flac(clip.data) for clip in clips]
    unpacked.clear()
    assert [decoded.of(clip) for clip in clips[1:]] == sounds[1:]
    assert not unpacked
    decoded.of(clips[0])
    assert unpacked == [clips[0].data]


def test_what_has_just_come_drives_nothing_out(unpacked: list[bytes]) -> None:
    first, second = stored(1), stored(2)
    decoded = DecodedClips(SECOND)
    decoded.of(first)
    decoded.add(second.digest, bytes(SECOND), 24_000)
    unpacked.clear()
    decoded.of(first)
    assert not unpacked
    decoded.of(second)
    assert unpacked == [second.data]


def test_what_is_not_needed_again_makes_room(unpacked: list[bytes]) -> None:
    first, second = stored(1), stored(2)
    decoded = DecodedClips(SECOND)
    decoded.of(first)
    decoded.of(first, last=True)
    decoded.add(second.digest, bytes(SECOND), 24_000)
    unpacked.clear()
    assert decoded.of(second) == (bytes(SECOND), 24_000)
    assert not unpacked


def test_a_clip_longer_than_all_that_is_held_is_not(unpacked: list[bytes]) -> None:
    short, long = stored(1), stored(2, seconds=3)
    decoded = DecodedClips(2 * SECOND)
    decoded.of(short)
    for _ in range(2):
        decoded.of(long)
    decoded.of(short)
    assert unpacked == [short.data, long.data, long.data]
