"""Where in a clip each of its passages begins.

Several short passages are spoken as one utterance. The service does not say when each begins, but it pauses between
them, and the texts say how long each should take. So the borders are put into the pauses, all at once: the sequence
of pauses that fits the expected lengths best, and prefers long pauses to short ones.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts.audio.pcm import Samples

FRAME_SECONDS = 0.01
QUIET_DB = -32.0
"""Under the level of the loud parts of speech by this much, a frame counts as pause."""
SHORTEST_PAUSE = 0.05
"""Seconds: shorter ones are the closure of a plosive."""
ONSET = 0.02
"""Seconds before its first audible frame at which a passage begins, as clips are trimmed."""

_MAX_PAUSES = 200
"""Candidates looked at: the longest ones."""
_LOUD_PERCENTILE = 95

# How far a passage's length may be off what its text leads to expect: variance in seconds squared, constant and for
# each second, and how much a pause speaks for itself, per second up to a longest.
_VARIANCE = 0.05
_VARIANCE_A_SECOND = 0.1
_PAUSE_WEIGHT = 20.0
_LONGEST_WEIGHED = 0.6
_NO_PAUSE = 4.0


def borders(samples: Samples, rate: int, texts: Sequence[str]) -> list[int]:
    """The sample at which each text but the first begins; ascending, one fewer than there are texts."""
    wanted = len(texts) - 1
    if wanted <= 0:
        return []
    frame = int(rate * FRAME_SECONDS)
    voiced = _voiced(samples, frame)
    spoken = np.concatenate(([0.0], np.cumsum(voiced))) * FRAME_SECONDS
    expected = _expected(texts, float(spoken[-1]))
    pauses = _candidates(voiced, spoken, expected)
    chosen = _best(pauses, expected, float(spoken[-1])) if len(pauses) >= wanted else None
    if chosen is None:
        shares = np.cumsum(expected)[:-1] / max(float(np.sum(expected)), 1e-9)
        return [int(share * samples.size) for share in shares]
    return [min(max(int(at * frame - ONSET * rate), 0), samples.size) for at in chosen]


def weight(text: str) -> float:
    """How long a text takes to say, in units of a Latin letter.

    Ratios from speaking the same sentences in ten languages: seconds a character, relative to English.
    """
    total = 0.0
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "L":
            total += _letter(character)
        elif category[0] == "N":
            total += 3.5
        elif category[0] == "S":
            total += 4.0
        elif category == "Zs":
            total += 0.6
    return max(total, 0.5)


def _letter(character: str) -> float:
    code = ord(character)
    if 0x3040 <= code <= 0x30FF:  # noqa: PLR2004 - kana
        return 2.2
    if 0xAC00 <= code <= 0xD7AF:  # noqa: PLR2004 - Hangul syllables
        return 2.5
    if 0x2E80 <= code <= 0x9FFF or code >= 0x20000:  # noqa: PLR2004 - Han
        return 3.6
    return 1.6 if character.isupper() else 1.0


def _expected(texts: Sequence[str], spoken: float) -> npt.NDArray[np.float64]:
    """Seconds of speech each text should take."""
    weights = np.array([weight(text) for text in texts], dtype=np.float64)
    seconds: npt.NDArray[np.float64] = weights * (spoken / weights.sum())
    return seconds


def _voiced(samples: Samples, frame: int) -> npt.NDArray[np.bool_]:
    count = -(-samples.size // frame)
    padded = np.zeros(count * frame, dtype=np.float32)
    padded[: samples.size] = samples
    power = np.square(padded.reshape(count, frame)).mean(axis=1)
    loud = float(np.percentile(power, _LOUD_PERCENTILE)) if count else 0.0
    return np.asarray(power > loud * 10 ** (QUIET_DB / 10))


def _candidates(
    voiced: npt.NDArray[np.bool_], spoken: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Pauses as rows of `(frame at which speech goes on, seconds spoken before, seconds of pause)`.

    Where each border is expected there is one more, of no length: a service may not pause at all.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([1], voiced.astype(np.int8), [1]))))
    starts, ends = edges[::2], edges[1::2]
    inner = (starts > 0) & (ends < voiced.size)
    lengths = (ends - starts) * FRAME_SECONDS
    kept = np.flatnonzero(inner & (lengths >= SHORTEST_PAUSE))
    kept = np.sort(kept[np.argsort(-lengths[kept], kind="stable")[:_MAX_PAUSES]])
    real = np.column_stack((ends[kept], spoken[ends[kept]], lengths[kept]))
    places = np.searchsorted(spoken, np.cumsum(expected)[:-1])
    none = np.column_stack((places, spoken[places], np.zeros(len(places))))
    rows = np.concatenate((real, none))
    rows = rows[(rows[:, 0] > 0) & (rows[:, 0] < voiced.size)]
    _, first = np.unique(rows[:, 0], return_index=True)
    return rows[first]


def _best(
    pauses: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], spoken: float
) -> list[int] | None:
    """The frames of the cheapest ascending sequence of pauses, by dynamic programming."""
    before = pauses[:, 1]
    reward = _PAUSE_WEIGHT * np.minimum(pauses[:, 2], _LONGEST_WEIGHED) - _NO_PAUSE * (pauses[:, 2] == 0)
    cost = _misfit(before, expected[0]) - reward
    later = np.triu(np.ones((len(pauses), len(pauses)), dtype=bool), k=1)
    between = before[None, :] - before[:, None]
    back = []
    for length in expected[1:-1]:
        total = np.where(later, cost[:, None] + _misfit(between, length), np.inf)
        origin = np.argmin(total, axis=0)
        back.append(origin)
        cost = total[origin, np.arange(len(pauses))] - reward
    last = int(np.argmin(cost + _misfit(spoken - before, expected[-1])))
    if not np.isfinite(cost[last]):
        return None
    path = [last]
    for origin in reversed(back):
        path.append(int(origin[path[-1]]))
    return [int(pauses[at, 0]) for at in reversed(path)]


def _misfit(actual: npt.NDArray[np.float64], expected: float) -> npt.NDArray[np.float64]:
    return np.square(actual - expected) / (2 * (_VARIANCE + _VARIANCE_A_SECOND * expected))
