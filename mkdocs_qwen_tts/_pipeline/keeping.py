"""A clip that has just come, put into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool
from mkdocs_qwen_tts._pipeline.timing import timing_of

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Clip, Utterance
    from mkdocs_qwen_tts._store import Store


def keep_clip(utterance: Utterance, clip: Clip, store: Store) -> str:
    """Pack a clip and put it into the store.

    Returns:
        The digest of the packed clip.

    Raises:
        StoreError: the disk is full or cannot be written.
    """
    # What the service states is lost unless it is kept now.
    timing = decoding_pool().work(timing_of, utterance, clip) if clip.words else None
    packed = decoding_pool().work(audio.to_flac, clip.pcm, clip.sample_rate)
    return store.put_clip(utterance.fingerprint, packed, clip.usage, timing)
