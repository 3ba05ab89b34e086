"""The nouns of narration, as frozen data.

`SourcePage` → `Script` of `Passage`s → `Utterance`s → `Clip`s → `Track` with `Cue`s → `Narration` of a page.
Times are seconds, samples are signed 16-bit mono, characters are billing characters unless said otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping  # noqa: TC003 - dataclass fields are resolved by documentation tools
from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003
from enum import Enum
from pathlib import Path  # noqa: TC003
from types import MappingProxyType
from typing import Any

FINGERPRINT_SCHEMA = 1
"""Raised only when the same utterance would have to sound different. Raising it re-synthesizes every site."""

TRACK_SCHEMA = 1
"""Raised when assembling or encoding changes. Raising it re-encodes every page and sends nothing."""

BYTES_PER_SAMPLE = 2


def digest(value: Any) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON of `value`: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# ---------------------------------------------------------------- page and script


@dataclass(frozen=True)
class SourcePage:
    """What a door hands in: one page's content as rendered HTML, before any theme is put around it."""

    key: str
    """URL path of the page within the site (`guide/install/`); unique."""
    title: str
    language: str | None
    """BCP 47 tag of the page (`en`, `zh-Hans`), or `None` when nothing declares it."""
    html: str
    overrides: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """The page's own `narration:` mapping from its front matter; the same names as the settings."""
    source: str = ""
    """Path of the file it came from, as its author knows it (`guide/install.md`): messages name it, and
    `include` and `exclude` match it. Empty: the key serves."""

    @property
    def name(self) -> str:
        """What messages call the page."""
        return self.source or self.key


@dataclass(frozen=True)
class Site:
    """Which site is narrated: what tells it apart from others that share a store."""

    name: str = ""
    url: str = ""
    version: str = ""
    locale: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal): the name of the site's record in the store."""
        return digest([self.name, self.url, self.version, self.locale])


class Kind(str, Enum):
    """What a passage is on the page. Pauses depend on it."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TERM = "term"
    DEFINITION = "definition"
    ROW = "row"
    CAPTION = "caption"
    IMAGE = "image"
    CUE = "cue"
    """A sentence of ours that announces what cannot be read: a code example, a tab, an admonition."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Passage:
    """One readable block of a page, in reading order."""

    kind: Kind
    text: str
    """What is spoken, whitespace folded, never empty."""
    anchor: int | None = None
    """Which element of the page it came from: an index into `Script.elements`, written into the published
    HTML as `data-narration="N"`. `None`: it has no element of its own."""
    language: str | None = None
    """BCP 47 tag where it differs from the page's."""
    voice: str | None = None
    """Voice asked for by the author on this block."""
    pause: float = 0.0
    """Seconds of silence after it."""
    level: int = 0
    """Heading level 1-6; 0 for everything else."""
    id: str | None = None
    """The element's `id` attribute: where a deep link to it points."""
    spoken_only: bool = False
    """Whether it says something that does not stand on the page."""


@dataclass(frozen=True)
class Script:
    """Exactly what will be spoken for a page."""

    page: str
    title: str
    language: str | None
    passages: tuple[Passage, ...]
    elements: tuple[int, ...] = ()
    """For each anchor, the offset in `SourcePage.html` just behind the element's tag name, where its
    `data-narration` attribute is spliced in. Ascending."""
    notes: tuple[str, ...] = ()
    """Things an author should know: one sentence each."""

    def as_json(self) -> dict[str, Any]:
        """The shape of `script --json`."""
        return {
            "page": self.page,
            "title": self.title,
            "language": self.language,
            "passages": [
                {
                    "kind": passage.kind.value,
                    "text": passage.text,
                    "anchor": passage.anchor,
                    "language": passage.language,
                    "spoken_only": passage.spoken_only,
                    "pause": passage.pause,
                }
                for passage in self.passages
            ],
        }


# ---------------------------------------------------------------- voice and utterance


@dataclass(frozen=True)
class Voice:
    """Everything that changes how an utterance sounds, and nothing else."""

    engine: str
    model: str
    name: str
    """The voice id, in the service's spelling (`Cherry`, `Eldric Sage`)."""
    language: str = "Auto"
    """The service's own name of the language (`English`, `Chinese`, …, `Auto`)."""
    instructions: str = ""
    optimize_instructions: bool = False
    options: tuple[tuple[str, Any], ...] = ()
    """Engine-specific options that change the sound, sorted by name."""


@dataclass(frozen=True)
class Limit:
    """How much text one request may carry."""

    maximum: int
    count: Callable[[str], int]
    """Counts text in the unit of `maximum`, as the service does."""


@dataclass(frozen=True)
class Span:
    """Which part of an utterance's text speaks which passage."""

    passage: int
    """Index into `Script.passages`."""
    start: int
    end: int
    """Offsets in `Utterance.text`, end exclusive."""


@dataclass(frozen=True)
class Utterance:
    """One request's worth of speech. Equal when it sounds equal: spans and pause do not count."""

    text: str
    voice: Voice
    spans: tuple[Span, ...] = field(default=(), compare=False)
    pause: float = field(default=0.0, compare=False)
    """Seconds of silence after it."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over text and voice: the name of its clip in the store."""
        cached = self.__dict__.get("_fingerprint")
        if cached is None:
            cached = digest(
                {
                    "schema": FINGERPRINT_SCHEMA,
                    "engine": self.voice.engine,
                    "model": self.voice.model,
                    "voice": self.voice.name,
                    "language": self.voice.language,
                    "instructions": self.voice.instructions,
                    "optimize_instructions": self.voice.optimize_instructions,
                    "options": dict(self.voice.options),
                    "text": self.text,
                }
            )
            self.__dict__["_fingerprint"] = cached
        return str(cached)

    def recall(self, fingerprint: str) -> None:
        """Take the fingerprint from where it was noted, instead of working it out again."""
        self.__dict__["_fingerprint"] = fingerprint


# ---------------------------------------------------------------- sound


@dataclass(frozen=True)
class Usage:
    """What the service says it billed for one utterance, and what it took to get it."""

    characters: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    request_id: str = ""
    requests: int = 1
    """Requests sent, retries included."""
    unanswered: int = 0
    """Requests whose answer never came: they may have been billed."""


@dataclass(frozen=True)
class Word:
    """When a word is spoken, as a service says."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Sound:
    """Audio as it came from a service, not yet decoded."""

    data: bytes
    sample_rate: int | None = None
    """Hertz, for raw PCM; containers state their own."""
    usage: Usage = Usage()


@dataclass(frozen=True)
class Clip:
    """The decoded audio of one utterance."""

    pcm: bytes
    """Signed 16-bit little-endian mono samples."""
    sample_rate: int
    usage: Usage = Usage()
    words: tuple[Word, ...] = ()
    """Where the service was asked for them, and tells."""

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.pcm) // BYTES_PER_SAMPLE

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.samples / self.sample_rate


@dataclass(frozen=True)
class Timing:
    """When one span is spoken within a track."""

    start: float
    end: float
    exact: bool
    """True to the sample; `False`: estimated at a silence inside a pack."""


@dataclass(frozen=True)
class Tags:
    """What the audio file says about itself."""

    title: str
    album: str = ""
    language: str = ""
    """BCP 47 tag."""
    chapters: tuple[tuple[int, str], ...] = ()
    """`(index of the first span, title)` for every heading, in order."""


@dataclass(frozen=True)
class Encoded:
    """A page's audio file in memory, fresh from the encoder."""

    data: bytes
    duration: float
    loudness: float
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    peak: float
    """True peak in dBTP."""
    timings: tuple[Timing, ...]
    """One for each span of each utterance, in order."""


@dataclass(frozen=True)
class Track:
    """One page's audio file in the store."""

    key: str
    """SHA-256 over what it was assembled from."""
    digest: str
    """SHA-256 of the file's bytes: its published name is the first 16 characters."""
    path: Path
    format: str
    """`mp3`, `opus` or `m4a`."""
    size: int
    """Bytes."""
    duration: float
    loudness: float
    timings: tuple[Timing, ...]

    @property
    def file_name(self) -> str:
        """Name of the published file: immutable, cacheable for ever."""
        return f"{self.digest[:16]}.{self.format}"

    @property
    def media_type(self) -> str:
        """The published file's media type."""
        return {"mp3": "audio/mpeg", "opus": "audio/ogg", "m4a": "audio/mp4"}[self.format]


@dataclass(frozen=True)
class Cue:
    """When an element of the page is being spoken."""

    start: float
    end: float
    anchor: int | None
    passage: int
    """Index into `Script.passages`."""
    exact: bool


@dataclass(frozen=True)
class Chapter:
    """A heading, as a place to start listening."""

    title: str
    start: float
    level: int
    id: str | None


@dataclass(frozen=True)
class Narration:
    """A page's track, joined with its script: everything a player shows."""

    script: Script
    track: Track
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    preview: bool = False
    """Spoken by the free preview voice."""
    stale: bool = False
    """Spoken from an earlier state of the page."""


# ---------------------------------------------------------------- money and results


@dataclass(frozen=True)
class Charge:
    """What part of a build costs."""

    utterances: int = 0
    """Utterances spoken, repeats included."""
    cached: int = 0
    """Of these, how many are in the store already or are repeats of one that is asked for elsewhere."""
    requests: int = 0
    """Requests to send: each missing utterance once."""
    characters: int = 0
    """Billing characters of those requests, counted as the service counts."""
    price: Decimal | None = None
    """In `currency`; `None` where no price is known."""
    currency: str | None = None
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


@dataclass(frozen=True)
class Bill:
    """What a build would spend, page by page and in all."""

    total: Charge
    pages: tuple[tuple[str, Charge], ...]
    """`(page key, charge)`. A repeated utterance is charged to the first page that speaks it."""

    def as_json(self) -> dict[str, Any]:
        """The shape of `plan --json`."""
        return {
            "total": self.total.as_json(),
            "pages": [{"page": page, **charge.as_json()} for page, charge in self.pages],
        }


class Status(str, Enum):
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


@dataclass(frozen=True)
class Outcome:
    """What became of one page."""

    page: str
    status: Status
    reason: str = ""
    """Why, for skipped and failed pages; one sentence."""
    sentence: str = ""
    """The first words of the utterance that could not be spoken."""
    narration: Narration | None = None
    missing: bool = False
    """Nothing is wrong but that its clips are not in the store, and nothing was asked for."""


@dataclass(frozen=True)
class Report:
    """What became of a build."""

    outcomes: tuple[Outcome, ...]
    bill: Bill
    requests: int = 0
    """Requests actually sent, retries included."""
    characters: int = 0
    """Billing characters of the clips that arrived."""
    unanswered: int = 0
    """Requests whose answer never came: they may have been billed."""
    billed_otherwise: int = 0
    """Clips for which the service counted other characters than the bill, retries included."""
    notes: tuple[str, ...] = ()
    """Things the user should know: one sentence each."""

    def count(self, status: Status) -> int:
        """How many pages came out so."""
        return sum(outcome.status is status for outcome in self.outcomes)

    def of(self, page: str) -> Outcome | None:
        """The outcome of one page."""
        return next((outcome for outcome in self.outcomes if outcome.page == page), None)
