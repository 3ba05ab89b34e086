"""Which tracks were found whole before, so that a build need not read hundreds of megabytes again.

A track is hashed when a store meets it first, and again whenever its file or its record is another:
by size, time of its last change, or place on the disk. What was seen is a note, which saves work
and nothing else: without it every track is hashed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

_NAME = digest(["checked tracks"])
_MADE_FROM = digest(["checked tracks", 2])

_UNMET = 4
"""So many times as many tracks as a build meets are remembered: several sites may share a store."""

_Seen = tuple[int, int, int, int]
"""Of a file its size in bytes, the nanoseconds of its last change, its disk and its number there.
"""


class CheckedTrack(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A track as it was found."""

    digest: str
    """SHA-256 of its file."""
    format: str
    size: int
    """Bytes."""
    duration: float
    """Seconds."""
    loudness: float
    """LUFS."""
    spans: str
    """Digest of the spans in its record."""
    file: _Seen
    record: _Seen


class CheckedTracks:
    """Remembers the tracks that were whole. Thread-safe.

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
        self._known: dict[str, CheckedTrack] | None = None
        self._changed = False
        self._met: set[str] = set()
        self._guard = threading.Lock()

    def get(self, key: str) -> CheckedTrack | None:
        """What was found of a track, whatever its files are now."""
        with self._guard:
            return self._loaded().get(key)

    def meet(self, key: str) -> None:
        """A track is used."""
        with self._guard:
            self._met.add(key)

    def add(self, key: str, found: CheckedTrack) -> None:
        """A track was found whole."""
        with self._guard:
            self._met.add(key)
            self._loaded()[key] = found
            self._changed = True

    def forget(self, key: str) -> None:
        """A track is not what was found. The next build reads it, whatever becomes of this one."""
        with self._guard:
            if self._loaded().pop(key, None) is not None:
                self._write(_NAME, _MADE_FROM, msgspec.json.encode(self._loaded()))

    def save(self) -> None:
        """Keep what was added for the next build; tracks that nobody met are forgotten in time."""
        with self._guard:
            if 0 < len(self._met) < len(self._loaded()) // _UNMET:
                self._known = {
                    key: self._loaded()[key] for key in self._met if key in self._loaded()
                }
                self._changed = True
            if self._changed:
                self._write(_NAME, _MADE_FROM, msgspec.json.encode(self._loaded()))
                self._changed = False

    def _loaded(self) -> dict[str, CheckedTrack]:
        if self._known is None:
            note = self._read(_NAME, _MADE_FROM)
            try:
                self._known = (
                    msgspec.json.decode(note, type=dict[str, CheckedTrack]) if note else {}
                )
            except UNREADABLE:  # it is no more than work saved
                self._known = {}
        return self._known


def seen(stat: os.stat_result) -> _Seen:
    """What tells a file from another one without reading it."""
    return stat.st_size, stat.st_mtime_ns, stat.st_dev, stat.st_ino
