"""When the words and sentences of a clip are spoken, from the best source there is.

The service's own times; else the clip laid over a rendering of its text whose times are known; else
pauses and the length of the text's parts. Sentences always begin after pauses, where there are any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._audio.pcm import samples_of
from mkdocs_qwen_tts._audio.timing.aligner import aligned
from mkdocs_qwen_tts._audio.timing.alignment import Alignment, align, sound_pair
from mkdocs_qwen_tts._audio.timing.estimate import estimated
from mkdocs_qwen_tts._audio.timing.service import stated
from mkdocs_qwen_tts._audio.timing.spans import covering, spoken_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Clip, Rendering, Timing

__all__ = ["LONGEST", "Alignment", "align", "align_clip", "covering", "spoken_spans", "timed"]

LONGEST = 300.0
"""Seconds of clip or rendering beyond which nothing is aligned, for the memory's sake."""


def align_clip(clip: Clip, rendering: Rendering) -> Alignment | None:
    """Lay a clip over a rendering of its text.

    Returns:
        `None` where one of them holds no speech, or is longer than `LONGEST`.
    """
    if _too_long(clip, rendering):
        return None
    return align(samples_of(clip.pcm), clip.sample_rate, rendering)


def _too_long(clip: Clip, rendering: Rendering) -> bool:
    return max(clip.duration, len(rendering.pcm) / 2 / rendering.sample_rate) > LONGEST


def timed(
    clip: Clip,
    text: str,
    cuts: Sequence[int],
    rendering: Rendering | None = None,
    alignment: Alignment | None = None,
) -> Timing:
    """When the sentences of a text are spoken in its clip, and its words where that can be known.

    Args:
        clip: the sound as it came, not trimmed.
        text: what it says.
        cuts: offsets in `text` at which sentences begin, ascending, the first 0.
        rendering: of the same text, where one could be had.
        alignment: of the clip with the rendering, where that is made already: it saves work.
    """
    samples, rate = samples_of(clip.pcm), clip.sample_rate
    timing = stated(samples, rate, text, cuts, clip.words) if clip.words else None
    if timing is None and rendering is not None:
        pair = alignment.pair if alignment else None
        if pair is None and not _too_long(clip, rendering):
            pair = sound_pair(samples, rate, rendering)
        if pair is not None:
            timing = aligned(samples, rate, text, cuts, pair, rendering.words)
    return timing or estimated(samples, rate, text, cuts)
