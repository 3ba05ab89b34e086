"""A built site, narrated in place.

The site is gone through twice. First every page is read and the whole bill is added up: nothing is
sent before it is known. Then the pages are narrated and written, `PART` at a time, so that a site
of ten thousand pages needs no more memory than one of a hundred.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cluster import connected
from mkdocs_qwen_tts._errors import FrozenError, NarrationError
from mkdocs_qwen_tts._model import Bill, Charge, Coverage, DigestSet, Outcome, Report, Status
from mkdocs_qwen_tts._pipeline import (
    Expectation,
    RetryBudget,
    SharedByParts,
    SiteRecord,
    absent_of,
    anew_note,
    carry_out,
    characters_of,
    check_budget,
    may_spend,
    prepare,
    sum_of,
    tell,
    unwritable,
    why_absent,
)
from mkdocs_qwen_tts._store import check_place, open_store, sweep
from mkdocs_qwen_tts.site import _files as files
from mkdocs_qwen_tts.site import _pages as pages
from mkdocs_qwen_tts.site import _prefetch as prefetch
from mkdocs_qwen_tts.site._listing import SiteListing
from mkdocs_qwen_tts.site._publish import Publisher

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Self

    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
    from mkdocs_qwen_tts._model import Sound
    from mkdocs_qwen_tts._pipeline import Plan, Progress
    from mkdocs_qwen_tts._pipeline.session import EngineOpener
    from mkdocs_qwen_tts._report import SiteReport
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Synthesizer
    from mkdocs_qwen_tts._store import Store
    from mkdocs_qwen_tts.site._config import SiteConfig
    from mkdocs_qwen_tts.site._pages import BuiltPage

PART = 64
"""Pages that are held in memory at once: enough to keep the service busy, some megabytes."""

MOST_PARTS = 8
"""So many of them at most, where the workers of a cluster are to be kept busy."""

UNBILLED = NarrationError(
    "the site or the store has changed since the bill was added up, and nothing is asked for "
    "that was not on it; run again when the build is through"
)


@dataclass
class Survey:
    """What narrating a site would take: known before the first request."""

    pages: list[tuple[str, Charge, str]] = field(default_factory=list)
    """Of each page its path, what it costs, and why it gets no narration where it gets none."""
    missing: list[tuple[str, str]] = field(default_factory=list)
    """For `mode: frozen`: the page and first words of each utterance that is not in the store."""
    asked: DigestSet = field(default_factory=DigestSet)
    """Fingerprints of what is to be asked for."""
    coverage: dict[str, Coverage] = field(default_factory=dict)
    """Of each page, how much of what readers see is spoken."""
    notes: dict[str, None] = field(default_factory=dict)
    """What the user should know, in order."""
    unread: dict[str, list[str]] = field(default_factory=dict)
    """By reason, the files that are not narrated though they look like pages."""
    anew: int = 0
    """Billing characters of everything, where the model ends and has to be replaced."""
    record: SiteRecord = field(kw_only=True)
    expected: Expectation = field(init=False)
    """What the site's record expects."""

    def __post_init__(self) -> None:
        self.expected = Expectation(self.record)

    def take(self, plan: Plan, settings: Settings) -> None:
        """Add a part of the site."""
        self.asked.update(one.fingerprint for one in plan.missing)
        self.notes.update(dict.fromkeys(plan.notes))
        self.record.expect(plan.pages)
        self.anew += characters_of(plan.pages, settings)
        self.expected.add(plan.pages)
        for one in plan.pages:
            self.pages.append((one.page.name, one.charge, one.skipped or one.failed))
            if one.script.coverage is not None:
                self.coverage[one.page.name] = one.script.coverage
            if settings.mode == "frozen":
                self.missing += absent_of([one])

    @property
    def bill(self) -> Bill:
        """The whole bill."""
        return Bill(
            sum_of(charge for _, charge, _ in self.pages),
            tuple((path, charge) for path, charge, _ in self.pages),
        )


def survey(
    root: Path, config: SiteConfig, store: Store, *, workers: ClusterWorkers | None = None
) -> Survey:
    """Read a whole site and add up its bill. Sends nothing, changes nothing in the site.

    Args:
        root: the folder with the built site.
        config: how it is to be narrated.
        store: where clips are looked up.
        workers: who reads the pages in place of this machine.

    Raises:
        ConfigurationError: an option, of the site or of a page, is wrong, or there is no such
        folder.
    """
    config = pages.compared(root, config)
    settings = config.settings
    voice = speech.engine_for(settings.changed(language="auto")).resolve_voice()
    found = Survey(record=SiteRecord(store, config.site(root), {voice.engine} if voice else set()))
    for read in prefetch.read_parts(root, config, PART, store, workers):
        part = [one for one in read if isinstance(one, pages.BuiltPage)]
        found.take(_planned(part, root, config, store, asked=found.asked), settings)
        for one in read:
            if isinstance(one, pages.NotAPage) and one.why:
                found.unread.setdefault(one.why, []).append(one.path)
    found.notes.update((pages.left_alone(why, paths), None) for why, paths in found.unread.items())
    if anew := anew_note(found.anew, settings):
        found.notes[anew] = None
    return found


def narrate_site(root: Path, config: SiteConfig, *, progress: Progress | None = None) -> Report:
    """Narrate a built site in place. Narrated again, unchanged pages stay as they are to the byte.

    Args:
        root: the folder with the built site.
        config: how it is to be narrated.
        progress: who watches.

    Returns:
        What became of each page, without the narrations themselves.

    Raises:
        AudioError: the encoder that a page needs is missing; nothing is asked for.
        BudgetExceeded: before the first request; `SurprisingBill` where the bill is far above what
            the site's record expects.
        ConfigurationError: an option, of the site or of a page, is wrong, or there is no such
        folder.
        FrozenError: in `mode: frozen`, when something is missing; nothing is asked for.
        StoreError: the store or the site cannot be written.
    """
    settings = config.settings
    check_place(settings, config.base, published=root)
    store = open_store(settings, config.base)
    if not settings.enabled or settings.mode == "off":
        return _unnarrated(root, config)
    store.planning.begin()
    try:
        with connected(settings.cluster, settings, store, config.base) as workers:
            return _narrated(root, pages.compared(root, config), store, progress, workers)
    finally:
        store.planning.end()
        store.remember_tracks()


def _narrated(
    root: Path,
    config: SiteConfig,
    store: Store,
    progress: Progress | None,
    workers: ClusterWorkers | None,
) -> Report:
    settings = config.settings
    found = survey(root, config, store, workers=workers)
    whole_bill = found.bill
    if found.missing:
        raise FrozenError(found.missing, why_absent(store))
    spends = may_spend(settings)
    listing = SiteListing(config)
    found.notes.update(dict.fromkeys(listing.notes()))
    publisher = Publisher(root, config, listing.head)
    if spends and whole_bill.total.requests:
        check_budget(whole_bill, settings)
        found.expected.check(whole_bill, settings)
        tell(progress, found.expected.first_build(whole_bill))
        audio.check_encoder(settings.audio)
        publisher.ensure_writable()
        if unwritten := unwritable(whole_bill, settings, store):
            settings, spends = settings.changed(mode="cached"), False
            found.notes[unwritten] = None
        else:
            sweep(store)
    # What is needed is noted first, lest somebody prune it meanwhile.
    found.record.write(whole=False)
    store.planning.end()
    files.sweep_site(root)
    publisher.assets()
    reports = _Sum()
    site_reports: list[SiteReport] = []
    with (
        _SharedEngine(workers.open_engine if workers else speech.open_engine) as engine,
        _watching(progress, whole_bill.total, asks=spends) as watcher,
    ):
        whole = SharedByParts(found.record, RetryBudget.beyond(whole_bill, settings, Charge()))
        size = PART * min(workers.count, MOST_PARTS) if workers else PART
        for part in _parts(root, config, publisher, size):
            plan = _planned(part, root, config, store)
            whole.failures.update(
                (one.fingerprint, UNBILLED)
                for one in plan.missing
                if one.fingerprint not in found.asked
            )
            report = carry_out(
                plan,
                settings,
                store,
                progress=watcher,
                open_engine=engine.open,
                whole=whole,
                workers=workers,
            )
            if settings.report:
                from mkdocs_qwen_tts._report import report_of  # noqa: PLC0415 - few sites report

                site_reports.append(report_of(plan, settings, store, config.base, report))
            by_url = {page.source.key: page for page in part}
            for outcome in report.outcomes:
                listing.add(by_url[outcome.page], outcome.narration, publisher)
            reports.add(report)
    listing.finish(publisher)
    # Where no page was found, something else is wrong than that all of them are gone.
    found.record.write(whole=settings.mode == "full" and bool(found.pages))
    publisher.clean()
    if site_reports:
        from mkdocs_qwen_tts._report import combined, write_report  # noqa: PLC0415 - as above

        for name in settings.report:
            write_report(config.base / name, combined(site_reports), store)
    return reports.total(whole_bill, found.notes)


def _unnarrated(root: Path, config: SiteConfig) -> Report:
    """A site that shall not speak: players of an earlier run are taken out."""
    files.sweep_site(root)
    publisher = Publisher(root, config)
    outcomes = []
    for part in _parts(root, config, publisher):
        for page in part:
            publisher.page(page, None)
            outcomes.append(Outcome(page.source.key, Status.SKIPPED, "narration is off"))
    SiteListing(config).finish(publisher)
    publisher.clean()
    return Report(tuple(outcomes), Bill(Charge(), ()))


# ---------------------------------------------------------------- parts


def _parts(
    root: Path, config: SiteConfig, publisher: Publisher, size: int = PART
) -> Iterator[list[BuiltPage]]:
    """The pages of a site, so many at a time; what is no page any more is restored."""
    every = (pages.read_page(root, path, config) for path in pages.paths(root, config))
    while part := list(islice(every, size)):
        for one in part:
            if isinstance(one, pages.NotAPage) and one.document is not None:
                publisher.write(one.path, one.document)
        if found := [one for one in part if isinstance(one, pages.BuiltPage)]:
            yield found


def _planned(
    part: Sequence[BuiltPage],
    root: Path,
    config: SiteConfig,
    store: Store,
    *,
    asked: Collection[str] = (),
) -> Plan:
    sources = [page.source for page in part]
    return prepare(sources, config.settings, store, config.site(root), config.base, asked=asked)


@dataclass
class _Sum:
    """What the parts came to."""

    reports: list[Report] = field(default_factory=list)

    def add(self, report: Report) -> None:
        """Take in a part, without what it holds of each page."""
        outcomes = tuple(replace(outcome, narration=None) for outcome in report.outcomes)
        self.reports.append(replace(report, outcomes=outcomes, bill=Bill(report.bill.total, ())))

    def total(self, whole_bill: Bill, notes: Iterable[str]) -> Report:
        """The report of the whole site."""

        def count(name: str) -> int:
            return sum(getattr(report, name) for report in self.reports)

        told = [*notes, *(note for report in self.reports for note in report.notes)]
        return Report(
            outcomes=tuple(outcome for report in self.reports for outcome in report.outcomes),
            bill=whole_bill,
            requests=count("requests"),
            characters=count("characters"),
            unanswered=count("unanswered"),
            billed_otherwise=count("billed_otherwise"),
            notes=tuple(dict.fromkeys(told)),
        )


# ---------------------------------------------------------------- what the parts share


class _SharedEngine:
    """One engine for all parts, with its open connections and its pace."""

    def __init__(self, opener: EngineOpener) -> None:
        self._opener = opener
        self._stack = contextlib.ExitStack()
        self._engine: Synthesizer | None = None

    def open(
        self, settings: Settings, decode: Callable[[Sound], tuple[bytes, int]]
    ) -> AbstractContextManager[Synthesizer]:
        """The engine, opened when it is first wanted."""
        if self._engine is None:
            self._engine = self._stack.enter_context(self._opener(settings, decode))
        return contextlib.nullcontext(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()


@contextlib.contextmanager
def _watching(progress: Progress | None, total: Charge, *, asks: bool) -> Iterator[Progress | None]:
    """One bar for all parts."""
    if progress is None or not (asks and total.requests):
        yield None
        return
    progress.begin(total)
    try:
        yield _Part(progress)
    finally:
        progress.end()


class _Part:
    """Passes on what happens in a part, but for its beginning and end."""

    def __init__(self, progress: Progress) -> None:
        self.spoken = progress.spoken
        self.retried = progress.retried
        self.page = progress.page
        if hasattr(progress, "notice"):  # watchers of 0.1 have no such method
            self.notice = progress.notice

    def begin(self, bill_total: Charge) -> None:
        """The whole has begun."""

    def end(self) -> None:
        """The whole goes on."""
