"""The recipe of a page's track: all that assembling reads. Its digest names the track."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from mkdocs_qwen_tts._model import Tags, Utterance, digest
from mkdocs_qwen_tts._settings import Audio, Pauses

if TYPE_CHECKING:
    from collections.abc import Iterable


TRACK_SCHEMA = 5
"""Raised when assembling or encoding changes: every page is encoded anew, nothing is sent."""


class TrackRecipe(Struct, frozen=True):
    """What a page's track is made of, besides the clips that its utterances name."""

    utterances: tuple[Utterance, ...]
    """What is spoken, in order; at least one."""
    audio: Audio
    """How the file is encoded. Pauses have their defaults here: those that count stand in the
    utterances."""
    tags: Tags
    """What the file says about itself; a chapter's index counts the spans of all utterances."""

    aligned: bool = False
    """Whether clips can be aligned here, so that the track knows when words are spoken."""

    @classmethod
    def of(
        cls, utterances: Iterable[Utterance], audio: Audio, tags: Tags, *, aligned: bool = False
    ) -> TrackRecipe:
        """The recipe for utterances under the settings of a site."""
        return cls(tuple(utterances), audio.changed(pauses=Pauses()), tags, aligned)

    @property
    def key(self) -> str:
        """SHA-256 (hexadecimal) of the whole recipe."""
        return digest([TRACK_SCHEMA, msgspec.to_builtins(self, order="deterministic")])
