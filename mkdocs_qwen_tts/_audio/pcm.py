"""Samples: signed 16-bit little-endian mono as bytes, and the same as numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from mkdocs_qwen_tts._resampling import resample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    Samples = npt.NDArray[np.int16]
    Floats = npt.NDArray[np.float32]
    AnySamples = Samples | Floats
    S = TypeVar("S", bound=AnySamples)

FULL_SCALE = 32768.0
"""A sample of this size is 0 dBFS."""

LITTLE_ENDIAN = np.dtype("<i2")


def samples_of(pcm: bytes | bytearray | memoryview) -> Samples:
    """A view of `pcm` as samples; an odd last byte is left out."""
    whole = memoryview(pcm)[: len(pcm) // 2 * 2]
    return np.frombuffer(whole, dtype=LITTLE_ENDIAN).astype(np.int16, copy=False)


def bytes_of(samples: Samples) -> bytes:
    """`samples` as little-endian bytes."""
    return samples.astype(LITTLE_ENDIAN, copy=False).tobytes()


def to_int16(values: npt.NDArray[Any]) -> Samples:
    """Floats in -1…1 as samples, rounded and saturated."""
    # In place: new memory takes the system as long as the arithmetic takes.
    scaled = np.asarray(values * FULL_SCALE)
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1, out=scaled).astype(np.int16)


def to_float(samples: AnySamples) -> Floats:
    """Samples as floats in -1…1; floats are given back as they are."""
    if samples.dtype != np.int16:
        return np.asarray(samples, np.float32)
    values = samples.astype(np.float32)
    values /= np.float32(FULL_SCALE)
    return values


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """`samples` at `wanted` hertz; the very same array where that is their rate already."""
    if rate == wanted or not samples.size:
        return samples
    return to_int16(resample(to_float(samples), rate, wanted))


@dataclass
class Windows:
    """Sound that comes in blocks of any size, in windows with what stands around each.

    All blocks are of one type. Only one window is held, however long the sound is.
    """

    step: int
    """Samples of a window; the last may be shorter, and is never empty."""
    before: int = 0
    """Samples that come along in front of a window, fewer where the sound begins."""
    after: int = 0
    """Samples that come along behind it, fewer where the sound ends."""
    _held: npt.NDArray[Any] = field(default_factory=lambda: np.zeros(0, np.int16))
    _lead: int = 0

    def add(self, block: S) -> Iterator[tuple[int, S]]:
        """The windows that a block completes, and how many samples stand before each."""
        for at in range(0, block.size, self.step):
            self._held = np.concatenate((self._held, block[at : at + self.step]))
            while self._held.size >= self._lead + self.step + self.after:
                yield self._next()

    def rest(self) -> Iterator[tuple[int, Any]]:
        """The last windows, when there is no further block."""
        while self._held.size > self._lead:
            yield self._next()

    def over(self, blocks: Iterable[S]) -> Iterator[tuple[int, S]]:
        """All windows of the sound."""
        for block in blocks:
            yield from self.add(block)
        yield from self.rest()

    def _next(self) -> tuple[int, Any]:
        lead, window = self._lead, self._held[: self._lead + self.step + self.after]
        cut = max(0, lead + self.step - self.before)
        self._held, self._lead = self._held[cut:], lead + self.step - cut
        return lead, window


def decibels(ratio: float) -> float:
    """Amplitude ratio in decibels; silence is -200."""
    return 20.0 * float(np.log10(max(ratio, 1e-10)))


def amplitude(level: float) -> float:
    """Decibels as amplitude ratio."""
    return float(10.0 ** (level / 20.0))
