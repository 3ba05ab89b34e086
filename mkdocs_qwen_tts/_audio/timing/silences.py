"""Where in a sound somebody speaks, and where there is a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

    from mkdocs_qwen_tts._audio.pcm import Samples

    Flags = npt.NDArray[np.bool_]

FRAME_SECONDS = 0.01
QUIET_DB = -32.0
"""Under the level of the loud parts of speech by this much, a frame counts as pause."""
_LOUD_PERCENTILE = 95

_ONSET = 0.2
"""Share of the first frame with speech that is still silent: two voices are off by as much then,
one early and one late."""

_REACH = 0.25
"""Seconds from where a sentence is thought to begin at which a pause may be its own."""
AT_HAND = 0.12
"""Seconds within which the longest pause is taken, whatever else is near."""
_DISTANCE_WEIGHT, _AHEAD_WEIGHT = 0.8, 2.0
"""Seconds of pause that one second of distance outweighs, from a pause that is past and from one
that is still to come: there the first word has begun already."""


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
    """Seconds after which speech begins, within its first frame; 0 where there is none."""
    return (int(np.argmax(spoken)) + _ONSET) * FRAME_SECONDS if spoken.any() else 0.0


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
    at_hand = np.abs(near[:, 1] - moment) < AT_HAND
    if at_hand.any():
        return float(near[int(np.argmax(np.where(at_hand, lengths, 0))), 1])
    past, ahead = moment - near[:, 1], near[:, 0] - moment
    far = _DISTANCE_WEIGHT * np.maximum(past, 0) + _AHEAD_WEIGHT * np.maximum(ahead, 0)
    score = lengths - far
    best = int(np.argmax(score))
    return float(near[best, 1]) if score[best] > 0 else moment
