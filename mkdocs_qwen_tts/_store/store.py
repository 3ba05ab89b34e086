"""What a store keeps: clips, tracks, site records, refusals and notes."""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts._errors import ReadOnlyStoreError, StoreError
from mkdocs_qwen_tts._model import Encoded, LazyTuple, Proof, Timing, Track, Usage
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.checked import CheckedTrack, CheckedTracks, seen
from mkdocs_qwen_tts._store.claims import Claims
from mkdocs_qwen_tts._store.integrity import begins_as_track, is_whole_track
from mkdocs_qwen_tts._store.layout import (
    CLIP_FORMAT,
    CLIPS,
    DIGITS,
    LOCKS,
    NAME,
    NO_NAME,
    NOTE_LIMIT,
    NOTES,
    SHA256_LENGTH,
    SITES,
    SPOOL,
    TRACKS,
)
from mkdocs_qwen_tts._store.meanwhile import kept_meanwhile
from mkdocs_qwen_tts._store.objects import Objects, head_of
from mkdocs_qwen_tts._store.planning import Planning
from mkdocs_qwen_tts._store.prefetch import TrackPrefetch
from mkdocs_qwen_tts._store.refusals import REFUSALS, RefusedNames, RememberedRefusal
from mkdocs_qwen_tts._store.seal import SIGNATURE
from mkdocs_qwen_tts._store.site_pages import PageRecord, SitePages
from mkdocs_qwen_tts._store.soundness import is_sound
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._model import SpokenSpan
    from mkdocs_qwen_tts._store.leases import Leases
    from mkdocs_qwen_tts._store.remote import Remote
    from mkdocs_qwen_tts._store.spool import Spool


_FACTS = ("digest", "format", "size", "duration", "loudness")
"""What a track's record says beside when its words are spoken."""


class StoredClip(Struct, frozen=True):
    """An utterance's audio as it lies in the store, verified."""

    data: bytes
    """FLAC."""
    digest: str
    """SHA-256 of it, hexadecimal."""
    usage: Usage
    """What the service says it billed."""
    timing: Timing | None = None
    """When its words are spoken, where that has been found out."""
    proof: Proof | None = None
    """Whether it says its text, where somebody has listened."""


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
        self._checked_tracks = CheckedTracks(self.note, self.put_note)
        self._site_read: tuple[str, tuple[int, ...], SitePages] | None = None
        """The record of a site that was read last: its name, its file, and what it says."""

    @cached_property
    def spool(self) -> Spool:
        """Answers that have arrived, and are no clips yet."""
        from mkdocs_qwen_tts._store.spool import Spool  # noqa: PLC0415 - few builds ask

        return Spool(self.root / SPOOL, self._seal)

    # ------------------------------------------------------------ clips

    def clip(self, fingerprint: str) -> StoredClip | None:
        """The clip of an utterance, or `None` where it is missing or damaged."""
        found = self._find(CLIPS, fingerprint)
        if found is None:
            return None
        data, record = found
        usage = Usage(**record["usage"])
        return StoredClip(data, record["digest"], usage, recorded_timing(record), proof_of(record))

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
    ) -> str:
        """Keep a clip and what listening to it has found; after this it survives a power cut.

        Returns:
            `StoredClip.digest`.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        facts: dict[str, Any] = {"usage": msgspec.structs.asdict(usage)}
        if timing is not None:
            facts["timing"] = timing_as_record(timing)
        if proof is not None:
            facts["proof"] = proof_as_record(proof)
        return str(self._write(CLIPS, fingerprint, CLIP_FORMAT, data, facts)["digest"])

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

    def has_refusals(self, fingerprints: Iterable[str]) -> bool:
        """Whether something is known against one of these utterances."""
        return self._refused.meets(fingerprints)

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
        here = (
            self.known_track(key)
            or (self._prefetch.take(key) if self._prefetch else None)
            or self._track_here(key)
        )
        if here is not None:
            return here
        found = self._find(TRACKS, key)
        return None if found is None else self._as_track(key, found[1])

    def known_track(self, key: str) -> Track | None:
        """A track that an earlier build has found whole, and whose files are the same since.

        Neither its record nor its sound is read: `None` means no more than that it has to be.
        """
        # Whoever signs the records of a store does not trust those who write its files.
        known = None if self._seal.signs else self._checked_tracks.get(key)
        if known is None:
            return None
        facts = {name: getattr(known, name) for name in _FACTS}
        if not (is_sound(TRACKS, facts) and self._is_still(key, known)):
            return None
        self._checked_tracks.meet(key)
        spans = LazyTuple(lambda: self._spans_of(key, known))
        return self._as_track(key, facts, spans, known.spans)

    def _spans_of(self, key: str, known: CheckedTrack) -> tuple[SpokenSpan, ...]:
        """The spans of a known track; none where its record has turned out to be another.

        Nothing is highlighted then in this build, and the next one reads the track anew.
        """
        record = self.record(TRACKS, key)
        if record is not None and _spans_digest(record) == known.spans:
            return spans_of(record)
        self._checked_tracks.forget(key)
        return ()

    def _is_still(self, key: str, known: CheckedTrack) -> bool:
        """Whether the files of a track are those that were seen. Its first bytes are read."""
        path = self.address(TRACKS, key, known.format)
        try:
            return (
                seen(os.stat(path)) == known.file
                and seen(os.stat(self.address(TRACKS, key, "json"))) == known.record
                and begins_as_track(path, {"format": known.format})
            )
        except OSError:
            return False

    def _track_here(self, key: str) -> Track | None:
        try:
            stat = os.stat(self.path(TRACKS, key, "json"))
        except OSError:
            return None
        record = self.record(TRACKS, key)
        if record is not None and self._is_whole(key, record, stat):
            return self._as_track(key, record)
        return None

    def _is_whole(self, key: str, record: dict[str, Any], record_stat: os.stat_result) -> bool:
        """Whether a track's file is what its record says. Where it is, that is remembered."""
        path = self.path(TRACKS, key, record["format"])
        try:
            stat = path.stat()
        except OSError:
            return False
        if not is_whole_track(path, record):
            return False
        facts = {name: record[name] for name in _FACTS}
        found = CheckedTrack(
            **facts, spans=_spans_digest(record), file=seen(stat), record=seen(record_stat)
        )
        self._checked_tracks.add(key, found)
        return True

    def prefetch_tracks(self, site: str) -> None:
        """Begin to read and check what a site last used. Ends with `stop_prefetch`.

        Args:
            site: name of the site's record. Only this folder is looked into, never the remote
                store.
        """
        self.stop_prefetch()
        self._prefetch = TrackPrefetch(lambda: self._unknown_tracks_of(site), self._track_here)

    def stop_prefetch(self) -> None:
        """End what `prefetch_tracks` began, and wait until nothing of it runs."""
        running, self._prefetch = self._prefetch, None
        if running is not None:
            running.stop()
            self.remember_tracks()

    def remember_tracks(self) -> None:
        """Note which tracks were found whole: the next build reads them only if they change."""
        self._checked_tracks.save()

    def _unknown_tracks_of(self, site: str) -> list[str]:
        tracks = [page.track for page in self.site(site).values() if page.track]
        known = next(filter(self._may_be_known, tracks), None)
        # In a store that was copied, as a job in CI restores it, all files are others: one tells.
        if known is not None and self.known_track(known) is None:
            return [track for track in tracks if self.known_track(track) is None]
        return [track for track in tracks if not self._may_be_known(track)]

    def _may_be_known(self, key: str) -> bool:
        """Whether a track was found whole by an earlier build. What it is now, is seen later."""
        if self._seal.signs or self._checked_tracks.get(key) is None:
            return False
        self._checked_tracks.meet(key)  # a build that fails before it is seen uses it all the same
        return True

    def put_track(self, key: str, encoded: Encoded, format: str) -> Track:  # noqa: A002 - the option's name
        """Keep a page's track: in a store that may only be read, until this process ends.

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
        try:
            return self._as_track(key, self._write(TRACKS, key, format, encoded.data, facts))
        except ReadOnlyStoreError:
            file, digest = kept_meanwhile(encoded.data, format)
            record = {**facts, "digest": digest, "format": format, "size": len(encoded.data)}
            return replace(self._as_track(key, record), path=file)

    def _as_track(
        self,
        key: str,
        record: dict[str, Any],
        spans: Sequence[SpokenSpan] | None = None,
        spans_digest: str = "",
    ) -> Track:
        return Track(
            key=key,
            digest=record["digest"],
            path=self.path(TRACKS, key, record["format"]),
            format=record["format"],
            size=record["size"],
            duration=record["duration"],
            loudness=record["loudness"],
            spans=spans_of(record) if spans is None else spans,
            spans_digest=spans_digest or _spans_digest(record),
        )

    # ------------------------------------------------------------ sites

    def site(self, name: str) -> Mapping[str, PageRecord]:
        """What each page of a site last used, by page key. `name` identifies the site."""
        try:
            now = seen(os.stat(self.path(SITES, name, "json")))
        except OSError:  # another machine may have noted it
            return self._pages_in(self._fetch_record(SITES, name))
        known = self._site_read
        if known is None or known[:2] != (name, now):
            record = self.record(SITES, name) or self._fetch_record(SITES, name)
            known = self._site_read = name, now, self._pages_in(record)
        return SitePages(known[2])

    @staticmethod
    def _pages_in(record: dict[str, Any] | None) -> SitePages:
        found = SitePages()
        for key, one in (record["pages"] if record else {}).items():
            if _are_names(one["clips"]) and _are_names([one["track"] or NO_NAME]):
                coming = _name_in(one.get("coming"))
                found[key] = PageRecord(one["track"], tuple(one["clips"]), coming)
        return found

    def put_site(self, name: str, pages: Mapping[str, PageRecord]) -> None:
        """Remember what each page of a site uses, for `prune` and for pages that change.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        self._site_read = None  # a disk with slow clocks may not show that the file is another
        from mkdocs_qwen_tts._store.site_text import SiteText  # noqa: PLC0415 - warm builds write none

        text = SiteText(self._seal, head_of(SITES, name), pages)
        self._keep(SITES, name, text, None)
        if self.remote is not None:
            self.remote.put(self.remote_name(SITES, name, "json"), b"".join(text))

    # ------------------------------------------------------------ notes

    def note(self, name: str, made_from: str) -> bytes | None:
        """The note under a name, if it was made from the same; it saves work, not money."""
        try:
            whole = files.read_file(self.address(NOTES, name, "json"), NOTE_LIMIT)
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


def _are_names(values: Sequence[str]) -> bool:
    """Whether all of these name objects."""
    return {len(one) for one in values} <= {SHA256_LENGTH} and DIGITS.fullmatch(
        "".join(values)
    ) is not None


def _name_in(value: Any) -> str:
    """The name of an object, as a record has it, or empty."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""


def _spans_digest(record: dict[str, Any]) -> str:
    spans = record.get("spans") or record.get("timings")
    return hashlib.sha256(msgspec.json.encode(spans)).hexdigest()
