"""Work on sound that has just arrived: it goes first, as the service is waiting.

It is done by a few threads of its own, as many as there are processors, less one that is left to
the network: more would be no faster, and each thread holds on to the memory that its largest sound
has taken.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec

    P = ParamSpec("P")
    T = TypeVar("T")


LULL = 0.002
"""Seconds without urgent work after which other work goes on: sound that comes in pieces, one right
behind the other, goes first as a whole. A longer wait would leave most of the pages for the end: a
service that speaks eight utterances at once sends one every few hundredths of a second."""


class DecodingPool:
    """Threads for sound that has arrived; everybody else can ask whether they are busy."""

    def __init__(self) -> None:
        self._most = max(1, (os.cpu_count() or 1) - 1)
        self._pool = ThreadPoolExecutor(self._most, thread_name_prefix="listen")
        self._in_hand = 0
        self._last_busy = float("-inf")
        self._changed = threading.Condition()

    def work(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The task's result; it is done before what gives way."""
        with self._changed:
            self._in_hand += 1
        try:
            return self._pool.submit(task, *args, **kwargs).result()
        finally:
            with self._changed:
                if self._in_hand >= self._most:
                    self._last_busy = time.monotonic()
                self._in_hand -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until one of the threads is free, and likely to stay so."""
        with self._changed:
            while (
                self._in_hand >= self._most
                or (left := self._last_busy + LULL - time.monotonic()) > 0
            ):
                self._changed.wait(None if self._in_hand >= self._most else left)


@cache
def decoding_pool() -> DecodingPool:
    """The ears of all builds of this process: an engine may outlive the build that opened it."""
    return DecodingPool()
