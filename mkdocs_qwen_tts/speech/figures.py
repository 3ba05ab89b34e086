"""Figures of a voice: how much a request carries, what it counts, what it costs, how fast it may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Limit
from mkdocs_qwen_tts.speech import catalogue

if TYPE_CHECKING:
    from mkdocs_qwen_tts.model import Usage, Voice
    from mkdocs_qwen_tts.settings import Settings

OUTPUT_TOKENS_PER_CHARACTER = Decimal(50) / Decimal(9)
"""A second of speech is 50 output tokens (Model Studio, pricing of the legacy models), and the
slowest script, Han, has
4.5 characters a second, which count as 9."""

OTHERS = ("preview", "openai")
"""Engines that the vendor's tables say nothing about."""

OTHER_LIMIT = 600
"""Other engines take any length; the limit is that of the default model, so that scripts split
alike."""

UNLIMITED = 1_000_000.0
"""Requests a minute where nobody else's service is asked."""


@dataclass(frozen=True)
class Price:
    """What speech costs."""

    per_character: Decimal
    """For one billing character, in `currency`."""
    currency: str
    date: str
    """When the price was read (`2026-03`)."""
    source: str
    estimated: bool = False
    """The service bills tokens, and how many a text becomes is known afterwards only: this is the
    upper end."""


def limit(voice: Voice) -> Limit:
    """How much text one request may carry."""
    if voice.engine in OTHERS:
        return Limit(OTHER_LIMIT, catalogue.units)
    entry = catalogue.model(voice.model)
    return Limit(
        entry.limit, catalogue.token_bound if entry.limit_unit == "tokens" else catalogue.units
    )


def characters(voice: Voice, text: str) -> int:  # noqa: ARG001 - every service counts alike so far; callers must not know that
    """Billing characters of `text`, as the voice's service counts."""
    return catalogue.units(text)


def price(settings: Settings, voice: Voice) -> Price | None:
    """What a billing character costs with this voice, or `None` where no price for characters is published."""
    if voice.engine == "preview":
        return Price(Decimal(0), "CNY", "", "spoken on this machine")
    if voice.engine == "openai":
        return None
    entry = catalogue.model(voice.model)
    tariffs = {tariff.unit: tariff for tariff in catalogue.tariffs(entry.base, settings.api.region)}
    if "characters" in tariffs:
        tariff = tariffs["characters"]
        return Price(tariff.price / tariff.amount, tariff.currency, tariff.as_of, tariff.source)
    taken, spoken = tariffs.get("input tokens"), tariffs.get("output tokens")
    if entry.family != "qwen-tts" or taken is None or spoken is None:
        return (
            None  # how many tokens a second of speech has is documented for the legacy models alone
        )
    per_character = (
        taken.price / taken.amount + OUTPUT_TOKENS_PER_CHARACTER * spoken.price / spoken.amount
    )
    return Price(per_character, spoken.currency, spoken.as_of, spoken.source, estimated=True)


def cost(settings: Settings, voice: Voice, usage: Usage) -> Decimal | None:
    """What a service's own figures come to, in the currency of `price`, or `None` where it cannot be told."""
    if voice.engine == "preview":
        return Decimal(0)
    if voice.engine == "openai":
        return None
    counts = {
        "characters": usage.characters,
        "input tokens": usage.input_tokens,
        "output tokens": usage.output_tokens,
    }
    tariffs = catalogue.tariffs(catalogue.model(voice.model).base, settings.api.region)
    parts = [
        count * tariff.price / tariff.amount
        for tariff in tariffs
        if (count := counts.get(tariff.unit)) is not None
    ]
    return sum(parts, Decimal(0)) if parts and len(parts) == len(tariffs) else None


def rate(voice: Voice) -> float:
    """Requests a minute that the service documents for the voice's model."""
    if voice.engine in OTHERS:
        return UNLIMITED
    return catalogue.model(voice.model).requests_per_minute
