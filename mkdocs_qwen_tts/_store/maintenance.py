"""Looking after a store: what it holds, what is damaged, what nobody needs."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.layout import CLIPS, NOTES, SITES, SPOOL, TRACKS
from mkdocs_qwen_tts._store.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._store.store import Store

FORGOTTEN = 30 * 86_400.0
"""Seconds after which a note that no build wrote anew belongs to a page that is gone."""

ABANDONED = 3600.0
"""Seconds after which a temporary file belongs to no running build: a write takes milliseconds."""

OURS = re.compile(r"[0-9a-f]{64}")

ROOMS = (CLIPS, TRACKS, SITES)

PATHS = 2
"""Files of a clip or a track: its data and its record."""


@dataclass(frozen=True)
class Stats:
    """What a store holds. Sizes in bytes."""

    clips: int = 0
    clip_bytes: int = 0
    tracks: int = 0
    track_bytes: int = 0
    sites: int = 0
    other: int = 0
    """Files that belong to no object: of unfinished writes, or foreign."""


@dataclass(frozen=True)
class Verdict:
    """What a check of every object found."""

    checked: int
    damaged: tuple[str, ...]
    """Paths within the store of files that are damaged, belong to no object, or are foreign."""
    removed: tuple[str, ...] = ()
    """Of these, the ones that were removed."""


@dataclass
class Pruned:
    """What pruning removed, or would remove."""

    objects: int = 0
    bytes: int = 0
    kept_objects: int = 0
    kept_bytes: int = 0


@dataclass
class _Object:
    """The files that share a name in one room."""

    room: str
    name: str
    paths: list[str] = field(default_factory=list)
    size: int = 0
    used: float = 0.0
    """Seconds since the epoch, by the file system: when it was last written."""

    @property
    def is_ours(self) -> bool:
        """Whether the name is a digest, as the store's own are."""
        return OURS.fullmatch(self.name) is not None


def stats(store: Store) -> Stats:
    """Count what a store holds, by its records; contents are not read."""
    counts = dict.fromkeys(ROOMS, 0)
    sizes = dict.fromkeys(ROOMS, 0)
    other = 0
    for one in _objects(store):
        if store.record(one.room, one.name) is None:
            other += len(one.paths)
        else:
            counts[one.room] += 1
            sizes[one.room] += one.size
    return Stats(counts[CLIPS], sizes[CLIPS], counts[TRACKS], sizes[TRACKS], counts[SITES], other)


def glance(store: Store, most: int) -> Verdict:
    """Read and check some objects, spread over the store: damage by a failing disk shows.

    Args:
        store: the store.
        most: how many at most.

    Returns:
        What is damaged is named by its object, not by its files.
    """
    found = [one for one in _objects(store, (CLIPS, TRACKS)) if one.is_ours]
    chosen = found[:: max(1, -(-len(found) // most))]
    damaged = tuple(
        f"{one.room}/{one.name}"
        for one in chosen
        if store.read(one.room, one.name) is None and not _is_being_written(one, store)
    )
    return Verdict(len(chosen), damaged)


def verify(store: Store, *, repair: bool = False) -> Verdict:
    """Read every object and check it against its record.

    Args:
        store: the store.
        repair: remove what is damaged, so that the next build makes it anew. Files that the store
            did not make are reported and left alone.
    """
    checked = 0
    doubtful = []
    for one in _objects(store):
        checked += 1
        if not _is_whole(one, store):
            doubtful.append(one)
    damaged: list[str] = []
    removed: list[str] = []
    # A running build may have been about some of them, and be done by now.
    for one in filter(None, (_seen_again(one) for one in doubtful)):
        if _is_whole(one, store) or _is_being_written(one, store):
            continue
        paths = [os.path.relpath(path, store.root) for path in one.paths]
        damaged += paths
        # A site's record is never removed: without it, prune would take what the site uses for
        # unused.
        if repair and one.is_ours and one.room != SITES and _removed_unless_claimed(one, store):
            removed += paths
    return Verdict(checked, tuple(damaged), tuple(removed))


def _is_whole(one: _Object, store: Store) -> bool:
    if one.room == SITES:
        return len(one.paths) == 1 and store.record(one.room, one.name) is not None
    return len(one.paths) == PATHS and store.read(one.room, one.name) is not None


def _seen_again(one: _Object) -> _Object | None:
    """The object as it is now; `None` where it is gone, as temporary files soon are."""
    folders = {os.path.dirname(path) for path in one.paths}
    paths = [
        entry.path
        for folder in folders
        for entry in files.entries(folder)
        if entry.path in one.paths or entry.name.partition(".")[0] == one.name
    ]
    return replace(one, paths=paths) if paths else None


def _removed_unless_claimed(one: _Object, store: Store) -> bool:
    """Remove an object that is damaged, unless a running build is about to write it."""
    if one.room != CLIPS:
        _remove(one)
        return True
    with store.claims.hold_if_free(one.name) as ours:
        if ours and not _is_whole(one, store):
            _remove(one)
            return True
    return False


def sweep(store: Store) -> int:
    """Remove what killed builds left halfway, and notes on lost pages. Returns how many."""
    swept = 0
    now: float | None = None
    for entry, keep in _passing(store):
        now = files.now_of(store.root) if now is None else now
        with contextlib.suppress(OSError):
            found = entry.stat(follow_symlinks=False)
            is_aside = entry.name.endswith(files.ASIDE)
            # A folder that was moved here has kept the time at which it was changed.
            since = found.st_ctime if is_aside else found.st_mtime
            if now - since > keep:
                (files.remove_folder if is_aside else os.unlink)(entry.path)
                swept += 1
    return swept


def _passing(store: Store) -> Iterator[tuple[os.DirEntry[str], float]]:
    """What does not stay, and the seconds for which it may."""
    for entry in files.entries(store.root):
        if entry.name.startswith(".") and entry.name.endswith((files.TEMPORARY, files.ASIDE)):
            yield entry, ABANDONED
    for room in (*ROOMS, NOTES, SPOOL, REFUSALS):
        for folder in files.entries(store.root / room):
            for entry in files.entries(folder.path):
                if entry.name.endswith(files.TEMPORARY):
                    yield entry, ABANDONED
                elif room in (NOTES, SPOOL):
                    yield entry, FORGOTTEN


def prune(
    store: Store,
    *,
    older_than: float | None = None,
    size: int | None = None,
    dry_run: bool = False,
) -> Pruned:
    """Remove clips and tracks that no site references. What a site references is never removed.

    Args:
        store: the store.
        older_than: seconds; only what was written longer ago goes.
        size: bytes; only as much goes, oldest first, as brings the store down to this.
        dry_run: count, but remove nothing.

    Raises:
        NarrationError: a build that is looking up what it needs seems to hang; nothing was removed.
        StoreError: what a site uses cannot be read; nothing was removed.
    """
    with store.planning.alone():
        return _pruned(store, older_than, size, dry_run=dry_run)


def _pruned(store: Store, older_than: float | None, size: int | None, *, dry_run: bool) -> Pruned:
    referenced: set[tuple[str, str]] = set()
    for one in _objects(store, (SITES,)):
        if one.is_ours and store.record(SITES, one.name) is None:
            raise StoreError(
                f"the record of a site is damaged ({one.paths[0]}), so nobody knows what that "
                "site uses and nothing was removed. Build the site once; or delete the file if "
                "the site is gone."
            )
        for page in store.site(one.name).values():
            referenced.update(((TRACKS, page.track), (TRACKS, page.coming)))
            referenced.update((CLIPS, fingerprint) for fingerprint in page.clips)
    now = files.now_of(store.root)
    kept = [one for one in _objects(store, (CLIPS, TRACKS)) if one.is_ours]
    total = sum(one.size for one in kept)
    result = Pruned()
    for one in sorted(kept, key=lambda candidate: candidate.used):
        young = older_than is not None and now - one.used <= older_than
        small_enough = size is not None and total <= size
        if (
            (one.room, one.name) in referenced
            or young
            or small_enough
            or _is_being_written(one, store)
        ):
            result.kept_objects += 1
            result.kept_bytes += one.size
            continue
        if not dry_run:
            _remove(one)
        total -= one.size
        result.objects += 1
        result.bytes += one.size
    return result


def _objects(store: Store, rooms: tuple[str, ...] = ROOMS) -> Iterator[_Object]:
    for room in rooms:
        for folder in files.entries(store.root / room):
            found: dict[str, _Object] = {}
            for entry in files.entries(folder.path):
                name = entry.name.split(".")[0] if not entry.name.startswith(".") else entry.name
                one = found.setdefault(name, _Object(room, name))
                with contextlib.suppress(OSError):  # another build may be renaming it
                    stat = entry.stat()
                    one.paths.append(entry.path)
                    one.size += stat.st_size
                    one.used = max(one.used, stat.st_mtime)
            yield from found.values()


def _is_being_written(one: _Object, store: Store) -> bool:
    """Whether a running build may be writing the object: its data, whose record follows."""
    temporary = one.name.endswith(files.TEMPORARY)
    recorded = any(path.endswith(".json") for path in one.paths)
    return (temporary or (one.is_ours and not recorded)) and (
        files.now_of(store.root) - one.used < ABANDONED
    )


def _remove(one: _Object) -> None:
    """Record first, so that a crash between the two leaves a miss, not a record without data."""
    for path in sorted(one.paths, key=lambda path: not path.endswith(".json")):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
