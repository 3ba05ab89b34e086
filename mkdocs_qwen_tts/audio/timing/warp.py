"""Dynamic time warping: which frame of one sound corresponds to which frame of another.

Banded, so that time and memory grow with the length of a clip and not with its square (Sakoe and
Chiba, 1978; the band is Sakoe's).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts.audio.pcm import Floats

    Numbers = npt.NDArray[np.float64]
    Frames = npt.NDArray[np.int64]

BAND = 0.3
"""How far a path may stray from the straight line, as a share of the length …"""
REACH = (150, 600)
"""… within these bounds, in frames: three seconds, because of a pause; twelve, for the memory's
sake."""

_STEPS = (0, 1, 2, 3)
"""Frames of the rendering that one frame of the clip may move on by."""
_PRICES = (0.35, 0.0, 0.35, 1.05)
"""What each step costs, in units of the mean distance of two frames that have nothing in common."""
_LATE = 0.35
"""What it costs, for each frame, to begin or end elsewhere than the rendering does."""


@dataclass(frozen=True)
class WarpPath:
    """The cheapest way through both sounds."""

    at: Frames
    """For each frame of the clip the frame of the rendering."""
    costs: Numbers
    """How unlike each pair of frames is; 1 is usual for frames that have nothing in common."""
    ends: Numbers
    """What the cheapest way costs that ends at each frame of the rendering; infinite beyond the
    band."""


def warp(clip: Floats, rendering: Floats) -> WarpPath:
    """Lay a clip over a rendering; both are rows of features.

    Rows of the table of costs are made one after the other: only the step that led to each cell is
    kept, one byte for each.
    """
    rows, columns = len(clip), len(rendering)
    reach = min(max(int(BAND * columns), REACH[0]), REACH[1])
    width = 2 * reach + 1
    centre = np.linspace(0, columns - 1, rows).round().astype(int)
    distances = _Distances(clip, rendering, reach)
    places = np.arange(width)
    choice = np.zeros((rows, width), np.int8)
    best = distances.row(0, int(centre[0])) + np.maximum(places - reach, 0) * _LATE
    margin = _STEPS[-1]
    for row in range(1, rows):
        moved = int(centre[row] - centre[row - 1])
        before = np.full(margin + width + moved + margin, np.inf)
        before[margin : margin + width] = best
        options = np.stack(
            [
                before[margin + moved - step : margin + moved - step + width] + price
                for step, price in zip(_STEPS, _PRICES, strict=True)
            ]
        )
        choice[row] = np.argmin(options, axis=0)
        best = options[choice[row], places] + distances.row(row, int(centre[row]))
    ending = int(centre[-1]) - reach + places
    left = columns - 1 - ending
    last = int(np.argmin(best + np.where(left >= 0, left * _LATE, np.inf)))
    # Where one sound is far too short for the other no way leads through, and any will do.
    at = np.clip(_traced(choice, centre - reach, last), 0, columns - 1)
    ends = np.full(columns, np.inf)
    inside = left >= 0
    inside &= ending >= 0
    ends[ending[inside]] = best[inside]
    return WarpPath(at, distances.between(at), ends)


def _traced(choice: npt.NDArray[np.int8], first: Frames, place: int) -> Frames:
    """Back from the end: the column of each row."""
    at = np.zeros(len(choice), int)
    for row in range(len(choice) - 1, -1, -1):
        at[row] = first[row] + place
        if row:
            place += int(first[row] - first[row - 1]) - int(choice[row, place])
            place = min(max(place, 0), choice.shape[1] - 1)
    return at


class _Distances:
    """How unlike the frames of two sounds are, relative to frames that have nothing in common."""

    def __init__(self, clip: Floats, rendering: Floats, reach: int) -> None:
        self._clip, self._rendering, self._reach = clip, rendering, reach
        around = ((reach, reach), (0, 0))
        self._padded = np.pad(rendering, around)
        self._squares = np.square(self._padded).sum(axis=1)
        self._squares[:reach] = self._squares[reach + len(rendering) :] = np.inf
        self._own = np.square(clip).sum(axis=1)
        self._scale = np.sqrt(2 * np.square(rendering).sum(axis=1).mean()) or 1.0

    def row(self, row: int, centre: int) -> Numbers:
        """Distances of a frame of the clip to the rendering's around `centre`, else infinity."""
        window = slice(centre, centre + 2 * self._reach + 1)
        squares = self._squares[window] + self._own[row]
        squares -= 2 * (self._padded[window] @ self._clip[row])
        return np.asarray(np.sqrt(np.maximum(squares, 0)) / self._scale, np.float64)

    def between(self, at: Frames) -> Numbers:
        """From each frame of the clip to the frame of the rendering that was found for it."""
        apart = np.square(self._clip - self._rendering[at]).sum(axis=1)
        return np.asarray(np.sqrt(apart) / self._scale, np.float64)
