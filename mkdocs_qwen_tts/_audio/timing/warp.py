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

_MOST = 3
"""Frames of the rendering that one frame of the clip may move on by. Moving on by one is free."""
_UNEVEN, _FAST = 0.35, 1.05
"""What it costs to move on by none or two, and by three, in units of the mean distance of two
frames that have nothing in common."""
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
    kept, three bytes for each.
    """
    rows, columns = len(clip), len(rendering)
    reach = min(max(int(BAND * columns), REACH[0]), REACH[1])
    width = 2 * reach + 1
    centre = np.linspace(0, columns - 1, rows).round().astype(int)
    distances = _Distances(clip, rendering, reach)
    places = np.arange(width)
    steps = _Steps(rows, width)
    apart = distances.rows(centre)
    moves = np.diff(centre)
    # What stands before a row, with room for every step on both sides; rows take turns with two.
    room = _MOST + width + int(moves.max(initial=0)) + _MOST
    before, behind = np.full(room, np.inf), np.full(room, np.inf)
    own = slice(_MOST, _MOST + width)
    before[own] = next(apart) + np.maximum(places - reach, 0) * _LATE
    for row, (moved, costs) in enumerate(zip(moves.tolist(), apart, strict=True), start=1):
        steps.taken(row, before[moved : moved + width + _MOST], costs, behind[own])
        before, behind = behind, before
    best = before[own]
    ending = int(centre[-1]) - reach + places
    left = columns - 1 - ending
    last = int(np.argmin(best + np.where(left >= 0, left * _LATE, np.inf)))
    # Where one sound is far too short for the other no way leads through, and any will do.
    at = np.clip(steps.traced(centre - reach, last), 0, columns - 1)
    ends = np.full(columns, np.inf)
    inside = left >= 0
    inside &= ending >= 0
    ends[ending[inside]] = best[inside]
    return WarpPath(at, distances.between(at), ends)


class _Steps:
    """Which step led to each cell of the table, as three answers to yes or no."""

    def __init__(self, rows: int, width: int) -> None:
        self._shape = rows, width
        self._two, self._one, self._three = np.zeros((3, rows, width), np.bool_)
        self._dear = np.empty(width)

    def taken(self, row: int, before: Numbers, costs: Numbers, best: Numbers) -> None:
        """Write what the cheapest way to each cell of a row costs into `best`.

        Args:
            row: its number.
            before: of the row before it, from `_MOST` cells to the left on.
            costs: of the cells themselves.
            best: where the result goes.
        """
        none, one, two = before[_MOST:], before[_MOST - 1 : -1], before[_MOST - 2 : -2]
        # Standing still and going two on cost the same, so they are compared first.
        np.less(two, none, out=self._two[row])
        np.minimum(two, none, out=best)
        best += _UNEVEN
        np.less(one, best, out=self._one[row])
        np.minimum(one, best, out=best)
        dear = np.add(before[:-_MOST], _FAST, out=self._dear)
        np.less(dear, best, out=self._three[row])
        np.minimum(dear, best, out=best)
        best += costs

    def traced(self, first: Frames, place: int) -> Frames:
        """Back from a cell of the last row: the column of each row."""
        rows, width = self._shape
        # One cell of a view of bytes is looked up in a third of the time.
        two, one, three = (
            memoryview(each.reshape(-1).view(np.uint8).data)
            for each in (self._two, self._one, self._three)
        )
        at = [0] * rows
        starts = first.tolist()
        for row in range(rows - 1, 0, -1):
            at[row] = starts[row] + place
            cell = row * width + place
            step = _MOST if three[cell] else 1 if one[cell] else 2 * two[cell]
            place += starts[row] - starts[row - 1] - step
            if not 0 <= place < width:
                place = 0 if place < 0 else width - 1
        at[0] = starts[0] + place
        return np.array(at)


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
            exact = table.astype(np.float64)
            for number, centre in enumerate(some.tolist()):
                yield exact[number, centre - low : centre - low + width]

    def between(self, at: Frames) -> Numbers:
        """From each frame of the clip to the frame of the rendering that was found for it."""
        apart = np.square(self._clip - self._rendering[at]).sum(axis=1)
        return np.asarray(np.sqrt(apart) / self._scale, np.float64)
