"""A plan, carried out: speak what is missing, keep every clip, assemble every page.

Threads, not asyncio: MkDocs is synchronous, encoders release the interpreter, and an event loop may
run already. Nothing here logs or prints. What happened is in the `Report`; what happens meanwhile
goes to a `Progress`.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts import _store as store_room
from mkdocs_qwen_tts._errors import FrozenError, NarrationError, StoreError, UnforeseenError
from mkdocs_qwen_tts._model import (
    Charge,
    DoubtfulClip,
    Narration,
    Outcome,
    Report,
    Status,
)
from mkdocs_qwen_tts._pipeline.holes import is_mostly_spoken
from mkdocs_qwen_tts._pipeline.narration import excerpt, narration_of
from mkdocs_qwen_tts._pipeline.plan import (
    NOTHING,
    PagePlan,
    Plan,
    check_budget,
    with_utterances,
)
from mkdocs_qwen_tts._pipeline.progress import Progress, Unwatched
from mkdocs_qwen_tts._pipeline.record import SiteRecord
from mkdocs_qwen_tts._pipeline.retry_budget import NO_MONEY, RetryBudget
from mkdocs_qwen_tts._pipeline.surprise import Expectation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs_qwen_tts._model import Bill, Track
    from mkdocs_qwen_tts._pipeline.ask import Asking
    from mkdocs_qwen_tts._pipeline.session import EngineOpener
    from mkdocs_qwen_tts._pipeline.workers import Workers
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

STOPPED = "stopped asking for speech: "
"""What stands before the reason why a build asks for nothing more."""


@dataclass
class SharedByParts:
    """What the parts of one site share, where a site is too large to be held at once.

    The record is read before the first part is narrated, and written by whoever narrates the parts.
    """

    record: SiteRecord
    retry_budget: RetryBudget | None = None
    """For what has to be asked for again; without one, each part has what the budget leaves beyond
    its own bill."""
    failures: dict[str, NarrationError] = field(default_factory=dict)
    """By fingerprint: why an utterance was not spoken. It is not asked for again."""
    fatal: NarrationError | None = None
    """Why asking stopped: no further part asks."""
    unlucky: dict[str, str] = field(default_factory=dict)
    """By fingerprint: why an utterance did not come, though the service works."""


def carry_out(
    plan: Plan,
    settings: Settings,
    store: Store,
    *,
    partial: bool = False,
    spent: Charge = NOTHING,
    progress: Progress | None = None,
    open_engine: EngineOpener | None = None,
    whole: SharedByParts | None = None,
    workers: Workers | None = None,
) -> Report:
    """Carry out a plan.

    Args:
        plan: from `prepare` with the same settings and store.
        settings: the site's. With `mode: cached`, or without a key for a paid engine, nothing is
            asked for, and pages that miss something fail; `mode: off` skips every page.
        store: where clips and tracks are kept, each the moment it is there.
        partial: the site has further pages that are not in the plan, as in a build of changed pages
            alone.
        spent: what the same run has spent before; it counts against the budget.
        progress: who watches.
        open_engine: opens the speech engine; only called when something is to be spoken. Without
            it, the engine of the workers or else of the settings is opened.
        whole: what the parts of a site share, where it is narrated in parts, of which this plan is
            one. Its budget is the caller's to check, on the whole bill.
        workers: processes that ask, listen and assemble in place of this one.

    Raises:
        AudioError: the encoder that a page needs is missing; nothing is asked for.
        BudgetExceeded: before the first request; `SurprisingBill` where the bill is far above what
            the site's record expects.
        FrozenError: in `mode: frozen`, when something is missing; nothing is asked for.
        StoreError: a job that asks for a share of the site cannot hand it on; nothing is asked for.

    A store that cannot be written, or has no room, does not raise: nothing is asked for, and the
    report's notes say why. A page that cannot be narrated does not raise: its `Outcome` says why.
    """
    try:
        return _carried_out(
            plan,
            settings,
            store,
            progress or Unwatched(),
            open_engine or (workers.open_engine if workers else speech.open_engine),
            partial=partial,
            spent=spent,
            whole=whole,
            workers=workers,
        )
    finally:
        store.planning.end()


def _carried_out(
    plan: Plan,
    settings: Settings,
    store: Store,
    progress: Progress,
    open_engine: EngineOpener,
    *,
    partial: bool,
    spent: Charge,
    whole: SharedByParts | None,
    workers: Workers | None,
) -> Report:
    if settings.mode == "off":
        return Report(
            tuple(Outcome(one.page.key, Status.SKIPPED, "narration is off") for one in plan.pages),
            plan.bill,
        )
    if settings.mode == "frozen" and (missing := absent_of(plan.pages)):
        raise FrozenError(missing, why_absent(store))
    spends, unwritten = may_spend(settings), ""
    if to_be_assembled(plan, ask=spends):
        audio.check_encoder(settings.audio)
    if spends:
        if whole is None:
            check_budget(plan.bill, settings, spent=spent)
            expected = Expectation(SiteRecord(store, plan.site, engines(plan, settings)))
            expected.add(plan.pages)
            expected.check(plan.bill, settings)
            tell(progress, expected.first_build(plan.bill))
        if plan.missing and whole is None:
            unwritten = unwritable(plan.bill, settings, store)
            spends = not unwritten
    run = _Run(
        plan,
        settings,
        store,
        progress,
        open_engine,
        partial=partial,
        whole=whole,
        spent=spent,
        workers=workers,
    )
    report = run.carry_out(ask=spends)
    return replace(report, notes=(*report.notes, unwritten)) if unwritten else report


def unwritable(bill: Bill, settings: Settings, store: Store) -> str:
    """Make sure that what is paid for can be kept; says why nothing is asked for, where it cannot.

    Raises:
        StoreError: this job asks for a share of the site, and others would not see it.
    """
    try:
        store.ensure_writable()
        store.reserve.ensure(bill.total.characters * store_room.BYTES_PER_CHARACTER)
    except StoreError as error:
        if settings.shard:
            raise
        return f"nothing is asked for, and the site is built with what is in the store: {error}"
    kept_elsewhere = store.remote is None or store.remote.is_writable()
    if settings.shard and not kept_elsewhere:
        raise StoreError(
            "this job asks for a share of the site, and `cache.remote` does not take what it would "
            "pay for, so nothing was asked for. Mend its address or its credentials; `doctor` "
            "looks at both."
        )
    return ""


def _unheard(_: str) -> None:
    """Nobody is told."""


def why_absent(store: Store) -> tuple[str, ...]:
    """What may be the reason that something is missing: the remote store could not be read."""
    if store.remote is None or store.notes or not (trouble := store.remote.trouble()):
        return store.notes
    return (f"the remote store cannot be read ({trouble})",)


def tell(progress: Progress | None, sentence: str) -> None:
    """Tell whoever watches a build something, if there is anything to tell."""
    # Watchers of 0.1 have no such method.
    if sentence and progress is not None and hasattr(progress, "notice"):
        progress.notice(sentence)


def absent_of(pages: Iterable[PagePlan]) -> list[tuple[str, str]]:
    """`(page, first words)` of everything that is missing or left out."""
    return [
        (one.page.name, excerpt(text))
        for one in pages
        for text in (
            *(utterance.text for utterance in one.missing),
            *(hole.text for hole in one.holes),
        )
    ]


def to_be_assembled(plan: Plan, *, ask: bool) -> bool:
    """Whether any page needs a track that is not there, and can have it in this build."""
    return any(
        one.utterances and one.track is None and (ask or not one.missing) for one in plan.pages
    )


def engines(plan: Plan, settings: Settings) -> set[str]:
    """Who speaks in a plan; where no page can be spoken, who would."""
    found = {one.voice.engine for page in plan.pages for one in page.utterances}
    if found:
        return found
    speaker = speech.engine_for(settings.changed(language="auto")).resolve_voice()
    return {speaker.engine} if speaker is not None else set()


def may_spend(settings: Settings) -> bool:
    """Whether these settings let a build ask for speech at all."""
    return settings.mode == "full" and not speech.engine_for(settings).lacks_key


@dataclass
class _Run:
    """One build. Its fields are shared by the threads and changed under `guard` only."""

    plan: Plan
    settings: Settings
    store: Store
    progress: Progress
    open_engine: EngineOpener
    partial: bool
    whole: SharedByParts | None
    spent: Charge
    workers: Workers | None = None
    guard: threading.RLock = field(default_factory=threading.RLock)
    assemblers: ThreadPoolExecutor = field(init=False)
    turns: threading.Semaphore = field(init=False)
    """One for each page that may be assembled at once."""
    assembling: list[Future[None]] = field(default_factory=list)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    """By page: fingerprints of the utterances it waits for."""
    listeners: dict[str, list[PagePlan]] = field(default_factory=lambda: defaultdict(list))
    """By fingerprint: the pages that wait for it."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    final: dict[str, PagePlan] = field(default_factory=dict)
    """By page: what became of its plan, where something of it turned out to be unspeakable."""
    asking: Asking | None = None
    """Who asks and listens; nobody, where every track is there that this build can have."""
    record: SiteRecord = field(init=False)

    def __post_init__(self) -> None:
        self.record = (
            self.whole.record
            if self.whole
            else SiteRecord(self.store, self.plan.site, engines(self.plan, self.settings))
        )

    def carry_out(self, *, ask: bool) -> Report:
        if self.whole is None:
            if ask and self.plan.missing:
                store_room.sweep(self.store)
            # What is needed is noted first, lest somebody prune it in the middle of the build.
            self.record.expect(self.plan.pages)
            self.record.write(whole=False)
        self.store.planning.end()
        to_assemble = to_be_assembled(self.plan, ask=ask)
        asking = self._opened() if to_assemble or (ask and self.plan.missing) else None
        self.asking = asking
        # While somebody asks, one processor is left to him. Each page that is being assembled takes
        # some megabytes.
        processors = os.cpu_count() or 1
        turns = max(1, processors - 1)
        if self.workers is not None:  # this process waits for them
            processors = turns = self.workers.count
        self.turns = threading.Semaphore(turns)
        with (
            audio.single_threaded() if to_assemble else nullcontext(),
            ThreadPoolExecutor(processors, thread_name_prefix="assemble") as pool,
        ):
            self.assemblers = pool
            try:
                for one in self.plan.pages:
                    self._begin(one, ask=ask)
                if asking and ask and self.plan.missing:
                    self.progress.begin(self.plan.bill.total)
                    try:
                        asking.ask(self.plan.missing)
                    finally:
                        self.progress.end()
                self._await_assembled()
                if asking:
                    asking.proofreader.remember()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        if self.whole is not None and asking:
            self.whole.fatal = asking.fatal
        pages = [self.final.get(one.page.key, one) for one in self.plan.pages]
        self.record.note(pages, self.outcomes)
        if self.whole is None:
            # Only a build that may ask for everything knows that what it does not use is not used.
            self.record.write(whole=not self.partial and self.settings.mode == "full")
        return self._report()

    def _opened(self) -> Asking:
        """Who asks in this build, with what the parts before it found."""
        from mkdocs_qwen_tts._pipeline.ask import Asking  # noqa: PLC0415 - hardly any build asks

        retry_budget = (self.whole and self.whole.retry_budget) or RetryBudget.beyond(
            self.plan.bill, self.settings, self.spent
        )
        asking = Asking(
            self.settings,
            self.store,
            self.open_engine,
            retry_budget,
            self.progress.spoken,
            self._settle,
            self.progress.retried,
            getattr(self.progress, "notice", _unheard),  # watchers of 0.1 have no such method
            self.plan.pages,
            self.workers,
        )
        if self.whole is not None:
            asking.failures, asking.fatal = self.whole.failures, self.whole.fatal
            asking.unlucky = self.whole.unlucky
        return asking

    def _await_assembled(self) -> None:
        """Nobody asks any more: pages are assembled by every processor, until all are."""
        if (os.cpu_count() or 1) > 1:
            self.turns.release()
        for future in self.assembling:
            future.result()  # a defect of ours must not pass for a finished page

    def _begin(self, one: PagePlan, *, ask: bool) -> None:
        """Finish the page, assemble it, or have it wait for its utterances."""
        if one.skipped:
            self._finish(one, Outcome(one.page.key, Status.SKIPPED, one.skipped))
        elif one.failed:
            self._fall_back(one, one.failed)
        elif one.elsewhere:
            why = f"other jobs ask for {one.elsewhere} of its utterances"
            self._finish(one, Outcome(one.page.key, Status.SKIPPED, why))
        elif one.track is not None:
            self._narrated(one, one.track, Status.CACHED)
        elif not one.missing:
            self.assembling.append(self.assemblers.submit(self._assemble, one))
        elif ask:
            self.waiting[one.page.key] = {utterance.fingerprint for utterance in one.missing}
            for utterance in one.missing:
                self.listeners[utterance.fingerprint].append(one)
        else:
            count = (
                f"{len(one.missing)} of its {len(one.utterances)} utterances are not in the store"
            )
            self._fall_back(one, count, missing=True)

    def _settle(self, fingerprint: str) -> None:
        """An utterance is spoken or has failed: pages that waited for it alone can go on."""
        with self.guard:
            for one in self.listeners.pop(fingerprint, ()):
                left = self.waiting[one.page.key]
                left.discard(fingerprint)
                if not left:
                    self.assembling.append(self.assemblers.submit(self._assemble, one))

    # ------------------------------------------------------------ pages

    def _assemble(self, one: PagePlan) -> None:
        """Make the page's track of its clips, or know why there is none."""
        try:
            with self.turns:
                assert self.asking is not None  # noqa: S101 - there is something to assemble
                self._made_of_clips(one, self.asking)
        except NarrationError as error:
            self._fall_back(one, str(error))
        except Exception as defect:  # noqa: BLE001 - it is one page of many
            self._fall_back(one, str(UnforeseenError("its sound cannot be put together", defect)))

    def _made_of_clips(self, one: PagePlan, asking: Asking) -> None:
        planned, one = one, self._as_it_came(one, asking)
        if one.failed:
            self._fall_back(one, one.failed, excerpt(one.holes[0].text))
            return
        failures = asking.failures
        failed = next((item for item in one.utterances if item.fingerprint in failures), None)
        if failed is not None:
            error = failures[failed.fingerprint]
            self._fall_back(one, str(error), excerpt(failed.text))
            return
        track = self.store.track(one.track_key) or self._track_of(one, asking)
        self._narrated(one, track, Status.FRESH, found=len(planned.holes))

    def _track_of(self, one: PagePlan, asking: Asking) -> Track:
        assert one.recipe is not None  # noqa: S101 - a page with utterances has one
        if self.workers is None:
            from mkdocs_qwen_tts._pipeline.assemble import encoded_track  # noqa: PLC0415 - as above

            return encoded_track(one.recipe, one.track_key, self.store, asking.proofreader)
        asking.proofreader.doubtful.update(self.workers.assemble(one.recipe, one.track_key))
        track = self.store.track(one.track_key)
        if track is None:
            raise StoreError(
                "a worker put its track into the store, and it cannot be seen here: let `cache` "
                "name the same place for all"
            )
        return track

    def _as_it_came(self, one: PagePlan, asking: Asking) -> PagePlan:
        """The page without what did not come in this build, where most of it did."""
        unspeakable, unlucky = asking.unspeakable, asking.unlucky
        final = self._without(one, {**unlucky, **unspeakable}, unlucky)
        if final.failed or not is_mostly_spoken(final.utterances, final.holes):
            final = self._without(one, unspeakable, unlucky)
        if final is not one:
            with self.guard:
                self.final[one.page.key] = final
        return final

    def _without(
        self, one: PagePlan, left_out: Mapping[str, str], passing: Mapping[str, str]
    ) -> PagePlan:
        if not any(item.fingerprint in left_out for item in one.missing):
            return one
        return with_utterances(
            one,
            one.utterances,
            lambda item: left_out.get(item.fingerprint, ""),
            self.settings,
            passing,
        )

    def _narrated(
        self, one: PagePlan, track: Track, status: Status, *, found: int | None = None
    ) -> None:
        """The page is narrated; what is left out of it beyond the first `found` holes is news."""
        narration = narration_of(one, track, preview=self._is_preview(one), free=self._is_free)
        news = one.holes[found:] if found is not None else ()
        self._finish(
            one,
            Outcome(
                one.page.key,
                status,
                narration=narration,
                holes=one.holes,
                found=news,
                doubtful=self._doubtful(one, track),
            ),
        )

    def _doubtful(self, one: PagePlan, track: Track) -> tuple[DoubtfulClip, ...]:
        """The clips of the page that may say something else than their text."""
        found, place = [], 0
        newly = self.asking.proofreader.doubtful if self.asking else ()
        for utterance in one.utterances:
            known = self.store.refusal(utterance.fingerprint)
            if known is not None and known.doubtful and place < len(track.spans):
                start, news = (
                    track.spans[place].start,
                    utterance.fingerprint in newly,
                )
                found.append(DoubtfulClip(utterance.text, known.score, known.reason, start, news))
            place += len(utterance.spans)
        return tuple(found)

    def _is_preview(self, one: PagePlan) -> bool:
        stands_in = speech.engine_for(self.settings).stands_in
        return any(stands_in(voice) for voice in {each.voice for each in one.utterances})

    @property
    def _is_free(self) -> bool:
        return speech.engine_for(self.settings).free

    def _fall_back(
        self, one: PagePlan, reason: str, sentence: str = "", *, missing: bool = False
    ) -> None:
        """The page keeps its last good narration, if it has one and may; else it has none."""
        last = self.record.last(one.page.key)
        kept = last is not None and last.track and self.settings.stale == "keep"
        track = self.store.track(last.track) if last is not None and kept else None
        # Its cues belong to an earlier text, so nothing is highlighted.
        narration = (
            Narration(
                one.script,
                track,
                (),
                (),
                preview=self._is_preview(one),
                stale=True,
                free=self._is_free,
            )
            if track
            else None
        )
        status = Status.STALE if narration else Status.FAILED
        self._finish(one, Outcome(one.page.key, status, reason, sentence, narration, missing))

    def _finish(self, one: PagePlan, outcome: Outcome) -> None:
        with self.guard:
            self.outcomes[one.page.key] = outcome
            self.progress.page(outcome)

    def _report(self) -> Report:
        notes = [*self.plan.notes, *self.store.notes]
        asking = self.asking
        fatal = asking.fatal if asking else self.whole and self.whole.fatal
        if fatal is not None:
            notes.append(f"{STOPPED}{fatal}")
        if refused := asking.tries.refused if asking else 0:
            count = f"{refused} utterance{'s' * (refused != 1)}"
            budget = self.settings.budget
            limited = budget.characters is not None or budget.price is not None
            options = "`budget.again`" + " or the other limits of `budget`" * limited
            notes.append(
                f"{count} that came damaged or not at all: {NO_MONEY}; build again, or raise "
                f"{options}"
            )
        report = Report(
            outcomes=tuple(self._in_order(self.outcomes.values())),
            bill=self.plan.bill,
            notes=tuple(dict.fromkeys(notes)),
        )
        if asking is None:
            return report
        return replace(
            report,
            requests=asking.spending.requests,
            characters=asking.spending.characters,
            unanswered=asking.spending.unanswered,
            billed_otherwise=asking.spending.billed_otherwise,
        )

    def _in_order(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        place = {one.page.key: index for index, one in enumerate(self.plan.pages)}
        return sorted(outcomes, key=lambda outcome: place[outcome.page])
