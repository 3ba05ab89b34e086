"""What a store keeps: clips and refusals, beside tracks, site records and notes."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import Proof, Timing, Usage
from mkdocs_qwen_tts._store.claims import Claims
from mkdocs_qwen_tts._store.layout import (
    CLIP_FORMAT,
    CLIPS,
    LOCKS,
    SPOOL,
)
from mkdocs_qwen_tts._store.objects import head_of
from mkdocs_qwen_tts._store.planning import Planning
from mkdocs_qwen_tts._store.refusals import REFUSALS, RefusedNames, RememberedRefusal
from mkdocs_qwen_tts._store.seal import SIGNATURE
from mkdocs_qwen_tts._store.times import (
    proof_as_record,
    proof_of,
    recorded_timing,
    timing_as_record,
)
from mkdocs_qwen_tts._store.track_store import TrackStore
from mkdocs_qwen_tts._store.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._store.leases import Leases
    from mkdocs_qwen_tts._store.remote import Remote
    from mkdocs_qwen_tts._store.spool import Spool


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


class Store(TrackStore):
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
        self._refused = RefusedNames(root / REFUSALS, remote)
        self._leases: Leases | None = None
        if remote is not None:
            from mkdocs_qwen_tts._store.leases import Leases  # noqa: PLC0415 - most stores have none

            self._leases = Leases(remote, self.waiting)

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
