"""A passage as sound: from the store, else by the free voice, else taken and paid for."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Clip, Kind, Passage, Script, Tags
from mkdocs_qwen_tts._pipeline import in_plain_text, say_aloud
from mkdocs_qwen_tts._review.reviewed import utterances_of

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Encoded, Utterance
    from mkdocs_qwen_tts._pipeline import PagePlan
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

KEPT = 64
"""Sounds that stay in memory to be fetched, some dozens of kilobytes each."""


@dataclass(frozen=True)
class HeardPassage:
    """A passage that can be heard."""

    key: str
    """Under which the sound is fetched."""
    start: float
    """Seconds of the sound at which the passage begins."""
    end: float
    by: str
    """Who speaks, in words."""


class Sounds:
    """Sounds that the browser may fetch: the last `KEPT` of them. Thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """An MP3 file."""
        with self._guard:
            return self._kept.get(key)

    def keep(self, encoded: Encoded, by: str, start: float = 0.0, end: float = 0.0) -> HeardPassage:
        """Have a sound ready."""
        key = secrets.token_urlsafe(12)
        with self._guard:
            self._kept[key] = encoded.data
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return HeardPassage(key, start, end or encoded.duration, by)

    def stored(
        self, page: PagePlan, passage: int, settings: Settings, store: Store
    ) -> HeardPassage | None:
        """A passage whose clips are all in the store; `None` where one is missing."""
        utterances = utterances_of(page, passage)
        clips = {}
        for one in utterances:
            kept = store.clip(one.fingerprint)
            if kept is None:
                return None
            pcm, rate = audio.from_flac(kept.data)
            clips[one.fingerprint] = Clip(pcm, rate, kept.usage, timing=kept.timing)
        if not clips:
            return None
        recipe = audio.TrackRecipe.of(utterances, _mp3(settings).audio, Tags(page.page.title))
        encoded = audio.assemble(recipe, lambda one: clips[one.fingerprint])
        spans = [span for one in utterances for span in one.spans]
        times = [
            spoken
            for span, spoken in zip(spans, encoded.spans, strict=True)
            if span.passage == passage
        ]
        voice = utterances[0].voice
        by = speech.engine_for(settings).describe(voice)
        return self.keep(encoded, by, times[0].start, times[-1].end)

    def previewed(self, text: str, language: str | None, settings: Settings) -> HeardPassage:
        """A text by the free voice of this machine.

        Raises:
            ConfigurationError: the free voice is not installed, or does not speak the language.
        """
        own = _mp3(settings).changed(engine=speech.free_preview().name, language="auto")
        engine = speech.engine_for(own)
        voice = engine.resolve_voice(language)
        if voice is None:
            raise ConfigurationError("", f"the free voice does not speak {language}.")
        script = Script("", "", language, (Passage(Kind.PARAGRAPH, text),))
        utterances = prose.pack_script(
            in_plain_text(script, engine),
            [voice],
            engine.limit,
            target=own.target,
            sentence_pause=own.audio.pauses.sentence,
        )
        said = say_aloud(utterances, own)
        encoded = said.encoded(utterances, own.audio, Tags(""))
        return self.keep(encoded, engine.describe(voice))


def missing_of(page: PagePlan, passage: int, store: Store) -> tuple[Utterance, ...]:
    """What would have to be asked for to hear a passage in its own voice."""
    return tuple(one for one in utterances_of(page, passage) if not store.has_clip(one.fingerprint))


def _mp3(settings: Settings) -> Settings:
    """Every browser plays it, and no further program is needed to make it."""
    return settings.changed(audio=settings.audio.changed(format="mp3"))
