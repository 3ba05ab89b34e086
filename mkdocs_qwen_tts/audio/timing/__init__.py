"""When the words and sentences of a clip are spoken, from the best source there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.audio.pcm import samples_of
from mkdocs_qwen_tts.audio.timing.estimate import estimated
from mkdocs_qwen_tts.audio.timing.spans import covering, spoken_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts.model import Clip, Timing

__all__ = ["covering", "spoken_spans", "timed"]


def timed(clip: Clip, text: str, cuts: Sequence[int]) -> Timing:
    """When the parts of a text are spoken in its clip.

    Args:
        clip: the sound as it came, not trimmed.
        text: what it says.
        cuts: offsets in `text` at which sentences begin, ascending, the first 0.
    """
    return estimated(samples_of(clip.pcm), clip.sample_rate, text, cuts)
