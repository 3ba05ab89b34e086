"""What a store keeps: clips, tracks, site records, refusals and notes."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import Encoded, Proof, Timing, Track, Usage
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.checked import CheckedTracks
from mkdocs_qwen_tts._store.claims import Claims
from mkdocs_qwen_tts._store.integrity import begins_as_track, is_whole_track
from mkdocs_qwen_tts._store.layout import (
    CLIP_FORMAT,
    CLIPS,
    LOCKS,
    NAME,
    NO_NAME,
    NOTE_LIMIT,
    NOTES,
    SHA256_LENGTH,
    SITES,
    TRACKS,
)
from mkdocs_qwen_tts._store.objects import Objects, head_of
from mkdocs_qwen_tts._store.planning import Planning
from mkdocs_qwen_tts._store.prefetch import TrackPrefetch
from mkdocs_qwen_tts._store.refusals import REFUSALS, RefusedNames, RememberedRefusal
from mkdocs_qwen_tts._store.seal import SIGNATURE
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


class Store(Objects):
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
        super().__init__(root, remote, key)
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
        self.spool = Spool(root / SPOOL, self._seal)
        self._checked_tracks = CheckedTracks(self.note, self.put_note)

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
        record = {**head_of(REFUSALS, fingerprint), "reason": refusal.reason}
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
            return begins_as_track(path, record)
        if not is_whole_track(path, record):
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
        record = {**head_of(SITES, name), "pages": facts}
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


def _name_in(value: Any) -> str:
    """The name of an object, as a record has it, or empty."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""
