"""Speech heard while it is being spoken: samples as they arrive, in any wrapping."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Sound, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from mkdocs_qwen_tts.speech.http.protocol import Piece

ENOUGH = 12
"""Bytes that tell what a sound comes wrapped in."""

MAX_HEADER = 64 * 1024
"""Bytes of a WAV header, at most; vendors put the samples behind 44."""

CONTAINERS = (b"ID3", b"fLaC", b"OggS", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
"""How files begin that cannot be played as they are: they are decoded when they are complete."""


class Live:
    """Samples of one utterance as they arrive: 16-bit mono, little-endian. Iterate once.

    Attributes:
        sample_rate: hertz; known with the first samples.
        usage: what the service bills; known at the end.
    """

    def __init__(self, chunks: Callable[[Live], Iterator[bytes]]) -> None:
        self.sample_rate = 0
        self.usage = Usage()
        self._chunks = chunks(self)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)


def wav_header(sample_rate: int) -> bytes:
    """The header of a WAV stream of unknown length: its sizes mean "to the end"."""
    unknown = 0xFFFFFFFF
    return (
        struct.pack("<4sI4s", b"RIFF", unknown, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16)
        + struct.pack("<4sI", b"data", unknown)
    )


class Unwrapping:
    """Takes a sound's bytes piece by piece, and hands out samples as soon as it can."""

    def __init__(self, decode: Callable[[Sound], tuple[bytes, int]]) -> None:
        self._decode = decode
        self._held = b""
        self._raw = False
        self._sealed = False
        self.sample_rate = 0

    def feed(
        self, pieces: Iterable[Piece], is_complete: Callable[[], bool] = lambda: True
    ) -> Iterator[bytes]:
        """Samples of the pieces, as they come; whole samples only.

        Args:
            pieces: parts of an answer.
            is_complete: asked at the end; a file of which parts are missing is not decoded.

        Raises:
            BadAudioError: there is no sound in them.
        """
        stated = None
        for piece in pieces:
            if piece.whole:
                continue  # the complete file once more, when all of it was heard already
            stated = piece.sample_rate or stated
            self._held += piece.audio
            if not self._raw and not self._sealed and len(self._held) >= ENOUGH:
                self._look(stated)
            if self._raw:
                even = len(self._held) // 2 * 2
                ready, self._held = self._held[:even], self._held[even:]
                if ready:
                    yield ready
        if not self._raw and self._held and is_complete():
            pcm, self.sample_rate = self._decode(Sound(self._held, stated))
            yield pcm

    def _look(self, stated: int | None) -> None:
        """Decide what the sound comes wrapped in."""
        if self._held[:4] == b"RIFF":
            self._unwrap_wav()
        elif self._held.startswith(CONTAINERS) or stated is None:
            self._sealed = True
        else:
            self._raw, self.sample_rate = True, stated

    def _unwrap_wav(self) -> None:
        """Step over a WAV header, once all of it is there; its sizes are not believed."""
        at = ENOUGH
        while at + 8 <= len(self._held):
            name, size = struct.unpack_from("<4sI", self._held, at)
            at += 8
            if name == b"data":
                self._raw, self._held = (
                    self.sample_rate > 0,
                    self._held[at:] if self.sample_rate else self._held,
                )
                self._sealed = not self._raw
                return
            if name == b"fmt " and at + 16 <= len(self._held):
                kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", self._held, at)
                self.sample_rate = rate if (kind, channels, bits) == (1, 1, 16) else 0
            at += size + size % 2
        self._sealed = at > MAX_HEADER
