"""A server of your own as an engine: open weights behind `/v1/audio/speech`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Voice
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import commands, options
from mkdocs_qwen_tts._speech.engine import Engine, Probe, Remark, Synthesizer
from mkdocs_qwen_tts._speech.http import endpoint
from mkdocs_qwen_tts._speech.wish import UNKNOWN, asked_language, asked_voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.engine import Decode

PROTOCOL = "openai"
"""How the tables call the protocol."""

LOADED_MODEL = "Qwen3-TTS"
"""Stands for whatever model a server has loaded."""

FIRST_VOICE = "Vivian"
"""The first speaker of the open weights, which have no Cherry."""

LANGUAGES = "qwen3"
"""The set of languages that the open weights speak (`catalogue.Language.sets`)."""

MOST_INSTRUCTIONS = 500
"""Characters (vLLM-Omni 0.30.0; a server option changes it)."""


class SelfHosted(Engine):
    """Qwen3-TTS behind vLLM-Omni, SGLang-Omni and what is like them."""

    name = "openai"

    @property
    def root(self) -> str:
        """The API root, without a slash at its end."""
        return (self.settings.api.base_url or "").rstrip("/")

    @property
    def host(self) -> str:
        """The host that is asked for speech."""
        return urlsplit(self.root).hostname or ""

    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        """A voice of the server's own; which it has, only the server knows."""
        settings = self.settings
        spoken = asked_language(settings, language)
        if spoken is None or (spoken != UNKNOWN and not _is_spoken(spoken)):
            return None
        name, _ = asked_voice(settings, spoken, language, wish)
        if settings.options.get("task_type", "CustomVoice") != "CustomVoice":
            name = ""  # the description or the sample is the voice
        elif name == settings.voice and "voice" not in settings.given:
            name = FIRST_VOICE
        return Voice(
            engine=self.name,
            model=settings.model if "model" in settings.given else LOADED_MODEL,
            name=name,
            language=spoken,
            instructions=(settings.instructions or "").strip(),
            options=options.frozen_options(settings.options),
        )

    def plain_text(self, text: str) -> str:
        """Without the tokenizer's own words."""
        return commands.defused(text, PROTOCOL)

    def problems(self) -> list[ConfigurationError]:
        """What can be known from here."""
        found = super().problems()
        for problems in (self._address_problems(), _task_problems(self.settings)):
            found += list(problems)[:1]
        return found

    def _address_problems(self) -> Iterator[ConfigurationError]:
        try:
            endpoint.check_address(self.settings, needs_address=True, needs_key=False)
        except ConfigurationError as error:
            yield error

    def address(self) -> Remark:
        """Where the server is."""
        return Remark("address", str(self.settings.api.base_url))

    def probe(self) -> Probe:
        """Ask the server which models it has."""
        from mkdocs_qwen_tts._speech.engines.selfhosted import (  # noqa: PLC0415 - imports httpx, 0.1 s
            probing,
        )

        return probing.probe_models(self)

    def open(self, decode: Decode, *, sleep: Callable[[float], None] | None = None) -> Synthesizer:
        """Connections to the server."""
        from mkdocs_qwen_tts._speech.engines.selfhosted.protocol import (  # noqa: PLC0415 - imports httpx, 0.1 s
            SpeechApi,
        )
        from mkdocs_qwen_tts._speech.http.synthesizer import HttpSynthesizer  # noqa: PLC0415 - httpx is loaded by who speaks alone
        from mkdocs_qwen_tts._speech.http.wire import Wire  # noqa: PLC0415 - httpx is loaded by who speaks alone

        endpoint.check_address(self.settings, needs_address=True, needs_key=False)
        return HttpSynthesizer(
            self.settings,
            decode,
            protocol=SpeechApi(),
            wire=Wire.to(self.root, self.settings, key_required=False),
            rate=self.rate,
            sleep=sleep,
        )


def _is_spoken(language: str) -> bool:
    return any(
        found.name == language and LANGUAGES in found.sets for found in catalogue.languages()
    )


def _task_problems(settings: Settings) -> Iterator[ConfigurationError]:
    """What does not go together in a request."""
    given, task = settings.options, settings.options.get("task_type", "CustomVoice")
    try:
        options.check_values(given, PROTOCOL, "a self-hosted server")
    except ConfigurationError as error:
        yield error
    instructions = (settings.instructions or "").strip()
    if settings.optimize_instructions:
        yield ConfigurationError(
            "optimize_instructions", "a self-hosted server does not know it; remove it.", value=True
        )
    if len(instructions) > MOST_INSTRUCTIONS:
        yield ConfigurationError(
            "instructions",
            f"a self-hosted server takes {MOST_INSTRUCTIONS} characters, not {len(instructions)}; "
            "shorten them.",
        )
    if task == "VoiceDesign" and not instructions:
        yield ConfigurationError(
            "instructions", "task_type VoiceDesign needs them: they describe the voice."
        )
    sample, words = given.get("ref_audio"), given.get("ref_text")
    if task == "Base" and not sample:
        yield ConfigurationError(
            "options.ref_audio", "task_type Base needs a sample of the voice to clone."
        )
    if task != "Base" and sample:
        yield ConfigurationError(
            "options.ref_audio", f"task_type {task} takes no sample; set `task_type: Base`."
        )
    if sample and not words and not given.get("x_vector_only_mode"):
        yield ConfigurationError(
            "options.ref_text", "the sample needs its words, or `x_vector_only_mode: true`."
        )
