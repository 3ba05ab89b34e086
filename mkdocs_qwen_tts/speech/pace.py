"""How fast requests go out: evenly spread at a model's rate, across all threads.

The service enforces its rate a minute by the second as well, and punishes bursts, so requests are spaced (the generic
cell rate algorithm with a burst of one), not counted in windows.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from pyrate_limiter import Duration, InMemoryStateStore, Limiter, Rate, SingleBucketFactory, StateBucket

from mkdocs_qwen_tts.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK_PER_MINUTE = 6_000
"""The limiter's clock ticks in milliseconds: rates above this are let through a few at a time to be kept up with."""

LOOK_UP_SECONDS = 1.0
"""How long a thread waits for its turn before it looks whether the engine was closed."""


class Pace:
    """Turns for requests, one queue a model. Thread-safe."""

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed
        self._limiters: dict[str, Limiter] = {}
        self._lock = threading.Lock()

    def wait(self, model: str, per_minute: Callable[[], float]) -> None:
        """Wait until a request to `model` may go out.

        Args:
            model: whose turn it is.
            per_minute: the model's rate, asked for once.

        Raises:
            TransportError: the engine was closed meanwhile; nothing was sent.
        """
        limiter = self._limiter(model, per_minute)
        while not self._closed.is_set():
            with contextlib.suppress(TimeoutError):
                if limiter.try_acquire(model, timeout=LOOK_UP_SECONDS):
                    return
        raise TransportError("stopped before the request was sent")

    def close(self) -> None:
        """Let go of the limiters."""
        with self._lock:
            for limiter in self._limiters.values():
                limiter.close()

    def _limiter(self, model: str, per_minute: Callable[[], float]) -> Limiter:
        with self._lock:
            if model not in self._limiters:
                self._limiters[model] = limiter(per_minute())
            return self._limiters[model]


def limiter(per_minute: float) -> Limiter:
    """A limiter that lets `per_minute` requests a minute through, evenly spread."""
    if per_minute >= 1:
        limit, interval = round(per_minute), int(Duration.MINUTE)
    else:
        limit, interval = 1, round(int(Duration.MINUTE) / per_minute)
    burst = max(1, limit // CLOCK_PER_MINUTE)
    bucket = StateBucket([Rate(limit, interval, burst=burst)], store=InMemoryStateStore())
    # This kind of bucket has nothing to clean up, and the thread that would do it outlives its limiter.
    return Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=1)
