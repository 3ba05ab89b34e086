"""Room that is kept free for answers under way, so that a disk that becomes full takes them too."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import threading
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._store import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
"""How a system says that no more goes onto a disk."""

MOST_BYTES = 64 * 1024 * 1024
"""No more is kept free: it is more than most builds have under way."""


BYTES_PER_CHARACTER = 4_000
"""What a billing character takes on the disk at most: a fifteenth of a second of FLAC, and its
share of the track, in the store and in the site."""


class Reserve:
    """A file that takes room until it is needed. Many threads may use it.

    Args:
        root: the store's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._guard = threading.Lock()
        self._path: Path | None = None
        self.is_used = False
        """Whether the disk became full, and what was kept free is given to what is under way."""

    @contextlib.contextmanager
    def held(self, size: int) -> Iterator[None]:
        """Keep so many bytes free, where the system can promise them."""
        self.is_used = False
        self._take(min(size, MOST_BYTES))
        try:
            yield
        finally:
            self._give_back()
            self.is_used = False

    def use(self, error: OSError) -> bool:
        """Whether to try a write once more that failed: the disk is full, and there is room now."""
        if error.errno not in FULL:
            return False
        with self._guard:
            if self._path is not None:
                self.is_used = True
        self._give_back()
        return self.is_used

    def ensure(self, size: int) -> None:
        """Fail now rather than when the disk is full of what was paid for.

        Args:
            size: bytes that a build will write.

        Raises:
            StoreError: so much is not free.
        """
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(self._root).free
            if free < size:
                raise StoreError(
                    f"the disk of the store {self._root} has {free // 2**20:,} MB left, and this "
                    f"build would write about {size // 2**20:,} MB, so nothing was asked for. "
                    "Free some, or name another place with `cache.dir`."
                )

    def _take(self, size: int) -> None:
        if size <= 0 or not hasattr(os, "posix_fallocate"):
            return
        path = self._root / f".{secrets.token_hex(8)}{files.TEMPORARY}"
        try:
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            return
        self._path = path

    def _give_back(self) -> None:
        with self._guard:
            path, self._path = self._path, None
        if path is not None:
            with contextlib.suppress(OSError):
                path.unlink()
