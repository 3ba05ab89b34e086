"""What a service would not speak: remembered by fingerprint, so that it is not asked for again.

A refusal belongs to a text with its voice and model: where any of them changes, so does the
fingerprint, and the new utterance is asked for.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._store import files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mkdocs_qwen_tts._store.remote import Remote

REFUSALS = "refusals"
LIMIT = 16 * 1024
"""Bytes of one refusal."""

_NAME = re.compile(r"[0-9a-f]{64}\.json")


class RememberedRefusal(Struct, frozen=True):
    """Why an utterance is not asked for again."""

    reason: str
    """One sentence."""
    score: float = 0.0
    """Above 0: its clip is in the store, and is doubtful by so much."""

    @property
    def doubtful(self) -> bool:
        """Whether the utterance has a clip, which may say something else than its text."""
        return self.score > 0


class RefusedNames:
    """The fingerprints that a store has refusals of.

    They are listed once, because hardly any store has one.
    """

    def __init__(self, folder: Path, remote: Remote | None) -> None:
        self._folder = folder
        self._remote = remote
        self._guard = threading.Lock()
        self._names: set[str] | None = None

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self._listed()

    def meets(self, fingerprints: Iterable[str]) -> bool:
        """Whether one of these is among them."""
        return not self._listed().isdisjoint(fingerprints)

    def add(self, fingerprint: str) -> None:
        """Note that there is one more."""
        names = self._listed()
        with self._guard:
            names.add(fingerprint)

    def discard(self, fingerprint: str) -> None:
        """Note that there is none."""
        names = self._listed()
        with self._guard:
            names.discard(fingerprint)

    def _listed(self) -> set[str]:
        with self._guard:
            if self._names is None:
                found = [
                    entry.name
                    for folder in files.entries(self._folder)
                    for entry in files.entries(folder.path)
                ]
                if self._remote is not None:
                    found += self._remote.names(REFUSALS) or ()
                self._names = {name[:64] for name in found if _NAME.fullmatch(name)}
            return self._names
