"""A plan, carried out: speak what is missing, keep every clip, assemble every page, say what became of each.

Threads, not asyncio: MkDocs is synchronous, encoders release the interpreter, and an event loop may run already.
Nothing here logs or prints. What happened is in the `Report`; what happens meanwhile goes to a `Progress`.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from mkdocs_qwen_tts import audio, speech
from mkdocs_qwen_tts.bill import NOTHING, PagePlan, Plan, check_budget
from mkdocs_qwen_tts.errors import (
    AccountError,
    AuthenticationError,
    BadAudioError,
    ConfigurationError,
    FrozenError,
    NarrationError,
    ServerError,
    SpeechError,
    StoreError,
    TransportError,
)
from mkdocs_qwen_tts.model import (
    Chapter,
    Charge,
    Clip,
    Cue,
    Kind,
    Narration,
    Outcome,
    Report,
    Status,
    Utterance,
)
from mkdocs_qwen_tts.store import PageRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs_qwen_tts.model import Sound, Track, Usage
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech import Engine
    from mkdocs_qwen_tts.store import Store

    EngineOpener = Callable[[Settings, Callable[[Sound], tuple[bytes, int]]], Engine]

WORDS_SHOWN = 100
"""Characters of an utterance that a message quotes: enough to find the sentence on the page."""

PACE_OPTIONS = ("rate", "speed", "speech_rate")
"""What the engines call the factor on their speaking pace."""

HOPELESS = 3
"""Utterances, for each worker, that must fail for want of a working service, with none spoken, before a build
stops asking: by then every worker has used up all its retries several times."""


class Progress(Protocol):
    """Somebody who watches a build. Called from several threads, one call at a time."""

    def begin(self, bill_total: Charge) -> None:
        """The first request is about to be sent."""

    def spoken(self, characters: int) -> None:
        """A clip of so many billing characters has arrived and is kept."""

    def page(self, outcome: Outcome) -> None:
        """A page is finished."""

    def end(self) -> None:
        """Nothing more will come."""


class _Unwatched:
    def begin(self, bill_total: Charge) -> None: ...
    def spoken(self, characters: int) -> None: ...
    def page(self, outcome: Outcome) -> None: ...
    def end(self) -> None: ...


def narrate(
    plan: Plan,
    settings: Settings,
    store: Store,
    *,
    partial: bool = False,
    spent: Charge = NOTHING,
    progress: Progress | None = None,
    open_engine: EngineOpener = speech.engine,
) -> Report:
    """Carry out a plan.

    Args:
        plan: from `bill.prepare` with the same settings and store.
        settings: the site's. With `mode: cached`, or without a key for a paid engine, nothing is asked for, and pages
            that miss something fail; `mode: off` skips every page.
        store: where clips and tracks are kept, each the moment it is there.
        partial: the site has further pages that are not in the plan, as in a build of changed pages alone.
        spent: what the same run has spent before; it counts against the budget.
        progress: who watches.
        open_engine: opens the speech engine; only called when something is to be spoken.

    Raises:
        AudioError: the encoder that a page needs is missing; nothing is asked for.
        BudgetExceeded: before the first request.
        FrozenError: in `mode: frozen`, when something is missing; nothing is asked for.
        StoreError: the store cannot be written though something has to be; nothing is asked for.

    A page that cannot be narrated does not raise: its `Outcome` says why.
    """
    if settings.mode == "off":
        return Report(
            tuple(Outcome(one.page.key, Status.SKIPPED, "narration is off") for one in plan.pages), plan.bill
        )
    if settings.mode == "frozen" and plan.missing:
        raise FrozenError(
            [(one.page.name, excerpt(utterance.text)) for one in plan.pages for utterance in one.missing]
        )
    may_spend = settings.mode == "full" and (
        speech.resolve(settings) != "dashscope" or settings.api.key is not None
    )
    if any(one.utterances and one.track is None and (may_spend or not one.missing) for one in plan.pages):
        audio.check_encoder(settings.audio)
    if may_spend:
        check_budget(plan.bill, settings, spent=spent)
        if plan.missing:
            store.ensure_writable()
    run = _Run(plan, settings, store, progress or _Unwatched(), open_engine, partial=partial)
    return run.carry_out(ask=may_spend)


def excerpt(text: str) -> str:
    """The first words of an utterance, for a message."""
    return text if len(text) <= WORDS_SHOWN else text[: WORDS_SHOWN - 1].rstrip() + "…"


def _flaw(utterance: Utterance, clip: Clip) -> str | None:
    """Why a clip cannot be the utterance, or `None`."""
    options = dict(utterance.voice.options)
    pace = next((float(options[name]) for name in PACE_OPTIONS if name in options), 1.0)
    return audio.examine(clip.pcm, clip.sample_rate, utterance.text, pace=pace)


@dataclass
class _Run:
    """One build. Its fields are shared by the threads and changed under `guard` only."""

    plan: Plan
    settings: Settings
    store: Store
    progress: Progress
    open_engine: EngineOpener
    partial: bool
    guard: threading.RLock = field(default_factory=threading.RLock)
    assemblers: ThreadPoolExecutor = field(init=False)
    assembling: list[Future[None]] = field(default_factory=list)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    """By page: fingerprints of the utterances it waits for."""
    listeners: dict[str, list[PagePlan]] = field(default_factory=lambda: defaultdict(list))
    """By fingerprint: the pages that wait for it."""
    previous: dict[str, PageRecord] = field(default_factory=dict)
    """What each page used in an earlier build."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    failures: dict[str, NarrationError] = field(default_factory=dict)
    """By fingerprint: why an utterance has no clip."""
    fatal: NarrationError | None = None
    """Why asking stopped."""
    requests: int = 0
    characters: int = 0
    unanswered: int = 0
    arrived: int = 0
    billed_otherwise: int = 0
    """Clips for which the service counted other characters than the bill."""

    def carry_out(self, *, ask: bool) -> Report:
        self.previous = self.store.site(self.plan.site.digest)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="assemble") as pool:
            self.assemblers = pool
            try:
                for one in self.plan.pages:
                    self._begin(one, ask=ask)
                if ask and self.plan.missing:
                    self._speak_all()
                for future in self.assembling:
                    future.result()  # a defect of ours in a thread must not pass for a finished page
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self._remember()
        return self._report()

    def _begin(self, one: PagePlan, *, ask: bool) -> None:
        """Finish the page, assemble it, or have it wait for its utterances."""
        if one.skipped:
            self._finish(one, Outcome(one.page.key, Status.SKIPPED, one.skipped))
        elif one.failed:
            self._finish(one, Outcome(one.page.key, Status.FAILED, one.failed))
        elif one.elsewhere:
            self._finish(
                one,
                Outcome(
                    one.page.key, Status.SKIPPED, f"other jobs ask for {one.elsewhere} of its utterances"
                ),
            )
        elif one.track is not None:
            self._finish(one, Outcome(one.page.key, Status.CACHED, narration=self._narration(one, one.track)))
        elif not one.missing:
            self.assembling.append(self.assemblers.submit(self._assemble, one))
        elif ask:
            self.waiting[one.page.key] = {utterance.fingerprint for utterance in one.missing}
            for utterance in one.missing:
                self.listeners[utterance.fingerprint].append(one)
        else:
            count = f"{len(one.missing)} of its {len(one.utterances)} utterances are not in the store"
            self._fall_back(one, count)

    def _settle(self, fingerprint: str) -> None:
        """An utterance is spoken or has failed: pages that waited for it alone can go on."""
        with self.guard:
            for one in self.listeners.pop(fingerprint, ()):
                left = self.waiting[one.page.key]
                left.discard(fingerprint)
                if not left:
                    self.assembling.append(self.assemblers.submit(self._assemble, one))

    # ------------------------------------------------------------ speaking

    def _speak_all(self) -> None:
        self.progress.begin(self.plan.bill.total)
        try:
            with self.open_engine(self.settings, audio.decode) as engine:
                pool = ThreadPoolExecutor(
                    max_workers=self.settings.api.concurrency, thread_name_prefix="speak"
                )
                try:
                    futures = [pool.submit(self._speak, engine, one) for one in self.plan.missing]
                    for future in futures:
                        future.result()
                except BaseException:
                    # Ctrl-C: what is under way may be billed already, so it is waited for and kept.
                    with self.guard:
                        self.fatal = self.fatal or NarrationError("the build was interrupted")
                    engine.stop()
                    raise
                finally:
                    pool.shutdown(wait=True, cancel_futures=True)
        finally:
            self.progress.end()

    def _speak(self, engine: Engine, utterance: Utterance) -> None:
        fingerprint = utterance.fingerprint
        try:
            if self.fatal is None:
                with self.store.claim(fingerprint):
                    if not self.store.has_clip(fingerprint):  # another build may have spoken it meanwhile
                        self._keep(utterance, self._spoken(engine, utterance))
            else:
                self._fail(fingerprint, self.fatal)
        except SpeechError as error:
            with self.guard:
                self.requests += error.requests
                self.unanswered += error.unanswered
                self.characters += (error.usage and error.usage.characters) or 0
                self._fail(fingerprint, error)
                if isinstance(error, (AuthenticationError, AccountError)) or self._is_hopeless():
                    self.fatal = self.fatal or error
        except (StoreError, ConfigurationError) as error:
            with self.guard:
                self._fail(fingerprint, error)
                self.fatal = self.fatal or error
        self._settle(fingerprint)

    def _spoken(self, engine: Engine, utterance: Utterance) -> Clip:
        """The clip of an utterance, listened to before it is believed; a bad one is asked for once more."""
        clip = engine.speak(utterance)
        if engine.free or (flaw := _flaw(utterance, clip)) is None:
            return clip
        with self.guard:
            self._count(utterance, clip.usage)
        again = engine.speak(utterance)
        if (flaw := _flaw(utterance, again)) is None:
            return again
        error = BadAudioError(f"the service spoke it badly twice: {flaw}; build again, or reword the passage")
        error.requests, error.unanswered, error.usage = (
            again.usage.requests,
            again.usage.unanswered,
            again.usage,
        )
        raise error

    def _count(self, utterance: Utterance, usage: Usage) -> None:
        """Add what a clip took, kept or not, to what the build has spent."""
        expected = speech.characters(utterance.voice, utterance.text)
        self.requests += usage.requests
        self.unanswered += usage.unanswered
        self.characters += expected if usage.characters is None else usage.characters
        self.billed_otherwise += usage.characters is not None and usage.characters != expected

    def _keep(self, utterance: Utterance, clip: Clip) -> None:
        self.store.put_clip(utterance.fingerprint, audio.to_flac(clip.pcm, clip.sample_rate), clip.usage)
        with self.guard:
            self.arrived += 1
            self._count(utterance, clip.usage)
            self.progress.spoken(speech.characters(utterance.voice, utterance.text))

    def _fail(self, fingerprint: str, error: NarrationError) -> None:
        with self.guard:
            self.failures[fingerprint] = error

    def _is_hopeless(self) -> bool:
        if self.arrived:
            return False
        lost = sum(isinstance(error, (TransportError, ServerError)) for error in self.failures.values())
        return lost >= HOPELESS * self.settings.api.concurrency

    # ------------------------------------------------------------ pages

    def _assemble(self, one: PagePlan) -> None:
        failed = next((item for item in one.missing if item.fingerprint in self.failures), None)
        if failed is not None:
            error = self.failures[failed.fingerprint]
            self._fall_back(one, str(error), excerpt(failed.text))
            return
        try:
            track = self._encode(one)
        except NarrationError as error:
            self._fall_back(one, str(error))
            return
        self._finish(one, Outcome(one.page.key, Status.FRESH, narration=self._narration(one, track)))

    def _encode(self, one: PagePlan) -> Track:
        assert one.audio is not None  # noqa: S101 - a page with utterances has them
        assert one.tags is not None  # noqa: S101
        encoded = audio.assemble(one.utterances, self._clip, one.audio, one.tags)
        return self.store.put_track(one.track_key, encoded, one.audio.format)

    def _clip(self, utterance: Utterance) -> Clip:
        stored = self.store.clip(utterance.fingerprint)
        if stored is None:
            raise StoreError(
                f"the clip of “{excerpt(utterance.text)}” was in the store and is gone or damaged; build again and it "
                "is asked for anew."
            )
        pcm, sample_rate = audio.from_flac(stored.data)
        return Clip(pcm, sample_rate, stored.usage)

    def _narration(self, one: PagePlan, track: Track) -> Narration:
        spans = [span for utterance in one.utterances for span in utterance.spans]
        cues = tuple(
            Cue(
                timing.start, timing.end, one.script.passages[span.passage].anchor, span.passage, timing.exact
            )
            for span, timing in zip(spans, track.timings, strict=True)
        )
        chapters = []
        for index, cue in enumerate(cues):
            passage = one.script.passages[cue.passage]
            first = index == 0 or cues[index - 1].passage != cue.passage
            if first and passage.kind in (Kind.TITLE, Kind.HEADING):
                chapters.append(Chapter(passage.text, cue.start, passage.level, passage.id))
        return Narration(one.script, track, cues, tuple(chapters), preview=self._is_preview(one))

    @staticmethod
    def _is_preview(one: PagePlan) -> bool:
        return any(utterance.voice.engine == "preview" for utterance in one.utterances)

    def _fall_back(self, one: PagePlan, reason: str, sentence: str = "") -> None:
        """The page keeps its last good narration, if it has one and may; else it has none."""
        last = self.previous.get(one.page.key)
        track = self.store.track(last.track) if last and self.settings.stale == "keep" else None
        # Its cues belong to an earlier text, so nothing is highlighted.
        narration = (
            Narration(one.script, track, (), (), preview=self._is_preview(one), stale=True) if track else None
        )
        status = Status.STALE if narration else Status.FAILED
        self._finish(one, Outcome(one.page.key, status, reason, sentence, narration))

    def _remember(self) -> None:
        """Note what the site uses. A failed page goes on referring to its last track, and to what was paid since."""
        pages = dict(self.previous) if self.partial else {}
        for one in self.plan.pages:
            if not one.utterances:
                continue
            clips = dict.fromkeys(utterance.fingerprint for utterance in one.utterances)
            narration = self.outcomes[one.page.key].narration
            last = self.previous.get(one.page.key)
            if narration is not None and not narration.stale:
                pages[one.page.key] = PageRecord(narration.track.key, tuple(clips))
            else:
                clips.update(dict.fromkeys(last.clips if last else ()))
                pages[one.page.key] = PageRecord(last.track if last else "", tuple(clips))
        if pages == self.previous:
            return
        with contextlib.suppress(StoreError):  # a store that only serves needs no record
            self.store.put_site(self.plan.site.digest, pages)

    def _finish(self, one: PagePlan, outcome: Outcome) -> None:
        with self.guard:
            self.outcomes[one.page.key] = outcome
            self.progress.page(outcome)

    def _report(self) -> Report:
        notes = [*self.plan.notes, *self.store.notes]
        if self.fatal is not None:
            notes.append(f"stopped asking for speech: {self.fatal}")
        return Report(
            outcomes=tuple(self._in_order(self.outcomes.values())),
            bill=self.plan.bill,
            requests=self.requests,
            characters=self.characters,
            unanswered=self.unanswered,
            billed_otherwise=self.billed_otherwise,
            notes=tuple(dict.fromkeys(notes)),
        )

    def _in_order(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        place = {one.page.key: index for index, one in enumerate(self.plan.pages)}
        return sorted(outcomes, key=lambda outcome: place[outcome.page])
