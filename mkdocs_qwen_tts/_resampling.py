"""Sound at another rate: by soxr, or by a filter of our own on machines that have no soxr."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

try:
    import soxr
except ImportError:  # there is no wheel for musl, nor for Windows on ARM
    soxr = None

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_ATTENUATION = 100.0
"""Decibels by which what the lower rate cannot hold is damped; 16-bit samples hold 98."""
_KEPT = 0.913
"""The share of the lower rate's band that passes undamped, as in the quality HQ of soxr."""
_ROWS = 8192
"""Samples made at once: their neighbourhoods take some megabytes."""


def resample(values: Floats, rate: int, wanted: int) -> Floats:
    """`values` at `wanted` hertz; how many there are changes in proportion.

    Args:
        values: mono, in -1…1.
        rate: their rate, in hertz.
        wanted: another rate, in hertz.
    """
    if soxr is None:
        return polyphase(values, rate, wanted)
    resampled: Floats = soxr.resample(values, rate, wanted, quality="HQ")
    return resampled


def resample_whole(samples: npt.NDArray[np.int16], rate: int, wanted: int) -> npt.NDArray[np.int16]:
    """As `resample`, of 16-bit samples: mono, or one column for each channel."""
    if soxr is not None:
        return np.asarray(soxr.resample(samples, rate, wanted), np.int16)
    channels = samples.reshape(samples.shape[0], -1).T.astype(np.float32)
    made = np.stack([polyphase(channel, rate, wanted) for channel in channels], axis=-1)
    whole = np.clip(np.rint(made), -32768, 32767).astype(np.int16)
    return whole.reshape(-1, *samples.shape[1:])


def polyphase(values: Floats, rate: int, wanted: int) -> Floats:
    """What `resample` does without soxr: a Kaiser-windowed sinc, one filter for each phase."""
    if not values.size:
        return values
    divisor = math.gcd(rate, wanted)
    up, down = wanted // divisor, rate // divisor
    filters = _filters(up, down)
    reach = filters.shape[1] // 2
    padded = np.pad(values.astype(np.float32, copy=False), (reach - 1, reach))
    neighbourhoods = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach)
    made = np.empty((2 * values.size * up + down) // (2 * down), np.float32)
    for first in range(min(up, made.size)):
        place = first * down
        places = range(place // up, neighbourhoods.shape[0], down)
        phase = made[first::up]
        for at in range(0, phase.size, _ROWS):
            rows = neighbourhoods[places[at] :: down][: min(_ROWS, phase.size - at)]
            phase[at : at + _ROWS] = rows @ filters[place % up]
    return made


@lru_cache(maxsize=8)
def _filters(up: int, down: int) -> Floats:
    """For each of `up` phases, the weights of the samples around a place.

    Length and shape of the window are those of J. F. Kaiser ("Nonrecursive digital filter design
    using the I0-sinh window function", 1974).
    """
    lower = min(1.0, up / down)
    width = math.pi * lower * (1 - _KEPT)
    reach = math.ceil((_ATTENUATION - 7.95) / (2.285 * width) / 2)
    beta = 0.1102 * (_ATTENUATION - 8.7)
    offsets = np.arange(1 - reach, reach + 1) - np.arange(up)[:, None] / up
    cutoff = lower * (1 + _KEPT) / 2
    window = np.i0(beta * np.sqrt(np.clip(1 - (offsets / reach) ** 2, 0, None))) / np.i0(beta)
    weights = cutoff * np.sinc(cutoff * offsets) * window
    whole: Floats = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return whole
