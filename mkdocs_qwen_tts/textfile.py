"""Small files that a user names, read with bounds: ordinary files alone, and only to their end."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 8 * 1024 * 1024
"""A list of 100,000 pronunciations has 4 MB."""


def small_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it is missing, too large, or no file but a folder, a device or a pipe, on which a
            build would wait forever.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(0, "it is not an ordinary file")
        if facts.st_size > most:
            raise OSError(0, f"it is larger than {most // 1024 // 1024} MB")
        return file.read(most)
