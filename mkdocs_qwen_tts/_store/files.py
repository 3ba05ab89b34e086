"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from typing import IO, TYPE_CHECKING, Any

import msgspec

from mkdocs_qwen_tts._errors import ReadOnlyStoreError, StoreError
from mkdocs_qwen_tts._replacing import put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TEMPORARY = ".tmp"
"""Ending of files that are being written; their names begin with a dot."""
ASIDE = ".published"
"""The same of a folder that waits until MkDocs has emptied a site."""

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.ENOTDIR: "something on the way there is a file, not a folder",
}


MORE = 64 * 1024
"""Bytes of a file that are read at once beyond what it held when it was opened."""

READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
"""What a system says of a place that may only be read."""


NO_FOLDER = (errno.ENOTDIR, errno.EEXIST, errno.ELOOP)
"""What it says where something else stands in place of a folder."""


def temporary_beside(path: Path) -> Path:
    """A name of its own in the same folder, so that the rename stays within one file system."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}{TEMPORARY}")


def replace(
    path: Path,
    data: bytes | Iterable[bytes],
    *,
    durable: bool = True,
    flush_folder: bool = True,
) -> None:
    """Write a file whole: after this returns it survives a power cut, before that the old one does.

    Args:
        path: where.
        data: all of it, or its parts, which can be gone through twice.
        durable: flush it to the disk; without, only a power cut can lose or damage it.
        flush_folder: flush the folder too; without, another write to the folder must follow that
            does.

    A folder that vanished meanwhile (a cache that is cleared during a build) is made again once.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    try:
        _replace(path, data, durable=durable)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data, durable=durable)
    if durable and flush_folder:
        _flush_folder(path.parent)


def _replace(path: Path, data: bytes | Iterable[bytes], *, durable: bool) -> None:
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        try:
            put_in_place(temporary, path)
        except IsADirectoryError:  # nothing of ours: it would be paid for again and again
            shutil.rmtree(path)
            put_in_place(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _flush_folder(folder: Path) -> None:
    """Make the rename durable. Where folders cannot be opened, it is durable soon enough."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def as_bytes(record: dict[str, Any]) -> bytes:
    """A record as it stands on the disk: JSON that a person can read."""
    # Python's own encoder takes ten times as long where it indents.
    text = msgspec.json.encode(record, order="deterministic")
    return msgspec.json.format(text, indent=1) + b"\n"


@contextlib.contextmanager
def telling(root: Path, path: Path) -> Iterator[None]:
    """Turn a system error into one that says what to do.

    Raises:
        StoreError: in place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        why = REASONS.get(error.errno or 0, error.strerror or str(error))
        kind = ReadOnlyStoreError if error.errno in READ_ONLY else StoreError
        raise kind(
            f"cannot write to the store {root} ({path.name}): {why}. Free or open the folder, or "
            "name another one with `cache.dir`; everything stored before is kept."
        ) from error


def opened_file(path: Path | str) -> IO[bytes]:
    """A file, to be read. In a store that others may write, its name may be something else's.

    Raises:
        OSError: it is missing, or no file but a folder, a device or a pipe, on which a build would
            wait forever.
    """
    return os.fdopen(_opened(path)[0], "rb", buffering=0)


def read_file(path: Path | str, most: int) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it is missing, no file, or has more bytes than `most`.
    """
    # A warm build reads a few files for every page: without the objects of `open`.
    handle, size = _opened(path)
    try:
        # Not all that it may hold at once: so much memory would be asked for.
        data = os.read(handle, min(size, most) + 1)
        if len(data) != size:  # it grows, or its disk gives less at once than was asked for
            while len(data) <= most and (more := os.read(handle, min(MORE, most + 1 - len(data)))):
                data += more
    finally:
        os.close(handle)
    if len(data) > most:
        raise OSError(errno.EFBIG, "it is too large")
    return data


def first_bytes(path: Path | str, most: int) -> bytes:
    """The first bytes of a file, `most` at the most.

    Raises:
        OSError: it is missing, or no file.
    """
    handle, _ = _opened(path)
    try:
        return os.read(handle, most)
    finally:
        os.close(handle)


def _opened(path: Path | str) -> tuple[int, int]:
    """The descriptor of a file, and its size."""
    handle = os.open(path, _READING)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no file")
    return handle, found.st_size


_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def without_files(*folders: Path) -> None:
    """Remove what stands in place of a folder, such as a file or a link that leads nowhere."""
    for folder in folders:
        if os.path.lexists(folder) and not folder.is_dir():
            folder.unlink()


def remove_folder(path: Path | str) -> None:
    """Remove a folder with all that it holds, or whatever has its name; links are not followed.

    Raises:
        OSError: something of it cannot be removed.
    """
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def without_links(*names: Path) -> None:
    """Remove what leads elsewhere, where a file of ours is about to be written."""
    for name in names:
        if name.is_symlink():
            name.unlink()


def entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """What a folder holds, by name; a folder that is not there holds nothing."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:  # none, no folder, a loop of links, or closed to us
        return []


def now_of(root: Path) -> float:
    """The time of the store's file system: a wrong local clock must not remove used files."""
    probe = root / f".{secrets.token_hex(8)}{TEMPORARY}"
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return 0.0
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
