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

    def file(self, config: MkDocsConfig, uri: str, source: Path) -> File:
        """A file of the site that is copied here when MkDocs would copy it.

        Args:
            config: of MkDocs.
            uri: where in the site.
            source: what is copied.
        """
        file = AudioFile.generated(
            config, uri, abs_src_path=str(source), inclusion=InclusionLevel.INCLUDED
        )
        assert isinstance(file, AudioFile)  # noqa: S101 - MkDocs declares the class above
        file.copies = self
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


class AudioFile(File):
    """A track on its way into the site."""

    copies: Copies

    def copy_file(self, dirty: bool = False) -> None:
        """Begin to copy; under `--dirty` only what has changed, as MkDocs does."""
        if not dirty or self.is_modified():
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


class GeneratedFile(File):
    """A small file beside a track, of which a site has hundreds: it is written in three calls."""

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - it is new in every build
        """Write it, as MkDocs would."""
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
        finally:
            os.close(target)
