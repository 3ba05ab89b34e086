"""Everything that one build asks of a speech service: each missing utterance once.

The thread that received a clip has it examined and packed and writes it before it asks for another,
and there are only as many threads as requests may be under way, and `SPARE` more, so that the
service need not wait while clips are written. A build that is killed loses no more than these
threads were about. What is in the store is compared with its text behind them (`ProofQueue`); what
stays doubtful is asked for once more when everything has been asked for.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import (
    BadAudioError,
    LocalNetworkError,
    NarrationError,
    SpeechError,
    StoreError,
    UnforeseenError,
)
from mkdocs_qwen_tts._model import KeptClip, RetryDetails
from mkdocs_qwen_tts._pipeline.breaker import Breaker
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool
from mkdocs_qwen_tts._pipeline.keeping import keep_clip
from mkdocs_qwen_tts._pipeline.left_out import LeftOut
from mkdocs_qwen_tts._pipeline.proof_queue import ProofQueue
from mkdocs_qwen_tts._pipeline.proofing import Proofreader
from mkdocs_qwen_tts._pipeline.second_tries import SecondTries
from mkdocs_qwen_tts._pipeline.session import SpeechSession, Spending, decoded
from mkdocs_qwen_tts._pipeline.speakers import Speakers
from mkdocs_qwen_tts._pipeline.termination import terminating
from mkdocs_qwen_tts._store import BYTES_PER_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkdocs_qwen_tts._model import Clip, Utterance
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._pipeline.proofing import Heard
    from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget
    from mkdocs_qwen_tts._pipeline.session import EngineOpener
    from mkdocs_qwen_tts._pipeline.workers import Workers
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Synthesizer
    from mkdocs_qwen_tts._speech.engine import Answering
    from mkdocs_qwen_tts._store import Store

SPARE = 2
"""Threads beyond the requests under way: what it takes to have the next one out while a clip is
written."""


@dataclass
class Asking:
    """One build's requests. Its fields are shared by the threads and changed under `guard` only."""

    settings: Settings
    store: Store
    open_engine: EngineOpener
    retry_budget: RetryBudget
    """For what has to be asked for again."""
    spoken: Callable[[int], None]
    """Called with the billing characters of each clip that is kept."""
    settled: Callable[[str], None]
    """Called with the fingerprint of each utterance that is spoken or has failed."""
    retried: Callable[[RetryDetails], None] = lambda _: None
    """Called with each attempt that failed and is followed by another."""
    notice: Callable[[str], None] = lambda _: None
    """Called with what the user should know while the build waits."""
    pages: Sequence[PagePlan] = ()
    """Whose utterances are asked for."""
    workers: Workers | None = None
    """Who asks in place of this process."""
    guard: threading.RLock = field(default_factory=threading.RLock)
    under_way: int = 0
    """Requests whose answers are awaited."""
    streams_told: bool = False
    """Whether it was said that streams are asked for in place of files."""
    spending: Spending = field(init=False)
    tries: SecondTries = field(init=False)
    proofreader: Proofreader = field(init=False)
    concurrency: int = field(init=False)
    """Requests that may be under way."""
    lines: threading.BoundedSemaphore = field(init=False)
    """One for each request that may be under way."""
    breaker: Breaker = field(init=False)
    left_out: LeftOut = field(init=False)

    def __post_init__(self) -> None:
        self.spending = Spending(self.settings)
        self.tries = SecondTries(self.pages, self.retry_budget, self.settings.api.retries)
        self.proofreader = Proofreader(self.settings, self.store)
        # Each worker has as many requests under way as this process would have.
        self.concurrency = self.settings.api.concurrency * (
            self.workers.count if self.workers else 1
        )
        self.lines = threading.BoundedSemaphore(self.concurrency)
        self.breaker = Breaker(self.concurrency)
        self.left_out = LeftOut(
            self.settings, self.store, self.breaker, self.settled, self.retry_budget
        )

    @property
    def fatal(self) -> NarrationError | None:
        """Why asking stopped, if it did."""
        return self.breaker.fatal

    def ask(self, utterances: Sequence[Utterance]) -> None:
        """Have every utterance spoken and kept, or know why not.

        Raises:
            ConfigurationError: the recogniser that the settings name is not there.
        """
        self.proofreader.check()
        self.store.waiting.start()
        self.store.waiting.told = self.notice
        threads = self.concurrency + SPARE
        with contextlib.ExitStack() as opened:
            try:
                engine = opened.enter_context(self.open_engine(self.settings, decoded))
            except LocalNetworkError as error:  # the site is built without what is missing
                self.breaker.stop(error)
                for utterance in utterances:
                    self.left_out.failures[utterance.fingerprint] = error
                    self.settled(utterance.fingerprint)
                return
            self._ask_through(engine, utterances, threads)

    def _ask_through(
        self, engine: Synthesizer, utterances: Sequence[Utterance], threads: int
    ) -> None:
        units = speech.engine_for(self.settings).units
        longest = max((units(utterance.text) for utterance in utterances), default=0)
        with (
            terminating(),
            self.store.reserve.held(min(threads, len(utterances)) * longest * BYTES_PER_CHARACTER),
            ProofQueue(self.store, self.proofreader, self.settled, self.workers) as proofs,
            Speakers(threads) as speakers,
        ):
            # What may be billed twice waits until everything has been asked for once: only then is
            # it known where the budget for asking again does most.
            session = SpeechSession(
                engine, self.spending, lambda _: False, self._retried, self._turn
            )
            speak = functools.partial(self._speak, session, proofs)
            try:
                speakers.for_each(speak, utterances)
                self._try_again(speak, speakers)
                divided = self.left_out.judge()
                speakers.for_each(speak, self.left_out.parts_of(divided))
                self._try_again(speak, speakers)
                self.left_out.judge()
                for utterance in divided:
                    self.settled(utterance.fingerprint)
                again = functools.partial(self._speak_again, session)
                speakers.for_each(again, proofs.finish())
                divided = self.left_out.divided_by_doubt()
                speakers.for_each(speak, self.left_out.parts_of(divided))
                self._try_again(speak, speakers)
                self.left_out.judge()
                speakers.for_each(again, proofs.finish())
                for utterance in divided:
                    self.settled(utterance.fingerprint)
            except BaseException:
                self._stop(engine, speakers)
                raise

    def _stop(self, engine: Synthesizer, speakers: Speakers) -> None:
        """Begin nothing more, and wait for what is under way: it may be billed already.

        When that takes longer than one answer may take, or when the user insists, connections are
        closed. What had arrived until then is on the disk.
        """
        with self.guard:
            self.breaker.stop(NarrationError("the build was interrupted"))
            speakers.stop()
            under_way = self.under_way
        engine.stop()
        self.store.waiting.stop()
        patience = self.settings.api.timeout
        if under_way:
            self.notice(
                f"Stopping: {under_way} answer{'s' * (under_way != 1)} may be paid for already "
                f"and will be waited for, {patience:.0f} seconds at most"
            )
        try:
            speakers.wait(patience)
        finally:
            engine.close()

    def _try_again(self, speak: Callable[[Utterance], None], speakers: Speakers) -> None:
        """Ask again for what may be billed twice, as far as the budget goes and it is worth it."""
        while self.fatal is None and (due := self.tries.due(self.left_out.failures)):
            for one in due:
                del self.left_out.failures[one.utterance.fingerprint]
                self._retried(RetryDetails(one.utterance, one.times, 0.0, one.error))
            speakers.for_each(speak, [one.utterance for one in due])

    @property
    def _key(self) -> str:
        key = self.settings.api.key
        return key.get_secret_value() if key else ""

    def _speak(self, session: SpeechSession, proofs: ProofQueue, utterance: Utterance) -> None:
        if self.fatal is not None or utterance.fingerprint in self.left_out.failures:
            if self.fatal is not None:
                self.left_out.failures.setdefault(utterance.fingerprint, self.fatal)
            self.settled(utterance.fingerprint)
            return
        new = False
        with self._failing(utterance), self.store.claim(utterance.fingerprint):
            if not self.store.has_clip(
                utterance.fingerprint
            ):  # another build may have spoken it meanwhile
                spool, key = self.store.spool, self._key
                with spool.receiving(utterance.fingerprint, key) as arrivals:
                    left = spool.left_over(utterance.fingerprint, key)
                    clip = session.left_over(utterance, left) or session.clip(
                        utterance, arrivals.answer, was_bad=self.tries.was_bad(utterance)
                    )
                    self._keep(utterance, clip)
                new = True
            self.left_out.doubts.drop(utterance.fingerprint)
        if new and self.proofreader.listens:
            proofs.add(utterance)
        elif utterance.fingerprint not in self.left_out.doubts:
            self.settled(utterance.fingerprint)

    @contextlib.contextmanager
    def _failing(self, utterance: Utterance) -> Iterator[None]:
        """Note an error as the utterance's; stop asking if every other would meet it too."""
        with self.guard:
            number = self.breaker.begin()
        try:
            yield
        except NarrationError as error:
            self._failed(utterance, error, number)
        except Exception as defect:  # noqa: BLE001 - no single answer ends a build
            self._failed(utterance, UnforeseenError("it cannot be spoken", defect), number)

    def _failed(self, utterance: Utterance, error: NarrationError, number: int) -> None:
        with self.guard:
            if isinstance(error, SpeechError) and error is not self.fatal:
                self.spending.failure(error)
                self._tell_of_streams(error)
            self.tries.note(utterance, error)
            self.left_out.doubts.add(utterance, error)
            self.left_out.failures[utterance.fingerprint] = self.breaker.fail(error, number)

    def _tell_of_streams(self, error: SpeechError) -> None:
        """Say once that streams are asked for, as files cannot be downloaded."""
        if error.undelivered and self.settings.api.stream == "auto" and not self.streams_told:
            self.streams_told = True
            self.notice(
                f"{error.message}. From now on, speech is asked for as streams; "
                "`api.stream: true` does so from the start"
            )

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self.lines:
            if self.fatal is not None:  # it became so while this thread waited
                raise self.fatal
            with self._counted():
                yield

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self.guard:
            self.under_way += 1
        try:
            yield
        finally:
            with self.guard:
                self.under_way -= 1

    def _retried(self, details: RetryDetails) -> None:
        with self.guard:
            self.retried(details)

    def _keep(self, utterance: Utterance, clip: Clip) -> None:
        if clip.usage.requests:  # else an earlier build paid for it
            self.spending.clip(utterance, clip.usage)
        if isinstance(clip, KeptClip):
            if clip.unkept:
                raise StoreError(clip.unkept)
            disk_is_full = clip.disk_is_full
        else:
            digest = keep_clip(utterance, clip, self.store)
            self.proofreader.decoded.add(digest, clip.pcm, clip.sample_rate)
            disk_is_full = self.store.reserve.is_used
        self.store.forget_refusal(utterance.fingerprint)
        if disk_is_full:
            with self.guard:
                self.breaker.stop(
                    StoreError(
                        f"the disk of the store {self.store.root} is full. What was under way is "
                        "kept; free some, and build again"
                    )
                )
        with self.guard:
            self.breaker.arrived += 1
            self.spoken(speech.engine_for(self.settings).units(utterance.text))

    def _speak_again(self, session: SpeechSession, doubt: tuple[Utterance, Heard]) -> None:
        """Ask for a doubtful clip once more, and keep the better of the two."""
        utterance, heard = doubt
        # The first clip is replaced in two steps. Who is killed between them leaves the second one
        # in the spool, and nobody else asks for the utterance meanwhile.
        with (
            self._failing(utterance),
            self.store.claim(utterance.fingerprint),
            self.store.spool.receiving(utterance.fingerprint, self._key) as arrivals,
        ):
            better = self._better(session, utterance, heard, arrivals.answer)
            if better is None:
                self.store.annotate_clip(
                    utterance.fingerprint, timing=heard.timing, proof=heard.proof
                )
            else:
                clip, heard = better
                packed = decoding_pool().work(audio.to_flac, clip.pcm, clip.sample_rate)
                self.store.put_clip(
                    utterance.fingerprint, packed, clip.usage, heard.timing, heard.proof
                )
            if heard.proof is not None and heard.doubtful:
                self.left_out.note_doubt(utterance, heard.proof)
                self.proofreader.doubtful.add(utterance.fingerprint)
        if not self.left_out.waits_for_its_parts(utterance):
            self.settled(utterance.fingerprint)

    def _better(
        self, session: SpeechSession, utterance: Utterance, heard: Heard, answering: Answering
    ) -> tuple[Clip, Heard] | None:
        """A second clip and what is heard in it, or `None` where the first one is to be kept."""
        if self.fatal is not None or heard.proof is None or not self.retry_budget.take(utterance):
            return None
        doubt = BadAudioError(f"it may say something else than its text: {heard.proof.reason}")
        self._retried(RetryDetails(utterance, 1, 0.0, doubt))
        replacing = self.workers.replacing if self.workers else contextlib.nullcontext
        try:
            with replacing(utterance.fingerprint):
                clip = session.clip(utterance, answering)
        except NarrationError as error:  # what has arrived is kept all the same
            if isinstance(error, SpeechError) and error is not self.fatal:
                self.spending.failure(error)
            return None
        self.spending.clip(utterance, clip.usage)
        again = self.proofreader.listen(utterance, clip)
        better = again.proof is not None and again.proof.score < heard.proof.score
        return (clip, again) if better else None
