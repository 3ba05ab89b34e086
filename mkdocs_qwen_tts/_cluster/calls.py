"""Tasks of a cluster, called like functions by many threads.

A task costs the scheduler about a millisecond, and a message of its own as much again. So what is
called within the same moment is submitted together, and results are fetched together.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from concurrent.futures import Future as Promise
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from distributed import KilledWorker

from mkdocs_qwen_tts._errors import NarrationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from distributed import Client, Future

T = TypeVar("T")

MOST_AT_ONCE = 256
"""Tasks that are submitted or fetched together."""

LOOK_SECONDS = 5.0
"""Seconds without a result after which the cluster is looked at."""

PATIENCE_SECONDS = 300.0
"""Seconds for which a build waits for a worker where none is left."""


class WorkersLostError(NarrationError):
    """Several workers were lost one after the other while they did the same task."""


class WorkerFailedError(NarrationError):
    """A worker met a defect of this package, or of its machine, in the middle of a task."""


class ClusterGoneError(NarrationError):
    """The scheduler is gone, or no worker is left.

    Attributes:
        unsent: whether what was called was not even submitted.
    """

    def __init__(self, message: str, *, unsent: bool = False) -> None:
        super().__init__(message)
        self.unsent = unsent


@dataclass(frozen=True)
class _Call:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    key: str
    priority: int
    promise: Promise[Any] = field(default_factory=Promise)


class Calls:
    """Calls functions on the workers of a cluster. Thread-safe.

    Args:
        client: connected.
        notice: called with a sentence where the build waits.
    """

    def __init__(self, client: Client, notice: Callable[[str], None] = lambda _: None) -> None:
        self.notice = notice
        self._client = client
        self._called: SimpleQueue[_Call | None] = SimpleQueue()
        self._done: SimpleQueue[Future[Any] | None] = SimpleQueue()
        self._pending: dict[str, tuple[_Call, Future[Any]]] = {}
        self._guard = threading.Lock()
        self._over: NarrationError | None = None
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for target, name in ((self._submit, "submit"), (self._collect, "collect"))
        ]
        for thread in self._threads:
            thread.start()

    def begin(
        self, function: Callable[..., Any], *arguments: Any, key: str, priority: int = 0
    ) -> Promise[Any]:
        """Have a function called on some worker.

        Args:
            function: one of `tasks`, which may be a coroutine.
            arguments: what it gets.
            key: names the task, once; the dashboard shows it.
            priority: tasks with a higher one begin first.

        Returns:
            What becomes its result; raises `ClusterGoneError`, `WorkerFailedError` or
            `WorkersLostError`.
        """
        call = _Call(function, arguments, key, priority)
        if self._over is not None:
            _fail(call, self._unsent)
        else:
            self._called.put(call)
        return call.promise

    @property
    def _unsent(self) -> Exception | None:
        gone = isinstance(self._over, ClusterGoneError)
        return ClusterGoneError(str(self._over), unsent=True) if gone else self._over

    def give_up(self, why: NarrationError) -> None:
        """Call nothing more, and wait for nothing: what runs on workers ends there."""
        self._over = self._over or why
        with self._guard:
            pending = list(self._pending.values())
            self._pending.clear()
        for call, _ in pending:
            _fail(call, why)
        if pending:
            with contextlib.suppress(Exception):  # the scheduler may be what is gone
                self._client.cancel([future for _, future in pending], force=True)

    def close(self) -> None:
        """End; whatever still waits fails."""
        self.give_up(NarrationError("the build was interrupted"))
        self._called.put(None)
        self._done.put(None)
        for thread in self._threads:
            thread.join()

    # ------------------------------------------------------------ there

    def _submit(self) -> None:
        ended = False
        while not ended:
            called = _drained(self._called)
            ended = None in called
            calls = [call for call in called if call is not None]
            for (function, priority), those in _grouped(calls).items():
                if self._over is not None:
                    for call in those:
                        _fail(call, self._unsent)
                    continue
                try:
                    self._submitted(function, priority, those)
                except Exception as error:  # noqa: BLE001 - Dask's own, of many kinds
                    for call in those:
                        _fail(call, ClusterGoneError(_gone(error), unsent=True))

    def _submitted(self, function: Callable[..., Any], priority: int, calls: list[_Call]) -> None:
        futures = self._client.map(
            function,
            *zip(*(call.arguments for call in calls), strict=True),
            key=[call.key for call in calls],
            pure=False,
            priority=priority,
        )
        with self._guard:
            self._pending.update(
                (call.key, (call, future)) for call, future in zip(calls, futures, strict=True)
            )
        for future in futures:
            future.add_done_callback(self._done.put)
        if self._over is not None:
            self.give_up(self._over)

    # ------------------------------------------------------------ and back

    def _collect(self) -> None:
        alone_since: float | None = None
        while True:
            done = _drained(self._done, LOOK_SECONDS)
            if None in done:
                return
            if futures := [future for future in done if future is not None]:
                alone_since = None
                self._fetch(futures)
            elif self._pending and not self._has_workers():
                now = time.monotonic()
                if alone_since is None:
                    alone_since = now
                    self.notice("Waiting for a worker of the cluster: none is left")
                elif now - alone_since > PATIENCE_SECONDS:
                    self.give_up(
                        ClusterGoneError(
                            "the cluster has no worker left; start some, and build again"
                        )
                    )

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception:  # noqa: BLE001 - the scheduler is gone: futures are told
            return True

    def _fetch(self, futures: list[Future[Any]]) -> None:
        finished = []
        for future in futures:
            if future.status == "finished":
                finished.append(future)
            elif future.status in ("lost", "pending"):  # its worker was, and it is done anew
                future.add_done_callback(self._done.put)
            else:
                self._settle(str(future.key), error=_error_of(future))
        try:
            results = self._client.gather(finished) if finished else []
        except Exception as error:  # noqa: BLE001 - Dask's own, of many kinds
            for future in finished:
                self._settle(str(future.key), error=ClusterGoneError(_gone(error)))
            return
        for future, result in zip(finished, results, strict=True):
            self._settle(str(future.key), result=result)

    def _settle(self, key: str, *, result: Any = None, error: Exception | None = None) -> None:
        with self._guard:
            call, _ = self._pending.pop(key, (None, None))
        if call is None:
            return
        if error is None:
            call.promise.set_result(result)
        else:
            _fail(call, error)


def _fail(call: _Call, error: Exception | None) -> None:
    if not call.promise.done():
        call.promise.set_exception(error)


def _error_of(future: Future[Any]) -> NarrationError:
    if future.status == "cancelled":
        return ClusterGoneError(_gone(None))
    error = future.exception()
    if isinstance(error, KilledWorker):
        return WorkersLostError("several workers were lost while they worked on it")
    return WorkerFailedError(f"a worker could not do it ({type(error).__name__})")


def _gone(error: Exception | None) -> str:
    why = f" ({type(error).__name__})" if error is not None else ""
    return f"the connection to the scheduler of the cluster is lost{why}; build again"


def _drained(queue: SimpleQueue[T | None], seconds: float | None = None) -> list[T | None]:
    """All that is in a queue now: at least one, or none after so many seconds."""
    found: list[T | None] = []
    with contextlib.suppress(Empty):
        found.append(queue.get(timeout=seconds))
        while found[-1] is not None and len(found) < MOST_AT_ONCE:
            found.append(queue.get_nowait())
    return found


def _grouped(calls: Iterable[_Call]) -> dict[tuple[Callable[..., Any], int], list[_Call]]:
    groups: dict[tuple[Callable[..., Any], int], list[_Call]] = defaultdict(list)
    for call in calls:
        groups[call.function, call.priority].append(call)
    return groups
