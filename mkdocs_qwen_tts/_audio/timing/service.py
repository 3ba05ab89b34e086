"""When the words of a clip are spoken, as the service says that spoke it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._audio.timing.marks import sentence_marks
from mkdocs_qwen_tts._model import Mark, TimeSource, Timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._model import Word

_FARTHEST = 60
"""Characters that a stated word may stand behind the one before it: services leave marks out."""
_ENOUGH = 0.5
"""Share of the stated words that must be found in the text for them to be believed."""


def stated(
    samples: Samples, rate: int, text: str, cuts: Sequence[int], words: Sequence[Word]
) -> Timing | None:
    """The timing that a service stated, or `None` where its words are not those of the text.

    Args:
        samples: the clip, `rate` hertz.
        rate: samples a second.
        text: what the clip says.
        cuts: offsets in `text` at which sentences begin, ascending, the first 0.
        words: in the order in which they are spoken; seconds of the clip.
    """
    longest = samples.size / rate
    marks = [mark for mark in _placed(text, words) if 0 <= mark.start <= longest]
    if not marks or len(marks) < _ENOUGH * len(words):
        return None
    return sentence_marks(samples, rate, text, cuts, marks, TimeSource.SERVICE)


def _placed(text: str, words: Sequence[Word]) -> Iterator[Mark]:
    """Where each word stands in the text; words written otherwise (`12`, twelve) are left out."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ is two characters in lower case: offsets would be others
        lowered = text
    place, latest = 0, 0.0
    for word in words:
        wanted = word.text.strip().lower()
        at = lowered.find(wanted, place, place + _FARTHEST + len(wanted)) if wanted else -1
        if at < 0 or word.start < latest:
            continue
        yield Mark(at, word.start)
        place, latest = at + len(wanted), word.start
