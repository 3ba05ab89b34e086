"""Builds that are about to use what lies in a store, and `prune`, which removes what nobody uses.

A build looks up what it needs first and notes it in its site's record a moment later. Nothing may
be removed in between. So builds share a lock for that moment, and `prune` holds it alone.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import threading
import weakref
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.builder import builder_named, this_build
from mkdocs_qwen_tts._textfile import small_file

if sys.platform != "win32":  # which knows no locks that are shared
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._store.waiting import Waiting

LOCK = "planning.lock"
HOLDER = "planning.holder"
MOST_HOLDER_BYTES = 4096
SECONDS_BETWEEN_LOOKS = 0.2


class Planning:
    """The lock of builds that look up what they need. Where there are no locks, it does nothing.

    Args:
        folder: where it lies; where that is missing, there is nothing to look up.
        waiting: how this build waits.
    """

    def __init__(self, folder: Path, waiting: Waiting) -> None:
        self._folder = folder
        self._waiting = waiting
        self._guard = threading.Lock()
        self._held: int | None = None
        self._forgotten: weakref.finalize[[int], Planning] | None = None
        self._lookers = 0
        self._acts = False

    def begin(self) -> None:
        """From now on, what is in the store stays there. Waits while `prune` runs.

        It ends with `end`, or with the store that it belongs to.

        Raises:
            NarrationError: `prune` seems to hang.
        """
        with self._guard:
            self._take()
            self._acts = True

    def end(self) -> None:
        """What the build needs is in its site's record."""
        with self._guard:
            self._acts = False
            self._let_go()

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Meanwhile, what is in the store stays there. Waits while `prune` runs.

        Raises:
            NarrationError: `prune` seems to hang.
        """
        with self._guard:
            self._take()
            self._lookers += 1
        try:
            yield
        finally:
            with self._guard:
                self._lookers -= 1
                self._let_go()

    def _take(self) -> None:
        if self._held is not None or not self._folder.parent.is_dir():
            return
        with contextlib.suppress(OSError):
            self._held = self._locked(shared=True)
        if self._held is not None:
            self._forgotten = weakref.finalize(self, _closed, self._held)

    def _let_go(self) -> None:
        if self._lookers or self._acts:
            return
        held, self._held = self._held, None
        if held is not None and self._forgotten is not None:
            self._forgotten()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no build is about to use what it has looked up, and let none begin.

        Raises:
            NarrationError: a build seems to hang.
        """
        self.end()
        held = None
        with contextlib.suppress(OSError):
            held = self._locked(shared=False)
        try:
            yield
        finally:
            if held is not None:
                _closed(held)

    def _locked(self, *, shared: bool) -> int | None:
        if sys.platform == "win32":
            return None
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._folder.mkdir(exist_ok=True)
        lock = self._folder / LOCK
        files.without_links(lock)
        held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)

        def is_ours() -> bool:
            try:
                fcntl.flock(held, kind | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EACCES):
                    return False
                raise
            return True

        try:
            self._waiting.until(is_ours, self._holder, SECONDS_BETWEEN_LOOKS)
            with contextlib.suppress(OSError):
                doing = "is looking up what it needs" if shared else "is removing what is unused"
                facts = json.dumps({**this_build(), "doing": doing})
                files.replace(self._folder / HOLDER, facts.encode(), durable=False)
        except BaseException:
            os.close(held)
            raise
        return held

    def _holder(self) -> str:
        """Who was the last to hold the lock, and what for."""
        try:
            text = small_file(self._folder / HOLDER, MOST_HOLDER_BYTES)
            doing = str(json.loads(text)["doing"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            text, doing = None, "looks up what it needs, or what is unused"
        return f"{builder_named(text, 'another build that uses this store')}, which {doing}"


def _closed(held: int) -> None:
    with contextlib.suppress(OSError):
        os.close(held)
