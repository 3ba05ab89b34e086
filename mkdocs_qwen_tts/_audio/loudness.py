"""How loud speech is: integrated loudness and true peak as ITU-R BS.1770-4 defines them, in numpy.

The IIR weighting filters are applied in the frequency domain, block by block: numpy has no IIR
filter, and the libraries that have one cost more to import than a page costs to measure.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import FULL_SCALE, Windows, decibels, to_float
from mkdocs_qwen_tts._audio.spectrum import power_of, samples_from, waves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import AnySamples, Floats, S, Samples

HOP_SECONDS = 0.1
"""Gating blocks are 400 ms long and begin every 100 ms (BS.1770-4, annex 1)."""

HOPS_A_BLOCK = 4
ABSOLUTE_GATE = -70.0
"""LUFS."""
RELATIVE_GATE = -10.0
"""LU below the loudness of what passes the absolute gate."""
OFFSET = -0.691
"""LUFS of a full-scale mean square of 1 after weighting (BS.1770-4, equation 2)."""

OVERSAMPLING = 4
"""True peak is read between the samples, at four times their rate (BS.1770-4, annex 2)."""

_STEP_HOPS = 30
_OVERLAP_HOPS = 2
"""Together a number without large factors, so that a Fourier transform is quick at them.
What the weighting filters still ring after 200 ms is 200 dB down: their longest time constant is
4 ms."""

UNDER = 0.7
"""Where samples stay under this share of a level, the wave between them stays under the level."""
_PEAK_BLOCK = 1 << 16
_TAPS, _KAISER = 64, 8.0
"""Samples that are looked at for a value between two of them, and the shape of the window over
them; the recommendation has 12."""
_NOTHING = 1e-9


class Meter:
    """Measures the loudness of sound that comes in blocks of any size.

    Args:
        rate: hertz, a multiple of 10.
    """

    def __init__(self, rate: int) -> None:
        self._hop = int(rate * HOP_SECONDS)
        self._overlap = _OVERLAP_HOPS * self._hop
        self._windows = Windows(_STEP_HOPS * self._hop, before=self._overlap)
        self._response = _k_weighting(rate, self._windows.step + self._overlap)
        self._powers: list[npt.NDArray[np.float64]] = []
        self._total = 0

    def tap(self, blocks: Iterable[S]) -> Iterator[S]:
        """The blocks as they are, measured on their way to somebody else."""
        for block in blocks:
            self._measure(self._windows.add(block))
            yield block

    def powers(self) -> npt.NDArray[np.float64]:
        """Mean square of the K-weighted sound for each 100 ms; the sound is over.

        A last piece shorter than that is left out, as the recommendation has it, unless there is no
        whole gating block.
        """
        self._measure(self._windows.rest())
        found = np.concatenate(self._powers) if self._powers else np.zeros(0)
        return found[: max(self._total // self._hop, HOPS_A_BLOCK)]

    def loudness(self) -> float:
        """Integrated loudness in LUFS; -200 for silence. The sound is over."""
        return integrated(self.powers())

    def _measure(self, windows: Iterable[tuple[int, AnySamples]]) -> None:
        for lead, window in windows:
            block = np.zeros(self._windows.step + self._overlap, dtype=np.float32)
            block[self._overlap - lead :][: window.size] = to_float(window)
            weighted = samples_from(waves_of(block) * self._response, block.size)[self._overlap :]
            size = window.size - lead
            hops = -(-size // self._hop)
            rows = weighted[: hops * self._hop].reshape(hops, self._hop)
            self._powers.append(np.einsum("ij,ij->i", rows, rows).astype(np.float64) / self._hop)
            self._total += size


def hop_powers(blocks: Iterable[AnySamples], rate: int) -> npt.NDArray[np.float64]:
    """`Meter.powers` of sound in blocks of any size; `rate` is in hertz and a multiple of 10."""
    meter = Meter(rate)
    deque(meter.tap(blocks), maxlen=0)
    return meter.powers()


def clip_powers(samples: Samples, rate: int) -> npt.NDArray[np.float64]:
    """What `hop_powers` measures, in half of the time, but for some hundredths of a LU.

    Each 100 ms is weighted by itself, so that what the filters still ring counts where it rose. Of
    1,075 clips of two neural voices one came out more than 0.1 LU otherwise (0.16, a block at the
    very gate), and all but eight within 0.02. It serves to foresee a gain; what a file has is
    measured by `Meter`.

    Args:
        samples: the sound.
        rate: hertz, a multiple of 10.
    """
    hop = int(rate * HOP_SECONDS)
    count = -(-samples.size // hop)
    rows = np.zeros(count * hop, np.float32)
    rows[: samples.size] = samples
    powers = power_of(waves_of(rows.reshape(count, hop))) @ _hop_weights(rate, hop)
    return powers[: max(samples.size // hop, HOPS_A_BLOCK)].astype(np.float64)


@lru_cache(maxsize=8)
def _hop_weights(rate: int, hop: int) -> Floats:
    """What weighs the power of each frequency of a hop, for the mean square of all (Parseval)."""
    weights = np.square(np.abs(_k_weighting(rate, hop).astype(np.complex128)))
    weights[1 : hop - hop // 2] *= 2  # each but the lowest and the highest stands for two
    return np.asarray(weights / (hop * FULL_SCALE**2), np.float32)


def integrated(powers: npt.NDArray[np.float64]) -> float:
    """Gated loudness in LUFS of what `hop_powers` measured; -200 for silence.

    Speech shorter than one gating block is taken as one block, where the recommendation defines
    nothing.
    """
    if not powers.size:
        return -200.0
    if powers.size < HOPS_A_BLOCK:
        blocks = np.array([powers.mean()])
    else:
        sums = np.cumsum(np.concatenate(([0.0], powers)))
        blocks = (sums[HOPS_A_BLOCK:] - sums[:-HOPS_A_BLOCK]) / HOPS_A_BLOCK
    audible = blocks[blocks > _power(ABSOLUTE_GATE)]
    if not audible.size:
        return -200.0
    loud = audible[audible > audible.mean() * 10 ** (RELATIVE_GATE / 10)]
    return _loudness(float(loud.mean()))


def loudness(blocks: Iterable[AnySamples], rate: int) -> float:
    """Integrated loudness in LUFS of sound in blocks of any size; -200 for silence."""
    return integrated(hop_powers(blocks, rate))


def true_peak(blocks: Iterable[AnySamples]) -> float:
    """The highest level between samples, in dBTP, for blocks of any size; -200 for silence."""
    highest = 0.0
    for lead, window in Windows(_PEAK_BLOCK, _TAPS, _TAPS).over(blocks):
        values = to_float(window)
        largest = float(np.abs(values).max())
        if largest > highest * UNDER:
            peaks = oversampled_peaks(values, max(largest, highest) * UNDER)
            highest = max(highest, float(peaks[lead:][:_PEAK_BLOCK].max()))
    return decibels(highest)


def oversampled_peaks(values: Floats, least: float) -> Floats:
    """For each sample, the highest magnitude of the wave between its neighbours.

    Args:
        values: the sound.
        least: between samples that are all smaller than this, the wave is not looked at.
    """
    peaks: Floats = np.abs(values)
    looked_at = np.flatnonzero(np.maximum(peaks[:-1], peaks[1:]) >= max(least, _NOTHING))
    padded = np.zeros(values.size + _TAPS - 1, np.float32)  # `np.pad` takes ten times as long
    padded[_TAPS // 2 - 1 : _TAPS // 2 - 1 + values.size] = values
    around = np.lib.stride_tricks.sliding_window_view(padded, _TAPS)
    between = np.abs(around[looked_at] @ _kernels()).max(axis=1)
    for side in (looked_at, looked_at + 1):
        peaks[side] = np.maximum(peaks[side], between)
    return peaks


@lru_cache
def _kernels() -> Floats:
    """What weighs the samples around a place at 1, 2 and 3 quarters behind a sample: columns."""
    quarters = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    apart = quarters[None, :] - np.arange(1 - _TAPS // 2, _TAPS // 2 + 1)[:, None]
    window = np.i0(_KAISER * np.sqrt(1 - np.square(2 * apart / _TAPS))) / np.i0(_KAISER)
    kernels = np.sinc(apart) * window
    return np.asarray(kernels / kernels.sum(axis=0), np.float32)


def _loudness(power: float) -> float:
    return OFFSET + 10.0 * float(np.log10(max(power, 1e-20)))


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - OFFSET) / 10.0))


@lru_cache(maxsize=8)
def _k_weighting(rate: int, size: int) -> npt.NDArray[np.complex64]:
    """Frequency response of the two weighting filters at `rate`, for a transform of `size` samples.

    BS.1770 tabulates coefficients for 48 kHz only. These are the analogue prototypes behind them,
    as found by B. De Man ("Evaluation of implementations of the EBU R128 loudness measurement", AES
    145, 2018) and used by libebur128 and ffmpeg; at 48 kHz they give the tabulated values.
    """
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)

    gain, q, tangent = (
        3.999843853973347,
        0.7071752369554196,
        np.tan(np.pi * 1681.974450955533 / rate),
    )
    high, band = 10 ** (gain / 20), (10 ** (gain / 20)) ** 0.4996667741545416
    shelf_over = (
        (high + band * tangent / q + tangent**2)
        + 2 * (tangent**2 - high) * delay
        + (high - band * tangent / q + tangent**2) * delay**2
    )
    shelf_under = (
        (1 + tangent / q + tangent**2)
        + 2 * (tangent**2 - 1) * delay
        + (1 - tangent / q + tangent**2) * delay**2
    )

    q, tangent = 0.5003270373238773, np.tan(np.pi * 38.13547087602444 / rate)
    pass_under = (
        (1 + tangent / q + tangent**2)
        + 2 * (tangent**2 - 1) * delay
        + (1 - tangent / q + tangent**2) * delay**2
    )
    pass_over = (1 - 2 * delay + delay**2) * (1 + tangent / q + tangent**2)
    # The recommendation leaves the high-pass numerator at 1, -2, 1: relative to a unit leading
    # denominator.
    response: npt.NDArray[np.complex64] = (
        shelf_over / shelf_under * pass_over / pass_under
    ).astype(np.complex64)
    return response
