"""Speech heard while it is being spoken: samples as they arrive, in any wrapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Sound, Usage
from mkdocs_qwen_tts._model.containers import CONTAINER_MARK_BYTES, container_of
from mkdocs_qwen_tts._model.riff import PCM, chunk_end, riff_chunks, sample_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from mkdocs_qwen_tts._model import Piece

MAX_HEADER = 64 * 1024
"""Bytes of a WAV header, at most; vendors put the samples behind 44."""


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
            if not self._raw and not self._sealed and len(self._held) >= CONTAINER_MARK_BYTES:
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
        container = container_of(self._held)
        if container == "wav":
            self._unwrap_wav()
        elif container or stated is None:
            self._sealed = True  # it cannot be played as it is: it is decoded when it is complete
        else:
            self._raw, self.sample_rate = True, stated

    def _unwrap_wav(self) -> None:
        """Step over a WAV header, once all of it is there; its sizes are not believed."""
        end = 0
        for name, at, size in riff_chunks(self._held):
            if name == b"data":
                self._raw, self._held = (
                    self.sample_rate > 0,
                    self._held[at:] if self.sample_rate else self._held,
                )
                self._sealed = not self._raw
                return
            form = sample_form(self._held[at : at + size]) if name == b"fmt " else None
            if form is not None:
                playable = (form.code, form.channels, form.bits) == (PCM, 1, 16)
                self.sample_rate = form.rate if playable else 0
            end = chunk_end(at, size)
        self._sealed = end > MAX_HEADER
