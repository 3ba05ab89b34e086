"""What a build costs, and what became of it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from mkdocs_qwen_tts._model.sound import Narration


class Charge(Struct, frozen=True):
    """What part of a build costs."""

    utterances: int = 0
    """Utterances spoken, repeats included."""
    cached: int = 0
    """Of these, how many need no request: they are in the store, or another page asks for them."""
    requests: int = 0
    """Requests to send: each missing utterance once."""
    characters: int = 0
    """Billing characters of those requests, counted as the service counts."""
    price: Decimal | None = None
    """In `currency`; `None` where no price is known."""
    currency: str | None = None
    """`CNY` or `USD`; `None` where no price is known."""
    price_date: str | None = None
    """When the price was read from the vendor's page (`2026-03`)."""

    def as_json(self) -> dict[str, Any]:
        """The shape of a total or page in `plan --json`."""
        return {
            "utterances": self.utterances,
            "cached": self.cached,
            "requests": self.requests,
            "characters": self.characters,
            "price": None if self.price is None else float(self.price),
            "currency": self.currency,
            "price_date": self.price_date,
        }


class Bill(Struct, frozen=True):
    """What a build would spend, page by page and in all."""

    total: Charge
    """All pages together."""
    pages: tuple[tuple[str, Charge], ...]
    """`(page key, charge)`. A repeated utterance is charged to the first page that speaks it."""

    def as_json(self) -> dict[str, Any]:
        """The shape of `plan --json`."""
        return {
            "total": self.total.as_json(),
            "pages": [{"page": page, **charge.as_json()} for page, charge in self.pages],
        }


class Status(StrEnum):
    """How a page's narration came out."""

    FRESH = "fresh"
    """Something was synthesized or assembled for it in this build."""
    CACHED = "cached"
    """It was ready in the store."""
    STALE = "stale"
    """It carries the narration of an earlier state."""
    SKIPPED = "skipped"
    """It has no narration, as asked or for want of prose."""
    FAILED = "failed"
    """It should have narration and has none."""

    def __str__(self) -> str:
        return self.value


class Hole(Struct, frozen=True):
    """A part of a page that is not spoken, though the rest of the page is."""

    text: str
    """What would have been sent."""
    reason: str
    """Why it is not spoken; one sentence."""
    passages: tuple[int, ...]
    """Indices into `Script.passages`."""
    passing: bool = False
    """Whether the next build asks for it again; otherwise it is left alone until its words, its
    voice or its model change."""
    fingerprint: str = ""
    """Of the utterance; empty where there is none to be had."""


class DoubtfulClip(Struct, frozen=True):
    """A clip on a page that may say something else than its text."""

    text: str
    """What it should say."""
    score: float
    """How doubtful it is: above 1, without a bound."""
    reason: str
    """What is odd about it; one sentence."""
    start: float
    """Second of the page's track at which it begins."""
    news: bool
    """Whether this build found it; otherwise an earlier one did."""


class Outcome(Struct, frozen=True):
    """What became of one page."""

    page: str
    """Key of the page."""
    status: Status
    """How it came out."""
    reason: str = ""
    """Why, for skipped and failed pages; one sentence."""
    sentence: str = ""
    """The first words of the utterance that could not be spoken."""
    narration: Narration | None = None
    """What the player shows; `None` where the page has none."""
    missing: bool = False
    """Whether all that is wrong is this: its clips are not in the store, and this build asks for
    none."""
    holes: tuple[Hole, ...] = ()
    """What of the page is left out, though it is narrated."""
    found: tuple[Hole, ...] = ()
    """Those of `holes` that this build found; the others were known from an earlier one."""
    doubtful: tuple[DoubtfulClip, ...] = ()
    """What may say something else than its text, though it is published."""


class Report(Struct, frozen=True):
    """What became of a build."""

    outcomes: tuple[Outcome, ...]
    """One for each page, in reading order."""
    bill: Bill
    """What the build was going to spend."""
    requests: int = 0
    """Requests actually sent, retries included."""
    characters: int = 0
    """Billing characters of the clips that arrived."""
    unanswered: int = 0
    """Requests whose answer never came: they may have been billed."""
    billed_otherwise: int = 0
    """Number of clips for which the service counted more or fewer characters than the bill."""
    notes: tuple[str, ...] = ()
    """Things the user should know: one sentence each."""

    def count(self, status: Status) -> int:
        """How many pages came out so."""
        return sum(outcome.status is status for outcome in self.outcomes)

    def of(self, page: str) -> Outcome | None:
        """The outcome of one page."""
        return next((outcome for outcome in self.outcomes if outcome.page == page), None)
