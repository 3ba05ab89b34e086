"""Where in a clip each of its passages begins.

Several short passages are spoken as one utterance. The service does not say when each begins, but
it pauses between them, and the texts say how long each should take. So the whole clip is fitted at
once: every place where the texts let a speaker pause (passage ends, sentence ends, commas) either
gets one of the pauses heard or none, such that the lengths between them agree with the texts best.
A border thus is not mistaken for a comma beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.timing.silences import FRAME_SECONDS, voiced
from mkdocs_qwen_tts._audio.wording import places, weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._audio.wording import Place

    Numbers = npt.NDArray[np.float64]

SHORTEST_PAUSE = 0.05
"""Seconds: shorter ones are the closure of a plosive."""
_MAX_PAUSES = 120
"""Candidates looked at: the longest ones."""
_MAX_SKIPPED = 12
"""Places in a row at which the speaker did not pause."""

# The fit weighs, in units of log-likelihood: how far a stretch may be off the length its text leads
# to expect (variance in seconds squared, constant and for each second), how much a pause at a place
# speaks for it (for each second of pause, up to a longest), and what a place without a pause costs.
# Found by trying, on packs of real pages spoken by eSpeak NG with known borders.
_VARIANCE = 0.05
_VARIANCE_A_SECOND = 0.1
_PAUSE_WEIGHT = 20.0
_NO_PAUSE = 4.0


def borders(samples: Samples, rate: int, texts: Sequence[str]) -> list[int]:
    """The sample at which each text but the first begins; ascending, one fewer than texts."""
    wanted = len(texts) - 1
    if wanted <= 0:
        return []
    frame = int(rate * FRAME_SECONDS)
    frames = voiced(samples, rate)
    spoken = np.concatenate(([0.0], np.cumsum(frames))) * FRAME_SECONDS
    weights = np.array([weight(text) for text in texts])
    ends = np.cumsum(weights)[:-1] / weights.sum()
    pauses = _candidates(frames, spoken, ends * spoken[-1])
    chosen = _best(pauses, places(texts), float(spoken[-1])) if len(pauses) >= wanted else None
    if chosen is None:
        return [int(share * samples.size) for share in ends]
    return [min(max(int(at * frame), 0), samples.size) for at in chosen]


def _candidates(frames: npt.NDArray[np.bool_], spoken: Numbers, borders_at: Numbers) -> Numbers:
    """Pauses as rows of `(frame at which speech goes on, seconds spoken before, seconds of pause)`.

    Where each border is expected (`borders_at`, in seconds spoken) there is one more, of no length:
    a speaker may not pause at all.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([1], frames.astype(np.int8), [1]))))
    starts, ends = edges[::2], edges[1::2]
    inner = (starts > 0) & (ends < frames.size)
    lengths = (ends - starts) * FRAME_SECONDS
    kept = np.flatnonzero(inner & (lengths >= SHORTEST_PAUSE))
    kept = np.sort(kept[np.argsort(-lengths[kept], kind="stable")[:_MAX_PAUSES]])
    real = np.column_stack((ends[kept], spoken[ends[kept]], lengths[kept]))
    here = np.searchsorted(spoken, borders_at)
    none = np.column_stack((here, spoken[here], np.zeros(len(here))))
    rows = np.concatenate((real, none))
    rows = rows[(rows[:, 0] > 0) & (rows[:, 0] < frames.size)]
    _, first = np.unique(rows[:, 0], return_index=True)
    return rows[first]


def _best(pauses: Numbers, places: Sequence[Place], spoken: float) -> list[int] | None:
    """The frames of the borders in the likeliest assignment of places to pauses.

    `costs[n]` holds, for every pause, the least cost of all assignments in which place `n` falls on
    that pause; the place before it that got a pause is one of the few before `n`, with no border
    skipped. A first place without a pause, numbered -1, is where the clip begins.
    """
    before, lengths = pauses[:, 1], pauses[:, 2]
    ends = np.cumsum([place.weight for place in places])
    ends *= spoken / ends[-1]
    between = before[None, :] - before[:, None]
    between[np.tril_indices(len(pauses))] = np.inf
    columns = np.arange(len(pauses))
    costs: list[Numbers] = []
    origins: list[list[tuple[int, int]]] = []
    for number, place in enumerate(places[:-1]):
        options, froms = [], []
        for previous, skipped in _previous(places, number):
            if previous < 0:
                options.append(_misfit(before, ends[number]) + skipped)
                froms.append([(-1, -1)] * len(pauses))
                continue
            total = costs[previous][:, None] + _misfit(between, ends[number] - ends[previous])
            origin = np.argmin(total, axis=0)
            options.append(total[origin, columns] + skipped)
            froms.append([(previous, int(at)) for at in origin])
        choice = np.argmin(options, axis=0)
        silent = _PAUSE_WEIGHT * np.minimum(lengths, place.longest)
        none = _NO_PAUSE if place.border else np.inf
        costs.append(np.min(options, axis=0) + np.where(lengths > 0, -silent, none))
        origins.append([froms[option][at] for at, option in enumerate(choice)])

    endings = [
        (costs[previous] + _misfit(spoken - before, ends[-1] - ends[previous]) + skipped, previous)
        for previous, skipped in _previous(places, len(places) - 1)
        if previous >= 0
    ]
    total, number = min(endings, key=lambda ending: float(ending[0].min()))
    at = int(np.argmin(total))
    if not np.isfinite(total[at]):
        return None
    chosen = []
    while number >= 0:
        if places[number].border:
            chosen.append(int(pauses[at, 0]))
        number, at = origins[number][at]
    return chosen[::-1]


def _previous(places: Sequence[Place], number: int) -> Iterator[tuple[int, float]]:
    """Places that can be the last before `number` with a pause, and the cost of those skipped."""
    skipped = 0.0
    for previous in range(number - 1, max(number - 2 - _MAX_SKIPPED, -2), -1):
        yield previous, skipped
        if previous < 0 or places[previous].border:
            return
        skipped += places[previous].skipping


def _misfit(actual: Numbers, expected: float) -> Numbers:
    misfit: Numbers = np.square(actual - expected) / (
        2 * (_VARIANCE + _VARIANCE_A_SECOND * expected)
    )
    return misfit
