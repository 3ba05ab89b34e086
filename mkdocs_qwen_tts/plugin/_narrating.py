"""The narration of one build of MkDocs: bill, question, speech, and what the user is told of it.

A build of several locales narrates several times; what it has spent counts on, and it is summed up
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

from mkdocs_qwen_tts._cluster import connected
from mkdocs_qwen_tts._errors import NarrationError, SurprisingBill
from mkdocs_qwen_tts._model import Charge
from mkdocs_qwen_tts._pipeline import (
    carry_out,
    is_meant,
    messages,
    notes_beside,
    prepare,
    summary,
    to_be_assembled,
    watcher,
    without_pages,
)
from mkdocs_qwen_tts._quotation import printable
from mkdocs_qwen_tts._store import open_store
from mkdocs_qwen_tts.plugin._site import base, builds_in_turns, identity
from mkdocs_qwen_tts.plugin._source_lines import with_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

    from mkdocs_qwen_tts._model import Report, SourcePage
    from mkdocs_qwen_tts._pipeline import Plan
    from mkdocs_qwen_tts._report import SiteReport
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

log = get_plugin_logger(__name__)


class SpeakingBuild:
    """What one build has asked for so far."""

    def __init__(self) -> None:
        self.dirty = False
        """Whether only pages that changed are built."""
        self._spent = Charge()
        self._reports: list[Report] = []
        self._site_reports: list[SiteReport] = []
        """Of this build: one for each locale."""

    def start(self, *, dirty: bool) -> None:
        """MkDocs has started; nothing is spent yet."""
        self.dirty = dirty
        self._spent = Charge()

    def narrate(
        self,
        pages: Sequence[SourcePage],
        sources: Sequence[str],
        settings: Settings,
        store: Store,
        config: MkDocsConfig,
    ) -> Report:
        """Plan the pages, ask for what is missing and assemble it.

        Args:
            pages: those that are narrated.
            sources: every page of the site, as its author knows it.
            settings: as this command uses them.
            store: where the clips are kept.
            config: the site's.

        Raises:
            NarrationError: before the first request: over budget, over the limit of a surprise, a
                store that cannot be written.
            PluginError: something failed, and `on_error` is `fail`.
        """
        for page in pages:
            if page.withheld:
                log.info(printable(f"{page.name} is not narrated: {page.withheld}."))
        try:
            plan = _planned(pages, settings, store, config)
            self._warn_of_patterns(settings, sources, config)
            try:
                report = self._carried_out(plan, settings, store, base(config))
            except SurprisingBill as error:
                if not is_meant(error):
                    raise
                # Somebody may have pruned the store while the question was open.
                plan = _planned(pages, settings, store, config)
                report = self._carried_out(plan, settings.changed(spend=True), store, base(config))
        finally:
            store.planning.end()
        self._spent = Charge(
            requests=self._spent.requests + report.requests,
            characters=self._spent.characters + report.characters,
            price=(self._spent.price or 0) + report.bill.total.price
            if report.bill.total.price is not None
            else None,
            currency=report.bill.total.currency,
        )
        self._reports.append(report)
        if settings.report and not self.dirty:
            from mkdocs_qwen_tts._report import report_of  # noqa: PLC0415 - few builds report

            self._site_reports.append(report_of(plan, settings, store, base(config), report))
        names = {page.key: page.name for page in pages}
        _tell(report, settings, names, config.docs_dir)
        return report

    def sum_up(self, settings: Settings, config: MkDocsConfig) -> None:
        """Say in one line what was done, and write the reports that the settings name.

        Raises:
            PluginError: a report cannot be written.
        """
        reports, self._reports = self._reports, []
        if reports:
            log.info(summary(reports))
        parts, self._site_reports = self._site_reports, []
        if not parts:
            return
        from mkdocs_qwen_tts._report import combined, write_report  # noqa: PLC0415 - as above

        store = open_store(settings, base(config))
        for name in settings.report:
            try:
                write_report(base(config) / name, combined(parts), store)
            except NarrationError as error:
                raise PluginError(str(error)) from error
            log.info(printable(f"The report is in {name}"))

    def _carried_out(self, plan: Plan, settings: Settings, store: Store, folder: Path) -> Report:
        works = to_be_assembled(plan, ask=settings.mode == "full")
        with connected(settings.cluster if works else "", settings, store, folder) as workers:
            return carry_out(
                plan,
                settings,
                store,
                partial=self.dirty,
                spent=self._spent,
                progress=watcher(log.info),
                workers=workers,
            )

    def _warn_of_patterns(
        self, settings: Settings, sources: Sequence[str], config: MkDocsConfig
    ) -> None:
        """A pattern may match a page of another locale, or one that a dirty build does not read."""
        if not self.dirty and not builds_in_turns(config):
            for sentence in without_pages(settings, sources):
                log.warning(printable(sentence))


def _planned(
    pages: Sequence[SourcePage], settings: Settings, store: Store, config: MkDocsConfig
) -> Plan:
    store.planning.begin()
    return prepare(pages, settings, store, identity(config), base(config))


def _tell(report: Report, settings: Settings, names: dict[str, str], docs_dir: str) -> None:
    """Log what the user should know; with `on_error: fail`, stop over what failed."""
    said = messages(report.outcomes, settings, names)
    for note in notes_beside(report, said):
        log.warning(printable(with_line(note, docs_dir)))
    for message in said.expected:
        log.info(message)
    if said.wrong and settings.on_error == "fail":
        raise PluginError("\n".join(said.wrong))
    for message in said.wrong:
        log.warning(message)
