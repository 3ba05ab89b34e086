"""The threads of one build that speak, or have others speak: each takes the next item itself."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

T = TypeVar("T")


class Speakers:
    """A context manager: on leaving it, the threads have ended.

    Args:
        threads: how many there are.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="speak")
        self._guard = threading.Lock()
        self._is_stopped = False
        self._working: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()

    def for_each(self, task: Callable[[T], None], items: Sequence[T]) -> None:
        """Do the task for every item.

        Raises:
            BaseException: what the task raised. The other threads go on until `stop`.
        """
        # Each thread takes the next item itself: ten thousand that wait in a pool are 18 MB.
        left = iter(items)
        done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._working = [
            self._pool.submit(self._work_on, task, left, done)
            for _ in range(min(self._threads, len(items)))
        ]
        # Woken by each: on some systems Ctrl-C is heard by a thread that is awake.
        for _ in items:
            if (defect := done.get()) is not None:
                raise defect

    def stop(self) -> None:
        """Let no thread take another item; what was taken goes on."""
        with self._guard:
            self._is_stopped = True

    def wait(self, seconds: float) -> None:
        """Wait until every thread has ended its item, or as long as given."""
        wait(self._working, seconds)

    def _work_on(
        self,
        task: Callable[[T], None],
        left: Iterator[T],
        done: SimpleQueue[BaseException | None],
    ) -> None:
        """Do the task for one item after the other, until none is left."""
        try:
            while (item := self._next(left)) is not None:
                task(item)
                done.put(None)
        except BaseException as defect:  # noqa: BLE001 - raised in the thread that waits
            done.put(defect)

    def _next(self, left: Iterator[T]) -> T | None:
        with self._guard:
            return None if self._is_stopped else next(left, None)
