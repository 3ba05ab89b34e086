"""When the words of a clip are spoken: found out once for each clip, and kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import audio, prose

if TYPE_CHECKING:
    from mkdocs_qwen_tts.model import Clip, Timing, Utterance


def timing_of(utterance: Utterance, clip: Clip) -> Timing:
    """When the sentences of an utterance are spoken in its clip, and its words where that can be known."""
    return audio.timed(clip, utterance.text, cuts_of(utterance))


def cuts_of(utterance: Utterance) -> tuple[int, ...]:
    """Offsets at which the sentences of an utterance begin, its passages included; ascending, the first 0."""
    text = utterance.text
    ends = prose.sentence_ends(text, utterance.language)
    begins = {0, *(span.start for span in utterance.spans), *ends}
    return tuple(sorted(at for at in begins if text[at:].strip() or at == 0))
