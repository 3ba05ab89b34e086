"""Pauses between the passages that one clip speaks: as long as those between clips.

A voice pauses between the passages of a pack as it likes. What is too long is taken out of the
middle of a pause, what is missing is put there, and nothing that is spoken is touched. The clip in
the store stays as it came.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from mkdocs_qwen_tts._audio.edges import EDGE_MS
from mkdocs_qwen_tts._audio.timing.marks import SHORTEST_PAUSE
from mkdocs_qwen_tts._audio.timing.silences import pauses, voiced
from mkdocs_qwen_tts._model import Mark, TimeSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._audio.pcm import Floats, Samples
    from mkdocs_qwen_tts._audio.timing.silences import Numbers
    from mkdocs_qwen_tts._model import Span, Timing

FADE = 0.01
"""Seconds over which what remains of a pause is joined."""
LEAST = 0.1
"""Seconds of a pause that always remain: the end of a soft consonant may count as silence."""
_SAME = 0.03
"""Seconds between the beginning of a passage and the end of the pause that is taken for its own."""


def repaused(
    samples: Samples, rate: int, spans: Sequence[Span], timing: Timing
) -> tuple[Samples, Timing]:
    """A clip whose inner pauses are as long as its spans ask for, and its timing.

    A pause is left as it is where the span asks for none, and where the passage behind it does not
    begin at the end of a silence. Where times are an estimate, pauses are only shortened: behind
    the wrong word, a longer one would be worse.

    Args:
        samples: the clip, at `rate` hertz.
        rate: samples a second.
        spans: of the clip's utterance.
        timing: of the clip.
    """
    changes = list(_changes(samples, rate, spans, timing))
    if not changes:
        return samples, timing
    parts, begin, knots, moved = [], 0, [0.0], [0.0]
    fade = int(FADE * rate)
    for (first, last), wanted in changes:
        middle, change = (first + last) // 2, wanted - (last - first)
        left, right = middle + min(change, 0) // 2, middle - min(change, 0) // 2
        change = left - right + max(change, 0)
        parts += [samples[begin : left - fade], _joint(samples, left, right, fade, max(change, 0))]
        begin = right + fade
        shift = moved[-1] - knots[-1]
        knots += [first / rate, last / rate]
        moved += [first / rate + shift, (last + change) / rate + shift]
    knots.append(samples.size / rate)
    moved.append(knots[-1] + moved[-1] - knots[-2])
    places = np.array(knots), np.array(moved)
    timing = replace(
        timing,
        sentences=_moved(timing.sentences, places),
        words=_moved(timing.words, places),
    )
    return np.concatenate([*parts, samples[begin:]]), timing


def _changes(
    samples: Samples, rate: int, spans: Sequence[Span], timing: Timing
) -> Iterator[tuple[tuple[int, int], int]]:
    """Between which samples each pause lies that is to change, and its length then."""
    if all(span.pause is None for span in spans[:-1]):
        return
    silent = pauses(voiced(samples, rate), SHORTEST_PAUSE)
    begins = {mark.at: mark.start for mark in timing.sentences}
    latest = 0
    for before, after in pairwise(spans):
        start = begins.get(after.start)
        if before.pause is None or start is None:
            continue
        own = silent[np.abs(silent[:, 1] - start) < _SAME]
        if not len(own):
            continue
        first, last = (round(at * rate) for at in own[0].tolist())
        if first < latest:  # two passages are said to begin at one moment: it has one pause
            continue
        latest = last
        wanted = round(max(before.pause + 2 * EDGE_MS / 1000, LEAST) * rate)
        longer = wanted - (last - first)
        if longer < 0 or (longer and timing.source is not TimeSource.ESTIMATE):
            yield (first, last), wanted


def _joint(samples: Samples, left: int, right: int, fade: int, silence: int) -> Samples:
    """From `fade` samples before `left` to as many behind `right`, with silence between them.

    Without silence, both sides are laid over each other.
    """
    if silence:
        falling = np.linspace(1, 0, fade, dtype=np.float32)
        before, behind = samples[left - fade : left], samples[right : right + fade]
        nothing = np.zeros(silence, np.float32)
        return _rounded(np.concatenate((before * falling, nothing, behind * falling[::-1])))
    falling = np.linspace(1, 0, 2 * fade, dtype=np.float32)
    before, behind = samples[left - fade : left + fade], samples[right - fade : right + fade]
    return _rounded(before * falling + behind * falling[::-1])


def _rounded(values: Floats) -> Samples:
    return np.rint(values).astype(np.int16)


def _moved(marks: Sequence[Mark], places: tuple[Numbers, Numbers]) -> tuple[Mark, ...]:
    moments = np.interp([mark.start for mark in marks], *places)
    return tuple(Mark(mark.at, float(at)) for mark, at in zip(marks, moments.tolist(), strict=True))
