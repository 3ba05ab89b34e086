"""What is asked for again though it may have been billed: when, in which order, and how often.

Everything is asked for once before anything is asked for again. Only then is it known where the
budget for it does most: pages that would be silent come first, and those that lack least.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError, NarrationError, SpeechError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget

FURTHER_TRIES = 2
"""How often what broke off is asked for again at most, though each may be billed."""
FURTHER_TRIES_OF_BAD = 1
"""The same for sound that cannot be the speech."""


@dataclass(frozen=True)
class Tried:
    """What has become of an utterance that failed and may be billed all the same."""

    utterance: Utterance
    error: SpeechError
    times: int = 1

    def is_worth_another(self, retries: int) -> bool:
        """Whether a further try may mend it."""
        bad = isinstance(self.error, BadAudioError)
        further = FURTHER_TRIES_OF_BAD if bad else FURTHER_TRIES
        return self.error.unaffordable and self.times <= min(further, retries)


@dataclass
class SecondTries:
    """The tries of one build. Its caller guards it against threads."""

    pages: Sequence[PagePlan]
    budget: RetryBudget
    retries: int
    """Further attempts that the settings allow."""
    refused: int = 0
    """Utterances that were not asked for again for want of money."""
    _tried: dict[str, Tried] = field(default_factory=dict)

    def was_bad(self, utterance: Utterance) -> bool:
        """Whether it has been spoken once, and badly."""
        before = self._tried.get(utterance.fingerprint)
        return before is not None and isinstance(before.error, BadAudioError)

    def note(self, utterance: Utterance, error: NarrationError) -> None:
        """Take down a failure."""
        if not isinstance(error, SpeechError):
            self._tried.pop(utterance.fingerprint, None)  # asking again is not what it needs
            return
        before = self._tried.get(utterance.fingerprint)
        if isinstance(error, BadAudioError) and self.was_bad(utterance):
            error.unaffordable = False  # it had its second try
        if before is not None or error.unaffordable:
            times = before.times + 1 if before is not None else 1
            self._tried[utterance.fingerprint] = Tried(utterance, error, times)

    def due(self, failures: Collection[str]) -> list[Tried]:
        """What is asked for again now, as far as the budget goes, the most useful first.

        Args:
            failures: fingerprints of what has no clip.
        """
        waiting = {
            name: one
            for name, one in self._tried.items()
            if name in failures and one.is_worth_another(self.retries)
        }
        for group in self._in_order([one.utterance for one in waiting.values()]):
            if covered := [one for one in group if self.budget.take(one)]:
                return [waiting[one.fingerprint] for one in covered]
        self.refused = len(waiting)
        return []

    def _in_order(self, failed: Sequence[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
        """Those of pages that would be silent without them, and the others.

        Pages that lack least come first, for they are completed with the least.
        """
        names = {one.fingerprint for one in failed}
        ranks: dict[str, tuple[bool, int, int]] = {}
        for place, page in enumerate(self.pages):
            lost = {one.fingerprint: one.text for one in page.missing if one.fingerprint in names}
            lacking = sum(map(len, lost.values()))
            whole = sum(len(one.text) for one in page.utterances)
            rank = (whole - lacking >= lacking, lacking, place)
            for name in lost:
                ranks[name] = min(ranks.get(name, rank), rank)
        last = (True, sys.maxsize, 0)
        ordered = sorted(failed, key=lambda one: ranks.get(one.fingerprint, last))
        silent = [one for one in ordered if not ranks.get(one.fingerprint, last)[0]]
        return silent, [one for one in ordered if one not in silent]
