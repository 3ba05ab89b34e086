"""Where in a clip each of its passages begins.

Several short passages are spoken as one utterance. The service does not say when each begins, but it pauses between
them, and the texts say how long each should take. So the whole clip is fitted at once: every place where the texts let
a speaker pause (passage ends, sentence ends, commas) either gets one of the pauses heard or none, such that the
lengths between them agree with the texts best. A border thus is not mistaken for a comma beside it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts.audio.pcm import Samples

FRAME_SECONDS = 0.01
QUIET_DB = -32.0
"""Under the level of the loud parts of speech by this much, a frame counts as pause."""
SHORTEST_PAUSE = 0.05
"""Seconds: shorter ones are the closure of a plosive."""
ONSET = 0.02
"""Seconds before its first audible frame at which a passage begins, as clips are trimmed."""

_MAX_PAUSES = 120
"""Candidates looked at: the longest ones."""
_MAX_SKIPPED = 12
"""Places in a row at which the speaker did not pause."""
_LOUD_PERCENTILE = 95

# The fit weighs, in units of log-likelihood: how far a stretch may be off the length its text leads to expect (variance
# in seconds squared, constant and for each second), how much a pause at a place speaks for it (for each second of
# pause, up to a longest), and what a place without a pause costs. Found by trying, on packs of real pages spoken by
# eSpeak NG with known borders.
_VARIANCE = 0.05
_VARIANCE_A_SECOND = 0.1
_PAUSE_WEIGHT = 20.0
_NO_PAUSE = 4.0

_ENDINGS = re.compile(r"[.!?…:;]+(?=[\s\"'”’»)\]]|$)|[。！？：；…]+")
_COMMAS = re.compile(r"[,–—(](?=\s|\w)|(?<=\s)-(?=\s)|[，、（）]")


@dataclass(frozen=True)
class _Place:
    """Where the texts let a speaker pause: after `weight` more of text."""

    weight: float
    skipping: float
    """What it costs that there is no pause."""
    longest: float
    """Seconds of pause that speak for this kind of place."""
    border: bool = False


_COMMA = _Place(0.0, skipping=0.3, longest=0.25)
_ENDING = _Place(0.0, skipping=1.5, longest=0.6)
_BORDER = _Place(0.0, skipping=math.inf, longest=0.6, border=True)


def borders(samples: Samples, rate: int, texts: Sequence[str]) -> list[int]:
    """The sample at which each text but the first begins; ascending, one fewer than there are texts."""
    wanted = len(texts) - 1
    if wanted <= 0:
        return []
    frame = int(rate * FRAME_SECONDS)
    voiced = _voiced(samples, frame)
    spoken = np.concatenate(([0.0], np.cumsum(voiced))) * FRAME_SECONDS
    weights = np.array([weight(text) for text in texts])
    ends = np.cumsum(weights)[:-1] / weights.sum()
    pauses = _candidates(voiced, spoken, ends * spoken[-1])
    chosen = _best(pauses, _places(texts), float(spoken[-1])) if len(pauses) >= wanted else None
    if chosen is None:
        return [int(share * samples.size) for share in ends]
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


def _places(texts: Sequence[str]) -> list[_Place]:
    """Every place where a speaker may pause, in order; the last is the end of the last text."""
    places = []
    for text in texts:
        found = {match.end(): _ENDING for match in _ENDINGS.finditer(text)}
        found = {match.end(): _COMMA for match in _COMMAS.finditer(text)} | found
        start = 0
        for end in sorted(found):
            if text[end:].strip() and text[start:end].strip():
                places.append(replace(found[end], weight=weight(text[start:end])))
                start = end
        places.append(replace(_BORDER, weight=weight(text[start:])))
    return places


def _voiced(samples: Samples, frame: int) -> npt.NDArray[np.bool_]:
    count = -(-samples.size // frame)
    padded = np.zeros(count * frame, dtype=np.float32)
    padded[: samples.size] = samples
    power = np.square(padded.reshape(count, frame)).mean(axis=1)
    loud = float(np.percentile(power, _LOUD_PERCENTILE)) if count else 0.0
    return np.asarray(power > loud * 10 ** (QUIET_DB / 10))


def _candidates(
    voiced: npt.NDArray[np.bool_], spoken: npt.NDArray[np.float64], borders_at: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Pauses as rows of `(frame at which speech goes on, seconds spoken before, seconds of pause)`.

    Where each border is expected (`borders_at`, in seconds spoken) there is one more, of no length: a speaker may not
    pause at all.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([1], voiced.astype(np.int8), [1]))))
    starts, ends = edges[::2], edges[1::2]
    inner = (starts > 0) & (ends < voiced.size)
    lengths = (ends - starts) * FRAME_SECONDS
    kept = np.flatnonzero(inner & (lengths >= SHORTEST_PAUSE))
    kept = np.sort(kept[np.argsort(-lengths[kept], kind="stable")[:_MAX_PAUSES]])
    real = np.column_stack((ends[kept], spoken[ends[kept]], lengths[kept]))
    places = np.searchsorted(spoken, borders_at)
    none = np.column_stack((places, spoken[places], np.zeros(len(places))))
    rows = np.concatenate((real, none))
    rows = rows[(rows[:, 0] > 0) & (rows[:, 0] < voiced.size)]
    _, first = np.unique(rows[:, 0], return_index=True)
    return rows[first]


def _best(pauses: npt.NDArray[np.float64], places: Sequence[_Place], spoken: float) -> list[int] | None:
    """The frames of the borders in the likeliest assignment of places to pauses, by dynamic programming.

    `costs[n]` holds, for every pause, the least cost of all assignments in which place `n` falls on that pause; the
    place before it that got a pause is one of the few before `n`, with no border skipped.
    """
    before, lengths = pauses[:, 1], pauses[:, 2]
    ends = np.cumsum([place.weight for place in places])
    ends *= spoken / ends[-1]
    later = np.triu(np.ones((len(pauses), len(pauses)), dtype=bool), k=1)
    between = np.where(later, before[None, :] - before[:, None], np.inf)
    costs: list[npt.NDArray[np.float64]] = []
    origins: list[tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]] = []
    for number, place in enumerate(places[:-1]):
        gain = _PAUSE_WEIGHT * np.minimum(lengths, place.longest) - np.where(
            lengths > 0, 0.0, _no_pause(place)
        )
        options, froms = [], []
        for previous, penalty in _previous(places, number):
            if previous < 0:
                options.append(_misfit(before, ends[number]) + penalty)
                froms.append(np.full(len(pauses), -1))
            else:
                total = costs[previous][:, None] + _misfit(between, ends[number] - ends[previous])
                froms.append(np.argmin(total, axis=0))
                options.append(np.min(total, axis=0) + penalty)
        stacked = np.vstack(options)
        choice = np.argmin(stacked, axis=0)
        columns = np.arange(len(pauses))
        costs.append(stacked[choice, columns] - gain)
        steps = np.array([previous for previous, _ in _previous(places, number)])
        origins.append((steps[choice], np.vstack(froms)[choice, columns]))

    last = len(places) - 1
    endings = [
        (costs[previous] + _misfit(spoken - before, ends[last] - ends[previous]) + penalty, previous)
        for previous, penalty in _previous(places, last)
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
        number, at = int(origins[number][0][at]), int(origins[number][1][at])
    return chosen[::-1]


def _previous(places: Sequence[_Place], number: int) -> Iterator[tuple[int, float]]:
    """Places that can be the last one before `number` with a pause, and what those skipped in between cost."""
    penalty = 0.0
    for previous in range(number - 1, max(number - 2 - _MAX_SKIPPED, -2), -1):
        yield previous, penalty
        if previous >= 0:
            penalty += places[previous].skipping
        if math.isinf(penalty):
            return


def _no_pause(place: _Place) -> float:
    return _NO_PAUSE if place.border else math.inf


def _misfit(actual: npt.NDArray[np.float64], expected: float) -> npt.NDArray[np.float64]:
    misfit: npt.NDArray[np.float64] = np.square(actual - expected) / (
        2 * (_VARIANCE + _VARIANCE_A_SECOND * expected)
    )
    return misfit
