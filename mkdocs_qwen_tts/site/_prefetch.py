"""Reading pages ahead, in processes of their own.

Extracting the prose of a page is the one thing here that keeps a processor busy, and threads do not
share it. What is read ahead is noted in the store, where the survey finds it. A process takes half
a second to start, so that this pays for large sites alone. Nothing depends on it: what a process
did not come to read is read behind it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from typing import IO, TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import NarrationError
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._store import open_store
from mkdocs_qwen_tts.site import _pages as pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
    from mkdocs_qwen_tts._model import SourcePage
    from mkdocs_qwen_tts._store import Store
    from mkdocs_qwen_tts.site._config import SiteConfig

PAYS = 400
"""Pages from which reading ahead is quicker than reading alone, processes and all."""


def read_parts(
    root: Path,
    config: SiteConfig,
    size: int,
    store: Store,
    workers: ClusterWorkers | None = None,
) -> Iterator[Sequence[pages.BuiltPage | pages.NotAPage]]:
    """The files of a site, `size` at a time, each part once its pages have been read.

    Args:
        root: the site's folder.
        config: the site's.
        size: of a part.
        store: where is noted what workers have read.
        workers: of a cluster; without any, processes of this machine read ahead, where that pays.

    Raises:
        ConfigurationError: as `pages.paths` raises it.
    """
    paths = list(pages.paths(root, config))
    if workers is None:
        for part in parts(root, config, paths, size):
            yield [pages.read_page(root, path, config) for path in part]
        return
    from mkdocs_qwen_tts._cluster.reading import read_ahead  # noqa: PLC0415 - few builds have a cluster

    chunks = (paths[start : start + size] for start in range(0, len(paths), size))
    read = ([pages.read_page(root, path, config) for path in chunk] for chunk in chunks)
    drafts = workers.drafts(config.settings, store, config.site(root))
    yield from read_ahead(read, _source_of, drafts, workers)


def _source_of(page: pages.BuiltPage | pages.NotAPage) -> SourcePage | None:
    return page.source if isinstance(page, pages.BuiltPage) else None


def parts(
    root: Path, config: SiteConfig, paths: Sequence[str], size: int
) -> Iterator[Sequence[str]]:
    """The paths, `size` at a time, each part once it has been read ahead, where that pays."""
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    workers = os.cpu_count() or 1
    if len(paths) < PAYS or workers == 1 or not sys.executable:
        yield from chunks
        return
    workers = min(workers, len(chunks))
    with _reading([(root, config, chunks[first::workers]) for first in range(workers)]) as told:
        for number, chunk in enumerate(chunks):
            if told:
                told[number % len(told)].readline()
            yield chunk


@contextlib.contextmanager
def _reading(jobs: Sequence[object]) -> Iterator[list[IO[bytes]]]:
    """A process for each job, and where it writes a line for each part that it has read."""
    # Those of `multiprocessing` would run the caller's main module again, which may narrate at its
    # top level.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from mkdocs_qwen_tts.site import _prefetch as prefetch; prefetch.work()"
    )
    with contextlib.ExitStack() as stack:
        processes: list[subprocess.Popen[bytes]] = []
        with contextlib.suppress(OSError):  # no more of them may be started here
            for _ in jobs:
                process = subprocess.Popen(  # noqa: S603 - this very Python
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
                stack.enter_context(process)
                stack.callback(process.kill)
                processes.append(process)
        for job, process in zip(jobs, processes, strict=False):
            with contextlib.suppress(BrokenPipeError), _given(process.stdin) as pipe:
                pickle.dump(job, pipe)
        yield [_given(process.stdout) for process in processes]


def _given(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - it was asked for
    return pipe


def work() -> None:
    """What such a process does."""
    root, config, chunks = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    for chunk in chunks:
        read(root, config, chunk)
        sys.stdout.write("\n")
        sys.stdout.flush()


def read(root: Path, config: SiteConfig, paths: Sequence[str]) -> None:
    """Make the drafts of some pages, which notes them in the store."""
    with contextlib.suppress(
        NarrationError
    ):  # whoever reads behind meets the same error, and tells it
        settings = speech.with_aliases(config.settings, config.base)
        store = open_store(settings, config.base)
        drafts = Drafts(settings, store, config.site(root), config.base)
        for path in paths:
            page = pages.read_page(root, path, config)
            if isinstance(page, pages.BuiltPage):
                drafts.of(page.source)
