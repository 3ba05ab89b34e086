"""Whether a file is what its record says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.layout import TRACKS
from mkdocs_qwen_tts._store.soundness import begins_as

if TYPE_CHECKING:
    from pathlib import Path

BLOCK_BYTES = 256 * 1024
MAGIC_BYTES = 64
"""Of a file, in which its format shows."""


def is_whole_track(path: Path, record: dict[str, Any]) -> bool:
    """Whether a track's file is what its record says. It is large, so blocks are read."""
    digest_of_file = hashlib.sha256()
    block = memoryview(bytearray(BLOCK_BYTES))
    size = 0
    try:
        with files.opened_file(path) as file:
            while count := file.readinto(block):  # type: ignore[attr-defined]  # of raw files
                if not size and not begins_as(TRACKS, record, bytes(block[:MAGIC_BYTES])):
                    return False
                digest_of_file.update(block[:count])
                size += count
    except OSError:
        return False
    return bool(size == record["size"] and digest_of_file.hexdigest() == record["digest"])


def begins_as_track(path: Path | str, record: dict[str, Any]) -> bool:
    """Whether the first bytes of a file are those of its format."""
    try:
        return begins_as(TRACKS, record, files.first_bytes(path, MAGIC_BYTES))
    except OSError:
        return False


def is_whole(room: str, data: bytes, record: dict[str, Any]) -> bool:
    """Whether data is what its record says."""
    return bool(
        len(data) == record["size"]
        and hashlib.sha256(data).hexdigest() == record["digest"]
        and begins_as(room, record, data[:MAGIC_BYTES])
    )
