"""Loudness brought to where it should be.

Clips are evened out among each other; a page is raised to its target under a true-peak ceiling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.loudness import UNDER, integrated, oversampled_peaks
from mkdocs_qwen_tts._audio.pcm import FULL_SCALE, amplitude, to_float, to_int16

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats, Samples

SPREAD = 1.8
"""LU between the loudest and the softest clip of a page that are left as they were spoken."""

MAX_EVENING = 12.0
"""dB that one clip is moved at most: a whole clip this far off is meant to be, or is noise."""

MAX_GAIN = 40.0
"""dB a page is raised at most, so that a recording of nothing stays nothing."""

MAX_DRIVE = 10.0
"""dB that the gain may go beyond what loudness alone asks for, to make up for what the limiter
takes away."""

TOLERANCE = 0.3
"""LU off target at which the page is left as it is."""

_ATTEMPTS = 5
_FIRST_SLOPE, _LEAST_SLOPE = 0.6, 0.15
"""LU gained for a dB of gain while the limiter works: as a rule, and at worst."""

_LOOK_AHEAD = 0.006
"""Seconds before and after a peak in which the gain comes down and goes up again: about a pitch
period, so that the wave is hardly bent, and far shorter than a syllable, so that nothing pumps."""

_SILENT = -100.0
"""LUFS up to which there is nothing to hear."""
_BLOCK_SECONDS = 1


def evening_gains(powers: Sequence[npt.NDArray[np.float64]]) -> list[float]:
    """A gain in dB, never above 0, for each clip: their loudness differs by at most `SPREAD`.

    `powers` are the `hop_powers` of each clip. Clips within the spread around the page's loudness
    keep their relation; only the ones outside are moved, and each as a whole, so that nothing
    pumps. The gains are shifted to lie at or below 0, because the samples they are for may be at
    full scale already; the page's gain makes up for it.
    """
    levels = [integrated(each) for each in powers]
    audible = [each for each, level in zip(powers, levels, strict=True) if level > _SILENT]
    if not audible:
        return [0.0] * len(levels)
    middle = integrated(np.concatenate(audible))
    wanted = []
    for level in levels:
        beyond = abs(level - middle) - SPREAD / 2
        move = min(max(beyond, 0.0), MAX_EVENING) if level > _SILENT else 0.0
        wanted.append(-move if level > middle else move)
    highest = max(wanted)
    return [_stepped(gain - highest) for gain in wanted]


class GainSearch:
    """The gain that brings a page to `target` LUFS with no true peak above `ceiling` dBTP.

    One gain for all of it, and a limiter that looks ahead for the peaks this brings over the
    ceiling. What the limiter
    takes away is given back by more gain, until both hold, or until the limiter would flatten the
    speech: then the ceiling holds, and the loudness comes as near as it can.

    Args:
        samples: the page, at `rate` hertz.
        before: its integrated loudness in LUFS.
    """

    def __init__(
        self, samples: Samples, rate: int, before: float, target: float, ceiling: float
    ) -> None:
        self._target = target
        self._least = min(target - before, MAX_GAIN)
        self._slope = _FIRST_SLOPE
        self._reached: float | None = None
        self._step = 0.0
        self._left = _ATTEMPTS
        self.gain = _stepped(min(_foreseen_gain(samples, rate, self._least, ceiling), MAX_GAIN))
        """In dB: the best that is known."""

    def improve(self, reached: float) -> bool:
        """Whether a better gain exists, once the loudness of the present one is known."""
        missing = self._target - reached
        if self._reached is not None:
            self._slope = min(max((reached - self._reached) / self._step, _LEAST_SLOPE), 1.0)
        step = min(missing / self._slope, self._least + MAX_DRIVE - self.gain, MAX_GAIN - self.gain)
        if not self._left or abs(missing) <= TOLERANCE or abs(step) < TOLERANCE:
            return False
        self._left -= 1
        self._reached, self._step = reached, step
        self.gain = _stepped(self.gain + step)
        return True


def leveled(samples: Samples, rate: int, gain: float, ceiling: float) -> Iterator[Samples]:
    """`samples` with so much gain (dB) and no true peak above `ceiling` dBTP, in blocks."""
    factor, highest = amplitude(gain), amplitude(ceiling)
    reach = int(rate * _LOOK_AHEAD)
    margin = 3 * reach
    step = rate * _BLOCK_SECONDS
    for start in range(0, samples.size, step):
        first = max(0, start - margin)
        wave = to_float(samples[first : start + step + margin]) * np.float32(factor)
        if np.abs(wave).max() > highest * UNDER:
            peaks = oversampled_peaks(wave, highest * UNDER)
            if peaks.max() > highest:
                wave *= _held(np.minimum(1.0, highest / np.maximum(peaks, 1e-9)), reach)
        yield to_int16(wave[start - first : start - first + step])


def _stepped(gain: float) -> float:
    """`gain` to the hundredth of a dB, so that every processor makes the same file."""
    return round(gain, 2)


def _foreseen_gain(samples: Samples, rate: int, least: float, ceiling: float) -> float:
    """The gain in dB with which the page comes out as loud as with `least` and no limiter.

    Foreseen from the peak and power of every 10 ms, without limiting anything: good to a few tenths
    of a dB, which as a rule saves doing it twice.
    """
    frame = rate // 100
    rows = samples[: samples.size // frame * frame].reshape(-1, frame)
    if not rows.size:
        return least
    peaks = np.maximum(rows.max(axis=1), -rows.min(axis=1).astype(np.int32)) / FULL_SCALE
    powers = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    wanted, low, high = amplitude(least) ** 2 * powers.sum(), least, least + MAX_DRIVE
    for _ in range(12):
        middle = (low + high) / 2
        allowed = np.minimum(amplitude(middle), amplitude(ceiling) / np.maximum(peaks, 1e-6))
        low, high = (
            (middle, high) if (np.square(allowed) * powers).sum() < wanted else (low, middle)
        )
    return low


def _held(allowed: Floats, reach: int) -> Floats:
    """The smoothest gain that is nowhere above `allowed`.

    Every value in the average was the lowest of a window that holds this very sample, so the
    average cannot be above what the sample allows.
    """
    half = reach // 2
    lowest = _sliding_minimum(allowed, 2 * half)
    return _averaged(_averaged(lowest, half), half)


def _sliding_minimum(values: Floats, reach: int) -> Floats:
    """The minimum over `reach` samples to either side (van Herk, Gil and Werman: two passes)."""
    width = 2 * reach + 1
    padded = np.pad(
        values, (reach, reach + (-(values.size + 2 * reach)) % width), constant_values=1.0
    )
    rows = padded.reshape(-1, width)
    forward = np.minimum.accumulate(rows, axis=1).ravel()
    backward = np.minimum.accumulate(rows[:, ::-1], axis=1)[:, ::-1].ravel()
    return np.minimum(backward[: values.size], forward[width - 1 : width - 1 + values.size])


def _averaged(values: Floats, reach: int) -> Floats:
    """The mean over `reach` samples to either side; the edges are continued."""
    width = 2 * reach + 1
    sums = np.cumsum(np.pad(values.astype(np.float64), (reach + 1, reach), mode="edge"))
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)
