"""Pronunciations: what is said in place of what is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """A set of pronunciations, applied when utterances are made; the script keeps the words of the page."""

    def say(self, text: str, *, language: str | None, voice: str) -> str:
        """`text` as it is to be spoken in that language by that voice."""
        del language, voice
        return text
