"""What a sound is like, every 20 ms: the shape of its spectrum, how that changes, and its level.

Two voices that say the same have like features, whatever their pitch, loudness and microphone: the
cepstra of the mel spectrum (Davis and Mermelstein, 1980) are evened out over the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import resampled, to_float
from mkdocs_qwen_tts._audio.spectrum import power_of, waves_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats, Samples

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

RATE = 16_000
HOP = 320
FRAME_SECONDS = HOP / RATE

_WINDOW = 512
_BANDS = 32
_CEPSTRA = 13
_MEL_HERTZ = (80.0, 7200.0)
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
    sound = to_float(resampled(samples, rate, RATE))
    padded = np.pad(sound, (_WINDOW // 2, _WINDOW + HOP))
    padded[1:] -= np.float32(_PREEMPHASIS) * padded[:-1]
    count = max(sound.size // HOP, 1)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:count]
    parts = [
        _analysed(frames[at : at + _FRAMES_AT_ONCE]) for at in range(0, count, _FRAMES_AT_ONCE)
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


def _analysed(frames: Floats) -> tuple[Numbers, Numbers]:
    """The mel spectrum of each frame, in nepers, and its level, in dB."""
    power = power_of(waves_of(frames * _taper()))
    mel, level = power @ _filters().T, power.sum(axis=1, dtype=np.float64)
    return np.log(mel + 1e-7).astype(np.float64), 10 * np.log10(level + 1e-9)


@lru_cache
def _taper() -> Floats:
    """What fades a frame in and out; the transform divides by the root that this multiplies by."""
    return np.asarray(np.hanning(_WINDOW) * _WINDOW**0.5, np.float32)


@lru_cache
def _filters() -> Floats:
    """Triangles, evenly spaced on the mel scale."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in _MEL_HERTZ)
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    first, middle, last = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - first) / (middle - first), (last - bins) / (last - middle)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


@lru_cache
def _cosines() -> Numbers:
    """The cosine transform without its constant, which is the level's business."""
    place = (np.arange(_BANDS) + 0.5) * np.pi / _BANDS
    return np.asarray(np.cos(np.arange(1, _CEPSTRA)[:, None] * place[None, :]))
