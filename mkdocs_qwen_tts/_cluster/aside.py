"""Work of a task that waits, out of sight of Dask's own threads."""

from __future__ import annotations

import asyncio
import contextvars
import pickle
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from time import time
from typing import TYPE_CHECKING, Any

from distributed import get_worker
from distributed.worker_state_machine import SecedeEvent

from mkdocs_qwen_tts._cluster.failed import Failed
from mkdocs_qwen_tts._cluster.job import MOST_OPEN, Job

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_THREADS = 1024
"""Of a worker: a task that waits for the service takes one. Further ones wait for a thread."""


async def aside(key: str, work: Callable[..., Any], job: bytes, arguments: bytes) -> Any:
    """Do a task on a thread of ours, while the worker begins its next one.

    Dask's own threads are looked at a hundred times a second by its profiler: with 64 that wait for
    answers, that takes a quarter of a processor. A task that waits here costs nothing.

    Args:
        key: the name of this task.
        work: one of `tasks`.
        job: pickled, as each task brings it; it is unpacked once.
        arguments: what else `work` gets, pickled, so that neither the scheduler nor the thread
            that talks with it has to look into them.

    Returns:
        What `work` returns, or what went wrong.
    """
    try:
        seceded = SecedeEvent(key=key, compute_duration=0.0, stimulus_id=f"secede-{time()}")
        get_worker().handle_stimulus(seceded)  # as `secede` does, which is for Dask's own threads
        here = contextvars.copy_context()  # has the worker
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads(), here.run, _done, work, job, arguments)
    except Exception as error:  # noqa: BLE001 - Dask would write the arguments into its log
        return Failed.of(error, "a task cannot be begun")


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="narrate")


def _done(work: Callable[..., Any], job: bytes, arguments: bytes) -> Any:
    try:
        return work(_unpacked(job), *pickle.loads(arguments))  # noqa: S301 - as Dask does
    except Exception as error:  # noqa: BLE001 - as above
        return Failed.of(error, "a task cannot be read")


@lru_cache(MOST_OPEN)
def _unpacked(job: bytes) -> Job:
    found: Job = pickle.loads(job)  # noqa: S301 - as Dask does
    return found
