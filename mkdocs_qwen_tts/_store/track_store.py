"""Tracks of a store: the encoded sound of pages, and which of it is known to be whole."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from mkdocs_qwen_tts._errors import ReadOnlyStoreError, StoreError
from mkdocs_qwen_tts._model import Encoded, LazyTuple, Track
from mkdocs_qwen_tts._store.checked import CheckedTrack, CheckedTracks, seen
from mkdocs_qwen_tts._store.integrity import begins_as_track, is_whole_track
from mkdocs_qwen_tts._store.layout import TRACKS
from mkdocs_qwen_tts._store.meanwhile import kept_meanwhile
from mkdocs_qwen_tts._store.prefetch import TrackPrefetch
from mkdocs_qwen_tts._store.site_store import SiteStore
from mkdocs_qwen_tts._store.soundness import is_sound
from mkdocs_qwen_tts._store.times import spans_as_record, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._model import SpokenSpan
    from mkdocs_qwen_tts._store.remote import Remote

_FACTS = ("digest", "format", "size", "duration", "loudness")
"""What a track's record says beside when its words are spoken."""


class TrackStore(SiteStore):
    """A store's tracks, and what `SiteStore` has; built as `Store` is."""

    def __init__(self, root: Path, remote: Remote | None = None, key: str = "") -> None:
        super().__init__(root, remote, key)
        self._prefetch: TrackPrefetch | None = None
        self._checked_tracks = CheckedTracks(self.note, self.put_note)

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


def _spans_digest(record: dict[str, Any]) -> str:
    spans = record.get("spans") or record.get("timings")
    return hashlib.sha256(msgspec.json.encode(spans)).hexdigest()
