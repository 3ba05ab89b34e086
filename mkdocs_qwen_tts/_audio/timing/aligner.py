"""When a clip's words are spoken, from a rendering of the text whose times are known."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.timing.marks import sentence_marks
from mkdocs_qwen_tts._model import Mark, TimeSource, Timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._audio.timing.alignment import SoundPair

WORD = re.compile(
    r"[\u3040-\u30ff]+|[\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
"""Words are what stands between blanks; Chinese and Japanese have none, so each Han character is
one."""
_MAY_PAUSE = re.compile(r"[.!?:;…。！？：；]\W*$")
"""What ends a word behind which a speaker may pause."""


def aligned(
    samples: Samples,
    rate: int,
    text: str,
    cuts: Sequence[int],
    pair: SoundPair,
    events: Sequence[Mark],
) -> Timing | None:
    """When the words and sentences of a text begin in its clip.

    Args:
        samples: the clip, `rate` hertz.
        rate: samples a second.
        text: what the clip says.
        cuts: offsets in `text` at which sentences begin, ascending, the first 0.
        pair: the clip and the rendering.
        events: the words of the rendering.

    Returns:
        `None` where the rendering told no words.
    """
    found = _words(text, events)
    if not found:
        return None
    breaks = [mark.start for mark in _after_pauses(text, cuts, found)]
    moments = pair.moments(np.array([mark.start for mark in found]), np.array(breaks))
    moments = np.maximum.accumulate(moments)
    words = [Mark(mark.at, float(at)) for mark, at in zip(found, moments, strict=True)]
    return sentence_marks(samples, rate, text, cuts, words, TimeSource.ALIGNER)


def _after_pauses(text: str, cuts: Sequence[int], words: Sequence[Mark]) -> Iterator[Mark]:
    """The words before which a speaker may pause, but for the first."""
    for before, word in pairwise(words):
        begins = bisect_right(cuts, before.at) < bisect_right(cuts, word.at)
        if begins or _MAY_PAUSE.search(text, before.at, word.at):
            yield word


def _words(text: str, events: Sequence[Mark]) -> list[Mark]:
    """Each word that is spoken, and when the rendering begins it."""
    by_place: dict[int, float] = {}
    for event in events:
        by_place.setdefault(event.at, event.start)
    found = []
    for word in WORD.finditer(text):
        # Where a small letter follows a full stop, eSpeak NG states the blank before the word.
        first = word.start() - text[word.start() - 1 : word.start()].isspace()
        inside = [by_place[at] for at in range(first, word.end()) if at in by_place]
        if inside:
            found.append(Mark(word.start(), min(inside)))
    return found
