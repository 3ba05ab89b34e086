"""One build under way: every page is finished, assembled, or waits for its utterances.

Threads, not asyncio: MkDocs is synchronous, encoders release the interpreter, and an event loop may
run already.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _store as store_room
from mkdocs_qwen_tts._errors import NarrationError, StoreError, UnforeseenError
from mkdocs_qwen_tts._model import Charge, Report, Status
from mkdocs_qwen_tts._pipeline.holes import is_mostly_spoken
from mkdocs_qwen_tts._pipeline.narration import excerpt
from mkdocs_qwen_tts._pipeline.outcomes import Outcomes
from mkdocs_qwen_tts._pipeline.plan import PagePlan, Plan, with_utterances
from mkdocs_qwen_tts._pipeline.preconditions import engines, to_be_assembled
from mkdocs_qwen_tts._pipeline.record import SiteRecord
from mkdocs_qwen_tts._pipeline.retry_budget import NO_MONEY, RetryBudget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_qwen_tts._model import Track
    from mkdocs_qwen_tts._pipeline.ask import Asking
    from mkdocs_qwen_tts._pipeline.progress import Progress
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


def _unheard(_: str) -> None:
    """Nobody is told."""


@dataclass
class Run:
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
    final: dict[str, PagePlan] = field(default_factory=dict)
    """By page: what became of its plan, where something of it turned out to be unspeakable."""
    asking: Asking | None = None
    """Who asks and listens; nobody, where every track is there that this build can have."""
    record: SiteRecord = field(init=False)
    outcomes: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        self.record = (
            self.whole.record
            if self.whole
            else SiteRecord(self.store, self.plan.site, engines(self.plan, self.settings))
        )
        self.outcomes = Outcomes(self.settings, self.store, self.record, self.progress)

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
        self.record.note(pages, self.outcomes.by_page)
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
            asking.left_out.failures, asking.breaker.fatal = self.whole.failures, self.whole.fatal
            asking.left_out.unlucky = self.whole.unlucky
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
            self.outcomes.skip(one, one.skipped)
        elif one.failed:
            self.outcomes.fall_back(one, one.failed)
        elif one.elsewhere:
            self.outcomes.skip(one, f"other jobs ask for {one.elsewhere} of its utterances")
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
            self.outcomes.fall_back(one, count, missing=True)

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
            self.outcomes.fall_back(one, str(error))
        except Exception as defect:  # noqa: BLE001 - it is one page of many
            self.outcomes.fall_back(
                one, str(UnforeseenError("its sound cannot be put together", defect))
            )

    def _made_of_clips(self, one: PagePlan, asking: Asking) -> None:
        planned, one = one, self._as_it_came(one, asking)
        if one.failed:
            self.outcomes.fall_back(one, one.failed, excerpt(one.holes[0].text))
            return
        failures = asking.left_out.failures
        failed = next((item for item in one.utterances if item.fingerprint in failures), None)
        if failed is not None:
            error = failures[failed.fingerprint]
            self.outcomes.fall_back(one, str(error), excerpt(failed.text))
            return
        track = self.store.track(one.track_key) or self._track_of(one, asking)
        self._narrated(one, track, Status.FRESH, found=len(planned.holes))

    def _narrated(
        self, one: PagePlan, track: Track, status: Status, *, found: int | None = None
    ) -> None:
        newly = self.asking.proofreader.doubtful if self.asking else ()
        self.outcomes.narrate(one, track, status, found=found, newly_doubtful=newly)

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
        unspeakable, unlucky = asking.left_out.unspeakable, asking.left_out.unlucky
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
            passing,
        )

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
            outcomes=self.outcomes.in_order_of(self.plan.pages),
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
