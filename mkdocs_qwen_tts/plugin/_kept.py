"""What the build before has published of the narration, kept where it would be written again.

MkDocs empties a site's folder before it fills it. Most of what a narrated site has beside its pages
is what it was: three files a page. So their folder is moved aside before MkDocs comes, and comes
back without whatever has changed or is wanted no more. Where it cannot be moved, as to another
disk, all is written anew.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._player import FOLDER
from mkdocs_qwen_tts._store import ASIDE, remove_folder
from mkdocs_qwen_tts._textfile import UNREADABLE
from mkdocs_qwen_tts.plugin._copies import PublishedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.files import File

    from mkdocs_qwen_tts._store import Store

_MADE_FROM = digest(["published files", 1])

_Seen = tuple[str, int, int, int, int]
"""Of a file what it was made from, its size in bytes, the nanoseconds of its last change and of the
last change of what the disk says of it, and its number there."""

TICK = 50_000_000
"""Nanoseconds within which a system may give two changes of a file the same time."""
COARSE_TICK = 2_000_000_000
"""The same where times are whole seconds."""
SECOND = 1_000_000_000


class KeptFiles:
    """The published files of one site. Each build ends with `remember` or `abandon`."""

    def __init__(self) -> None:
        self._folder = Path()
        self._aside: Path | None = None
        """Where the folder is now, between the two moves."""
        self._store: Store | None = None
        self._seen: dict[str, _Seen] = {}
        """By name, the files as the build before left them."""
        self._files: dict[str, PublishedFile] = {}
        """By name, those of this build."""

    def set_aside(self, site: Path, store: Store) -> None:
        """Move the folder away, if an earlier build knows what is in it.

        Args:
            site: the folder that MkDocs is about to empty.
            store: where the folder waits, and where it is noted what is in it.
        """
        self.abandon()
        self._folder, self._store = site / FOLDER, store
        note = store.note(self._name, _MADE_FROM)
        with contextlib.suppress(*UNREADABLE):
            self._seen = msgspec.json.decode(note or b"{}", type=dict[str, _Seen])
        aside = store.root / f".{self._name[:16]}{ASIDE}"
        with contextlib.suppress(OSError):
            remove_folder(aside)  # a build was killed
            # MkDocs empties no folder that a link leads to: what is there may be of others too.
            if self._seen and self._folder.resolve(strict=True) == site.resolve() / FOLDER:
                self._folder.rename(aside)
                self._aside = aside

    def put_back(self, files: Iterable[File]) -> None:
        """Move the folder back, with no other files in it than those that would be the same.

        Args:
            files: all of the site. Those that are there already know it from now on.
        """
        self._files = {
            file.dest_uri.rpartition("/")[2]: file
            for file in files
            if isinstance(file, PublishedFile) and file.dest_uri.rpartition("/")[0] == FOLDER
        }
        aside, self._aside = self._aside, None
        if aside is None:
            return
        try:
            kept = list(self._sorted_out(aside))
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(self._folder)
        except OSError:
            _remove(aside)
            return
        for file in kept:
            file.keep()

    def remember(self) -> None:
        """Note what is there now, when all is written."""
        store, self._store = self._store, None
        if store is None:
            return
        now = time.time_ns()
        seen: dict[str, _Seen] = {}
        for name, file in self._files.items():
            if file.is_kept and not file.was_asked_for:  # another plugin took it out of the site
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink()
            elif file.is_kept and name in self._seen:
                seen[name] = self._seen[name]
            elif file.made_from and (found := self._settled(name, file, now)) is not None:
                seen[name] = found
        if seen != self._seen:
            store.put_note(self._name, _MADE_FROM, msgspec.json.encode(seen))
        self._forget()

    def abandon(self) -> None:
        """The build has failed: what it would have kept goes, as all else that MkDocs removed."""
        if self._aside is not None:
            _remove(self._aside)
        self._forget()

    def _forget(self) -> None:
        self._aside, self._store = None, None
        self._seen, self._files = {}, {}

    @property
    def _name(self) -> str:
        return note_name(self._folder)

    def _sorted_out(self, folder: Path) -> Iterable[PublishedFile]:
        """Remove what is not the same: the rest."""
        with os.scandir(folder) as entries:
            for entry in list(entries):
                file = self._files.get(entry.name)
                if file is not None and self._is_same(file, entry.path, entry.name):
                    yield file
                else:
                    remove_folder(entry.path)

    def _is_same(self, file: PublishedFile, path: str, name: str) -> bool:
        # Not the entry's own, which knows no number of the file on Windows.
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            return False
        if file.is_linked(found):
            return True
        known = self._seen.get(name)
        return known is not None and known == _seen(file.made_from, found)

    def _settled(self, name: str, file: PublishedFile, now: int) -> _Seen | None:
        """A file as it was written.

        `None` where it is another by now, or may become so without being seen to be.
        """
        try:
            found = os.lstat(self._folder / name)
        except OSError:
            return None
        tick = TICK if found.st_mtime_ns % SECOND else COARSE_TICK
        seen = _seen(file.made_from, found)
        if file.written is None or _seen(file.made_from, file.written) != seen:
            return None
        return None if max(found.st_mtime_ns, found.st_ctime_ns) > now - tick else seen


def _remove(aside: Path) -> None:
    with contextlib.suppress(OSError):  # the next build tries again
        remove_folder(aside)


def note_name(folder: Path) -> str:
    """The name of the note of what is in a folder."""
    return digest(["published files", os.fsencode(folder).hex()])


def _seen(made_from: str, found: os.stat_result) -> _Seen:
    return made_from, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
