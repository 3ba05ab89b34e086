"""What a build may spend beyond its bill.

The bill counts every utterance once. Speech that came damaged, or whose answer was lost, is asked
for again, and may be billed again: `budget.again` says how much may be spent on that, and `budget`
how much at most.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech

if TYPE_CHECKING:
    from decimal import Decimal

    from mkdocs_qwen_tts._model import Bill, Charge, Utterance
    from mkdocs_qwen_tts._settings import Settings


LEAST = 1_200
"""Billing characters that may be asked for again whatever the bill: two requests of the usual
limit."""


NO_MONEY = "it is not asked for again, as the budget does not cover being billed twice"


def allowance(bill: Bill, settings: Settings) -> int:
    """Billing characters that may be spent on asking again, as far as `budget` goes."""
    if not bill.total.requests:
        return 0
    share = math.ceil(bill.total.characters * settings.budget.again / 100)
    return max(share, LEAST) if settings.budget.again else 0


def worst_case(bill: Bill, settings: Settings) -> Charge:
    """What a build may cost at most, with everything that is asked for again."""
    total = bill.total
    extra = allowance(bill, settings)
    limit = settings.budget.characters
    characters = total.characters + extra
    if limit is not None:
        characters = max(total.characters, min(characters, limit))
    price = total.price
    if price is not None and total.characters:
        price = price * characters / total.characters
        if settings.budget.price is not None:
            price = max(total.price or price, min(price, settings.budget.price))
    return replace(total, characters=characters, price=price)


@dataclass
class RetryBudget:
    """What is left beyond the bill. Many threads may take from it."""

    settings: Settings
    characters: int | None = None
    """Billing characters; `None`: as many as it takes."""
    price: Decimal | None = None
    """In the currency of the bill; `None` without such a budget."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def beyond(cls, bill: Bill, settings: Settings, spent: Charge) -> RetryBudget:
        """What the budget leaves beyond this bill and what the same run has spent before."""
        budget = settings.budget
        characters, price = allowance(bill, settings), None
        if budget.characters is not None:
            left = budget.characters - spent.characters - bill.total.characters
            characters = min(characters, left)
        if budget.price is not None and bill.total.price is not None:
            price = budget.price - (spent.price or 0) - bill.total.price
        return cls(settings, characters, price)

    def take(self, utterance: Utterance) -> bool:
        """Take what it may cost to ask for an utterance once more; whether there was as much."""
        engine = speech.engine_for(self.settings)
        characters = engine.units(utterance.text)
        cost = engine.price(utterance.voice) if self.price is not None else None
        price = cost.per_character * characters if cost is not None else None
        with self._guard:
            enough = self.characters is None or self.characters >= characters
            if self.price is not None:
                enough = enough and price is not None and self.price >= price
            if not enough:
                return False
            if self.characters is not None:
                self.characters -= characters
            if self.price is not None and price is not None:
                self.price -= price
            return True
