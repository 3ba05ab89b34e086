"""Whether a bill is far above what the site's record expects, and why that may be.

A site that was narrated before asks for what has changed. Where most of its narrated pages are
suddenly missing, somebody changed the voice, or lost the store, and did not mean to pay for the
whole site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import SurprisingBill
from mkdocs_qwen_tts._pipeline.progress import describe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._model import Bill
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._pipeline.record import SiteRecord
    from mkdocs_qwen_tts._settings import Settings

LEAST_UNSIGNED = 5
"""Requests for what lies in the store unsigned, under which a build goes on."""

NOT_SIGNED = (
    "they lie in the store and are not signed with `cache.key`; if you trust them, sign them: "
    "mkdocs-qwen-tts cache sign"
)

LEAST = 50
"""Requests under which no bill is a surprise: less than the price of reading about it."""


@dataclass
class Expectation:
    """What is missing of the pages that an earlier build narrated. Pages may be added in parts."""

    record: SiteRecord
    utterances: int = 0
    missing: int = 0
    lost: int = 0
    """Of the missing ones: those that an earlier build used, so that they were in the store."""
    unsigned: set[str] = field(default_factory=set)
    """Fingerprints of what is missing only because it is not signed."""
    _seen: set[str] = field(default_factory=set)

    def add(self, pages: Iterable[PagePlan]) -> None:
        """Compare pages with what the record says of them."""
        unsigned = self.record.unsigned
        for one in pages:
            self.unsigned.update(
                unsigned.intersection(utterance.fingerprint for utterance in one.missing)
            )
            last = self.record.last(one.page.key)
            if last is None or not last.track:  # a page that never was whole says nothing
                continue
            self.utterances += len(one.utterances)
            known = set(last.clips)
            for utterance in one.missing:
                if utterance.fingerprint not in self._seen:
                    self._seen.add(utterance.fingerprint)
                    self.missing += 1
                    self.lost += utterance.fingerprint in known

    def first_build(self, bill: Bill) -> str:
        """Says that all of a site is asked for, as nothing is known of it; empty where it is not.

        It may be that a cache was lost with all that was in it: who reads this can tell.
        """
        if not self.record.is_new or bill.total.requests < LEAST:
            return ""
        return (
            "Nothing of this site has been narrated into this store, so all of it is asked for: "
            f"{describe(bill.total)}"
        )

    def check(self, bill: Bill, settings: Settings) -> None:
        """Stop a build whose bill is a surprise.

        Raises:
            SurprisingBill: with the likely cause; nothing was sent.
        """
        limit = settings.budget.surprise
        if settings.spend or not limit:
            return
        if len(self.unsigned) >= LEAST_UNSIGNED:  # the record may be unsigned too, and say nothing
            share = 100.0 * len(self.unsigned) / max(bill.total.requests, len(self.unsigned))
            raise SurprisingBill(bill, round(share), NOT_SIGNED)
        if self.missing < LEAST:
            return
        share = 100 * self.missing / max(self.utterances, self.missing)
        if share > limit:
            raise SurprisingBill(bill, round(share), self._cause())

    def _cause(self) -> str:
        if 2 * self.lost > self.missing:
            return (
                "their words and voices are what they were, so the store has lost what was paid "
                "for: was a cache evicted, or `cache.dir` moved?"
            )
        return (
            "what is asked for is not what was spoken: has `voice`, `model`, `instructions`, "
            "`target` or `prose` changed, or the version of this package?"
        )
