"""One page, assembled: clips become a track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import Clip
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool
from mkdocs_qwen_tts._pipeline.narration import excerpt
from mkdocs_qwen_tts._pipeline.timing import found_timing

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Track, Utterance
    from mkdocs_qwen_tts._pipeline.proofing import Proofreader
    from mkdocs_qwen_tts._store import Store


def encoded_track(
    recipe: audio.TrackRecipe, key: str, store: Store, proofreader: Proofreader
) -> Track:
    """Encode a page whose clips are all in the store, and keep the track.

    Clips that nobody has listened to are listened to now, where the settings want that.

    Raises:
        AudioError: there is nothing to hear, or the encoder is missing or fails.
        StoreError: a clip is gone, or the track cannot be kept.
    """
    encoded = audio.assemble(
        recipe, lambda utterance: _clip(utterance, store, proofreader), decoding_pool().give_way
    )
    return store.put_track(key, encoded, recipe.audio.format)


def _clip(utterance: Utterance, store: Store, proofreader: Proofreader) -> Clip:
    stored = store.clip(utterance.fingerprint)
    if stored is None:
        raise StoreError(
            f"the clip of “{excerpt(utterance.text)}” was in the store and is gone or damaged; "
            "build again and it is asked for anew."
        )
    pcm, sample_rate = proofreader.decoded.of(stored, last=True)
    clip = Clip(pcm, sample_rate, stored.usage, timing=stored.timing)
    if stored.proof is None and proofreader.listens and speech.renders(utterance):
        return replace(clip, timing=proofreader.listen_late(utterance, clip).timing)
    return replace(clip, timing=found_timing(utterance, clip, store))
