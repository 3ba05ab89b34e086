"""Clips as samples, while they are needed more than once.

A clip is packed when it comes, listened to soon after, and put into its page. Both read it from the
store, which checks it; what is still at hand need not be unpacked once more.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio

if TYPE_CHECKING:
    from mkdocs_qwen_tts._store import StoredClip

MOST = 24 * 1024 * 1024
"""Bytes of samples that are held: eight minutes at 24 kHz, longer than most pages."""


@dataclass
class DecodedClips:
    """Samples and rates of clips that were met last. Thread-safe."""

    most: int = MOST
    """Bytes."""
    _held: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    """By the digest of the packed clip; what was met last stands last."""
    _size: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def add(self, digest: str, pcm: bytes, rate: int) -> None:
        """Hold a clip that has just come, where there is room: others are needed before it.

        Args:
            digest: of the packed clip.
            pcm: signed 16-bit little-endian mono samples.
            rate: hertz.
        """
        with self._guard:
            if digest not in self._held and self._size + len(pcm) <= self.most:
                self._hold(digest, pcm, rate)

    def of(self, stored: StoredClip, *, last: bool = False) -> tuple[bytes, int]:
        """The samples and the rate of a clip of the store.

        Args:
            stored: as it was read.
            last: whether it is not needed again, as far as is known.

        Raises:
            BadAudioError: it is damaged.
        """
        with self._guard:
            known = self._held.pop(stored.digest, None)
            if known is not None:
                self._size -= len(known[0])
        pcm, rate = known or audio.from_flac(stored.data)
        with self._guard:
            if not last and stored.digest not in self._held and len(pcm) <= self.most:
                self._hold(stored.digest, pcm, rate)
                while self._size > self.most:
                    self._size -= len(self._held.pop(next(iter(self._held)))[0])
        return pcm, rate

    def _hold(self, digest: str, pcm: bytes, rate: int) -> None:
        self._held[digest] = (pcm, rate)
        self._size += len(pcm)
