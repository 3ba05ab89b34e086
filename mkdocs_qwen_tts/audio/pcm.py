"""Samples: signed 16-bit little-endian mono as bytes, and the same as numpy arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import soxr

if TYPE_CHECKING:
    import numpy.typing as npt

    Samples = npt.NDArray[np.int16]
    Floats = npt.NDArray[np.float32]

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
    scaled = np.rint(values * FULL_SCALE)
    return np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


def to_float(samples: Samples) -> Floats:
    """Samples as floats in -1…1."""
    values: Floats = samples.astype(np.float32) / np.float32(FULL_SCALE)
    return values


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """`samples` at `wanted` hertz; the very same array where that is their rate already."""
    if rate == wanted or not samples.size:
        return samples
    return to_int16(soxr.resample(to_float(samples), rate, wanted, quality="HQ"))


def decibels(ratio: float) -> float:
    """Amplitude ratio in decibels; silence is -200."""
    return 20.0 * float(np.log10(max(ratio, 1e-10)))


def amplitude(level: float) -> float:
    """Decibels as amplitude ratio."""
    return float(10.0 ** (level / 20.0))
