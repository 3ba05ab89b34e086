"""Which tracks were found whole before, so that a build need not read hundreds of megabytes again.

A track is hashed when a store meets it first, and again whenever its file is another: by size, time
of its last change, or place on the disk. What was seen is a note, which saves work and nothing
else: without it every track is hashed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._model import digest

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

_NAME = digest(["checked tracks"])
_MADE_FROM = digest(["checked tracks", 1])

_UNMET = 4
"""So many times as many tracks as a build meets are remembered: several sites may share a store."""

Seen = tuple[str, int, int, int, int]
"""The digest of a file's content, its size in bytes, the nanoseconds of its last change, its disk
and its number there."""


class CheckedTracks:
    """Remembers the files that were whole. Thread-safe.

    Args:
        read: gives a note of the store, by name and by what it was made from.
        write: keeps one.
    """

    def __init__(
        self,
        read: Callable[[str, str], bytes | None],
        write: Callable[[str, str, bytes], None],
    ) -> None:
        self._read, self._write = read, write
        self._known: dict[str, Seen] | None = None
        self._changed = False
        self._met: set[str] = set()
        self._guard = threading.Lock()

    def knows(self, key: str, content: str, stat: os.stat_result) -> bool:
        """Whether this very file of a track was found to have this content (its SHA-256)."""
        with self._guard:
            self._met.add(key)
            return self._loaded().get(key) == _seen(content, stat)

    def add(self, key: str, content: str, stat: os.stat_result) -> None:
        """The file of a track was found to have this content; `stat` is from before it was read."""
        with self._guard:
            self._met.add(key)
            self._loaded()[key] = _seen(content, stat)
            self._changed = True

    def save(self) -> None:
        """Keep what was added for the next build; tracks that nobody met are forgotten in time."""
        with self._guard:
            if len(self._met) < len(self._loaded()) // _UNMET:
                self._known = {
                    key: self._loaded()[key] for key in self._met if key in self._loaded()
                }
                self._changed = True
            if self._changed:
                self._write(_NAME, _MADE_FROM, msgspec.json.encode(self._loaded()))
                self._changed = False

    def _loaded(self) -> dict[str, Seen]:
        if self._known is None:
            note = self._read(_NAME, _MADE_FROM)
            try:
                self._known = msgspec.json.decode(note, type=dict[str, Seen]) if note else {}
            except msgspec.DecodeError:  # it is no more than work saved
                self._known = {}
        return self._known


def _seen(content: str, stat: os.stat_result) -> Seen:
    return content, stat.st_size, stat.st_mtime_ns, stat.st_dev, stat.st_ino
