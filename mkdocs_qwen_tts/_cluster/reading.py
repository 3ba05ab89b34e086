"""Pages, read by the workers of a cluster ahead of whoever plans them.

What they read is noted in the store of this machine, where the plan finds it. Nothing depends on
it: a page that no worker could read is read here.
"""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from mkdocs_qwen_tts._errors import NarrationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
    from mkdocs_qwen_tts._model import SourcePage
    from mkdocs_qwen_tts._pipeline.drafts import Drafts
    from mkdocs_qwen_tts._pipeline.recipe import ScriptRecipe

T = TypeVar("T")

PAGES_A_TASK = 8
"""Pages that are read in one task: some hundred kilobytes, and tens of milliseconds."""

TASKS_AHEAD = 4
"""Tasks, for each worker, that are under way at once."""


def read_ahead(
    parts: Iterable[Sequence[T]],
    page_of: Callable[[T], SourcePage | None],
    drafts: Drafts,
    workers: ClusterWorkers,
) -> Iterator[Sequence[T]]:
    """Hand on the parts of a site, each once its pages have been read.

    Args:
        parts: of which only as many are held as keep the workers busy.
        page_of: the page in an item, or `None`.
        drafts: notes what was read.
        workers: who reads.
    """
    most = max(2, TASKS_AHEAD * workers.count)
    ahead: deque[tuple[Sequence[T], list[_Reading]]] = deque()
    under_way = 0
    for part in parts:
        pages = [page for one in part if (page := page_of(one)) is not None]
        begun = _begun(pages, drafts, workers)
        ahead.append((part, begun))
        under_way += len(begun)
        while under_way > most and len(ahead) > 1:
            first, readings = ahead.popleft()
            under_way -= len(readings)
            _take(readings, drafts)
            yield first
    for part, readings in ahead:
        _take(readings, drafts)
        yield part


_Reading = tuple["Sequence[tuple[SourcePage, ScriptRecipe]]", "Future[list[bytes | None]]"]


def _begun(pages: Sequence[SourcePage], drafts: Drafts, workers: ClusterWorkers) -> list[_Reading]:
    unread = [(page, recipe) for page in pages if (recipe := drafts.unread(page)) is not None]
    batches = [unread[at : at + PAGES_A_TASK] for at in range(0, len(unread), PAGES_A_TASK)]
    return [(batch, workers.read([recipe for _, recipe in batch])) for batch in batches]


def _take(readings: list[_Reading], drafts: Drafts) -> None:
    for batch, read in readings:
        with contextlib.suppress(NarrationError):  # then these pages are read here
            for (page, recipe), note in zip(batch, read.result(), strict=True):
                if note is not None:
                    drafts.take(page, recipe, note)
