"""Sound: what a service sends, the clips made of it, and the track of a page with its cues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import force_setattr

from mkdocs_qwen_tts._model.formats import FORMATS
from mkdocs_qwen_tts._model.script import Kind, Script
from mkdocs_qwen_tts._model.timing import Mark, SpokenSpan, TimeSource, Timing
from mkdocs_qwen_tts._redaction import redacted

BYTES_PER_SAMPLE = 2

REQUEST_ID_LENGTH = 80
REQUEST_ID_READ = 1000
"""Longest request id that is kept, in characters; the rest is cut off."""


class Usage(Struct, frozen=True):
    """What the service says it billed for one utterance, and how many requests it took."""

    characters: int | None = None
    """Billing characters, where the service counts in them."""
    input_tokens: int | None = None
    """Where the service counts in tokens."""
    output_tokens: int | None = None
    """Likewise."""
    request_id: str = ""
    """The service's id of the request; the vendor's support asks for it."""
    requests: int = 1
    """Requests sent, retries included."""
    unanswered: int = 0
    """Requests whose answer never came: they may have been billed."""

    def __post_init__(self) -> None:
        if self.request_id:
            bounded = redacted(self.request_id[:REQUEST_ID_READ])[:REQUEST_ID_LENGTH]
            force_setattr(self, "request_id", bounded)


class Word(Struct, frozen=True):
    """A word, and when it is spoken according to the service."""

    text: str
    start: float
    end: float


class Sound(Struct, frozen=True):
    """Audio as it came from a service, not yet decoded."""

    data: bytes
    sample_rate: int | None = None
    """Hertz, for raw PCM; containers state their own."""
    usage: Usage = Usage()
    whole: bool = True
    """`False`: the service says that it stopped before the end of the text."""


class Piece(Struct, frozen=True):
    """Part of an answer, in the order it came."""

    audio: bytes = b""
    """The next bytes of the audio."""
    usage: Usage | None = None
    """What the service bills, once it says so. The last one counts."""
    url: str = ""
    """Where the finished file lies."""
    sample_rate: int | None = None
    """Hertz, where the answer states it."""
    words: tuple[Word, ...] = ()
    """When words are spoken, where the answer says; each frame repeats the sentence so far."""
    whole: bool = False
    """Whether `audio` is the complete file, in place of the pieces before it."""
    finished: bool = False
    """Whether the answer says that the speech is complete."""
    cut: bool = False
    """Whether the answer says that the speech stops in the middle of the text."""
    damaged: bool = False
    """Whether sound was here that cannot be read."""


class Clip(Struct, frozen=True):
    """The decoded audio of one utterance."""

    pcm: bytes
    """Signed 16-bit little-endian mono samples."""
    sample_rate: int
    usage: Usage = Usage()
    words: tuple[Word, ...] = ()
    """When its words are spoken, if the service was asked for that and said so."""
    timing: Timing | None = None
    """When its sentences and words are spoken, where that has been found out."""

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.pcm) // BYTES_PER_SAMPLE

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.samples / self.sample_rate


class KeptClip(Clip, frozen=True):
    """A clip that another process received: its samples are not here.

    Unless it is flawed, that process has put it into the store.
    """

    seconds: float = 0.0
    flaw: str | None = None
    """Why it cannot be the utterance."""
    disk_is_full: bool = False
    """Whether the store had to use what was kept free for what is under way."""
    unkept: str = ""
    """Why it could not be kept after all; it is paid for, and lies in the spool."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.seconds


class Tags(Struct, frozen=True):
    """What the audio file says about itself."""

    title: str
    """Of the page."""
    album: str = ""
    """Of the site."""
    language: str = ""
    """BCP 47 tag."""
    chapters: tuple[tuple[int, str], ...] = ()
    """`(index of the first span, title)` for every heading, in order."""


class Encoded(Struct, frozen=True):
    """A page's audio file in memory, fresh from the encoder."""

    data: bytes
    """The file."""
    duration: float
    """Seconds."""
    loudness: float
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    peak: float
    """True peak in dBTP."""
    spans: tuple[SpokenSpan, ...]
    """One for each span of each utterance, in order."""


class Track(Struct, frozen=True):
    """One page's audio file in the store."""

    key: str
    """SHA-256 over what it was assembled from."""
    digest: str
    """SHA-256 of the file's bytes: its published name is the first 16 characters."""
    path: Path
    """Of the file in the store."""
    format: str
    """One of `formats.csv`."""
    size: int
    """Bytes."""
    duration: float
    """Seconds."""
    loudness: float
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    spans: Sequence[SpokenSpan]
    """One for each span of each utterance, in order."""
    spans_digest: str = ""
    """Where it is known: tracks of which it is the same have the same spans."""

    @property
    def file_name(self) -> str:
        """Name of the published file: immutable, cacheable for ever."""
        return f"{self.digest[:16]}.{self.format}"

    @property
    def media_type(self) -> str:
        """The published file's media type."""
        return FORMATS[self.format].media_type


class Cue(Struct, frozen=True):
    """When a passage is spoken, or a part of a passage that is an utterance of its own."""

    start: float
    """Seconds: where its first sound begins."""
    end: float
    """Seconds: where the next cue begins, or the track ends."""
    anchor: int | None
    """The element of the page, as `Passage.anchor` numbers them."""
    passage: int
    """Index into `Script.passages`."""
    exact: bool
    """Whether `start` is exact. It is where the passage begins a clip, and an estimate where it
    stands in the middle of one."""
    kind: Kind = Kind.PARAGRAPH
    """What the passage is: a listener may want to skip announcements."""
    source: TimeSource = TimeSource.ESTIMATE
    """Who says when its sentences and words are spoken."""
    sentences: tuple[Mark, ...] = ()
    """Where its sentences begin: offsets in `Passage.text`, seconds of the track. The first is the
    cue's own."""
    words: tuple[Mark, ...] = ()
    """Where its words begin, in the same units; empty if only sentences are known."""


class Chapter(Struct, frozen=True):
    """A heading, as a place to start listening."""

    title: str
    """The heading's text."""
    start: float
    """Seconds of the track."""
    level: int
    """Of the heading, 1 to 6."""
    id: str | None
    """The heading's `id` attribute, for links to it."""


class Narration(Struct, frozen=True):
    """A page's track, joined with its script: everything a player shows."""

    script: Script
    """What is spoken."""
    track: Track
    """Its audio file."""
    cues: Sequence[Cue]
    """In the order of the track."""
    chapters: Sequence[Chapter]
    """The page's headings, in order."""
    preview: bool = False
    """Spoken by a robot that only stands in for a better voice."""
    stale: bool = False
    """Spoken from an earlier state of the page."""
    unspoken: tuple[int, ...] = ()
    """Indices into `Script.passages`: those that are left out, in whole or in part."""
    free: bool = False
    """Spoken by a free voice of the machine that built the page."""
    made_from: str = ""
    """Digest of all that script, cues and chapters were made from; empty where it is not known."""
