"""When the words of a clip are spoken: found out once for each clip, and kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import TimeSource

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Clip, Timing, Utterance
    from mkdocs_qwen_tts._store import Store


def found_timing(utterance: Utterance, clip: Clip, store: Store) -> Timing:
    """The timing that a stored clip has, else one found now and kept beside it.

    An estimate that was made without the extra `timing` is made anew once that is installed.
    """
    kept = clip.timing
    if kept is not None and (
        kept.source is not TimeSource.ESTIMATE or not speech.renders(utterance)
    ):
        return kept
    timing = timing_of(utterance, clip)
    if timing != kept:
        store.annotate_clip(utterance.fingerprint, timing=timing)
    return timing


def timing_of(utterance: Utterance, clip: Clip) -> Timing:
    """When the sentences of an utterance are spoken, and its words where that can be known."""
    rendering = None if clip.words else speech.rendered(utterance)
    return audio.timed(clip, utterance.text, cuts_of(utterance), rendering)


def cuts_of(utterance: Utterance) -> tuple[int, ...]:
    """Offsets at which the sentences of an utterance begin, its passages included.

    They are ascending, and the first is 0.
    """
    text, begins = utterance.text, {0}
    # Passage by passage: what opens a passage, such as a quotation mark, closes none before it.
    for start, end in [(span.start, span.end) for span in utterance.spans] or [(0, len(text))]:
        ends = prose.sentence_ends(text[start:end], utterance.language)
        begins |= {start, *(start + at for at in ends if start + at < end)}
    return tuple(sorted(at for at in begins if text[at:].strip() or at == 0))
