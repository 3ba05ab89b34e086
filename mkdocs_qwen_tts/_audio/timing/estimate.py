"""When the sentences of a clip are spoken, from its pauses and its text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._audio.timing.borders import borders
from mkdocs_qwen_tts._audio.timing.silences import begins, voiced
from mkdocs_qwen_tts._model import Mark, TimeSource, Timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._audio.pcm import Samples


def estimated(samples: Samples, rate: int, text: str, cuts: Sequence[int]) -> Timing:
    """When each part of a text begins in its clip.

    Args:
        samples: the clip, `rate` hertz.
        rate: samples a second.
        text: what the clip says.
        cuts: offsets in `text` at which parts begin, ascending, the first 0.
    """
    ends = [*cuts[1:], len(text)]
    parts = [text[start:end] for start, end in zip(cuts, ends, strict=True)]
    first = begins(voiced(samples, rate))
    starts = [first, *(max(at / rate, first) for at in borders(samples, rate, parts))]
    marks = tuple(Mark(at, start) for at, start in zip(cuts, starts, strict=True))
    return Timing(TimeSource.ESTIMATE, marks)
