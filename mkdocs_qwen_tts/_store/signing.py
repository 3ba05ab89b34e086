"""Signing what lies in a store already, so that a new key loses nothing that was paid for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.layout import CLIPS, NAME, RECORD_LIMITS, SITES, TRACKS
from mkdocs_qwen_tts._store.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._store.store import Store

ROOMS = (CLIPS, TRACKS, SITES, REFUSALS)
"""Where records lie that are signed. Notes are found out again."""


@dataclass(frozen=True)
class Signed:
    """What signing a store came to: numbers of records."""

    signed: int = 0
    """Signed now, or to be signed."""
    already: int = 0
    damaged: int = 0
    """No record of ours, so left alone."""


def sign(store: Store, *, dry_run: bool = False) -> Signed:
    """Sign every record of a store, and of the store elsewhere that lies behind it.

    Whoever signs says that all of this may be published: do it for a store that you trust.

    Args:
        store: with a key.
        dry_run: count, and sign nothing.

    Raises:
        StoreError: a record cannot be written, or the store elsewhere cannot be listed or read.
    """
    found = [
        store.sign(room, name, text, dry_run=dry_run, elsewhere=elsewhere)
        for room in ROOMS
        for elsewhere in (False, True)
        for name, text in (_elsewhere(store, room) if elsewhere else _here(store, room))
    ]
    return Signed(found.count(True), found.count(False), found.count(None))


def _here(store: Store, room: str) -> Iterator[tuple[str, bytes]]:
    for folder in files.entries(store.root / room):
        for entry in files.entries(folder.path):
            path = PurePosixPath(entry.name)
            if path.suffix == ".json" and NAME.fullmatch(path.stem):
                text = store.record_text(room, path.stem)
                if text is not None:
                    yield path.stem, text


def _elsewhere(store: Store, room: str) -> Iterator[tuple[str, bytes]]:
    if store.remote is None:
        return
    names = store.remote.names(room)
    if names is None:
        raise StoreError("the remote store cannot be listed, so what lies there is not signed")
    for one in names:
        path = PurePosixPath(one)
        if path.suffix == ".json" and NAME.fullmatch(path.stem):
            where = store.remote_name(room, path.stem, "json")
            text = store.remote.get(where, RECORD_LIMITS[room])
            if text is None:
                raise StoreError(f"{where} in the remote store cannot be read, so it is not signed")
            yield path.stem, text
