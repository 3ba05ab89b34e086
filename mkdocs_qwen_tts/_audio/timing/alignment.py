"""A clip, laid over a rendering of its text whose times are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import samples_of
from mkdocs_qwen_tts._audio.timing.features import FRAME_SECONDS, features
from mkdocs_qwen_tts._audio.timing.warp import warp

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._audio.timing.warp import WarpPath
    from mkdocs_qwen_tts._model import Rendering

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Alignment:
    """Which frame of a clip matches which frame of a rendering; silent edges are left out."""

    path: WarpPath
    first: int
    """The clip's first frame that was laid over."""
    rendering_first: int
    """The first one of the rendering."""
    loud: Flags
    """Which of the clip's frames hold speech, from `first` on."""
    rendering_loud: Flags
    """Which of the rendering's frames do, from `rendering_first` on."""

    def moments(self, seconds: Numbers) -> Numbers:
        """The seconds at which the clip says what the rendering says at these."""
        wanted = np.asarray(seconds) / FRAME_SECONDS - self.rendering_first
        reached = np.searchsorted(np.maximum.accumulate(self.path.at), wanted, side="left")
        found = np.minimum(reached, len(self.path.at) - 1) + self.first
        return np.asarray(found * FRAME_SECONDS, np.float64)


def align(samples: Samples, rate: int, rendering: Rendering) -> Alignment | None:
    """Lay a clip over a rendering of its text; `None` where one of them holds no speech."""
    clip = features(samples, rate)
    other = features(samples_of(rendering.pcm), rendering.sample_rate)
    if not (clip.loud.any() and other.loud.any()):
        return None
    mine, theirs = clip.spoken, other.spoken
    path = warp(clip.rows[mine], other.rows[theirs])
    return Alignment(path, mine.start, theirs.start, clip.loud[mine], other.loud[theirs])
