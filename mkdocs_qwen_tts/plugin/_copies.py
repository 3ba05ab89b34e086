"""The site's copies of audio files, made while MkDocs renders its pages.

A narrated site has megabytes of sound for every page. MkDocs would copy all of it before it renders
the first page, though nothing on the way looks at it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from mkdocs.config.defaults import MkDocsConfig

READABLE = 0o444
"""The mode of a file that everybody may read, as web servers have to."""

COPIERS = 2
"""Threads. The system copies a file in one go, without the interpreter."""


class Copies:
    """The copies of one build. Each build ends with `finish` or `abandon`."""

    def __init__(self) -> None:
        self._copiers: ThreadPoolExecutor | None = None
        self._begun: dict[str, Future[None]] = {}
        """By where it goes."""

    def file(self, config: MkDocsConfig, uri: str, source: Path, made_from: str) -> File:
        """A file of the site that is copied here when MkDocs would copy it.

        Args:
            config: of MkDocs.
            uri: where in the site.
            source: what is copied.
            made_from: digest of what is in it.
        """
        file = AudioFile.generated(
            config, uri, abs_src_path=str(source), inclusion=InclusionLevel.INCLUDED
        )
        assert isinstance(file, AudioFile)  # noqa: S101 - MkDocs declares the class above
        file.copies, file.track, file.made_from = self, str(source), made_from
        return file

    def begin(self, file: AudioFile) -> None:
        """Copy a file, some time before `finish` returns."""
        if self._copiers is None:
            self._copiers = ThreadPoolExecutor(COPIERS, thread_name_prefix="copy")
        self._begun[file.abs_dest_path] = self._copiers.submit(file.copy_now)

    def finish(self) -> None:
        """Wait until every file is copied.

        Raises:
            PluginError: one could not be; nothing more is copied.
        """
        path = ""
        try:
            for path, copy in self._begun.items():  # noqa: B007 - named in the error
                copy.result()
        except OSError as error:
            why = error.strerror or str(error)
            raise PluginError(f"cannot copy the narration to {path}: {why}") from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Begin no further copy, and wait for those that have begun."""
        self._begun.clear()
        copiers, self._copiers = self._copiers, None
        if copiers is not None:
            copiers.shutdown(cancel_futures=True)


class PublishedFile(File):
    """A file of ours, which may be in the site already."""

    made_from = ""
    """Tells one content from another; empty: it does not."""
    written: os.stat_result | None = None
    """What the disk said of it when it was written by this build."""
    was_asked_for = False
    """Whether MkDocs has wanted to copy it."""
    _kept: tuple[str, str | None] | None = None
    """Where it was kept, and from where it would be copied."""

    def keep(self) -> None:
        """It is in the site, and as it would be written."""
        self._kept = self.abs_dest_path, self.abs_src_path

    @property
    def is_kept(self) -> bool:
        """Whether it is where it belongs. Another plugin may have other plans for it meanwhile."""
        return self._kept is not None and self._kept == (self.abs_dest_path, self.abs_src_path)

    def is_linked(self, found: os.stat_result) -> bool:  # noqa: ARG002 - a track may be
        """Whether a file in the site is the very file that it would be copied from."""
        return False


class AudioFile(PublishedFile):
    """A track on its way into the site."""

    copies: Copies
    track: str
    """Where the store has it."""

    def is_linked(self, found: os.stat_result) -> bool:
        """Whether a file in the site is the track itself, under a second name."""
        try:
            source = os.stat(self.abs_src_path or "")  # noqa: PTH116 - of hundreds of tracks
        except OSError:
            return False
        return os.path.samestat(source, found) and source.st_mode & READABLE == READABLE

    def copy_file(self, dirty: bool = False) -> None:
        """Begin to copy; under `--dirty` only what has changed, as MkDocs does."""
        self.was_asked_for = True
        if not self.is_kept and (not dirty or self.is_modified()):
            self.copies.begin(self)

    def copy_now(self) -> None:
        """Have the track in the site: by a second name where the disk can, else by a copy."""
        source, target = Path(self.abs_src_path or ""), Path(self.abs_dest_path)
        try:
            if source.stat().st_mode & READABLE != READABLE:
                raise PermissionError  # as a copy, it is as readable as the rest of the site
            try:
                os.link(source, target)
            except (FileNotFoundError, FileExistsError):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                os.link(source, target)
        except OSError:  # another disk, a file system without such names, somebody else's file
            super().copy_file()
            if self.abs_src_path == self.track:  # else another plugin has put something else here
                self.written = os.lstat(target)


class GeneratedFile(PublishedFile):
    """A small file beside a track, of which a site has hundreds: it is written in three calls."""

    make: Callable[[], str] | None = None
    """Gives its content when somebody asks for it."""

    @classmethod
    def made_late(
        cls, config: MkDocsConfig, uri: str, make: Callable[[], str], made_from: str
    ) -> GeneratedFile:
        """A file whose content is made when it is written, if it is.

        Args:
            config: of MkDocs.
            uri: where in the site.
            make: gives its content.
            made_from: as `PublishedFile` has it.
        """
        file = cls.generated(config, uri, content="", inclusion=InclusionLevel.INCLUDED)
        assert isinstance(file, GeneratedFile)  # noqa: S101 - MkDocs declares the class above
        file.make, file.made_from = make, made_from
        return file

    @property
    def content_bytes(self) -> bytes:
        """As MkDocs has it: UTF-8."""
        self._fill()
        return super().content_bytes

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self._replace(value)

    @property
    def content_string(self) -> str:
        """As MkDocs has it."""
        self._fill()
        return super().content_string

    @content_string.setter
    def content_string(self, value: str) -> None:
        self._replace(value)

    def _replace(self, content: str | bytes) -> None:
        """Another plugin has made something else of it."""
        self.make, self.made_from, self._kept, self._content = None, "", None, content

    def _fill(self) -> None:
        make, self.make = self.make, None
        if make is not None:
            self._content = make()

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - it is new in every build
        """Write it, as MkDocs would."""
        self.was_asked_for = True
        if self.is_kept:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        try:
            target = os.open(self.abs_dest_path, flags, 0o666)
        except FileNotFoundError:
            Path(self.abs_dest_path).parent.mkdir(parents=True, exist_ok=True)
            target = os.open(self.abs_dest_path, flags, 0o666)
        try:
            left = memoryview(self.content_bytes)
            while left:
                left = left[os.write(target, left) :]
            self.written = os.fstat(target)
        finally:
            os.close(target)
