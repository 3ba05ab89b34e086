"""One reader of answers, for builds and for `say`, streamed or not.

What arrived is kept. An answer is whole once it says that it is finished, or once it names the
finished file; whatever follows or fails after that does not matter: no last chunk, a `[DONE]`, a
connection that is reset. Where its sound came damaged or not at all, the finished file is fetched,
which costs nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError, SpeechError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkdocs_qwen_tts._model import Piece, Usage, Word

HEAD_BYTES = 16
"""Bytes that tell events from a document; a first segment of a connection may be one byte."""


def with_head(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes of a body, blanks aside, and the whole of it.

    Bytes are gathered until there are enough to tell what the body is, or until it ends.
    """
    rest = iter(chunks)
    held = b""
    for chunk in rest:
        held += chunk
        if len(held.lstrip()) >= HEAD_BYTES:
            break
    return held.lstrip()[:HEAD_BYTES], itertools.chain([held], rest)


@dataclass
class Answer:
    """What one answer has said so far."""

    audio: list[bytes] = field(default_factory=list)
    usage: Usage | None = None
    url: str = ""
    """Where the finished file lies."""
    sample_rate: int | None = None
    words: tuple[Word, ...] = ()
    finished: bool = False
    """Whether it said that the speech is complete."""
    cut: bool = False
    """Whether it said that the speech had become too long and stops in the middle of the text."""
    damaged: bool = False
    """Whether some of its sound could not be read."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that matters has arrived."""
        return self.finished or bool(self.url)

    @property
    def has_sound(self) -> bool:
        """Whether the sound itself is complete, so that no file need be fetched."""
        return self.finished and not self.damaged and any(self.audio)

    def heard(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Take pieces in as they come, and hand them on.

        Raises:
            SpeechError: the service refuses, or the connection fails, before the answer is whole.
            TransportError: the answer ended before it was whole.
        """
        try:
            for piece in pieces:
                self._take(piece)
                yield piece
        except SpeechError as error:
            if not self.is_whole:
                error.began = any(self.audio)
                raise
        if not self.is_whole:
            broken = TransportError("the answer broke off before its end")
            broken.began = any(self.audio)
            raise broken

    def sound(self, fetch: Callable[[str], bytes]) -> bytes:
        """The bytes of the sound: as they came, or of the finished file.

        Args:
            fetch: downloads a file.

        Raises:
            BadAudioError: there is no sound.
            SpeechError: the file cannot be downloaded.
        """
        if self.has_sound:
            return b"".join(self.audio)
        if self.url:
            return fetch(self.url)
        raise BadAudioError(
            "the answer's audio is damaged" if self.damaged else "the answer holds no audio"
        )

    def _take(self, piece: Piece) -> None:
        if piece.whole:
            self.audio.clear()
            self.damaged = False
        if piece.audio:
            self.audio.append(piece.audio)
        self.usage = piece.usage or self.usage
        self.url = piece.url or self.url
        self.sample_rate = piece.sample_rate or self.sample_rate
        if not self.finished:  # what comes behind the end does no harm
            self.damaged = self.damaged or piece.damaged
        self.finished = self.finished or piece.finished
        self.cut = self.cut or piece.cut
        if piece.words and self.words and piece.words[0].start >= self.words[-1].end:
            self.words += piece.words  # the next sentence
        elif len(piece.words) >= len(self.words):
            self.words = piece.words  # the same sentence, further on
