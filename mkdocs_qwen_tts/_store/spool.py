"""Answers as they arrive, kept on the disk so that a killed build loses none of them.

Between the first byte of an answer and its clip lie the rest of the answer, perhaps the download of
a file, decoding, listening and packing: on a busy machine seconds, in which a build may be killed.
The next build takes up what it finds here before it asks. What it can use is an answer that was
whole, or that had named the file with the finished sound. A stream that had begun and not ended is
asked for again: no service goes on with one.

A file holds the pieces of one answer, each with a check of all that came so far, so that a file
that is cut off still gives what came before. With `cache.key`, the check is a signature. Answers
are kept as they were understood, not as they were sent: a service that repeats a key in one does
not write it here. The address of a finished file is covered: see `cover`.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._model import Piece
from mkdocs_qwen_tts._redaction import redacted
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.cover import Cover
from mkdocs_qwen_tts._textfile import UNREADABLE, small_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._store.seal import Seal

ENDING = ".answer"

MOST_ANSWER_BYTES = 192 * 1024 * 1024
"""No answer to one utterance is longer; see `_speech.http.wire`."""

LINK_SECONDS = 24 * 3600
"""How long the vendor keeps a finished file (Model Studio, Qwen-TTS guide)."""

LONGEST_LINE = 100
"""Bytes before the facts of a piece: two lengths and 64 digits."""

OPEN_TO_US = 0o600
_NUMBER = re.compile(r"[0-9]{1,8}")
UNCOMMITTED = ".gitignore"
"""A store may be committed; what is under way does not belong there."""


class Spool:
    """Answers by the fingerprint of what they say. Where it cannot be written, nothing is kept.

    Whoever asks for an utterance holds its claim, so that one build at a time writes its files.
    """

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    @contextlib.contextmanager
    def receiving(self, fingerprint: str, key: str) -> Iterator[Arrivals]:
        """Keep the answers to an utterance until its clip is kept.

        They also stay when the clip cannot be kept. When the service has failed, what stays is the
        address of a finished file that could not be downloaded: it is paid for.

        Args:
            fingerprint: of the utterance.
            key: covers addresses; without one, none is kept.
        """
        arrivals = Arrivals(
            self._folder, fingerprint, self._numbers(fingerprint), self._seal, Cover(key)
        )
        try:
            yield arrivals
        except SpeechError:
            arrivals.close()
            arrivals.discard(but_links=True)
            raise
        except BaseException:
            arrivals.close()
            raise
        arrivals.close()
        arrivals.discard()

    def left_over(self, fingerprint: str, key: str) -> Iterator[tuple[Piece, ...]]:
        """What a killed build received for an utterance: each answer's pieces, newest first.

        Addresses that are no longer good are left out. Else a finished file that cannot be reached
        from here would be waited for for ever.
        """
        for number in sorted(self._numbers(fingerprint), reverse=True):
            path = _path(self._folder, fingerprint, number)
            cover = Cover("" if self._age(path) > LINK_SECONDS else key)
            pieces = tuple(_pieces_in(path, _Checks(fingerprint, self._seal), cover))
            if pieces:
                yield pieces

    def _age(self, path: Path) -> float:
        """Seconds since a file was written, by the disk's own clock."""
        try:
            return files.now_of(self._folder) - path.stat().st_mtime
        except OSError:
            return 0.0

    def _numbers(self, fingerprint: str) -> list[int]:
        names = [entry.name for entry in files.entries(self._folder / fingerprint[:2])]
        tails = [
            name.removeprefix(f"{fingerprint}.").removesuffix(ENDING)
            for name in names
            if name.startswith(f"{fingerprint}.") and name.endswith(ENDING)
        ]
        return [int(tail) for tail in tails if _NUMBER.fullmatch(tail)]


@dataclass
class Arrivals:
    """The answers to one utterance, as they arrive. Not for several threads."""

    folder: Path
    fingerprint: str
    numbers: list[int]
    """Of the answers that an earlier build left."""
    seal: Seal
    cover: Cover
    begun: list[int] = field(default_factory=list)
    """Of the answers that have begun since."""
    links: set[int] = field(default_factory=set)
    """Of the answers without sound whose finished file has not been downloaded."""
    _silent: bool = True
    """Whether the present answer has no sound that can be used."""
    _file: IO[bytes] | None = None
    _broken: bool = False
    """Whether nothing can be written."""

    def answer(self) -> Callable[[Piece], None]:
        """Begin with another answer; what is returned takes its pieces."""
        self.close()
        self._silent, checks = True, _Checks(self.fingerprint, self.seal)
        number = max((*self.numbers, *self.begun), default=0) + 1
        self.begun.append(number)
        return lambda piece: self._arrived(number, piece, checks)

    def close(self) -> None:
        """Write nothing more."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def discard(self, *, but_links: bool = False) -> None:
        """Remove what has arrived: all, or what is of no use to the next build."""
        useless = [number for number in self.begun if number not in self.links]
        for number in useless if but_links else (*self.numbers, *self.begun):
            with contextlib.suppress(OSError):
                os.unlink(_path(self.folder, self.fingerprint, number))

    def _arrived(self, number: int, piece: Piece, checks: _Checks) -> None:
        if self._broken or number != self.begun[-1]:
            return
        self._silent = (self._silent and not piece.audio) or piece.damaged
        if piece.url and self._silent:
            self.links.add(number)
        if piece.whole:
            self.links.discard(number)
        try:
            if self._file is None:
                self._file = self._begun(number)
            # A killed build is what this is for; a power cut may take it.
            self._file.write(_packed(piece, checks, self.cover))
            self._file.flush()
        except (OSError, ValueError):
            # What is half written is of no use, and takes room that a clip may need. A text that
            # no file can hold, such as half of an emoji, must not cost the answer it came with.
            self.close()
            with contextlib.suppress(OSError):
                os.unlink(_path(self.folder, self.fingerprint, number))
            self._broken = True

    def _begun(self, number: int) -> IO[bytes]:
        path = _path(self.folder, self.fingerprint, number)
        files.without_files(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        ignored = self.folder / UNCOMMITTED
        if not ignored.exists():
            files.replace(ignored, b"*\n", durable=False)
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, how, OPEN_TO_US), "wb")


def _path(folder: Path, fingerprint: str, number: int) -> Path:
    return folder / fingerprint[:2] / f"{fingerprint}.{number}{ENDING}"


class _Checks:
    """The check of each piece of an answer, one after the other."""

    def __init__(self, fingerprint: str, seal: Seal) -> None:
        self._last = fingerprint
        self._seal = seal

    def next(self, facts: bytes, audio: bytes) -> str:
        """The check of the next piece: 64 digits."""
        digests = [hashlib.sha256(one).hexdigest() for one in (facts, audio)]
        signed = ["piece", self._last, *digests]
        if self._seal.signs:
            self._last = self._seal.signature(signed)
        else:
            self._last = hashlib.sha256(" ".join(signed).encode()).hexdigest()
        return self._last


def _packed(piece: Piece, checks: _Checks, cover: Cover) -> bytes:
    """A piece as it lies in a file: two lengths and a check, its facts as JSON, its sound."""
    url = cover.covered(piece.url if redacted(piece.url) == piece.url else "")
    facts = msgspec.json.encode(replace(piece, audio=b"", url=url))
    check = checks.next(facts, piece.audio).encode()
    return b"%x %x %b\n%b%b" % (len(facts), len(piece.audio), check, facts, piece.audio)


def _pieces_in(path: Path, checks: _Checks, cover: Cover) -> Iterator[Piece]:
    """The pieces of a file, up to the first that is not whole."""
    try:
        rest = memoryview(small_file(path, MOST_ANSWER_BYTES))
    except OSError:
        return
    while rest:
        line, newline, _ = bytes(rest[:LONGEST_LINE]).partition(b"\n")
        try:
            *lengths, check = line.split()
            head, body = (int(length, 16) for length in lengths)
            ends = len(line) + 1, len(line) + 1 + head, len(line) + 1 + head + body
            facts, audio = bytes(rest[ends[0] : ends[1]]), bytes(rest[ends[1] : ends[2]])
            right = checks.next(facts, audio).encode()
            if not newline or min(head, body) < 0 or not hmac.compare_digest(check, right):
                return
            piece = msgspec.json.decode(facts, type=Piece)
        except UNREADABLE:
            return
        yield replace(piece, audio=audio, url=cover.uncovered(piece.url))
        rest = rest[ends[2] :]
