"""Alibaba's Model Studio as an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts._errors import ConfigurationError, UnknownModelError
from mkdocs_qwen_tts._model import Limit, Voice
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import commands, options
from mkdocs_qwen_tts._speech.engine import Engine, Price, Probe, Remark, Synthesizer
from mkdocs_qwen_tts._speech.engines.modelstudio import (
    address,
    checks,
    ending,
    membership,
    prices,
)
from mkdocs_qwen_tts._speech.engines.modelstudio.systems import system_of
from mkdocs_qwen_tts._speech.http import endpoint
from mkdocs_qwen_tts._speech.wish import UNKNOWN, asked_language, asked_voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from mkdocs_qwen_tts._errors import SpeechError
    from mkdocs_qwen_tts._model import Usage
    from mkdocs_qwen_tts._speech.catalogue import Lifecycle
    from mkdocs_qwen_tts._speech.engine import Decode

REHEARSAL = "rehearsal"
"""Engine of voices that an API on this machine speaks with. What a fake says must never be taken
for speech that was paid for, so it has fingerprints of its own."""

KEY_BEGINS = "sk-"
"""Keys of Model Studio do."""


class ModelStudio(Engine):
    """The vendor's service: Qwen-TTS, CosyVoice, Qwen-Audio-TTS and MiniMax over HTTP."""

    name = "dashscope"
    needs_key = True
    custom_voices = True

    @property
    def _entry(self) -> catalogue.Model:
        return catalogue.model(self.settings.model)

    @property
    def model(self) -> str:
        """The model that speaks."""
        return self.settings.model

    @property
    def root(self) -> str:
        """The API root that speech is asked of."""
        return address.api_root(self.settings, shared=self._entry.host == "shared")

    @property
    def host(self) -> str:
        """The host that is asked for speech."""
        return urlsplit(self.root).hostname or ""

    # ------------------------------------------------------------ voices and figures

    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        """The voice for a passage, checked to be one of the model's."""
        settings, entry = self.settings, self._entry
        spoken = asked_language(settings, language)
        if spoken is None:
            return None
        name, option = asked_voice(settings, spoken, language, wish)
        if spoken != UNKNOWN and not catalogue.speaks_named(entry, spoken):
            return None
        given = (settings.instructions or "").strip() if entry.instructions else ""
        return Voice(
            engine=REHEARSAL if endpoint.is_local(settings) else self.name,
            model=entry.name,
            name=membership.spoken_by(settings, entry, name, option),
            language=spoken,
            instructions=given,
            optimize_instructions=settings.optimize_instructions and bool(given),
            options=options.frozen_options(settings.options),
        )

    def plain_text(self, text: str) -> str:
        """Without what the model's family would obey."""
        return commands.defused(text, self._entry.protocol, self._entry.family)

    def limit(self, voice: Voice) -> Limit:
        """How much text one request may carry, in the unit that the model's limit has."""
        entry = catalogue.model(voice.model)
        count = catalogue.token_bound if entry.limit_unit == "tokens" else catalogue.units
        return Limit(entry.limit, count)

    def price(self, voice: Voice) -> Price | None:
        """What a billing character costs, by the region's price list."""
        return prices.price_of(catalogue.model(voice.model), self.settings.api.region)

    def cost(self, voice: Voice, usage: Usage) -> Decimal | None:
        """What the service's own figures come to."""
        return prices.cost_of(catalogue.model(voice.model), self.settings.api.region, usage)

    def rate(self, voice: Voice) -> float:
        """Requests a minute, as documented."""
        return catalogue.model(voice.model).requests_per_minute

    # ------------------------------------------------------------ checks

    def problems(self) -> list[ConfigurationError]:
        """Languages, address and key first; then all that the model does not take."""
        found = super().problems()
        try:
            endpoint.check_address(self.settings, needs_address=False, needs_key=True)
        except ConfigurationError as error:
            found.append(error)
        try:
            entry = self._entry
        except ConfigurationError as error:
            return [*found, error]
        return [*found, *checks.model_problems(self.settings, entry)]

    def notes(self) -> tuple[str, ...]:
        """What the settings rely on that is not documented."""
        return (
            *filter(None, [*super().notes(), ending.ending_note(self.settings)]),
            *checks.model_notes(self.settings, self._entry),
        )

    def lifecycle(self, voice: Voice) -> Lifecycle | None:
        """How long the voice's model lives, as far as it is known."""
        return catalogue.lifecycle(voice.model)

    def successor(self) -> ModelStudio | None:
        """The engine with the model to take, where this one's ends."""
        if ending.ending_of(self.settings) is None:
            return None
        settings = ending.successor_settings(self.settings)
        return ModelStudio(settings) if settings is not None else None

    def doubts_key(self, key: str) -> str:
        """Keys of the service begin alike; a fake takes any."""
        if endpoint.is_local(self.settings) or key.startswith(KEY_BEGINS):
            return ""
        return f"does not begin with {KEY_BEGINS}"

    def address(self) -> Remark:
        """Whether `api.base_url` and `api.region` agree."""
        return address.address_remark(self.settings)

    def probe(self) -> Probe:
        """Ask the service for one of the account's own voices, which is free."""
        from mkdocs_qwen_tts._speech.engines.modelstudio import (  # noqa: PLC0415 - imports httpx, 0.1 s
            probing,
        )

        return probing.probe_account(self)

    def _advice_on(self, error: SpeechError) -> str:
        known = not isinstance(error, UnknownModelError)
        return "" if known else ending.advice_on_unknown(self.settings)

    # ------------------------------------------------------------ speech

    def open(self, decode: Decode, *, sleep: Callable[[float], None] | None = None) -> Synthesizer:
        """Connections to the service, spoken to as the model wants it."""
        from mkdocs_qwen_tts._speech.http.synthesizer import (  # noqa: PLC0415 - imports httpx, 0.1 s
            HttpSynthesizer,
        )
        from mkdocs_qwen_tts._speech.http.wire import Wire  # noqa: PLC0415 - httpx is loaded by who speaks alone

        endpoint.check_address(self.settings, needs_address=False, needs_key=True)
        return HttpSynthesizer(
            self.settings,
            decode,
            protocol=system_of(self._entry),
            wire=Wire.to(self.root, self.settings, key_required=True),
            rate=self.rate,
            advise=self._advice_on,
            sleep=sleep,
        )
