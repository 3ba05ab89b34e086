"""When words are spoken: in the clip of an utterance, and in the track of a page.

A `Timing` belongs to a clip and counts from the clip's first sample. In the track of a page it
becomes one `SpokenSpan` for each span of the utterance, which counts from the beginning of the
track.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class TimeSource(StrEnum):
    """Who says when words are spoken, from the best source to the poorest."""

    SERVICE = "service"
    """The speech service stated it together with the sound."""
    ALIGNER = "aligner"
    """The clip was aligned with a rendering of the same text whose times are known."""
    ESTIMATE = "estimate"
    """Guessed from pauses in the sound, and from how long each part of the text should take."""

    def __str__(self) -> str:
        return self.value


class Mark(Struct, frozen=True):
    """A place in a text, and when it is spoken."""

    at: int
    """Offset in the text, in characters."""
    start: float
    """Seconds."""


class Timing(Struct, frozen=True):
    """When the words of a clip are spoken, and who says so. Marks are ascending in both."""

    source: TimeSource
    """Who says so."""
    sentences: tuple[Mark, ...]
    """Where each sentence of the utterance's text begins, the first included; passages begin
    sentences too."""
    words: tuple[Mark, ...] = ()
    """Where each word begins; empty where only sentences are known."""


class Rendering(Struct, frozen=True):
    """A text spoken by a voice that reports the time of every word. Clips are aligned with it."""

    pcm: bytes
    """Signed 16-bit little-endian mono samples."""
    sample_rate: int
    """Hertz."""
    words: tuple[Mark, ...]
    """Ascending in time; offsets are those of the text that was spoken."""


class SpokenSpan(Struct, frozen=True):
    """When one span of an utterance is spoken within a track."""

    start: float
    """Seconds: where its first sound begins."""
    end: float
    """Seconds: where the next span begins, or the track ends."""
    exact: bool
    """Whether it begins its clip, so that nothing but silence stands before it; `False`: found
    within a clip."""
    source: TimeSource = TimeSource.ESTIMATE
    """Who says when its sentences and words are spoken."""
    sentences: tuple[Mark, ...] = ()
    """Where its sentences begin: offsets in the span's text, seconds of the track. The first is the
    span's own."""
    words: tuple[Mark, ...] = ()
    """Where its words begin; empty where only sentences are known."""
