"""Speaks through a service behind HTTP: pace, send, read, fetch, decode, try again."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from mkdocs_qwen_tts._errors import (
    BadAudioError,
    ServerError,
    SpeechError,
    ThrottledError,
    TransportError,
)
from mkdocs_qwen_tts._model import Clip, Piece, RetryDetails, Sound, Usage
from mkdocs_qwen_tts._speech import plausible
from mkdocs_qwen_tts._speech.engine import Attempt, Attempted, Synthesizer
from mkdocs_qwen_tts._speech.http import retry
from mkdocs_qwen_tts._speech.http.answer import Answer
from mkdocs_qwen_tts._speech.http.delivery import Delivery
from mkdocs_qwen_tts._speech.http.endpoint import is_loopback
from mkdocs_qwen_tts._speech.http.halves import halves_of, joined
from mkdocs_qwen_tts._speech.http.live import Live, Unwrapping
from mkdocs_qwen_tts._speech.http.pace import Pace
from mkdocs_qwen_tts._speech.http.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkdocs_qwen_tts._model import Utterance, Voice
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.engine import Answering, Asker
    from mkdocs_qwen_tts._speech.http.protocol import Protocol
    from mkdocs_qwen_tts._speech.http.wire import Wire

LINK_GONE = (403, 404, 410)
"""How the vendor's storage answers for a link past its 24 hours."""


def _unheard() -> Callable[[Piece], None]:
    """Nobody takes what arrives."""
    return lambda _: None


class HttpSynthesizer(Synthesizer):
    """Speaks through a service behind HTTP. Thread-safe.

    Args:
        settings: pace, retries and whether answers come as streams.
        decode: turns audio as it came into 16-bit mono samples and their rate.
        protocol: how the service is spoken to.
        wire: connections to it; closed with the synthesizer.
        rate: requests a minute that the service documents for a voice.
        advise: what else to say about an error, or empty.
        sleep: waits some seconds between attempts; for tests, which do not wait.
    """

    def __init__(
        self,
        settings: Settings,
        decode: Callable[[Sound], tuple[bytes, int]],
        *,
        protocol: Protocol,
        wire: Wire,
        rate: Callable[[Voice], float],
        advise: Callable[[SpeechError], str] = lambda _: "",
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._settings = settings
        self._decode = decode
        self._protocol = protocol
        self._wire = wire
        self._rate = rate
        self._advise = advise
        self._delivery = Delivery(
            settings.api.stream, near=is_loopback(urlsplit(wire.root).hostname or "")
        )
        self._cut: set[str] = set()
        """Fingerprints of what the service stopped in the middle of the text."""
        self._closed = threading.Event()
        self._pace = Pace(self._closed)
        self._sleep = sleep or self._nap
        self._ask: Asker = self.attempt

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,
        retried: Callable[[RetryDetails], None] = lambda _: None,
        answering: Answering = _unheard,
    ) -> Clip:
        """Have an utterance spoken.

        Args:
            utterance: what is spoken.
            again: asked before it is asked for again though it may have been billed already.
            retried: called with each attempt that failed and is followed by another.
            answering: called with each answer that begins; what it returns gets the answer's
                pieces as they arrive, and the finished file where one is downloaded. The halves of
                a text that is spoken in two are left out.

        Raises:
            SpeechError: with `requests`, `unanswered` and `usage` over all attempts.
        """
        tally = Tally()
        try:
            if utterance.fingerprint in self._cut:  # it would stop there again
                return replace(self._in_halves(utterance, tally, again), usage=tally.usage())
            clip, cut = retry.retrying(
                self._settings.api.retries,
                self._sleep,
                lambda: tally.affords(again),
                lambda attempt, wait, error: retried(RetryDetails(utterance, attempt, wait, error)),
            )(self._attempt, utterance, tally, answering)
            if cut:
                self._cut.add(utterance.fingerprint)
                if halves_of(utterance.text) is None or not tally.affords(again):
                    raise _cut_short(clip.duration)
                clip = self._in_halves(utterance, tally, again)
            return replace(clip, usage=tally.usage())
        except SpeechError as error:
            tally.put_on(error)
            error.unaffordable = tally.unaffordable
            raise

    def taken_up(self, utterance: Utterance, pieces: Iterable[Piece]) -> Clip | None:
        """The clip of an answer that an earlier build received, which may mean to download it.

        Args:
            utterance: what it says.
            pieces: as an earlier `speak` handed them out.

        Returns:
            Its usage counts no request. `None` where the answer is not whole, or not the speech.

        Raises:
            SpeechError: the finished file that it names cannot be downloaded now.
        """
        answer = Answer()
        undelivered: list[SpeechError] = []

        def fetched(url: str) -> bytes:
            try:
                if self._delivery.is_given_up(utterance.fingerprint):
                    raise BadAudioError("its file cannot be downloaded here")
                if self._delivery.out_of_reach:
                    raise _not_tried()  # for each that is, somebody waits through all attempts
                return self._fetched(url, Tally(relinked=True))
            except SpeechError as error:
                if error.status not in LINK_GONE and not isinstance(error, BadAudioError):
                    undelivered.append(error)
                    self._delivery.not_downloaded()
                raise

        try:
            for _ in answer.heard(pieces):
                pass
            data = answer.sound(fetched)
            pcm, sample_rate = self._decode(Sound(data, answer.sample_rate))
            clip = Clip(pcm, sample_rate, words=answer.words)
            plausible.check_length(utterance, clip.duration)
        except SpeechError as error:
            if error in undelivered:  # it is paid for, and asking anew would pay again
                raise
            return None
        if answer.cut or plausible.stops_early(utterance, clip.duration):
            return None
        return replace(clip, usage=replace(answer.usage or Usage(), requests=0))

    def stream(self, utterance: Utterance) -> Live:
        """Have an utterance spoken, and hear it while it is being spoken.

        Nothing is asked for again once a sample was handed out.

        Raises:
            SpeechError: as the samples are iterated over.
        """
        return Live(lambda live: self._streamed(utterance, live))

    def stop(self) -> None:
        """Send no further request; what is under way may finish."""
        self._closed.set()

    def close(self) -> None:
        """Give up everything under way, and close all connections."""
        self._closed.set()
        self._wire.close()
        self._pace.close()

    def _nap(self, seconds: float) -> None:
        self._closed.wait(seconds)

    # ------------------------------------------------------------ whole utterances

    def _attempt(
        self,
        utterance: Utterance,
        tally: Tally,
        answering: Answering = _unheard,
        *,
        part: bool = False,
    ) -> tuple[Clip, bool]:
        """The clip of one request, and whether the service says that it stops too early."""
        has_file = self._protocol.has_file(utterance)
        with (
            self._delivery.asking(utterance.fingerprint, has_file=has_file) as stream,
            self._in_turn(utterance),
        ):
            attempt = Attempt(stream=stream, relinked=tally.relinked, part=part)
            done = self._ask(utterance, attempt, answering)
            tally.add(done)
            if done.error is not None:
                raise done.error
        assert done.clip is not None  # noqa: S101 - there is a clip, or an error
        return done.clip, done.cut

    def attempt(
        self, utterance: Utterance, attempt: Attempt, answering: Answering = _unheard
    ) -> Attempted:
        """Ask once, now: without a turn, and without a second try."""
        tally = Tally(relinked=attempt.relinked)
        clip, cut, failed = None, False, None
        try:
            clip, cut = self._asked_once(utterance, tally, answering, stream=attempt.stream)
        except SpeechError as error:
            failed = error
        return Attempted(
            clip,
            cut=cut,
            error=failed,
            requests=tally.requests,
            unanswered=tally.unanswered,
            billed=tuple(tally.billed),
            relinked=tally.relinked,
        )

    def ask_through(self, asker: Asker) -> Synthesizer:
        """Have somebody else send each request; turns and second tries stay here."""
        self._ask = asker
        return self

    def _asked_once(
        self, utterance: Utterance, tally: Tally, answering: Answering, *, stream: bool
    ) -> tuple[Clip, bool]:
        answer, arrived = Answer(), answering()
        for piece in self._pieces(utterance, tally, answer, stream=stream):
            arrived(piece)

        def downloaded(url: str) -> bytes:
            data = self._fetched(url, tally)
            arrived(Piece(audio=data, whole=True, finished=True))
            return data

        data = answer.sound(downloaded)
        pcm, sample_rate = self._decode(Sound(data, answer.sample_rate, whole=not answer.cut))
        clip = Clip(pcm, sample_rate, words=answer.words)
        cut = answer.cut or plausible.stops_early(utterance, clip.duration)
        if not cut:
            plausible.check_length(utterance, clip.duration)
        return clip, cut

    def _in_halves(self, utterance: Utterance, tally: Tally, again: Callable[[], bool]) -> Clip:
        """The whole of an utterance at which the service stopped too early: each half by itself.

        Raises:
            BadAudioError: the text cannot be divided, or the service stopped in a half as well.
        """
        halves = halves_of(utterance.text)
        if halves is None:
            raise _cut_short(0.0)
        attempt = retry.retrying(
            self._settings.api.retries,
            self._sleep,
            lambda: tally.affords(again),
        )
        spoken = []
        for text in halves:
            half, cut = attempt(
                self._attempt, replace(utterance, text=text, spans=()), tally, part=True
            )
            if cut:
                raise _cut_short(half.duration)
            spoken.append(half)
        return joined(*spoken)

    @contextlib.contextmanager
    def _in_turn(self, utterance: Utterance) -> Iterator[None]:
        """One request, once it may go out; how it ends decides how fast the next ones are sent."""
        voice = utterance.voice
        self._pace.wait(
            voice.model, lambda: self._settings.api.requests_per_minute or self._rate(voice)
        )
        try:
            yield
        except ThrottledError:
            self._pace.throttled(voice.model)
            raise
        self._pace.answered(voice.model)

    def _pieces(
        self, utterance: Utterance, tally: Tally, answer: Answer, *, stream: bool
    ) -> Iterator[Piece]:
        """The pieces of one request's answer; its cost is noted on the tally, however it ends."""
        request = self._protocol.request(utterance, stream=stream)
        try:
            with self._wire.post(request.path, request.body, request.headers) as reply:
                yield from answer.heard(self._protocol.pieces(reply, utterance, stream=stream))
        except SpeechError as error:
            error.advise(self._advise(error))
            tally.requests += error.requests
            tally.unanswered += error.unanswered
            if answer.usage is not None and not error.unanswered:
                tally.billed.append(answer.usage)
            raise
        tally.requests += 1
        tally.billed.append(answer.usage or Usage())

    def _fetched(self, url: str, tally: Tally) -> bytes:
        """The finished file. A failed download is tried again: new speech would be billed anew."""
        try:
            return retry.retrying(self._settings.api.retries, self._sleep)(self._wire.fetch, url)
        except SpeechError as error:
            if error.status in LINK_GONE and not tally.relinked:
                tally.relinked = True
                raise ServerError(
                    "the link to the finished audio has expired; links are valid for 24 hours",
                    status=error.status,
                ) from None
            # A refused link says nothing about the account or the request, whatever its status.
            passing = isinstance(error, (TransportError, BadAudioError))
            told = (type(error) if passing else ServerError)(
                f"the finished audio could not be downloaded: {error.message}",
                status=error.status,
                code=error.code,
            )
            told.retryable = False
            told.undelivered = True
            raise told from None

    # ------------------------------------------------------------ as it is spoken

    def _streamed(self, utterance: Utterance, live: Live) -> Iterator[bytes]:
        tally = Tally()
        try:
            first, rest = retry.retrying(self._settings.api.retries, self._sleep)(
                self._begun, utterance, tally, live
            )
            yield first
            yield from rest
        except SpeechError as error:
            tally.put_on(error)
            raise
        live.usage = tally.usage()

    def _begun(
        self, utterance: Utterance, tally: Tally, live: Live
    ) -> tuple[bytes, Iterator[bytes]]:
        """The first samples, and how the rest comes. Until here, another attempt does no harm."""
        answer = Answer()
        samples = self._arriving(utterance, tally, answer, live)
        first = next(samples, b"")
        if not first:
            raise BadAudioError("the answer holds no audio")
        return first, samples

    def _arriving(
        self, utterance: Utterance, tally: Tally, answer: Answer, live: Live
    ) -> Iterator[bytes]:
        """Samples as they arrive; from the finished file where the stream has none or damaged ones.

        Raises:
            BadAudioError: there is no sound, or the service says that it stops too early.
            SpeechError: the service refuses, or the connection fails before the answer is whole.
        """
        unwrapping = Unwrapping(self._decode)

        def undamaged() -> Iterator[Piece]:
            with self._in_turn(utterance):
                for piece in self._pieces(utterance, tally, answer, stream=True):
                    if not answer.damaged:
                        yield piece

        given = 0
        for pcm in unwrapping.feed(undamaged(), lambda: answer.has_sound):
            live.sample_rate = unwrapping.sample_rate
            given += len(pcm)
            yield pcm
        if not answer.has_sound:
            data = answer.sound(lambda url: self._fetched(url, tally))
            pcm, sample_rate = self._decode(Sound(data, answer.sample_rate))
            if given and sample_rate != live.sample_rate:
                raise BadAudioError("the finished file is not the sound that was heard")
            live.sample_rate = sample_rate
            yield pcm[given:]
        if answer.cut:
            raise _cut_short(0.0)


def _not_tried() -> SpeechError:
    error = TransportError("the finished audio cannot be downloaded now, as no other can")
    error.retryable = False
    return error


def _cut_short(seconds: float) -> BadAudioError:
    after = f" after {seconds:.0f} s" if seconds else ""
    error = BadAudioError(
        f"the service stops{after} in the middle of the text; lower `target`, or shorten the "
        "passage"
    )
    error.retryable = False  # it would stop there again, and bill again
    return error
