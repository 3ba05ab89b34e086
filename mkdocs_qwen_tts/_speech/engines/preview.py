"""The free voices of this machine as one engine: a neural one, else eSpeak."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Voice
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engine import Engine, Synthesizer
from mkdocs_qwen_tts._speech.engines.neural.voices import neural_voice
from mkdocs_qwen_tts._speech.wish import UNKNOWN, asked_language, asked_voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Clip, RetryDetails, Utterance
    from mkdocs_qwen_tts._speech.engine import Answering, Decode
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer
    from mkdocs_qwen_tts._speech.engines.neural.synthesizer import NeuralSynthesizer

ROBOT = "espeak-ng"
"""The model of the voices that only stand in for better ones."""


class Preview(Engine):
    """Speaks for nothing on this machine, so that anyone can hear a site without a key.

    English is spoken by a neural voice, the other languages by eSpeak NG.
    """

    name = "preview"
    free = True

    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        """The voice that is asked for, if it is a free one; else the best of its gender."""
        spoken = asked_language(self.settings, language)
        if spoken is None:
            return None
        name, _ = asked_voice(self.settings, spoken, language, wish)
        tongue = "English" if spoken == UNKNOWN else spoken
        voices = catalogue.preview_voices().get(tongue, {})
        if name in voices.values():
            return Voice(engine=self.name, model=ROBOT, name=name, language=spoken)
        speaker = catalogue.system_voice(name)
        gender = speaker.gender if speaker else ""
        if (found := neural_voice(tongue, name, gender)) is not None:
            return Voice(engine=self.name, model=found.model, name=found.name, language=spoken)
        if not voices:
            return None
        robot = voices[gender if gender in voices else "voice"]
        return Voice(engine=self.name, model=ROBOT, name=robot, language=spoken)

    def stands_in(self, voice: Voice) -> bool:
        """Whether it is the robot that speaks."""
        return voice.model == ROBOT

    def describe(self, voice: Voice) -> str:
        """What speaks, for people."""
        if self.stands_in(voice):
            return f"the robot {voice.name} ({voice.model}), which stands in for a better voice"
        return f"the free voice {voice.name} ({voice.model})"

    def open(
        self,
        decode: Decode,  # noqa: ARG002 - it makes samples
        *,
        sleep: Callable[[float], None] | None = None,  # noqa: ARG002 - and never waits
    ) -> Synthesizer:
        """Get ready to speak; each voice is looked for when it is first spoken with."""
        return PreviewSynthesizer()


class PreviewSynthesizer(Synthesizer):
    """Hands each utterance to the voice that it names. Many threads may call `speak`."""

    free = True

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,
        retried: Callable[[RetryDetails], None] = lambda _: None,
        answering: Answering = lambda: lambda _: None,  # noqa: ARG002 - nothing is sent
    ) -> Clip:
        """Have an utterance spoken.

        Raises:
            ConfigurationError: the voice is not installed.
            SpeechError: it cannot speak the text.
        """
        speaks = self._robot if utterance.voice.model == ROBOT else self._neural
        return speaks.speak(utterance, again=again, retried=retried)

    def close(self) -> None:
        """Close what was opened."""
        for name in ("_neural", "_robot"):
            if (opened := self.__dict__.get(name)) is not None:
                opened.close()

    @cached_property
    def _robot(self) -> EspeakSynthesizer:
        from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import (  # noqa: PLC0415 - looks for a library
            EspeakSynthesizer,
        )

        return EspeakSynthesizer()

    @cached_property
    def _neural(self) -> NeuralSynthesizer:
        from mkdocs_qwen_tts._speech.engines.neural.synthesizer import (  # noqa: PLC0415 - as above
            NeuralSynthesizer,
        )

        return NeuralSynthesizer(self._robot_if_installed)

    def _robot_if_installed(self) -> EspeakSynthesizer | None:
        try:
            return self._robot
        except ConfigurationError:
            return None
