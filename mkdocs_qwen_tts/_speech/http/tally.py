"""What an utterance has taken so far: requests, answers that did not come, and what was billed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts._model import Usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._errors import SpeechError
    from mkdocs_qwen_tts._speech.engine import Attempted


@dataclass
class Tally:
    """What an utterance has taken so far, over all attempts."""

    requests: int = 0
    unanswered: int = 0
    billed: list[Usage] = field(default_factory=list)
    relinked: bool = False
    """Whether speech was asked for again because a link had expired."""
    paid: int = 0
    """Of the requests that may have been billed, how many were looked at by `may_have_cost`."""
    unaffordable: bool = False
    """Whether the budget covered no further request."""

    def add(self, one: Attempted) -> None:
        """Take in what a single request has taken."""
        self.requests += one.requests
        self.unanswered += one.unanswered
        self.billed += one.billed
        self.relinked = one.relinked

    def may_have_cost(self) -> bool:
        """Whether anything may have been billed since this was asked the last time."""
        before, self.paid = self.paid, len(self.billed) + self.unanswered
        return self.paid > before

    def affords(self, again: Callable[[], bool]) -> bool:
        """Whether a further request is covered: by `again`, if there was a cost since the last."""
        self.unaffordable = self.may_have_cost() and not again()
        return not self.unaffordable

    def usage(self) -> Usage:
        """The sum of what the service says it billed; counts that no answer stated stay `None`."""
        last = self.billed[-1] if self.billed else Usage()
        return replace(
            last,
            characters=_sum([usage.characters for usage in self.billed]),
            input_tokens=_sum([usage.input_tokens for usage in self.billed]),
            output_tokens=_sum([usage.output_tokens for usage in self.billed]),
            requests=self.requests,
            unanswered=self.unanswered,
        )

    def put_on(self, error: SpeechError) -> None:
        """Have an error say what was taken over all attempts."""
        error.requests, error.unanswered = self.requests, self.unanswered
        error.usage = self.usage()


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
