"""Small files that a user names, read with bounds: ordinary files alone, and only to their end."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._replacing import put_in_place

if TYPE_CHECKING:
    from pathlib import Path

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What decoders raise over JSON that somebody else wrote. In older releases of msgspec, its errors
are no `ValueError`; text that is not UTF-8 is one in all of them."""

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


def rewrite(path: Path, text: str) -> None:
    """Write a file whole, and keep what it is: its mode, and the file that a link leads to.

    Raises:
        OSError: it cannot be written; then it is what it was.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    there = target.exists()
    try:
        if there:
            # Replacing needs no permission to write, which the user may have taken away.
            with target.open("r+b"):
                pass
        temporary.write_bytes(text.encode("utf-8"))
        if there:
            shutil.copymode(target, temporary)
        put_in_place(temporary, target)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
