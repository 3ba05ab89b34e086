"""From the times of words to those of sentences, which begin after pauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.timing.estimate import estimated
from mkdocs_qwen_tts._audio.timing.silences import AT_HAND, begins, pauses, snapped, voiced
from mkdocs_qwen_tts._model import Mark, Timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._model import TimeSource

    Indices = npt.NDArray[np.intp]
    Numbers = npt.NDArray[np.float64]

SHORTEST_PAUSE = 0.06
"""Seconds: shorter ones are the closure of a plosive."""
NEAR, FAR = 0.15, 1.0
"""Seconds between an alignment and an estimate for one of them to have slipped, and not both."""
LONGER = 0.15
"""Seconds by which the estimate's pause is the longer one for it to be believed."""
A_LETTER, A_WORD = 0.05, 0.04
"""Seconds that a letter takes at least, and what a word takes beyond its letters."""
_WORD = re.compile(r"\w+")
_SAME = 0.03
"""Seconds within which a moment is the end of a pause."""
_BEGINS_IT = 0.05
"""Seconds between the end of a pause and a word that begins there, as far as one can tell."""


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
    begun = _begun_behind(silent, words)
    first = begins(spoken)
    guesses = [mark.start for mark in estimated(samples, rate, text, cuts).sentences]
    sentences = [Mark(0, first)]
    corrected = [Mark(words[0].at, first), *words[1:]]
    ends = [*cuts[1:], len(text)]
    for cut, end, guess in zip(cuts[1:], ends[1:], guesses[1:], strict=True):
        index = bisect_left(places, cut)
        if index == len(places) or places[index] >= end:
            continue  # nothing of it is spoken
        before = sentences[-1].start
        moment = words[index].start
        # Taken are the pause behind which the sentence before begins, and those of other words.
        free = (silent[:, 1] > before + _SAME) & (
            (begun < 0) | (begun == index) | (np.abs(silent[:, 1] - moment) <= AT_HAND)
        )
        found = snapped(moment, silent[free])
        word = _WORD.match(text, places[index])
        start = max(_likelier(found, guess, silent[free], before, word[0] if word else ""), before)
        sentences.append(Mark(cut, start))
        corrected[: index + 1] = [*_ended_by(start, corrected[:index]), Mark(places[index], start)]
    return Timing(source, tuple(sentences), _ascending(corrected))


def _begun_behind(silent: Numbers, words: Sequence[Mark]) -> Indices:
    """For each pause the number of the word that begins behind it; -1 where none is known."""
    starts = np.array([word.start for word in words])
    apart = np.abs(silent[:, 1, None] - starts)
    nearest = np.argmin(apart, axis=1)
    return np.where(apart.min(axis=1) <= _BEGINS_IT, nearest, -1)


def _likelier(found: float, guess: float, silent: Numbers, before: float, first_word: str) -> float:
    """Where a sentence begins: an alignment that slipped is mended by what the pauses say.

    Args:
        found: where the alignment says that it begins.
        guess: where the pauses and the lengths of the sentences say so.
        silent: the pauses that may be its own.
        before: where the sentence in front of it begins.
        first_word: of the sentence.
    """
    if not NEAR < abs(guess - found) < FAR or guess <= before:
        return found
    pause = _pause_before(guess, silent)
    if pause - _pause_before(found, silent) <= LONGER:
        return found
    # A pause behind the first word, as in "option: …", is not the one.
    fits = guess - pause - found > A_WORD + A_LETTER * len(first_word)
    return found if fits else guess


def _pause_before(moment: float, silent: Numbers) -> float:
    """Seconds of the pause that ends at a moment; 0 where none does."""
    ending = silent[np.abs(silent[:, 1] - moment) < _SAME]
    return float((ending[:, 1] - ending[:, 0]).max(initial=0.0))


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
