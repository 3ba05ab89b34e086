"""Clips and tracks on disk: content-addressed, verified, atomic.

```
<root>/
  store.json                  says whose folder this is
  clips/ab/abcd….flac         one utterance, lossless   (+ abcd….json)
  tracks/ab/abcd….mp3         one page, encoded         (+ abcd….json)
  locks/abc.lock              one build at a time speaks the utterances whose fingerprints begin so
```

An object is its data file and, written after it, its record: a small JSON with the digest of the data and a digest
of itself. Whatever does not agree with its record is a miss: it is never returned, and the next `put` replaces it.
Files are written beside their final name, flushed to the disk and renamed, so a killed build leaves whole objects and
at most one temporary file a thread, which the next build sweeps away.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from mkdocs_qwen_tts.errors import StoreError
from mkdocs_qwen_tts.model import Encoded, Timing, Track, Usage, digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORE_SCHEMA = 1
MARKER = "store.json"
CLIPS, TRACKS, LOCKS = "clips", "tracks", "locks"
CLIP_FORMAT = "flac"

LOCK_PREFIX = 3
"""Hexadecimal digits of a fingerprint that share a lock: 4,096 locks, so that two workers rarely meet at one."""

RECORD_LIMIT = 4 * 1024 * 1024
"""Bytes; a record is a few hundred bytes, or some kilobytes for a very long page."""

ABANDONED = 3600.0
"""Seconds after which a temporary file belongs to no running build: a write takes milliseconds."""


@dataclass(frozen=True)
class StoredClip:
    """An utterance's audio as it lies in the store, verified."""

    data: bytes
    """FLAC."""
    usage: Usage


@dataclass(frozen=True)
class Stats:
    """What a store holds. Sizes in bytes."""

    clips: int = 0
    clip_bytes: int = 0
    tracks: int = 0
    track_bytes: int = 0
    other: int = 0
    """Files that belong to no object: unfinished writes, or foreign."""


class Store:
    """A folder of clips and tracks, shared by any number of threads and builds.

    Reading never writes: a store on a read-only disk serves what it has.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._held: Counter[str] = Counter()
        self._locks: dict[str, FileLock] = {}
        self._guard = threading.Condition()
        self._check_ours()

    # ------------------------------------------------------------ clips

    def clip(self, fingerprint: str) -> StoredClip | None:
        """The clip of an utterance, or `None` where it is missing or damaged."""
        found = self._read(CLIPS, fingerprint)
        if found is None:
            return None
        data, record = found
        return StoredClip(data, Usage(**record["usage"]))

    def has_clip(self, fingerprint: str) -> bool:
        """Whether `clip` would return it now: the data is read and checked, so the answer can be billed on."""
        return self._read(CLIPS, fingerprint) is not None

    def put_clip(self, fingerprint: str, data: bytes, usage: Usage) -> None:
        """Keep a clip. When this returns it survives a power cut.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        self._write(CLIPS, fingerprint, CLIP_FORMAT, data, {"usage": asdict(usage)})

    @contextlib.contextmanager
    def claim(self, fingerprint: str) -> Iterator[None]:
        """Hold the right to speak an utterance, so that builds sharing the store do not both pay for it.

        Waits while another process holds it; look into the store again afterwards. Threads of one process do not
        exclude each other. Where the file system knows no locks, this does nothing.
        """
        prefix = fingerprint[:LOCK_PREFIX]
        self._acquire(prefix)
        try:
            yield
        finally:
            self._release(prefix)

    def _acquire(self, prefix: str) -> None:
        with self._guard:
            while self._held[prefix] < 0:  # a thread of ours is waiting for another process
                self._guard.wait()
            self._held[prefix] += 1
            if self._held[prefix] > 1:
                return
            self._held[prefix] = -1
        lock: FileLock | None = None
        try:
            (self.root / LOCKS).mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / LOCKS / f"{prefix}.lock", thread_local=False)
            lock.acquire()
        except (
            OSError,
            NotImplementedError,
        ):  # no locks here: two builds at once may both pay, nothing worse
            lock = None
        finally:
            with self._guard:
                if lock is not None and lock.is_locked:
                    self._locks[prefix] = lock
                self._held[prefix] = 1
                self._guard.notify_all()

    def _release(self, prefix: str) -> None:
        with self._guard:
            self._held[prefix] -= 1
            lock = self._locks.pop(prefix, None) if self._held[prefix] == 0 else None
            if lock is not None:
                lock.release()

    # ------------------------------------------------------------ tracks

    def track(self, key: str) -> Track | None:
        """A page's encoded track, or `None` where it is missing or damaged."""
        found = self._read(TRACKS, key)
        if found is None:
            return None
        _, record = found
        return self._as_track(key, record)

    def put_track(self, key: str, encoded: Encoded, format: str) -> Track:  # noqa: A002 - the option's name
        """Keep a page's track.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        facts = {
            "duration": encoded.duration,
            "loudness": encoded.loudness,
            "timings": [[timing.start, timing.end, timing.exact] for timing in encoded.timings],
        }
        return self._as_track(key, self._write(TRACKS, key, format, encoded.data, facts))

    def _as_track(self, key: str, record: dict[str, Any]) -> Track:
        return Track(
            key=key,
            digest=record["digest"],
            path=self._path(TRACKS, key, record["format"]),
            format=record["format"],
            size=record["size"],
            duration=record["duration"],
            loudness=record["loudness"],
            timings=tuple(Timing(start, end, exact) for start, end, exact in record["timings"]),
        )

    # ------------------------------------------------------------ the whole store

    def stats(self) -> Stats:
        """Count what the store holds, by its records."""
        sizes = {CLIPS: [0, 0], TRACKS: [0, 0]}
        other = 0
        for room, tally in sizes.items():
            for folder in _subfolders(self.root / room):
                names = {entry.name: entry.stat().st_size for entry in os.scandir(folder) if entry.is_file()}
                records = {name.removesuffix(".json") for name in names if name.endswith(".json")}
                for name, size in names.items():
                    owned = name.split(".")[0] in records and not name.startswith(".")
                    tally[0] += name.endswith(".json")
                    tally[1] += size if owned else 0
                    other += not owned
        return Stats(*sizes[CLIPS], *sizes[TRACKS], other)

    def ensure_writable(self) -> None:
        """Fail now rather than after money was spent.

        Raises:
            StoreError: nothing can be kept here.
        """
        with self._writing(self.root / MARKER):
            self._mark()
            probe = self.root / f".{secrets.token_hex(8)}.tmp"
            probe.write_bytes(b"\0" * 4096)
            probe.unlink()

    def sweep(self) -> int:
        """Remove temporary files of builds that were killed. Returns how many."""
        swept = 0
        newest = max(_modified(self.root / MARKER), _now_of(self.root))
        for room in (CLIPS, TRACKS):
            for folder in _subfolders(self.root / room):
                for entry in os.scandir(folder):
                    if entry.name.endswith(".tmp") and newest - entry.stat().st_mtime > ABANDONED:
                        with contextlib.suppress(OSError):
                            os.unlink(entry.path)
                            swept += 1
        return swept

    # ------------------------------------------------------------ files

    def _path(self, room: str, name: str, suffix: str) -> Path:
        return self.root / room / name[:2] / f"{name}.{suffix}"

    def _read(self, room: str, name: str) -> tuple[bytes, dict[str, Any]] | None:
        record = self._record(room, name)
        if record is None:
            return None
        try:
            data = self._path(room, name, record["format"]).read_bytes()
        except OSError:
            return None
        if len(data) != record["size"] or hashlib.sha256(data).hexdigest() != record["digest"]:
            return None
        return data, record

    def _record(self, room: str, name: str) -> dict[str, Any] | None:
        path = self._path(room, name, "json")
        try:
            with path.open("rb") as file:
                text = file.read(RECORD_LIMIT)
            record = json.loads(text)
        except (OSError, ValueError):
            return None
        if not isinstance(record, dict):
            return None
        check = record.pop("check", None)
        ours = (
            record.get("schema") == STORE_SCHEMA and record.get("room") == room and record.get("name") == name
        )
        return record if ours and check == digest(record) else None

    def _write(self, room: str, name: str, suffix: str, data: bytes, facts: dict[str, Any]) -> dict[str, Any]:
        record = {
            "schema": STORE_SCHEMA,
            "room": room,
            "name": name,
            "format": suffix,
            "size": len(data),
            "digest": hashlib.sha256(data).hexdigest(),
            **facts,
        }
        path = self._path(room, name, suffix)
        with self._writing(path):
            if not (self.root / MARKER).exists():
                self._mark()
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
            _replace(path.with_suffix(".json"), _as_bytes({**record, "check": digest(record)}))
        return record

    @contextlib.contextmanager
    def _writing(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = {
                errno.ENOSPC: "the disk is full",
                errno.EDQUOT: "the disk quota is used up",
                errno.EROFS: "the disk is read-only",
                errno.EACCES: "this user may not write there",
                errno.EPERM: "this user may not write there",
            }.get(error.errno or 0, error.strerror or str(error))
            raise StoreError(
                f"cannot write to the store {self.root} ({path.name}): {why}. Free or open the folder, or name "
                "another one with `cache.dir`; everything stored before is kept."
            ) from error

    def _mark(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        marker = self.root / MARKER
        if not marker.exists():
            _replace(marker, _as_bytes({"is": "mkdocs-qwen-tts store", "schema": STORE_SCHEMA}))

    def _check_ours(self) -> None:
        """Refuse a folder that is full of somebody else's files: `cache prune` must never meet them."""
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise StoreError(
                f"the store {self.root} is a file, not a folder. Name another place with `cache.dir`."
            )
        ours = {MARKER, CLIPS, TRACKS, LOCKS}
        foreign = [
            entry.name
            for entry in os.scandir(self.root)
            if entry.name not in ours and not entry.name.startswith(".")
        ]
        if foreign and not (self.root / MARKER).exists():
            raise StoreError(
                f"the folder {self.root} holds other files (such as {min(foreign)!r}) and is not a store. "
                "Name an empty or new folder with `cache.dir`."
            )


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable. Not every system can open folders; there the rename is durable soon enough."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _as_bytes(record: dict[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"


def _subfolders(folder: Path) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except FileNotFoundError:
        return []


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _now_of(root: Path) -> float:
    """The time by the store's own file system, so that a wrong local clock sweeps nothing that is in use."""
    probe = root / f".{secrets.token_hex(8)}.tmp"
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return 0.0
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
