"""A folder of objects: content-addressed, verified, atomic; here, and in a store elsewhere.

An object is its data file and, written after it, its record: a small JSON with the digest of the
data and a digest of itself. Whatever does not agree with its record is a miss: it is never
returned, and the next `put` replaces it. Files are written beside their final name, flushed to the
disk and renamed, so a killed build leaves whole objects and at most one temporary file a thread,
which a later build sweeps away.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.integrity import is_whole
from mkdocs_qwen_tts._store.layout import (
    CLIPS,
    MARKER,
    NOTE_LIMIT,
    RECORD_LIMITS,
    ROOMS,
    SITES,
    STORE_SCHEMA,
    TRACKS,
)
from mkdocs_qwen_tts._store.reserve import Reserve
from mkdocs_qwen_tts._store.seal import SIGNATURE, UNSIGNED, Seal, whole_record
from mkdocs_qwen_tts._store.soundness import is_sound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._store.remote import Remote


class Objects:
    """The objects of a store, whatever they are. Any number of threads and builds may share them.

    Args:
        root: the folder; made when something is first written.
        remote: a store elsewhere, asked for what is missing here and given what is made here.
        key: signs every record; one that is not signed with it is a miss. Empty: none is signed.

    Raises:
        StoreError: the folder holds other files and is no store.
    """

    def __init__(self, root: Path, remote: Remote | None = None, key: str = "") -> None:
        self.root = root
        self._root = os.path.join(root, "")
        self.remote = remote
        self._seal = Seal(key)
        self.reserve = Reserve(root)
        """Room for what is under way."""
        self._check_ours()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the store, one sentence each."""
        unsigned = (UNSIGNED,) if self._seal.unsigned else ()
        return (*(self.remote.notes if self.remote else ()), *unsigned)

    @property
    def unsigned(self) -> frozenset[str]:
        """Names of the objects that were met, are whole, and do not bear this store's signature."""
        return frozenset(self._seal.unsigned)

    def path(self, room: str, name: str, suffix: str) -> Path:
        """Where a file of an object lies."""
        return Path(self.address(room, name, suffix))

    def address(self, room: str, name: str, suffix: str) -> str:
        """The same as a text: pathlib takes its time, and a warm build looks at many files."""
        return f"{self._root}{room}{os.sep}{name[:2]}{os.sep}{name}.{suffix}"

    def record(self, room: str, name: str) -> dict[str, Any] | None:
        """An object's record; `None` where it is missing, damaged or of another schema."""
        text = self.record_text(room, name)
        return None if text is None else self._checked(room, name, text)

    def record_text(self, room: str, name: str) -> bytes | None:
        """An object's record as it lies on the disk, whatever it is worth."""
        try:
            return files.read_file(
                self.address(room, name, "json"), RECORD_LIMITS.get(room, NOTE_LIMIT)
            )
        except OSError:
            return None

    def sign(
        self, room: str, name: str, text: bytes, *, dry_run: bool, elsewhere: bool
    ) -> bool | None:
        """Sign a record, whoever wrote it, unless it bears our signature.

        Args:
            room: what it is a record of.
            name: of what.
            text: as it was read.
            dry_run: write nothing.
            elsewhere: it lies in the remote store, not here.

        Returns:
            Whether it was signed; `None` where it is no record of ours.

        Raises:
            StoreError: it cannot be written.
        """
        record = whole_record(text, head_of(room, name))
        if record is None or not is_sound(room, record):
            return None
        if self._seal.has_signed(record, record.pop(SIGNATURE, None)):
            return False
        if not dry_run:
            if elsewhere and self.remote is not None:
                where = self.remote_name(room, name, "json")
                if not self.remote.put(where, self._seal.closed(record)):
                    raise StoreError(
                        f"{where} in the remote store cannot be written, so it is not signed. "
                        "Mend that, and sign again: what is signed stays so"
                    )
            else:
                self._keep(room, name, record, None)
        return True

    def _checked(self, room: str, name: str, text: bytes) -> dict[str, Any] | None:
        record = self._seal.opened(text, head_of(room, name))
        return record if record is not None and is_sound(room, record) else None

    def read(self, room: str, name: str) -> tuple[bytes, dict[str, Any]] | None:
        """An object's data and record, or `None` where anything about it does not agree."""
        record = self.record(room, name)
        if record is None:
            return None
        try:
            data = files.read_file(self.path(room, name, record["format"]), record["size"])
        except OSError:
            return None
        return (data, record) if is_whole(room, data, record) else None

    def _find(self, room: str, name: str) -> tuple[bytes, dict[str, Any]] | None:
        """An object from here or, checked before it is believed, from the remote store."""
        found = self.read(room, name)
        if found is not None or self.remote is None:
            return found
        record = self._fetch_record(room, name)
        if record is None:
            return None
        data = self.remote.get(self.remote_name(room, name, record["format"]), record["size"])
        if data is None or not is_whole(room, data, record):
            return None
        with contextlib.suppress(
            StoreError
        ):  # a read-only folder: what was fetched serves this build all the same
            self._keep(room, name, record, data)
        self._seal.unsigned.discard(name)  # what lay here
        return data, record

    def _fetch_record(self, room: str, name: str) -> dict[str, Any] | None:
        if self.remote is None:
            return None
        text = self.remote.get(self.remote_name(room, name, "json"), RECORD_LIMITS[room])
        return None if text is None else self._checked(room, name, text)

    @staticmethod
    def remote_name(room: str, name: str, suffix: str) -> str:
        """What a file of an object is called in the remote store."""
        return f"{room}/{name[:2]}/{name}.{suffix}"

    def _write(
        self, room: str, name: str, suffix: str, data: bytes, facts: dict[str, Any]
    ) -> dict[str, Any]:
        record = {
            **head_of(room, name),
            "format": suffix,
            "size": len(data),
            "digest": hashlib.sha256(data).hexdigest(),
            **facts,
        }
        self._keep(room, name, record, data)
        if self.remote is not None:
            self.remote.put(self.remote_name(room, name, suffix), data)
            self.remote.put(self.remote_name(room, name, "json"), self._seal.closed(record))
        return record

    def _keep(
        self, room: str, name: str, record: dict[str, Any] | Iterable[bytes], data: bytes | None
    ) -> None:
        """Write an object here: its data, then its record, which makes it one.

        Args:
            room: where it belongs.
            name: its name.
            record: what is said of it, or the text of that, which can be gone through twice.
            data: the object itself, if it has any beside its record.
        """
        path = self.path(room, name, "json")
        with files.telling(self.root, path):
            try:
                self._place(room, name, record, data)
            except OSError as error:
                if error.errno in files.NO_FOLDER:
                    files.without_files(path.parent.parent, path.parent)
                # Clips are paid for; tracks are made of them again.
                elif room != CLIPS or not self.reserve.use(error):
                    raise
                self._place(room, name, record, data)

    def _place(
        self, room: str, name: str, record: dict[str, Any] | Iterable[bytes], data: bytes | None
    ) -> None:
        self._mark()
        if not isinstance(record, dict):
            files.replace(self.path(room, name, "json"), record)
            return
        if data is not None:
            files.replace(
                self.path(room, name, record["format"]), data, flush_folder=False
            )  # the next line does
        files.replace(self.path(room, name, "json"), self._seal.closed(record))

    # ------------------------------------------------------------ the folder

    def ensure_writable(self) -> None:
        """Fail now rather than after money was spent.

        Raises:
            StoreError: nothing can be kept here.
        """
        marker = self.root / MARKER
        with files.telling(self.root, marker):
            self._mark()
            files.without_files(*(self.root / room for room in ROOMS))
            for room in (CLIPS, TRACKS, SITES):
                (self.root / room).mkdir(exist_ok=True)
            probe = self.root / f".{secrets.token_hex(8)}{files.TEMPORARY}"
            probe.write_bytes(bytes(4096))
            probe.unlink()

    def _mark(self) -> None:
        marker = self.root / MARKER
        if not marker.exists():
            files.replace(
                marker, files.as_bytes({"is": "mkdocs-qwen-tts store", "schema": STORE_SCHEMA})
            )

    def _check_ours(self) -> None:
        """Refuse a folder that is full of somebody else's files: `prune` must never meet them."""
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise StoreError(
                f"the store {self.root} is a file, not a folder. Name another place with "
                "`cache.dir`."
            )
        names = [entry.name for entry in files.entries(self.root)]
        ours = {MARKER, *(room for room in ROOMS if (self.root / room).is_dir())}
        foreign = [name for name in names if name not in ours and not name.startswith(".")]
        if foreign and MARKER not in names:
            raise StoreError(
                f"the folder {self.root} holds other files (such as {foreign[0]!r}) and is not a "
                "store. Name an empty or new folder with `cache.dir`."
            )


def head_of(room: str, name: str) -> dict[str, Any]:
    """What every record says of itself."""
    return {"schema": STORE_SCHEMA, "room": room, "name": name}
