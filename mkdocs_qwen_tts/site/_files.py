"""Files of a built site: whole or not there, and leftovers of killed runs are removed."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._replacing import put_in_place
from mkdocs_qwen_tts._store.files import now_of
from mkdocs_qwen_tts._store.maintenance import ABANDONED

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

# Its name is short, whatever the target's is: file systems take 255 bytes.
_TEMPORARY = re.compile(r"\.narration-[0-9a-f]{16}\.tmp")
"""Names of files that are being written."""

_REMOVED_WHILE_OPEN = sys.platform != "win32"
"""Whether the system lets go of the name of a file that is open."""

_YOUNG = 5.0
"""Seconds in which whoever has made a file has locked it too."""


@contextlib.contextmanager
def new(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place whole, with its permissions.

    While it is being written it is locked, where the system knows locks, so that no other run takes
    it for a left one.
    """
    temporary = target.with_name(f".narration-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            _lock(file.fileno())
            yield temporary
            with contextlib.suppress(FileNotFoundError):
                shutil.copymode(target, temporary)
        put_in_place(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def sweep_site(root: Path) -> int:
    """Remove temporary files of killed runs, not of running ones. Returns how many."""
    left = [
        Path(folder, name)
        for folder, _, names in os.walk(root)
        for name in names
        if _TEMPORARY.fullmatch(name)
    ]
    now = now_of(root) if left else 0.0
    return sum(_removed(path, now) for path in left)


def _removed(path: Path, now: float) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        age = now - os.fstat(file.fileno()).st_mtime
        free = _lock(file.fileno())
        if age > (_YOUNG if free else ABANDONED) and free is not False:
            if not _REMOVED_WHILE_OPEN:
                file.close()
            path.unlink()
            return True
    return False


def _lock(handle: int) -> bool | None:
    """Lock a file until it is closed. Returns whether it worked; `None` without locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EAGAIN, errno.EACCES) else None
    return True
