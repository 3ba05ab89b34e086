"""Dynamic time warping: which frame of one sound corresponds to which frame of another.

Banded, so that time and memory grow with the length of a clip and not with its square (Sakoe and
Chiba, 1978; the band is Sakoe's).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats

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
_ROWS_AT_ONCE = 64
"""Frames of the clip that are compared at once: fewer take longer, more take more memory."""
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
    apart = distances.rows(centre)
    best = next(apart) + np.maximum(places - reach, 0) * _LATE
    margin = _STEPS[-1]
    moves = np.diff(centre)
    # What stands before a row, with room for every step on both sides.
    before = np.full(margin + width + int(moves.max(initial=0)) + margin, np.inf)
    for row, (moved, costs) in enumerate(zip(moves.tolist(), apart, strict=True), start=1):
        before[margin : margin + width] = best
        start = margin + moved
        best = before[start : start + width] + _PRICES[0]
        chosen = choice[row]
        for step, price in zip(_STEPS[1:], _PRICES[1:], strict=True):
            other = before[start - step : start - step + width] + price
            less = other < best
            np.copyto(best, other, where=less)
            np.copyto(chosen, step, where=less)
        best += costs
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

    def rows(self, centres: Frames) -> Iterator[Numbers]:
        """For each frame of the clip its distances to the rendering's around its centre.

        Beyond the rendering they are infinite.
        """
        width = 2 * self._reach + 1
        for first in range(0, len(centres), _ROWS_AT_ONCE):
            some = centres[first : first + _ROWS_AT_ONCE]
            low, high = int(some[0]), int(some[-1]) + width
            table = self._clip[first : first + len(some)] @ self._padded[low:high].T
            table *= -2
            table += self._squares[low:high]
            table += self._own[first : first + len(some), None]
            np.sqrt(np.maximum(table, 0, out=table), out=table)
            table /= self._scale
            for number, centre in enumerate(some.tolist()):
                yield table[number, centre - low : centre - low + width].astype(np.float64)

    def between(self, at: Frames) -> Numbers:
        """From each frame of the clip to the frame of the rendering that was found for it."""
        apart = np.square(self._clip - self._rendering[at]).sum(axis=1)
        return np.asarray(np.sqrt(apart) / self._scale, np.float64)
