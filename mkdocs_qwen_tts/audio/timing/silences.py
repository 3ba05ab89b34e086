"""Where in a sound somebody speaks, and where there is a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

    from mkdocs_qwen_tts.audio.pcm import Samples

    Flags = npt.NDArray[np.bool_]

FRAME_SECONDS = 0.01
QUIET_DB = -32.0
"""Under the level of the loud parts of speech by this much, a frame counts as pause."""
_LOUD_PERCENTILE = 95

_REACH = 0.25
"""Seconds from where a sentence is thought to begin at which a pause may be its own."""
_AT_HAND = 0.12
"""Seconds within which the longest pause is taken, whatever else is near."""
_DISTANCE_WEIGHT = 0.8
"""Seconds of pause that one second of distance outweighs."""


def voiced(samples: Samples, rate: int) -> Flags:
    """Whether each frame of `FRAME_SECONDS` holds speech; the last one may be short."""
    frame = int(rate * FRAME_SECONDS)
    count = -(-samples.size // frame)
    padded = np.zeros(count * frame, dtype=np.float32)
    padded[: samples.size] = samples
    power = np.square(padded.reshape(count, frame)).mean(axis=1)
    loud = float(np.percentile(power, _LOUD_PERCENTILE)) if count else 0.0
    return np.asarray(power > loud * 10 ** (QUIET_DB / 10))


def begins(spoken: Flags) -> float:
    """Seconds after which speech begins: the middle of its first frame; 0 where there is none."""
    return (int(np.argmax(spoken)) + 0.5) * FRAME_SECONDS if spoken.any() else 0.0


def pauses(spoken: Flags, shortest: float) -> Numbers:
    """Rows of `(begin, end)`, in seconds, of the pauses within speech."""
    edges = np.flatnonzero(np.diff(np.concatenate(([1], spoken.astype(np.int8), [1]))))
    first, last = edges[::2], edges[1::2]
    inner = (first > 0) & (last < spoken.size) & ((last - first) * FRAME_SECONDS >= shortest)
    return np.asarray(np.column_stack((first[inner], last[inner])) * FRAME_SECONDS)


def snapped(moment: float, silent: Numbers) -> float:
    """The end of the pause before a sentence, where one is near; else the moment itself."""
    near = silent[(silent[:, 1] > moment - _REACH) & (silent[:, 0] < moment + _REACH)]
    if not len(near):
        return moment
    lengths = near[:, 1] - near[:, 0]
    at_hand = np.abs(near[:, 1] - moment) < _AT_HAND
    if at_hand.any():
        return float(near[int(np.argmax(np.where(at_hand, lengths, 0))), 1])
    outside = np.maximum(near[:, 0] - moment, moment - near[:, 1])
    score = lengths - _DISTANCE_WEIGHT * np.maximum(outside, 0)
    best = int(np.argmax(score))
    return float(near[best, 1]) if score[best] > 0 else moment
