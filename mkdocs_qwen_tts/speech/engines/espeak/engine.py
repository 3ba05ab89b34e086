"""eSpeak NG as an engine: the free voice of previews, spoken on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Voice
from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.speech.engine import Engine, Synthesizer
from mkdocs_qwen_tts.speech.wish import UNKNOWN, asked_language, asked_voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.speech.engine import Decode

MODEL = "espeak-ng"


class Espeak(Engine):
    """A robot that speaks for nothing, so that anyone can hear a site without a key."""

    name = "preview"
    free = True
    preview = True

    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        """The voice of the same gender, so that a preview tells voices apart."""
        spoken = asked_language(self.settings, language)
        if spoken is None:
            return None
        name, _ = asked_voice(self.settings, spoken, language, wish)
        voices = catalogue.preview_voices().get("English" if spoken == UNKNOWN else spoken)
        if voices is None:
            return None
        speaker = catalogue.speaker(name)
        gender = speaker.gender if speaker and speaker.gender in voices else "voice"
        return Voice(engine=self.name, model=MODEL, name=voices[gender], language=spoken)

    def open(
        self,
        decode: Decode,  # noqa: ARG002 - it makes samples
        *,
        sleep: Callable[[float], None] | None = None,  # noqa: ARG002 - and never waits
    ) -> Synthesizer:
        """Find the library; every clip is spoken in a process of its own."""
        from mkdocs_qwen_tts.speech.engines.espeak.synthesizer import (  # noqa: PLC0415 - most builds never need it
            EspeakSynthesizer,
        )

        return EspeakSynthesizer()
