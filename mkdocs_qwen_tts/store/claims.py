"""Who may speak an utterance, among builds that share a store."""

from __future__ import annotations

import contextlib
import errno
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

if sys.platform != "win32":  # where every file system locks
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import FileLock

LOCK_PREFIX = 3
"""Hexadecimal digits of a fingerprint that share a lock: 4,096 locks, so that two workers rarely
meet at one."""

PROBE = "probe"
"""A file in the folder of the locks, to find out whether locks work. No build waits for it."""

WAITING = -1


def _knows_locks(folder: Path) -> bool:
    """Whether the file system locks files at all.

    Some network drives do not. There a lock library takes the refusal for somebody else's lock and
    waits for ever, or it uses a plain file, which a killed build leaves behind. Which of the two
    depends on its version.
    """
    if sys.platform == "win32":
        return True
    with (folder / PROBE).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in (
                errno.EAGAIN,
                errno.EACCES,
            )  # somebody else's probe: so there are locks
    return True


class Claims:
    """File locks, one for each prefix of fingerprints, shared by the threads of this process.

    The system lets go of a lock when its process ends, however it ends, so a killed build blocks
    nobody.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._holders: Counter[str] = Counter()
        self._locks: dict[str, FileLock] = {}
        self._changed = threading.Condition()
        self._knows_locks: bool | None = None
        """Whether this file system locks files, once that is known."""

    @contextlib.contextmanager
    def hold(self, fingerprint: str) -> Iterator[None]:
        """Hold the claim of an utterance; wait while another process holds it."""
        prefix = fingerprint[:LOCK_PREFIX]
        self._acquire(prefix)
        try:
            yield
        finally:
            self._release(prefix)

    def _acquire(self, prefix: str) -> None:
        with self._changed:
            while self._holders[prefix] == WAITING:
                self._changed.wait()
            if self._holders[prefix] > 0:
                self._holders[prefix] += 1
                return
            self._holders[prefix] = WAITING
        lock: FileLock | None = None
        try:
            # The process, not the thread, holds the lock: another thread may be the last to let go.
            lock = self._lock(prefix)
        finally:
            with self._changed:
                if lock is not None:
                    self._locks[prefix] = lock
                self._holders[prefix] = 1
                self._changed.notify_all()

    def _lock(self, prefix: str) -> FileLock | None:
        """The lock, held; `None` where there are no locks: then two builds may both pay."""
        from filelock import FileLock  # noqa: PLC0415 - a build that asks for nothing needs none

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._knows_locks is None:
                self._knows_locks = _knows_locks(self._folder)
            if not self._knows_locks:
                return None
            lock = FileLock(self._folder / f"{prefix}.lock", thread_local=False)
            lock.acquire()
        except (OSError, NotImplementedError):
            return None
        return lock

    def _release(self, prefix: str) -> None:
        with self._changed:
            self._holders[prefix] -= 1
            if self._holders[prefix] == 0:
                lock = self._locks.pop(prefix, None)
                if lock is not None:
                    lock.release()
