"""A file takes the place of another, on Windows too."""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.3) if sys.platform == "win32" else ()
"""Seconds between tries. There a file that somebody has open cannot be replaced, and scanners of
viruses, indexers and other builds open a new file for a moment."""


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename a file to a name that may be taken, within one file system.

    Raises:
        IsADirectoryError: the name is a folder's, on every system.
        OSError: it did not work; the target is what it was.
    """
    for pause in PAUSES:
        try:
            os.replace(temporary, target)  # noqa: PTH105 - pathlib's is the same
        except PermissionError:
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder", str(target)) from None
            time.sleep(pause)
        else:
            return
    os.replace(temporary, target)  # noqa: PTH105 - as above
