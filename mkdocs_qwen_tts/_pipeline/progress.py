"""Watching a build: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import TaskID

    from mkdocs_qwen_tts._errors import SurprisingBill
    from mkdocs_qwen_tts._model import Charge, Outcome, RetryDetails

LOG_SHARES = (*range(10, 100, 10), 92, 94, 96, 98)
"""Per cent of the characters at which a log gets a line: more often at the end, where what is asked
for again takes its time."""


class Progress(Protocol):
    """Somebody who watches a build. Called from several threads, one call at a time."""

    def begin(self, bill_total: Charge) -> None:
        """The first request is about to be sent."""

    def spoken(self, characters: int) -> None:
        """A clip of so many billing characters has arrived and is kept."""

    def retried(self, details: RetryDetails) -> None:
        """An attempt failed, and another one follows after `details.wait` seconds."""

    def page(self, outcome: Outcome) -> None:
        """A page is finished."""

    def notice(self, sentence: str) -> None:
        """The build waits for something, and why."""

    def end(self) -> None:
        """Nothing more will come."""


class Unwatched:
    """Stands for nobody who watches."""

    def begin(self, bill_total: Charge) -> None:
        """Nobody is told."""

    def spoken(self, characters: int) -> None:
        """Nobody is told."""

    def retried(self, details: RetryDetails) -> None:
        """Nobody is told."""

    def page(self, outcome: Outcome) -> None:
        """Nobody is told."""

    def notice(self, sentence: str) -> None:
        """Nobody is told."""

    def end(self) -> None:
        """Nobody is told."""


def watcher(say: Callable[[str], None]) -> Progress:
    """A bar where standard error is a terminal, else lines passed to `say`."""
    return Bar() if sys.stderr.isatty() else Lines(say)


def is_meant(error: SurprisingBill) -> bool:
    """Ask at the terminal whether a surprising bill is meant; `False` without a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    import click  # noqa: PLC0415 - hardly any build asks

    return click.confirm(f"{error}\nGo on and spend it?", err=True)


def describe(charge: Charge) -> str:
    """A charge in words: `312 requests, 49,022 characters, 3.92 CNY (prices of 2026-03)`."""
    plural = "s" * (charge.requests != 1)
    price = ""
    if charge.requests and charge.price is not None and charge.price_date:
        price = f", {charge.price:.2f} {charge.currency} (prices of {charge.price_date})"
    return f"{charge.requests:,} request{plural}, {charge.characters:,} characters{price}"


class Bar:
    """A bar of characters, with clips and the time that is left."""

    def __init__(self) -> None:
        # Loaded here: a build that asks for nothing, in a log, has no use for it.
        from rich import console, progress  # noqa: PLC0415 - rich takes long to load, and a build without a terminal has no bar

        self._bar = progress.Progress(
            progress.TextColumn("narrating"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn(
                "characters · {task.fields[clips]}/{task.fields[requests]} clips ·"
            ),
            progress.TimeRemainingColumn(),
            console=console.Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._clips = 0

    def begin(self, bill_total: Charge) -> None:
        """Show the bar."""
        self._clips = 0
        self._task = self._bar.add_task(
            "", total=bill_total.characters, clips=0, requests=bill_total.requests
        )
        self._bar.start()

    def spoken(self, characters: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._clips += 1
            self._bar.update(self._task, advance=characters, clips=self._clips)

    def retried(self, details: RetryDetails) -> None:
        """A retry does not move the bar; it may take its time."""

    def page(self, outcome: Outcome) -> None:
        """Pages do not move the bar: characters are what takes time."""

    def notice(self, sentence: str) -> None:
        """Say it above the bar."""
        self._bar.console.print(sentence, markup=False, highlight=False)

    def end(self) -> None:
        """Take the bar away."""
        self._bar.stop()


PAGES_A_LINE = 100
"""Pages that are finished between two lines of a log."""


class Lines:
    """A line at the start, at shares of the characters, and while pages are finished."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._total: Charge | None = None
        self._done = 0
        self._clips = 0
        self._pages = 0

    def begin(self, bill_total: Charge) -> None:
        """Say what is about to be asked for."""
        self._total, self._done, self._clips, self._pages = bill_total, 0, 0, 0
        self._say(f"Narrating: {describe(bill_total)}")

    def spoken(self, characters: int) -> None:
        """Say how far it is, at every one of `LOG_SHARES`."""
        if self._total is None:
            return
        before = 100 * self._done // max(self._total.characters, 1)
        self._done += characters
        self._clips += 1
        share = 100 * self._done // max(self._total.characters, 1)
        if self._clips == self._total.requests:
            self._say(f"Narrating: all {self._clips:,} clips are here; pages are being finished")
        elif any(before < step <= share < 100 for step in LOG_SHARES):  # noqa: PLR2004 - per cent
            self._say(
                f"Narrating: {share} %, {self._clips:,} of "
                f"{max(self._clips, self._total.requests):,} clips"
            )

    def retried(self, details: RetryDetails) -> None:
        """Retries are counted by the summary, which names what they may have cost."""

    def page(self, outcome: Outcome) -> None:  # noqa: ARG002 - how it came out is summed up
        """Say how many pages are finished, now and then."""
        self._pages += 1
        if self._total is not None and self._pages % PAGES_A_LINE == 0:
            self._say(f"Narrating: {self._pages:,} pages are finished")

    def notice(self, sentence: str) -> None:
        """Say it."""
        self._say(sentence)

    def end(self) -> None:
        """Nothing to say: the summary follows."""


def tell(progress: Progress | None, sentence: str) -> None:
    """Tell whoever watches a build something, if there is anything to tell."""
    # Watchers of 0.1 have no such method.
    if sentence and progress is not None and hasattr(progress, "notice"):
        progress.notice(sentence)
