"""Waiting for another build: what is said meanwhile, and how it ends."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import NarrationError
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from collections.abc import Callable

TELL_AFTER = 5.0
"""Seconds of waiting that need no word: an utterance takes about as long."""

TELL_AGAIN = 60.0
"""Seconds between two words about the same build."""

PATIENCE = 900.0
"""Seconds after which the other build hangs: it holds what it holds for one utterance."""

MOST_SAID = 120
"""Characters of what another build says of itself."""


class Waiting:
    """Waits for other builds. The threads of one build share it.

    Args:
        wait: waits so many seconds; for tests, which do not.
        now: seconds on a clock that only goes forward; for tests.
    """

    def __init__(
        self,
        wait: Callable[[float], object] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.told: Callable[[str], None] = lambda _: None
        """Called with a sentence when waiting takes its time."""
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._now = now
        self._guard = threading.Lock()
        self._said: dict[str, float] = {}

    def start(self) -> None:
        """Wait for others, also where an earlier build was stopped."""
        self._stopped.clear()

    def stop(self) -> None:
        """Wait for nobody any more: this build is being stopped."""
        self._stopped.set()

    def until(self, is_over: Callable[[], bool], who: Callable[[], str], interval: float) -> None:
        """Wait until something is so.

        Args:
            is_over: looks whether it is.
            who: what is waited for, with what it does: "process 7, which …".
            interval: seconds between two looks.

        Raises:
            NarrationError: this build is being stopped, or the other one seems to hang.
        """
        began = self._now()
        while not is_over():
            if self._stopped.is_set():
                raise NarrationError("the build was interrupted")
            waited = self._now() - began
            if waited >= PATIENCE:
                raise NarrationError(
                    f"waited {PATIENCE / 60:.0f} minutes for {_cut(who())}. End it, and build again"
                )
            if waited >= TELL_AFTER:
                self._tell(_cut(who()))
            self._wait(interval)

    def _tell(self, whom: str) -> None:
        with self._guard:
            now = self._now()
            if now - self._said.get(whom, float("-inf")) < TELL_AGAIN:
                return
            self._said[whom] = now
        self.told(f"Waiting for {whom}")


def _cut(text: str) -> str:
    return printable(text[: 2 * MOST_SAID], lines=False)
