"""How an answer is asked for: as a stream, or as a link to the finished file.

Both cost the same and sound equal. A stream that breaks off is paid for and lost. A download that
breaks off is tried again for nothing, also by the next build. So `api.stream: auto` asks for files
where a model hands out links to them.

A file needs more than a stream does. The vendor's storage must be in reach, though a firewall may
let nothing through but the API; and whatever stands between must keep a connection open on which
nothing comes until everything is spoken. Where either fails, streams are asked for. To find that
out costs one utterance at most: until a first file has come, one is asked for at a time. What
cannot be downloaded after that is not asked for anew: it lies ready for a day, and the next build
fetches it for nothing.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Literal

from mkdocs_qwen_tts._errors import BadAudioError, SpeechError

if TYPE_CHECKING:
    from collections.abc import Iterator

BREAKS = 2
"""Streams in a row that broke off in the middle, after which files are asked for in their place."""

SILENCES = 2
"""Files in a row that nobody answered for, after which streams are asked for in their place."""

GAVE_UP_WAITING = (408, 504, 524)
"""Statuses of gateways on which nothing came for too long."""


class Delivery:
    """Decides how each utterance is asked for, and learns from what came of it. Thread-safe.

    Args:
        wish: `api.stream`.
        near: the finished files lie where the API does, and so are in reach.
    """

    def __init__(self, wish: bool | Literal["auto"], *, near: bool) -> None:
        self._wish = wish
        self._in_reach = near
        self._has_come = False
        """Whether a finished file has been downloaded."""
        self._given_up: set[str] = set()
        """Fingerprints of what is asked for anew, though its file lies ready somewhere."""
        self.out_of_reach = False
        """Whether a file could not be downloaded, so that no other is asked for."""
        self._breaks = 0
        self._silences = 0
        self._broken: set[str] = set()
        """Fingerprints of what broke off as a stream, in the middle of its sound."""
        self._unanswered: set[str] = set()
        """Fingerprints of what nobody answered for as a file."""
        self._first = threading.Lock()
        """Held while the first file is asked for."""

    @contextlib.contextmanager
    def asking(self, fingerprint: str, *, has_file: bool) -> Iterator[bool]:
        """While one request is under way; how it ends decides how the next ones are sent.

        Args:
            fingerprint: of the utterance.
            has_file: the service hands out a finished file that lacks nothing.

        Yields:
            Whether to ask for a stream.
        """
        with contextlib.ExitStack() as held:
            stream = self._streams(fingerprint, has_file=has_file)
            if self._wish == "auto" and not stream and not self._in_reach:
                held.enter_context(self._first)
                stream = self._streams(fingerprint, has_file=has_file)  # it may be known by now
                if stream or self._in_reach:
                    held.close()
            try:
                yield stream
            except SpeechError as error:
                self._failed(fingerprint, error, stream=stream)
                raise
            if stream:
                self._breaks = 0
            else:
                self._silences, self._in_reach, self._has_come = 0, True, True

    def is_given_up(self, fingerprint: str) -> bool:
        """Whether an utterance is to be paid for again rather than its file waited for."""
        return fingerprint in self._given_up

    def not_downloaded(self) -> None:
        """Note that a finished file could not be downloaded."""
        self.out_of_reach = self._wish == "auto"

    def _streams(self, fingerprint: str, *, has_file: bool) -> bool:
        if self._wish is False:
            return False
        if self.out_of_reach or fingerprint in self._unanswered:
            return True
        # What broke off as a stream is asked for as a file. Where all streams break off, whatever
        # stands between here and there, no further one is begun.
        if fingerprint in self._broken or self._breaks >= BREAKS:
            return False
        return self._wish is True or not has_file or self._silences >= SILENCES

    def _failed(self, fingerprint: str, error: SpeechError, *, stream: bool) -> None:
        """Ask the other way from now on: for this utterance at once, for all after some more."""
        if stream and error.began:
            self._broken.add(fingerprint)
            self._unanswered.discard(fingerprint)
            self._breaks += 1
            self._silences *= self._breaks < BREAKS  # the other way gets its chance again
        elif self._wish == "auto" and error.undelivered:
            self.not_downloaded()
            # A stream may come where no file did; a file that is none will be none tomorrow.
            error.retryable = not self._has_come or isinstance(error, BadAudioError)
            if error.retryable:
                self._given_up.add(fingerprint)
        elif self._wish == "auto" and not stream and _nobody_answered(error):
            self._unanswered.add(fingerprint)
            self._broken.discard(fingerprint)
            self._silences += 1
            self._breaks *= self._silences < SILENCES


def _nobody_answered(error: SpeechError) -> bool:
    return bool(error.unanswered) or error.status in GAVE_UP_WAITING
