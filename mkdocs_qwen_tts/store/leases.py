"""Who may speak an utterance, among machines that share a remote store.

A lease is an object that can be made only once. Whoever makes it asks for the utterance and
removes it again; the others wait until the clip is there. A machine that was killed leaves its
lease behind, which ends by itself: it says when.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts.store.remote import Remote

LEASE_SECONDS = 300.0
"""Seconds that a lease lasts: longer than one utterance takes with all its retries."""

LOOK_SECONDS = 2.0
"""Seconds between two looks at a lease of somebody else."""

FOLDER = "leases"


class Leases:
    """Leases in one remote store.

    Args:
        remote: the store. One that makes no object only once gives no leases, and nobody waits.
        wait: waits so many seconds; for tests, which do not.
        now: seconds since the epoch; for tests.
    """

    def __init__(
        self,
        remote: Remote,
        wait: Callable[[float], object] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._remote = remote
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._now = now

    @contextlib.contextmanager
    def hold(self, fingerprint: str, is_there: Callable[[], bool]) -> Iterator[None]:
        """Hold the lease of an utterance; wait while another machine holds it and has no clip yet.

        Args:
            fingerprint: which utterance.
            is_there: whether its clip is in the store by now.
        """
        name = f"{FOLDER}/{fingerprint[:2]}/{fingerprint}.json"
        held = self._acquired(name, is_there)
        try:
            yield
        finally:
            if held:
                self._remote.delete(name)

    def _acquired(self, name: str, is_there: Callable[[], bool]) -> bool:
        """Whether the lease is ours; `False` where none is needed or none can be had."""
        while not self._stopped.is_set():
            body = json.dumps({"ends": self._now() + LEASE_SECONDS}).encode()
            made = self._remote.create(name, body)
            if made is not False:
                return bool(made)
            if is_there():
                return False
            if self._has_ended(name):
                self._remote.put(name, body)
                return True
            self._wait(LOOK_SECONDS)
        return False

    def stop(self) -> None:
        """Wait for nobody any more: this build is being stopped."""
        self._stopped.set()

    def _has_ended(self, name: str) -> bool:
        """Whether nobody holds a lease any more. One that cannot be read is nobody's."""
        text = self._remote.get(name)
        try:
            ends = json.loads(text or b"{}")["ends"]
            return not self._now() < ends < self._now() + 2 * LEASE_SECONDS
        except (ValueError, TypeError, KeyError, RecursionError):
            return text is not None
