"""How the service counts text, and what its price list says."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from msgspec import Struct

from mkdocs_qwen_tts._speech.catalogue.tables import rows

_HAN = (
    "[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U000323af]"
)


@cache
def han() -> re.Pattern[str]:
    """Han ideographs: they are billed twice, everything else once (Model Studio, Qwen-TTS guide).

    Compiled with its first use, which takes longer than all else of this module.
    """
    return re.compile(_HAN)


class Tariff(Struct, frozen=True):
    """A row of the price list."""

    model: str
    region: str
    price: Decimal
    currency: str
    amount: int
    """How many of `unit` the price buys."""
    unit: str
    """`characters`, `input tokens`, `output tokens` or `voice`."""
    as_of: str
    source: str


def units(text: str) -> int:
    """Billing characters of `text`: Han ideographs count 2, others 1 (Qwen-TTS guide)."""
    return len(text) + (0 if text.isascii() else len(han().findall(text)))


def token_bound(text: str) -> int:
    """An upper bound of tokens: a letter is at most one, a Han ideograph two, others bytes.

    The legacy models count 512 tokens of a tokenizer that is not published for them.
    """
    if text.isascii():
        return len(text)
    return sum(
        1 if char.isascii() else 2 if han().match(char) else len(char.encode("utf-8", "replace"))
        for char in text
    )


@cache
def tariffs(name: str, region: str) -> tuple[Tariff, ...]:
    """What the price list says about a model or service in a region."""
    found = []
    for row in rows("prices"):
        if row["model"] == name and row["region"] == region:
            amount, _, unit = row["per"].partition(" ")
            found.append(
                Tariff(
                    model=row["model"],
                    region=row["region"],
                    price=Decimal(row["price"]),
                    currency=row["currency"],
                    amount=int(amount) if unit else 1,
                    unit=unit or amount,
                    as_of=row["as_of"],
                    source=row["source"],
                )
            )
    return tuple(found)
