"""From the times of words to those of sentences, which begin after pauses."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.audio.timing.silences import begins, pauses, snapped, voiced
from mkdocs_qwen_tts.model import Mark, Timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts.audio.pcm import Samples
    from mkdocs_qwen_tts.model import TimeSource

SHORTEST_PAUSE = 0.06
"""Seconds: shorter ones are the closure of a plosive."""


def sentence_marks(
    samples: Samples,
    rate: int,
    text: str,
    cuts: Sequence[int],
    words: Sequence[Mark],
    source: TimeSource,
) -> Timing:
    """The timing of a clip whose words are timed: a sentence begins where the pause before it ends.

    Args:
        samples: the clip, `rate` hertz.
        rate: samples a second.
        text: what the clip says.
        cuts: offsets in `text` at which sentences begin, ascending, the first 0.
        words: at least one, ascending in place and time.
        source: who timed them.
    """
    spoken = voiced(samples, rate)
    silent = pauses(spoken, SHORTEST_PAUSE)
    places = [word.at for word in words]
    first = begins(spoken)
    sentences = [Mark(0, first)]
    corrected = [Mark(words[0].at, first), *words[1:]]
    for cut, end in pairwise([*cuts[1:], len(text)]):
        index = bisect_left(places, cut)
        if index == len(places) or places[index] >= end:
            continue  # nothing of it is spoken
        start = max(snapped(words[index].start, silent), sentences[-1].start)
        sentences.append(Mark(cut, start))
        corrected[: index + 1] = [*_ended_by(start, corrected[:index]), Mark(places[index], start)]
    return Timing(source, tuple(sentences), _ascending(corrected))


def _ended_by(moment: float, words: Sequence[Mark]) -> list[Mark]:
    """The words such that none begins after a moment."""
    return [Mark(word.at, min(word.start, moment)) for word in words]


def _ascending(words: Sequence[Mark]) -> tuple[Mark, ...]:
    """The words such that none begins before the one in front of it."""
    found: list[Mark] = []
    latest = 0.0
    for word in words:
        latest = max(latest, word.start)
        found.append(Mark(word.at, latest))
    return tuple(found)
