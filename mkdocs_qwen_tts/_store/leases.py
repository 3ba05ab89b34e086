"""Who may speak an utterance, among machines that share a remote store.

A lease is an object that can be made only once. Whoever makes it asks for the utterance, says now
and then that the lease still holds, and removes it at the end; the others wait until the clip is
there. The lease of a machine that was killed is not renewed, and ends by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
import time
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._store.builder import builder_named, this_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._store.remote import Remote
    from mkdocs_qwen_tts._store.waiting import Waiting

LEASE_SECONDS = 60.0
"""Seconds that a lease holds without being renewed."""

RENEW_SECONDS = 15.0
"""Seconds between two renewals: three may fail."""

SKEW_SECONDS = 300.0
"""Seconds by which the clocks of two machines may differ. A lease that ended longer ago is over at
first sight; others are watched until they would have been renewed."""

LOOK_SECONDS = 1.0
"""Seconds between two looks at a lease of somebody else."""

FOLDER = "leases"
MOST_BYTES = 64 * 1024
"""Of a lease."""
MOST_UNREADABLE = 3
"""Looks at what is there and cannot be read: a lease may be let go between two of them."""


class Leases:
    """Leases in one remote store.

    Args:
        remote: the store. One that makes no object only once gives no leases, and nobody waits.
        waiting: how this build waits.
        now: seconds since the epoch; for tests.
        passed: seconds on a clock that only goes forward; for tests.
    """

    def __init__(
        self,
        remote: Remote,
        waiting: Waiting,
        now: Callable[[], float] = time.time,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._remote = remote
        self._waiting = waiting
        self._now = now
        self._passed = passed
        self._build = secrets.token_hex(8)
        self._guard = threading.Lock()
        self._held: set[str] = set()
        self._being_renewed = ""
        """The lease that is being written just now; who lets it go leaves its end to the writer."""
        self._none_held = threading.Event()

    @contextlib.contextmanager
    def hold(self, fingerprint: str, is_there: Callable[[], bool]) -> Iterator[None]:
        """Hold the lease of an utterance; wait while another machine holds it and has no clip yet.

        Args:
            fingerprint: which utterance.
            is_there: whether its clip is in the store by now.

        Raises:
            NarrationError: this build is being stopped, or the other machine seems to hang.
        """
        names = self._acquired(f"{FOLDER}/{fingerprint[:2]}/{fingerprint}", is_there)
        try:
            yield
        finally:
            self._let_go(names)

    def _acquired(self, name: str, is_there: Callable[[], bool]) -> tuple[str, ...]:
        """The objects that are ours now; none where no lease is needed or none can be had."""
        lease = f"{name}.json"
        found: list[tuple[str, ...]] = []
        looks: list[bytes | None] = []
        seen: list[tuple[bytes, float]] = []
        seen_place: list[tuple[bytes, float]] = []
        unread: list[str] = []

        def is_ours() -> bool:
            # To look is cheaper than to try: buckets take twelve times as much for what is written.
            text = self._remote.get(lease, MOST_BYTES) if looks else None
            looks.append(text)
            if text is None:
                made = self._remote.create(lease, self._body())
                if made is not False:
                    found.append((lease,) if made else ())
                    return True
                text = self._read(lease, unread)
            if is_there():
                found.append(())
            elif text is not None and self._is_over(text, seen):
                # Of all who see that a lease is over, one takes its place.
                place = f"{name}.after-{hashlib.sha256(text).hexdigest()[:16]}.json"
                if self._remote.create(place, self._body()):
                    self._remote.put(lease, self._body())
                    found.append((lease, place))
                else:  # who took it over says so in the lease, unless it was killed before
                    taken = self._remote.get(place, MOST_BYTES)
                    if taken is not None and self._is_over(taken, seen_place):
                        self._remote.delete(place)
            return bool(found)

        def who() -> str:
            holder = builder_named(
                self._remote.get(lease, MOST_BYTES), "another machine that uses `cache.remote`"
            )
            return f"{holder}, which is asking for the same words"

        self._waiting.until(is_ours, who, LOOK_SECONDS)
        if found[0]:
            self._renewing(found[0][0])
        return found[0]

    def _read(self, lease: str, unread: list[str]) -> bytes | None:
        """What a lease says; empty where it is there and too long to be one.

        Args:
            lease: one that could not be made, so that it is there, or was a moment ago.
            unread: the times in a row when it could not be read; kept up to date.
        """
        text = self._remote.get(lease, MOST_BYTES)
        unread[:] = [*unread, lease] if text is None else []
        return b"" if len(unread) > MOST_UNREADABLE else text

    def _is_over(self, text: bytes, seen: list[tuple[bytes, float]]) -> bool:
        """Whether nobody holds a lease any more. One that cannot be read is nobody's.

        Args:
            text: what it says.
            seen: what it said when it was last found changed, and when that was; kept up to date.
        """
        try:
            ends = float(json.loads(text)["ends"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return True
        now = self._now()
        if not now - SKEW_SECONDS < ends < now + LEASE_SECONDS + SKEW_SECONDS:
            return True
        if not seen or seen[-1][0] != text:
            seen[:] = [(text, self._passed())]
        return self._passed() - seen[-1][1] > LEASE_SECONDS

    # ------------------------------------------------------------ ours

    def _body(self) -> bytes:
        facts = {"build": self._build, "ends": self._now() + LEASE_SECONDS, **this_build()}
        return json.dumps(facts).encode()

    def _renewing(self, lease: str) -> None:
        with self._guard:
            self._held.add(lease)
            if len(self._held) > 1:
                return
            self._none_held = threading.Event()
            done = self._none_held
        threading.Thread(target=self._renew, args=(done,), name="leases", daemon=True).start()

    def _renew(self, done: threading.Event) -> None:
        """Say that all leases still hold, until none is left."""
        while not done.wait(RENEW_SECONDS):
            self.renew()

    def renew(self) -> None:
        """Say now that all leases of this build still hold."""
        with self._guard:
            held = sorted(self._held)
        for lease in held:
            with self._guard:
                if lease not in self._held:
                    continue
                self._being_renewed = lease
            self._remote.put(lease, self._body())  # unguarded: a slow store keeps nobody waiting
            with self._guard:
                self._being_renewed = ""
                is_over = lease not in self._held
            if is_over:
                self._remote.delete(lease)

    def _let_go(self, names: tuple[str, ...]) -> None:
        if not names:
            return
        with self._guard:
            self._held.discard(names[0])
            ends_later = names[0] == self._being_renewed  # what is removed now would come back
            if not self._held:
                self._none_held.set()
        for name in names[ends_later:]:
            self._remote.delete(name)
