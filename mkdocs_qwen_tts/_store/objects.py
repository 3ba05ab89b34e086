"""Clips, tracks and site records on disk: content-addressed, verified, atomic.

```
<root>/
  store.json                  says whose folder this is
  clips/ab/abcd….flac         one utterance, lossless   (+ abcd….json)
  tracks/ab/abcd….mp3         one page, encoded         (+ abcd….json)
  sites/ab/abcd….json         what one site last used
  notes/ab/abcd….json         how a page was read, to save reading it again
  refusals/ab/abcd….json      why an utterance is not asked for again
  spool/ab/abcd….sound        sound that has arrived and is not a clip yet
  locks/abc.lock              one build at a time speaks the utterances whose fingerprints begin so
```

An object is its data file and, written after it, its record: a small JSON with the digest of the
data and a digest of itself. Whatever does not agree with its record is a miss: it is never
returned, and the next `put` replaces it. Files are written beside their final name, flushed to the
disk and renamed, so a killed build leaves whole objects and at most one temporary file a thread,
which a later build sweeps away.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import Encoded, Proof, Timing, Track, Usage
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.checked import CheckedTracks
from mkdocs_qwen_tts._store.claims import Claims
from mkdocs_qwen_tts._store.planning import Planning
from mkdocs_qwen_tts._store.prefetch import TrackPrefetch
from mkdocs_qwen_tts._store.refusals import REFUSALS, RefusedNames, RememberedRefusal
from mkdocs_qwen_tts._store.reserve import Reserve
from mkdocs_qwen_tts._store.seal import SIGNATURE, UNSIGNED, Seal, whole_record
from mkdocs_qwen_tts._store.soundness import begins_as, is_sound
from mkdocs_qwen_tts._store.spool import SPOOL, Spool
from mkdocs_qwen_tts._store.times import (
    proof_as_record,
    proof_of,
    recorded_timing,
    spans_as_record,
    spans_of,
    timing_as_record,
)
from mkdocs_qwen_tts._store.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._store.leases import Leases
    from mkdocs_qwen_tts._store.remote import Remote

STORE_SCHEMA = 1
MARKER = "store.json"
CLIPS, TRACKS, SITES, NOTES, LOCKS = "clips", "tracks", "sites", "notes", "locks"
ROOMS = (CLIPS, TRACKS, SITES, NOTES, LOCKS, REFUSALS, SPOOL)
SHA256_LENGTH = 64
CLIP_FORMAT = "flac"

NOTE_LIMIT = 64 * 1024 * 1024
"""Bytes of a note; that of a long page has some hundred thousand."""

RECORD_LIMITS = {CLIPS: 4 << 20, TRACKS: 16 << 20, SITES: 32 << 20, REFUSALS: 64 << 10}
"""Bytes of a record, by room: it takes thirty times as many in memory. Most are a few hundred; with
the times of all words, some thousand; that of a site with 100,000 utterances has seven million."""


BLOCK_BYTES = 256 * 1024
MAGIC_BYTES = 64
"""Of a file, in which its format shows."""

NAME = re.compile(r"[0-9a-f]{64}")
"""What names an object: a digest. Anything else, from a store that others may write, is not looked
for."""
NO_NAME = "0" * 64


@dataclass(frozen=True)
class StoredClip:
    """An utterance's audio as it lies in the store, verified."""

    data: bytes
    """FLAC."""
    usage: Usage
    """What the service says it billed."""
    timing: Timing | None = None
    """When its words are spoken, where that has been found out."""
    proof: Proof | None = None
    """Whether it says its text, where somebody has listened."""


@dataclass(frozen=True)
class PageRecord:
    """What one page last used."""

    track: str
    """Key of its track."""
    clips: tuple[str, ...]
    """Fingerprints of its utterances."""
    coming: str = ""
    """Key of the track that a running build makes of them."""


class Store:
    """A folder of clips and tracks, shared by any number of threads and builds.

    Reading never writes, unless a remote store fills in what is missing: a store on a read-only
    disk serves what it has.

    Args:
        root: the folder; made when something is first written.
        remote: a store elsewhere, asked for what is missing here and given what is made here.
        key: signs every record; one that is not signed with it is a miss. Empty: none is signed.

    Raises:
        StoreError: the folder holds other files and is no store.
    """

    def __init__(self, root: Path, remote: Remote | None = None, key: str = "") -> None:
        self.root = root
        self.remote = remote
        self._seal = Seal(key)
        self.waiting = Waiting()
        """How builds wait for others that use this store."""
        self.planning = Planning(root / LOCKS, self.waiting)
        self.claims = Claims(root / LOCKS, self.waiting)
        self._prefetch: TrackPrefetch | None = None
        self._refused = RefusedNames(root / REFUSALS, remote)
        self._leases: Leases | None = None
        if remote is not None:
            from mkdocs_qwen_tts._store.leases import Leases  # noqa: PLC0415 - most stores have none

            self._leases = Leases(remote, self.waiting)
        self.reserve = Reserve(root)
        """Room for what is under way."""
        self.spool = Spool(root / SPOOL, self._seal)
        self._checked_tracks = CheckedTracks(self.note, self.put_note)
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

    # ------------------------------------------------------------ clips

    def clip(self, fingerprint: str) -> StoredClip | None:
        """The clip of an utterance, or `None` where it is missing or damaged."""
        found = self._find(CLIPS, fingerprint)
        if found is None:
            return None
        data, record = found
        usage = Usage(**record["usage"])
        return StoredClip(data, usage, recorded_timing(record), proof_of(record))

    def has_clip(self, fingerprint: str) -> bool:
        """Whether `clip` would return it now. The data is checked: bills rely on the answer."""
        return self._find(CLIPS, fingerprint) is not None

    def put_clip(
        self,
        fingerprint: str,
        data: bytes,
        usage: Usage,
        timing: Timing | None = None,
        proof: Proof | None = None,
    ) -> None:
        """Keep a clip and what listening to it has found; after this it survives a power cut.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        facts: dict[str, Any] = {"usage": asdict(usage)}
        if timing is not None:
            facts["timing"] = timing_as_record(timing)
        if proof is not None:
            facts["proof"] = proof_as_record(proof)
        self._write(CLIPS, fingerprint, CLIP_FORMAT, data, facts)

    def annotate_clip(
        self, fingerprint: str, *, timing: Timing | None = None, proof: Proof | None = None
    ) -> None:
        """Keep what listening to a clip found, beside it. If that fails, it is found again."""
        record = self.record(CLIPS, fingerprint)
        if record is None or SIGNATURE in record:  # what others signed would be theirs no more
            return
        if timing is not None:
            record["timing"] = timing_as_record(timing)
        if proof is not None:
            record["proof"] = proof_as_record(proof)
        with contextlib.suppress(StoreError):
            self._keep(CLIPS, fingerprint, record, None)
            if self.remote is not None:
                self.remote.put(
                    self.remote_name(CLIPS, fingerprint, "json"), self._seal.closed(record)
                )

    @contextlib.contextmanager
    def claim(self, fingerprint: str) -> Iterator[None]:
        """Hold the right to speak an utterance: builds that share the store pay once.

        Waits while another process or machine holds it; look into the store again afterwards.
        Threads of one process do not exclude each other. Where the file system knows no locks, or
        the remote store no objects that are made only once, this does nothing.

        Raises:
            NarrationError: this build is being stopped, or the other one seems to hang.
        """
        with self.claims.hold(fingerprint):
            if self._leases is None or self.has_clip(fingerprint):
                yield
                return
            with self._leases.hold(fingerprint, lambda: self.has_clip(fingerprint)):
                yield

    # ------------------------------------------------------------ refusals

    def refusal(self, fingerprint: str) -> RememberedRefusal | None:
        """Why an utterance is not asked for again, or `None` where nothing is known against it."""
        if fingerprint not in self._refused:
            return None
        record = self.record(REFUSALS, fingerprint) or self._fetch_record(REFUSALS, fingerprint)
        if record is None:
            return None
        score = record.get("score")
        score = score if isinstance(score, (int, float)) else 0.0
        return RememberedRefusal(str(record.get("reason") or ""), score)

    def put_refusal(self, fingerprint: str, refusal: RememberedRefusal) -> None:
        """Remember that an utterance is not to be asked for again. Where that fails, it will be."""
        record = {**_identity(REFUSALS, fingerprint), "reason": refusal.reason}
        if refusal.doubtful:
            record["score"] = round(refusal.score, 3)
        with contextlib.suppress(StoreError):
            self._keep(REFUSALS, fingerprint, record, None)
        if self.remote is not None:
            self.remote.put(
                self.remote_name(REFUSALS, fingerprint, "json"), self._seal.closed(record)
            )
        self._refused.add(fingerprint)

    def forget_refusal(self, fingerprint: str) -> None:
        """The utterance was spoken after all."""
        if fingerprint not in self._refused:
            return
        with contextlib.suppress(OSError):
            self.path(REFUSALS, fingerprint, "json").unlink()
        if self.remote is not None:
            self.remote.delete(self.remote_name(REFUSALS, fingerprint, "json"))
        self._refused.discard(fingerprint)

    # ------------------------------------------------------------ tracks

    def track(self, key: str) -> Track | None:
        """A page's encoded track, or `None` where it is missing or damaged."""
        here = (self._prefetch.take(key) if self._prefetch else None) or self._track_here(key)
        if here is not None:
            return here
        found = self._find(TRACKS, key)
        return None if found is None else self._as_track(key, found[1])

    def _track_here(self, key: str) -> Track | None:
        record = self.record(TRACKS, key)
        if record is not None and self._is_whole(key, record):
            return self._as_track(key, record)
        return None

    def _is_whole(self, key: str, record: dict[str, Any]) -> bool:
        """Whether a track's file is what its record says. It is read only if it is another file."""
        path = self.path(TRACKS, key, record["format"])
        try:
            stat = path.stat()
        except OSError:
            return False
        # Whoever signs the records of a store does not trust those who write its files.
        if not self._seal.signs and self._checked_tracks.knows(key, record["digest"], stat):
            return _begins_right(path, record)
        if not _agrees(path, record):
            return False
        self._checked_tracks.add(key, record["digest"], stat)
        return True

    def prefetch_tracks(self, site: str) -> None:
        """Begin to read and check what a site last used. Ends with `stop_prefetch`.

        Args:
            site: name of the site's record. Only this folder is looked into, never the remote
                store.
        """
        self.stop_prefetch()
        self._prefetch = TrackPrefetch(lambda: self._tracks_of(site), self._track_here)

    def stop_prefetch(self) -> None:
        """End what `prefetch_tracks` began, and wait until nothing of it runs."""
        running, self._prefetch = self._prefetch, None
        if running is not None:
            running.stop()
            self._checked_tracks.save()

    def _tracks_of(self, site: str) -> list[str]:
        record = self.record(SITES, site)
        tracks = [one["track"] for one in record["pages"].values()] if record else []
        return [track for track in tracks if NAME.fullmatch(track)]

    def put_track(self, key: str, encoded: Encoded, format: str) -> Track:  # noqa: A002 - the option's name
        """Keep a page's track.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        if self.reserve.is_used:
            raise StoreError(
                f"the disk of the store {self.root} is full, and what is left of it is for clips "
                "that are under way; build again when there is room"
            )
        facts = {
            "duration": encoded.duration,
            "loudness": encoded.loudness,
            "spans": spans_as_record(encoded.spans),
        }
        return self._as_track(key, self._write(TRACKS, key, format, encoded.data, facts))

    def _as_track(self, key: str, record: dict[str, Any]) -> Track:
        return Track(
            key=key,
            digest=record["digest"],
            path=self.path(TRACKS, key, record["format"]),
            format=record["format"],
            size=record["size"],
            duration=record["duration"],
            loudness=record["loudness"],
            spans=spans_of(record),
        )

    # ------------------------------------------------------------ sites

    def site(self, name: str) -> dict[str, PageRecord]:
        """What each page of a site last used, by page key. `name` identifies the site."""
        record = self.record(SITES, name) or self._fetch_record(SITES, name)
        if record is None:
            return {}
        return {
            key: PageRecord(one["track"], tuple(one["clips"]), _name_in(one.get("coming")))
            for key, one in record["pages"].items()
            if all(NAME.fullmatch(name) for name in (one["track"] or NO_NAME, *one["clips"]))
        }

    def put_site(self, name: str, pages: dict[str, PageRecord]) -> None:
        """Remember what each page of a site uses, for `prune` and for pages that change.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        facts = {
            key: {"track": one.track, "clips": list(one.clips)}
            | ({"coming": one.coming} if one.coming else {})
            for key, one in pages.items()
        }
        record = {**_identity(SITES, name), "pages": facts}
        self._keep(SITES, name, record, None)
        if self.remote is not None:
            self.remote.put(self.remote_name(SITES, name, "json"), self._seal.closed(record))

    # ------------------------------------------------------------ notes

    def note(self, name: str, made_from: str) -> bytes | None:
        """The note under a name, if it was made from the same; it saves work, not money."""
        try:
            whole = files.read_file(self.path(NOTES, name, "json"), NOTE_LIMIT)
        except OSError:
            return None
        head = whole[: len(made_from)].decode("ascii", "replace")
        text = whole[len(made_from) + SHA256_LENGTH :]
        check = whole[len(made_from) : len(whole) - len(text)].decode("ascii", "replace")
        return (
            text
            if head == made_from and check == self._seal_of_note(name, made_from, text)
            else None
        )

    def put_note(self, name: str, made_from: str, text: bytes) -> None:
        """Replace the note under a name. If that fails, it is made again next time."""
        check = self._seal_of_note(name, made_from, text)
        with contextlib.suppress(OSError):
            self._mark()
            data = f"{made_from}{check}".encode() + text
            files.replace(self.path(NOTES, name, "json"), data, durable=False)

    def _seal_of_note(self, name: str, made_from: str, text: bytes) -> str:
        """64 digits; notes that nobody wrote who has the key would be spoken and published."""
        check = hashlib.sha256(text).hexdigest()
        return self._seal.signature(["note", name, made_from, check]) if self._seal.signs else check

    # ------------------------------------------------------------ objects

    def path(self, room: str, name: str, suffix: str) -> Path:
        """Where a file of an object lies."""
        return self.root / room / name[:2] / f"{name}.{suffix}"

    def record(self, room: str, name: str) -> dict[str, Any] | None:
        """An object's record; `None` where it is missing, damaged or of another schema."""
        text = self.record_text(room, name)
        return None if text is None else self._checked(room, name, text)

    def record_text(self, room: str, name: str) -> bytes | None:
        """An object's record as it lies on the disk, whatever it is worth."""
        try:
            return files.read_file(
                self.path(room, name, "json"), RECORD_LIMITS.get(room, NOTE_LIMIT)
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
        record = whole_record(text, _identity(room, name))
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
        record = self._seal.opened(text, _identity(room, name))
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
        return (data, record) if _agree(room, data, record) else None

    def _find(self, room: str, name: str) -> tuple[bytes, dict[str, Any]] | None:
        """An object from here or, checked before it is believed, from the remote store."""
        found = self.read(room, name)
        if found is not None or self.remote is None:
            return found
        record = self._fetch_record(room, name)
        if record is None:
            return None
        data = self.remote.get(self.remote_name(room, name, record["format"]), record["size"])
        if data is None or not _agree(room, data, record):
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
            **_identity(room, name),
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

    def _keep(self, room: str, name: str, record: dict[str, Any], data: bytes | None) -> None:
        """Write an object here: its data, then its record, which makes it one."""
        path = self.path(room, name, "json")
        with files.telling(self.root, path):
            try:
                self._place(room, name, record, data)
            except (NotADirectoryError, FileExistsError):
                files.without_files(path.parent.parent, path.parent)
                self._place(room, name, record, data)
            except OSError as error:  # clips are paid for; tracks are made of them again
                if room != CLIPS or not self.reserve.use(error):
                    raise
                self._place(room, name, record, data)

    def _place(self, room: str, name: str, record: dict[str, Any], data: bytes | None) -> None:
        self._mark()
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
        found = files.entries(self.root)
        names = [entry.name for entry in found]
        ours = {MARKER, *(entry.name for entry in found if entry.is_dir() and entry.name in ROOMS)}
        foreign = [name for name in names if name not in ours and not name.startswith(".")]
        if foreign and MARKER not in names:
            raise StoreError(
                f"the folder {self.root} holds other files (such as {foreign[0]!r}) and is not a "
                "store. Name an empty or new folder with `cache.dir`."
            )


def _name_in(value: Any) -> str:
    """The name of an object, as a record has it, or empty."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""


def _identity(room: str, name: str) -> dict[str, Any]:
    return {"schema": STORE_SCHEMA, "room": room, "name": name}


def _agrees(path: Path, record: dict[str, Any]) -> bool:
    """Whether a file is what its record says. Tracks are large, so blocks are read."""
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


def _begins_right(path: Path, record: dict[str, Any]) -> bool:
    try:
        with path.open("rb", buffering=0) as file:
            return begins_as(TRACKS, record, file.read(MAGIC_BYTES))
    except OSError:
        return False


def _agree(room: str, data: bytes, record: dict[str, Any]) -> bool:
    return bool(
        len(data) == record["size"]
        and hashlib.sha256(data).hexdigest() == record["digest"]
        and begins_as(room, record, data[:MAGIC_BYTES])
    )
