"""The engine for services behind HTTP: pace, send, read, fetch, decode, and try again where that can help."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import BadAudioError, ServerError, SpeechError, TransportError
from mkdocs_qwen_tts.model import Clip, Sound, Usage
from mkdocs_qwen_tts.speech import casting, retry
from mkdocs_qwen_tts.speech.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from mkdocs_qwen_tts.model import Utterance
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech.protocol import System
    from mkdocs_qwen_tts.speech.wire import Wire

LINK_GONE = (403, 404, 410)
"""How the vendor's storage answers for a link past its 24 hours."""


@dataclass
class Tally:
    """What an utterance has taken so far, over all attempts."""

    requests: int = 0
    unanswered: int = 0
    billed: list[Usage] = field(default_factory=list)
    relinked: bool = False
    """Whether speech was asked for again because a link had expired."""

    def usage(self) -> Usage:
        """The sum of what the service says it billed; counts that no answer stated stay `None`."""
        last = self.billed[-1] if self.billed else Usage()
        return replace(
            last,
            characters=_sum([usage.characters for usage in self.billed]),
            input_tokens=_sum([usage.input_tokens for usage in self.billed]),
            output_tokens=_sum([usage.output_tokens for usage in self.billed]),
            requests=self.requests,
            unanswered=self.unanswered,
        )


class Service:
    """Speaks through a service behind HTTP. Thread-safe."""

    free = False

    def __init__(
        self,
        settings: Settings,
        decode: Callable[[Sound], tuple[bytes, int]],
        *,
        system: System,
        wire: Wire,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._settings = settings
        self._decode = decode
        self._system = system
        self._wire = wire
        self._closed = threading.Event()
        self._pace = Pace(self._closed)
        self._sleep = sleep or self._nap

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def speak(self, utterance: Utterance) -> Clip:
        """Have an utterance spoken.

        Raises:
            SpeechError: with `requests`, `unanswered` and `usage` over all attempts.
        """
        tally = Tally()
        try:
            return retry.retrying(self._settings.api.retries, self._sleep)(self._attempt, utterance, tally)
        except SpeechError as error:
            error.requests, error.unanswered, error.usage = tally.requests, tally.unanswered, tally.usage()
            raise

    def close(self) -> None:
        """Give up everything under way, and close all connections."""
        self._closed.set()
        self._wire.close()
        self._pace.close()

    def _nap(self, seconds: float) -> None:
        self._closed.wait(seconds)

    def _attempt(self, utterance: Utterance, tally: Tally) -> Clip:
        voice = utterance.voice
        self._pace.wait(voice.model, lambda: self._settings.api.requests_per_minute or casting.rate(voice))
        sound = self._received(utterance, tally)
        pcm, sample_rate = self._decode(sound)
        return Clip(pcm, sample_rate, tally.usage())

    def _received(self, utterance: Utterance, tally: Tally) -> Sound:
        """The audio of one request, downloaded if need be."""
        stream = self._settings.api.stream
        request = self._system.request(utterance, stream=stream)
        audio: list[bytes] = []
        usage, url, sample_rate = None, "", None
        try:
            with self._wire.post(request.path, request.body, request.headers) as reply:
                for piece in self._system.pieces(reply, utterance, stream=stream):
                    if piece.whole:
                        audio.clear()
                    audio.append(piece.audio)
                    usage = piece.usage or usage
                    url = piece.url or url
                    sample_rate = piece.sample_rate or sample_rate
        except SpeechError as error:
            tally.requests += error.requests
            tally.unanswered += error.unanswered
            if usage is not None:
                tally.billed.append(usage)
            raise
        tally.requests += 1
        tally.billed.append(usage or Usage())
        data = b"".join(audio)
        if not data and url:
            data = self._fetched(url, tally)
        if not data:
            raise BadAudioError("the answer holds no audio")
        return Sound(data, sample_rate)

    def _fetched(self, url: str, tally: Tally) -> bytes:
        """The finished file. A failed download is tried again by itself: speech asked for anew is billed anew."""
        try:
            return retry.retrying(self._settings.api.retries, self._sleep)(self._wire.fetch, url)
        except SpeechError as error:
            if error.status in LINK_GONE and not tally.relinked:
                tally.relinked = True
                raise ServerError(
                    "the link to the finished audio has expired; links are valid for 24 hours",
                    status=error.status,
                ) from None
            kind = TransportError if isinstance(error, TransportError) else type(error)
            told = kind(
                f"the finished audio could not be downloaded: {error.message}",
                status=error.status,
                code=error.code,
            )
            told.retryable = False
            raise told from None


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
