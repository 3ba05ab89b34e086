"""Who may speak an utterance, among builds that share a store."""

from __future__ import annotations

import contextlib
import errno
import json
import sys
import tempfile
import threading
from collections import Counter
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.builder import builder_named, this_build
from mkdocs_qwen_tts._textfile import small_file

if sys.platform != "win32":  # where every file system locks
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import FileLock

    from mkdocs_qwen_tts._store.waiting import Waiting

LOCK_PREFIX = 3
"""Hexadecimal digits of a fingerprint that share a lock: 4,096 locks, so that two workers rarely
meet at one."""

WAITING = -1

HOLDER = ".holder"
"""Ending of the file beside a lock that says who holds it."""
MOST_HOLDER_BYTES = 4096

SECONDS_BETWEEN_LOOKS = 0.1


def _knows_locks(folder: Path) -> bool:
    """Whether the file system locks files at all.

    Some network drives do not. There a lock library takes the refusal for somebody else's lock and
    waits for ever, or it uses a plain file, which a killed build leaves behind. Which of the two
    depends on its version.
    """
    if sys.platform == "win32":
        return True
    with tempfile.TemporaryFile(dir=folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


class Claims:
    """File locks, one for each prefix of fingerprints, shared by the threads of this process.

    The system lets go of a lock when its process ends, however it ends, so a killed build blocks
    nobody. A build that is merely stopped does, and those who wait for it say so.

    Args:
        folder: where they lie.
        waiting: how this build waits.
    """

    def __init__(self, folder: Path, waiting: Waiting) -> None:
        self._folder = folder
        self._waiting = waiting
        self._holders: Counter[str] = Counter()
        self._locks: dict[str, FileLock] = {}
        self._changed = threading.Condition()
        self._knows_locks: bool | None = None
        """Whether this file system locks files, once that is known."""

    @contextlib.contextmanager
    def hold(self, fingerprint: str) -> Iterator[None]:
        """Hold the claim of an utterance; wait while another process holds it.

        Raises:
            NarrationError: this build is being stopped, or the other one seems to hang.
        """
        prefix = fingerprint[:LOCK_PREFIX]
        self._acquire(prefix)
        try:
            yield
        finally:
            self._release(prefix)

    @contextlib.contextmanager
    def hold_if_free(self, fingerprint: str) -> Iterator[bool]:
        """Hold the claim of an utterance unless another process does; yields whether it is held."""
        prefix = fingerprint[:LOCK_PREFIX]
        try:
            self._acquire(prefix, patient=False)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            self._release(prefix)

    def _acquire(self, prefix: str, *, patient: bool = True) -> None:
        with self._changed:
            while self._holders[prefix] == WAITING:
                self._changed.wait()
            if self._holders[prefix] > 0:
                self._holders[prefix] += 1
                return
            self._holders[prefix] = WAITING
        lock, holders = None, 0
        try:
            # The process, not the thread, holds the lock: another thread may be the last to let go.
            lock, holders = self._lock(prefix, patient=patient), 1
        finally:
            with self._changed:
                if lock is not None:
                    self._locks[prefix] = lock
                self._holders[prefix] = holders
                self._changed.notify_all()

    def _lock(self, prefix: str, *, patient: bool) -> FileLock | None:
        """The lock, held; `None` where there are no locks: then two builds may both pay."""
        from filelock import FileLock  # noqa: PLC0415 - a build that asks for nothing needs none

        holder = self._folder / f"{prefix}{HOLDER}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._knows_locks is None:
                self._knows_locks = _knows_locks(self._folder)
            if not self._knows_locks:
                return None
            lock = FileLock(self._folder / f"{prefix}.lock", thread_local=False)
            if patient:
                self._waiting.until(
                    lambda: _is_taken(lock), lambda: _told_of(holder), SECONDS_BETWEEN_LOOKS
                )
            else:
                _take_at_once(lock)
        except BlockingIOError:
            raise
        except (OSError, NotImplementedError):
            return None
        with contextlib.suppress(OSError):
            files.replace(holder, json.dumps(this_build()).encode(), durable=False)
        return lock

    def _release(self, prefix: str) -> None:
        with self._changed:
            self._holders[prefix] -= 1
            if self._holders[prefix] == 0:
                lock = self._locks.pop(prefix, None)
                if lock is not None:
                    lock.release()


def _is_taken(lock: FileLock) -> bool:
    """Whether a lock is held now, by us."""
    from filelock import Timeout  # noqa: PLC0415 - as above

    if lock.is_locked:
        return True
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def _take_at_once(lock: FileLock) -> None:
    """Hold a lock.

    Raises:
        BlockingIOError: another process holds it.
    """
    if not _is_taken(lock):
        raise BlockingIOError(errno.EWOULDBLOCK, "another process holds it")


def _told_of(holder: Path) -> str:
    """Who holds a lock, and what for."""
    try:
        text = small_file(holder, MOST_HOLDER_BYTES)
    except OSError:
        text = None
    who = builder_named(text, "another build that uses this store")
    return f"{who}, which is asking for the same words"
