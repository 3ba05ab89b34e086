"""What a build may spend beyond its bill.

The bill counts every utterance once. Speech that came damaged, or whose answer was lost, is asked
for again, and may be
billed again: so much as the budget leaves beyond the bill may be spent on that, and no more.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import speech

if TYPE_CHECKING:
    from decimal import Decimal

    from mkdocs_qwen_tts.model import Bill, Charge, Utterance
    from mkdocs_qwen_tts.settings import Settings


@dataclass
class RetryBudget:
    """What is left beyond the bill. Many threads may take from it."""

    settings: Settings
    characters: int | None = None
    """Billing characters; `None` without such a budget."""
    price: Decimal | None = None
    """In the currency of the bill; `None` without such a budget."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def beyond(cls, bill: Bill, settings: Settings, spent: Charge) -> RetryBudget:
        """What the budget leaves beyond a bill that it covers, and beyond what the same run has spent before."""
        budget = settings.budget
        characters = price = None
        if budget.characters is not None:
            characters = budget.characters - spent.characters - bill.total.characters
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
