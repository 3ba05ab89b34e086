"""What a sound is like, every 20 ms: the shape of its spectrum, how that changes, and its level.

Two voices that say the same have like features, whatever their pitch, loudness and microphone: the
cepstra of the mel spectrum (Davis and Mermelstein, 1980) are evened out over the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import FULL_SCALE, resampled
from mkdocs_qwen_tts._audio.spectrum import power_of, waves_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats, Samples

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

FRAME_SECONDS = 0.02

_RATE = 16_000
"""Hertz for which the constants below were chosen: features of a sound at another rate are the same
as if it had been resampled to this one, but nothing is resampled."""
_WINDOW = 512
"""Samples at that rate."""
_BANDS = 32
_CEPSTRA = 13
_MEL_HERTZ = (80.0, 7200.0)
_HIGHEST = 7650.0
"""Hertz up to which the level counts: where a filter of the way to `_RATE` would cut off."""
_PREEMPHASIS = 0.95
_MEL_RANGE = 12.0
"""Nepers under the loudest band at which a band counts as silent."""
_LOUD_PERCENTILE = 95
_LOUD_DB = 35.0
"""dB under the loud parts at which there is still speech."""
_SILENT = -85.0
"""dB of a frame without any sound, nearly: it is computed as -90."""
_CHANGE_WEIGHT, _LEVEL_WEIGHT = 0.7, 3.0
_FRAMES_AT_ONCE = 128
"""2.5 s of sound: what stays in a processor's cache takes half the time."""
_FRAMES_A_SECOND = round(1 / FRAME_SECONDS)
_FEWEST_LOUD = 10
"""Frames that a mean is worth taking of."""


@dataclass(frozen=True)
class Features:
    """A sound, frame by frame."""

    rows: Floats
    """What each frame is like; the distance of two rows is how unlike their frames are."""
    loud: Flags
    """Whether there is speech in each frame."""

    @property
    def spoken(self) -> slice:
        """The frames from the first with speech to the last, and a few around."""
        found = np.flatnonzero(self.loud)
        if not found.size:
            return slice(0, len(self.rows))
        return slice(max(int(found[0]) - _MARGIN, 0), int(found[-1]) + 1 + _MARGIN)

    @property
    def silence(self) -> Floats:
        """What a frame without speech is like in this sound; where all hold speech, the softest."""
        silent = self.rows[~self.loud]
        if not len(silent):
            silent = self.rows[self.rows[:, -1].argmin()][None]
        return np.asarray(np.median(silent, axis=0), np.float32)


_MARGIN = 3


def features(samples: Samples, rate: int) -> Features:
    """The features of a sound at `rate` hertz."""
    if rate % _FRAMES_A_SECOND:
        samples, rate = resampled(samples, rate, _RATE), _RATE
    hop, window = rate // _FRAMES_A_SECOND, _WINDOW * rate // _RATE
    taper = _taper(window)
    padded = np.zeros(window // 2 + samples.size + taper.size + hop, np.float32)
    padded[window // 2 :][: samples.size] = samples
    count = max(samples.size // hop, 1)
    frames = np.lib.stride_tricks.sliding_window_view(padded, taper.size)[::hop][:count]
    filters = _filters(rate, window)
    parts = [
        _analysed(frames[at : at + _FRAMES_AT_ONCE] * taper, filters)
        for at in range(0, count, _FRAMES_AT_ONCE)
    ]
    mel, level = (np.concatenate(each) for each in zip(*parts, strict=True))
    usual = float(np.percentile(level, _LOUD_PERCENTILE))
    loud = level > max(usual - _LOUD_DB, _SILENT)
    cepstra = np.maximum(mel, mel.max() - _MEL_RANGE) @ _cosines().T
    body = cepstra[loud] if loud.sum() > _FEWEST_LOUD else cepstra
    scaled = (cepstra - body.mean(axis=0)) / (body.std(axis=0) + 1e-6)
    change = np.gradient(scaled, axis=0) if count > 1 else scaled * 0
    weight = 1 / np.sqrt(np.arange(1, _CEPSTRA)) + 0.3
    relative = np.clip((level - usual) / 20, -2.0, 0.5)
    rows = np.hstack(
        (scaled * weight, change * weight * _CHANGE_WEIGHT, relative[:, None] * _LEVEL_WEIGHT)
    )
    return Features(rows.astype(np.float32), loud)


def _analysed(frames: Floats, filters: Floats) -> tuple[Numbers, Numbers]:
    """The mel spectrum of each frame, in nepers, and its level, in dB."""
    found = power_of(waves_of(frames)) @ filters
    mel, level = found[:, :-1], found[:, -1].astype(np.float64)
    return np.log(mel + 1e-7).astype(np.float64), 10 * np.log10(level + 1e-9)


def _quick(window: int) -> int:
    """The next number of samples whose only factors are 2, 3 and 5: a transform is quick at it."""
    return next(
        size for size in range(window, 2 * window + 1) if pow(30, size.bit_length(), size) == 0
    )


@lru_cache
def _taper(window: int) -> Floats:
    """What fades a frame in and out, and fills it to a size that is quick to transform."""
    taper = np.zeros(_quick(window), np.float32)
    taper[:window] = np.hanning(window)
    return taper


@lru_cache
def _filters(rate: int, window: int) -> Floats:
    """What weighs the power at each frequency: columns.

    Triangles, evenly spaced on the mel scale, and as the last one the whole; all with the power of
    the filter that raises what is high, y[n] = x[n] - `_PREEMPHASIS` x[n - 1], at `_RATE`.
    """
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in _MEL_HERTZ)
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_quick(window), 1 / rate)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    weights = np.hstack((np.maximum(0, np.minimum(rising, falling)), bins <= _HIGHEST))
    weights *= np.square(np.abs(1 - _PREEMPHASIS * np.exp(-2j * np.pi * bins / _RATE)))
    # As if `_WINDOW` samples in -1…1 at `_RATE` had been transformed, without scaling.
    weights *= _WINDOW**2 / window / FULL_SCALE**2
    return np.asarray(weights, np.float32)


@lru_cache
def _cosines() -> Numbers:
    """The cosine transform without its constant, which is the level's business."""
    place = (np.arange(_BANDS) + 0.5) * np.pi / _BANDS
    return np.asarray(np.cos(np.arange(1, _CEPSTRA)[:, None] * place[None, :]))
