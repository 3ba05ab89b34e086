"""Throw-away MkDocs sites: written, built and looked at by tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mkdocs_qwen_tts.testing._ledger import Ledger
    from mkdocs_qwen_tts.testing._server import FakeServer

PLUGIN = "qwen-tts"
NOT_COPIED = (
    ".cache",
    ".git",
    "site",
    "node_modules",
    ".venv",
    "venv",
    "__pycache__",
    ".tox",
    ".nox",
)
"""Folders of a project that its site is not made from; the cache above all, which holds what was
paid for."""

BUILD_SECONDS = 600


class BuildError(NarrationError):
    """A site's build failed; its text is what the build said."""


@dataclass(frozen=True)
class NarratedSite:
    """A site in a folder of its own."""

    root: Path
    """Where `mkdocs.yml` lies."""
    server: FakeServer

    @classmethod
    def of(
        cls, pages: Mapping[str, str], root: Path, server: FakeServer, **options: Any
    ) -> NarratedSite:
        """Write a site.

        Args:
            pages: Markdown by its path below `docs` (`index.md`).
            root: a folder that does not exist.
            server: the fake that narrates it.
            options: of the plugin, as in `mkdocs.yml`.
        """
        import yaml  # noqa: PLC0415 - beside its only use

        site = cls(root, server)
        (root / "docs").mkdir(parents=True)
        for path, text in pages.items():
            site.write(path, text)
        api = {"requests_per_minute": 1_000_000, **options.pop("api", {})}
        config = {"site_name": "Narrated", "plugins": [{PLUGIN: {**options, "api": api}}]}
        (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        return site

    @classmethod
    def copy(cls, project: Path, root: Path, server: FakeServer) -> NarratedSite:
        """Copy a project, without its cache, so that a test can build it and leave it alone.

        Args:
            project: the folder with `mkdocs.yml`.
            root: a folder that does not exist.
            server: the fake that narrates it.

        Raises:
            ConfigurationError: there is no `mkdocs.yml`.
        """
        if not (project / "mkdocs.yml").is_file():
            raise ConfigurationError(
                "project", f"there is no mkdocs.yml in {project}.", value=str(project)
            )
        shutil.copytree(project, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
        return cls(root, server)

    def write(self, path: str, text: str) -> None:
        """Write or change a page."""
        file = self.root / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def build(self, *arguments: str) -> str:
        """Build the site as `mkdocs build` does; returns what it said.

        Raises:
            BuildError: it failed.
        """
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--site-dir",
            str(self.site),
            *arguments,
        ]
        done = subprocess.run(  # noqa: S603 - this interpreter
            command,
            cwd=self.root,
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        if done.returncode:
            raise BuildError(done.stderr or done.stdout)
        return done.stderr

    @property
    def site(self) -> Path:
        """Where the built site lies."""
        return self.root / "site"

    @property
    def ledger(self) -> Ledger:
        """What narrating it cost."""
        return self.server.ledger

    @property
    def audio(self) -> list[Path]:
        """The audio files that it publishes."""
        return sorted((self.site / "assets" / "narration").glob("*"))

    def html(self, page: str = "index.html") -> str:
        """A built page, by its path below the site or its address (`guide/`)."""
        path = self.site / page
        if path.is_dir() or not path.suffix:
            path /= "index.html"
        return path.read_text(encoding="utf-8")

    def has_player(self, page: str = "index.html") -> bool:
        """Whether a page has a player."""
        return "<audio" in self.html(page)
