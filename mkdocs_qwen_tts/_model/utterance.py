"""What is asked for: a text, and everything that changes how it sounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from mkdocs_qwen_tts._model.digest import digest

FINGERPRINT_SCHEMA = 1
"""Part of every fingerprint. It may change only when all utterances have to sound different: then
every site is asked for anew."""


class Voice(Struct, frozen=True):
    """Everything that changes how an utterance sounds, and nothing else."""

    engine: str
    """Who speaks."""
    model: str
    """The speech model, by the service's own name."""
    name: str
    """The voice id, in the service's spelling (`Cherry`, `Eldric Sage`)."""
    language: str = "Auto"
    """The service's own name of the language (`English`, `Chinese`, …, `Auto`)."""
    instructions: str = ""
    """How to speak, for models that take instructions."""
    optimize_instructions: bool = False
    """Whether the service improves the instructions first."""
    options: tuple[tuple[str, Any], ...] = ()
    """Engine-specific options that change the sound, sorted by name."""


class Limit(Struct, frozen=True):
    """How much text one request may carry."""

    maximum: int
    count: Callable[[str], int]
    """Counts text in the unit of `maximum`, as the service does."""


class Span(Struct, frozen=True):
    """Which part of an utterance's text speaks which passage."""

    passage: int
    """Index into `Script.passages`."""
    start: int
    """Offset in `Utterance.text`, in characters."""
    end: int
    """Offsets in `Utterance.text`, end exclusive."""
    pause: float | None = None
    """Seconds of silence between it and the next span; `None`: as it was spoken."""


class Utterance(Struct, frozen=True, eq=False, dict=True):
    """One request's worth of speech. Two are equal when they sound equal.

    Spans, pause and the text's language do not count.
    """

    text: str
    """What is spoken."""
    voice: Voice
    """How it sounds."""
    spans: tuple[Span, ...] = ()
    """Which passages it speaks, in order."""
    pause: float = 0.0
    """Seconds of silence after it."""
    language: str | None = None
    """BCP 47 tag of the text, if known. It is not sent: it is for finding times in the clip, and
    for checking it."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Utterance):
            return NotImplemented
        return self.text == other.text and self.voice == other.voice

    def __hash__(self) -> int:
        return hash((self.text, self.voice))

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
