"""A clip and a rendering of its text whose times are known, and one laid over the other."""

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
    from mkdocs_qwen_tts._audio.timing.features import Features
    from mkdocs_qwen_tts._audio.timing.warp import Frames, WarpPath
    from mkdocs_qwen_tts._model import Rendering

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

KEPT_OF_A_PAUSE = 3
"""Frames of a pause that are compared at each of its ends where words are looked for."""
PUT_INTO_THE_RENDERING = 3
"""Frames of pause that a rendering gets where a speaker may pause and it does not."""


@dataclass(frozen=True)
class SoundPair:
    """What a clip and a rendering of its text are like; there is speech in both."""

    clip: Features
    rendering: Features

    def moments(self, seconds: Numbers, breaks: Numbers) -> Numbers:
        """The seconds at which the clip says what the rendering says at these.

        Pauses are cut short in both before they are compared. One speaker pauses where the other
        does not, and in a list of like lines, it would cost less to take one line for the next than
        to wait through a pause. For the same reason, the rendering gets a short pause where a
        speaker may pause and it does not, as behind the letter in "b. Item b".

        Args:
            seconds: of the rendering.
            breaks: seconds of the rendering before which a speaker may pause, ascending.
        """
        mine, theirs = _without_long_pauses(self.clip), _without_long_pauses(self.rendering)
        places = self._unpaused(theirs, breaks)
        pause = np.repeat(places, PUT_INTO_THE_RENDERING)
        rows = np.insert(self.rendering.rows[theirs], pause, self.rendering.silence, axis=0)
        path = warp(self.clip.rows[mine], rows)
        wanted = np.interp(seconds / FRAME_SECONDS, theirs, np.arange(len(theirs)))
        wanted += PUT_INTO_THE_RENDERING * np.searchsorted(places, wanted, side="right")
        reached = np.searchsorted(np.maximum.accumulate(path.at), wanted, side="left")
        found = mine[np.minimum(reached, len(mine) - 1)]
        return np.asarray(found * FRAME_SECONDS, np.float64)

    def _unpaused(self, frames: Frames, breaks: Numbers) -> Frames:
        """At which of these frames of the rendering speech goes on at a break without a pause."""
        at = np.searchsorted(frames, np.floor(breaks / FRAME_SECONDS))
        at = np.unique(at[(at > 1) & (at < len(frames))])
        loud = self.rendering.loud[frames]
        return at[loud[at - 1] & loud[at - 2]]


def _without_long_pauses(sound: Features) -> Frames:
    """The numbers of the frames that are left of a sound."""
    frames = np.arange(len(sound.rows))[sound.spoken]
    quiet = ~sound.loud[sound.spoken]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False]))))
    kept = np.ones(len(frames), np.bool_)
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        kept[first + KEPT_OF_A_PAUSE : max(end - KEPT_OF_A_PAUSE, 0)] = False
    return frames[kept]


@dataclass(frozen=True)
class Alignment:
    """Which frame of a clip matches which frame of a rendering; silent edges are left out."""

    pair: SoundPair
    """The sounds, whole."""
    path: WarpPath
    first: int
    """The clip's first frame that was laid over."""
    rendering_first: int
    """The first one of the rendering."""
    loud: Flags
    """Which of the clip's frames hold speech, from `first` on."""
    rendering_loud: Flags
    """Which of the rendering's frames do, from `rendering_first` on."""


def sound_pair(samples: Samples, rate: int, rendering: Rendering) -> SoundPair | None:
    """A clip beside a rendering of its text; `None` where one of them holds no speech.

    On an emulated arm64 with SVE, NumPy's products of matrices have been seen to be no numbers: by
    such features nothing can be laid over anything, which is `None` too.
    """
    clip = features(samples, rate)
    other = features(samples_of(rendering.pcm), rendering.sample_rate)
    comparable = all(sound.loud.any() and np.isfinite(sound.rows).all() for sound in (clip, other))
    return SoundPair(clip, other) if comparable else None


def align(samples: Samples, rate: int, rendering: Rendering) -> Alignment | None:
    """Lay a clip over a rendering of its text; `None` where one of them holds no speech."""
    pair = sound_pair(samples, rate, rendering)
    if pair is None:
        return None
    clip, other = pair.clip, pair.rendering
    mine, theirs = clip.spoken, other.spoken
    path = warp(clip.rows[mine], other.rows[theirs])
    return Alignment(pair, path, mine.start, theirs.start, clip.loud[mine], other.loud[theirs])
