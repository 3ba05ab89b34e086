"""Where in a sound somebody speaks, and where there is a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts.audio.pcm import Samples

    Flags = npt.NDArray[np.bool_]

FRAME_SECONDS = 0.01
QUIET_DB = -32.0
"""Under the level of the loud parts of speech by this much, a frame counts as pause."""
ONSET = 0.02
"""Seconds before its first loud frame at which speech begins: soft consonants are under the level."""

_LOUD_PERCENTILE = 95


def voiced(samples: Samples, rate: int) -> Flags:
    """For each frame of `FRAME_SECONDS`, whether there is speech in it; the last one may be short."""
    frame = int(rate * FRAME_SECONDS)
    count = -(-samples.size // frame)
    padded = np.zeros(count * frame, dtype=np.float32)
    padded[: samples.size] = samples
    power = np.square(padded.reshape(count, frame)).mean(axis=1)
    loud = float(np.percentile(power, _LOUD_PERCENTILE)) if count else 0.0
    return np.asarray(power > loud * 10 ** (QUIET_DB / 10))


def begins(spoken: Flags) -> float:
    """Seconds after which speech begins; 0 where there is none."""
    return max(int(np.argmax(spoken)) * FRAME_SECONDS - ONSET, 0.0) if spoken.size else 0.0
