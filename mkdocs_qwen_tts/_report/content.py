"""What a report says, as frozen data. Its JSON has the published schema that is made from here."""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA = 1
"""Raised when a name of the JSON changes its meaning or goes; new names do not raise it."""


PageStatus = Literal["fresh", "cached", "stale", "skipped", "failed", "missing"]


class ChargeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a page or a site costs."""

    utterances: int = 0
    """Utterances spoken, repeats included."""
    cached: int = 0
    """Of these, how many need no request: they are in the store, or asked for elsewhere."""
    requests: int = 0
    """Requests that a build sends."""
    characters: int = 0
    """Billing characters of those requests."""
    price: float | None = None
    """In `currency`; null where no price is known."""
    currency: str | None = None
    price_date: str | None = None
    """When the price was read from the vendor's page, as `2026-03`."""


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that may say something else than its text."""

    text: str
    reason: str
    score: float
    """How far it is from what is usual; above 1 it is doubtful."""
    clip: str
    """Fingerprint of the utterance: the name of the clip in the store."""
    published: bool = True
    """Whether it is heard on its page; otherwise its text is among what is left out."""
    heard: str = ""
    """What a recogniser understood, where one listened."""


class SilentPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a page that is not spoken, though the rest of the page is."""

    text: str
    reason: str


class PageReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one page."""

    page: str
    """The file that it came from, such as `guide/install.md`: the key of a page in every report."""
    url: str
    """Its address within the site."""
    title: str
    language: str | None
    status: PageStatus
    """missing: nothing is wrong but that clips are not in the store. The others are those of
    `Status`."""
    reason: str = ""
    """Why it has no narration of what it says now."""
    duration: float | None = None
    """Seconds of its track."""
    size: int | None = None
    """Bytes of its track."""
    passages: int = 0
    announcements: int = 0
    """Of the passages, how many announce what cannot be read."""
    spoken: int = 0
    """Letters of the script."""
    share: float = 0.0
    """Of all that the site says, from 0 to 1."""
    coverage: float | None = None
    """Share of the words that readers see that are spoken, or left out by a policy; from 0 to 1."""
    uncovered: str = ""
    """The element that holds most of the other words, such as `<div class=contents>`."""
    charge: ChargeReport = ChargeReport()
    silent: tuple[SilentPart, ...] = ()
    """Parts that are left out, such as those that the service refuses."""
    doubts: tuple[Doubt, ...] = ()


class SpokenTerm(msgspec.Struct, frozen=True, kw_only=True):
    """A technical word that no rule and no lexicon covers."""

    term: str
    count: int


class ChangeReport(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that is spoken otherwise than at an earlier revision."""

    page: str
    before: str | None
    """null: the passage is new."""
    after: str | None
    """null: the passage is gone."""


class SiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is spoken on a site, what that costs, and what deserves a look."""

    schema: int = SCHEMA
    site: str = ""
    engine: str = ""
    model: str = ""
    voice: str = ""
    pages: tuple[PageReport, ...] = ()
    total: ChargeReport = ChargeReport()
    requests_sent: int | None = None
    """By the build that wrote the report, retries included; null where no build wrote it."""
    characters_sent: int | None = None
    unanswered: int | None = None
    """Requests whose answer never came: they may have been billed."""
    notes: tuple[str, ...] = ()
    """What the user should know, one sentence each."""
    advice: tuple[str, ...] = ()
    """What may be worth a change, one sentence each."""
    unknown: tuple[SpokenTerm, ...] = ()
    """The most frequent first."""
    since: str = ""
    """The revision that `changes` compares with."""
    changes: tuple[ChangeReport, ...] = ()
    change_cost: ChargeReport | None = None

    @property
    def narrated(self) -> tuple[PageReport, ...]:
        """The pages that have a track."""
        return tuple(page for page in self.pages if page.duration is not None)

    @property
    def duration(self) -> float:
        """Seconds of all tracks."""
        return sum(page.duration or 0.0 for page in self.pages)

    def count(self, status: str) -> int:
        """How many pages have a status."""
        return sum(page.status == status for page in self.pages)
