"""What Model Studio charges, from the price list in `catalogue/data/prices.csv`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engine import Price

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Usage

OUTPUT_TOKENS_PER_CHARACTER = Decimal(50) / Decimal(9)
"""A second of speech is 50 output tokens (Model Studio, pricing of the legacy models; for newer
models that bill tokens nothing is published), and the slowest script, Han, has 4.5 characters a
second, which count as 9."""


def price_of(entry: catalogue.Model, region: str) -> Price | None:
    """What a billing character costs, or `None` where no price for characters is published."""
    tariffs = {tariff.unit: tariff for tariff in catalogue.tariffs(entry.base, region)}
    if "characters" in tariffs:
        tariff = tariffs["characters"]
        return Price(tariff.price / tariff.amount, tariff.currency, tariff.as_of, tariff.source)
    taken, spoken = tariffs.get("input tokens"), tariffs.get("output tokens")
    if taken is None or spoken is None:
        return None
    per_character = (
        taken.price / taken.amount + OUTPUT_TOKENS_PER_CHARACTER * spoken.price / spoken.amount
    )
    return Price(per_character, spoken.currency, spoken.as_of, spoken.source, estimated=True)


def cost_of(entry: catalogue.Model, region: str, usage: Usage) -> Decimal | None:
    """What a service's own figures come to, in the currency of `price_of`, or `None`."""
    counts = {
        "characters": usage.characters,
        "input tokens": usage.input_tokens,
        "output tokens": usage.output_tokens,
    }
    tariffs = catalogue.tariffs(entry.base, region)
    parts = [
        count * tariff.price / tariff.amount
        for tariff in tariffs
        if (count := counts.get(tariff.unit)) is not None
    ]
    return sum(parts, Decimal(0)) if parts and len(parts) == len(tariffs) else None
