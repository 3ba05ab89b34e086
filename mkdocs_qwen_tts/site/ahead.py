"""Reading pages ahead, in processes of their own.

Extracting the prose of a page is the one thing here that keeps a processor busy, and threads do not share it. What is
read ahead is noted in the store, where the survey finds it. A process takes half a second to start, so that this pays
for large sites alone.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import speech
from mkdocs_qwen_tts.draft import Drafts
from mkdocs_qwen_tts.errors import NarrationError
from mkdocs_qwen_tts.site import pages
from mkdocs_qwen_tts.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts.site.config import SiteConfig

PAYS = 400
"""Pages from which reading ahead is quicker than reading alone, processes and all."""


def parts(root: Path, config: SiteConfig, paths: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The paths, `size` at a time, each part once it has been read ahead, where that pays."""
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    workers = os.cpu_count() or 1
    if len(paths) < PAYS or workers == 1:
        yield from chunks
        return
    context = multiprocessing.get_context(
        "spawn"
    )  # a fork of a process with threads may stand still for ever
    with ProcessPoolExecutor(workers, context) as pool:
        futures = [pool.submit(read, root, config, chunk) for chunk in chunks]
        try:
            for chunk, future in zip(chunks, futures, strict=True):
                future.result()
                yield chunk
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def read(root: Path, config: SiteConfig, paths: Sequence[str]) -> None:
    """Make the drafts of some pages, which notes them in the store."""
    with contextlib.suppress(NarrationError):  # whoever reads behind meets the same error, and tells it
        settings = speech.with_aliases(config.settings, config.base)
        store = open_store(settings, config.base)
        drafts = Drafts(settings, store, config.site(root), config.base)
        for path in paths:
            page = pages.read(root, path, config)
            if isinstance(page, pages.BuiltPage):
                drafts.of(page.source)
