"""Narration on more machines than one: the work of a build as tasks of a Dask cluster.

This process plans, keeps the budget and the pace, and writes the site. Workers read pages, ask for
speech, listen, and put tracks together; clips and tracks go through the store that all share. Only
this room knows Dask, and it is loaded when somebody names a cluster.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


@contextlib.contextmanager
def connected(
    address: str, settings: Settings, store: Store, base: Path
) -> Iterator[ClusterWorkers | None]:
    """The workers of a cluster, each of which was found fit for the build.

    Args:
        address: of its scheduler (`tcp://scheduler:8786`); empty where there is no cluster.
        settings: the site's.
        store: as this process has it open.
        base: the folder that lexicons are relative to.

    Yields:
        `None` where there is no cluster.

    Raises:
        ConfigurationError: there is no such cluster, or one of its workers cannot do the work.
    """
    if not address or settings.mode == "off":
        yield None
        return
    from mkdocs_qwen_tts._cluster.connection import (  # noqa: PLC0415 - loads Dask: 0.5 s
        connected_to,
    )

    with connected_to(address, settings, store, base) as workers:
        yield workers


__all__ = ["connected"]
