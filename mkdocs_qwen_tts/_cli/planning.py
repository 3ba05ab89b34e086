"""A site, read and planned for the commands that print it: by its sources, or as it was built."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import site
from mkdocs_qwen_tts._cli.revision import checked_out
from mkdocs_qwen_tts._pipeline import prepare
from mkdocs_qwen_tts._store import open_store
from mkdocs_qwen_tts.plugin import read_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._pipeline import Plan
    from mkdocs_qwen_tts._settings import Settings


@dataclass(frozen=True)
class Planned:
    """A site, read and planned."""

    plan: Plan
    settings: Settings
    base: Path
    """The folder of the configuration file."""
    notes: tuple[str, ...] = ()
    """Why files of a built site are not among its pages, one sentence each."""


def planned(config: str | None, site_dir: Path | None = None) -> Planned:
    """Read a site and plan its narration.

    Args:
        config: path of the configuration file; without one, that of this folder.
        site_dir: the folder of a built site; without one, MkDocs reads the site's sources.
    """
    if site_dir is None:
        pages, settings, base, identity = read_site(config)
        store = open_store(settings, base)
        return Planned(prepare(pages, settings, store, identity, base), settings, base)
    options = site.load(Path(config) if config else None)
    found, notes = site.sources(site_dir, options)
    store = open_store(options.settings, options.base)
    plan = prepare(found, options.settings, store, options.site(site_dir), options.base)
    return Planned(plan, options.settings, options.base, tuple(notes))


@contextlib.contextmanager
def planned_before(config: str | None, site_dir: Path | None, earlier: str) -> Iterator[Planned]:
    """The same site as it was.

    Args:
        config: as `planned` takes it.
        site_dir: as `planned` takes it.
        earlier: a commit; for a built site also a folder that an earlier build lies in.
    """
    if site_dir is not None and Path(earlier).is_dir():
        yield planned(config, Path(earlier))
        return
    with checked_out(str(site_dir) if site_dir else config, earlier) as there:
        yield planned(config, there) if site_dir else planned(str(there))
