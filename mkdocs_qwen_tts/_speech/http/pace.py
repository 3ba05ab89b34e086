"""How fast requests go out: evenly at a model's rate, and slower when it is too fast.

The service enforces its rate a minute by the second as well, and punishes bursts, so requests are
spaced (the generic cell rate algorithm with a burst of one), not counted in windows.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from pyrate_limiter import (
    Duration,
    InMemoryStateStore,
    Limiter,
    Rate,
    SingleBucketFactory,
    StateBucket,
)

from mkdocs_qwen_tts._errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK_PER_MINUTE = 6_000
"""The limiter's clock ticks in milliseconds: rates above this are let through a few at a time to be
kept up with."""

LOOK_UP_SECONDS = 1.0
"""How long a thread waits for its turn before it looks whether the engine was closed."""


SLOWER = 0.7
"""What a refusal for going too fast multiplies the rate by."""

FASTER = 1.25
"""What a run of answers multiplies it by, until it is the documented rate again."""

RUN = 10
"""Answers in a row that make a run."""

SLOWEST = 0.1
"""Share of the documented rate that is never gone below: the account may be shared with others."""


class _Lane:
    """The queue of one model."""

    def __init__(self, per_minute: float) -> None:
        self.full = per_minute
        self.share = 1.0
        self.good = 0
        self.limiter = limiter(per_minute)

    def change(self, factor: float) -> None:
        """Go faster or slower from now on; who waits in the old queue is let through by it."""
        self.good = 0
        self.share = min(1.0, max(SLOWEST, self.share * factor))
        self.limiter = limiter(self.full * self.share)


class Pace:
    """Turns for requests, one queue a model. Thread-safe."""

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed
        self._lanes: dict[str, _Lane] = {}
        self._retired: list[Limiter] = []
        self._lock = threading.Lock()

    def wait(self, model: str, per_minute: Callable[[], float]) -> None:
        """Wait until a request to `model` may go out.

        Args:
            model: whose turn it is.
            per_minute: the model's rate, asked for once.

        Raises:
            TransportError: the engine was closed meanwhile; nothing was sent.
        """
        while not self._closed.is_set():
            limiter = self._limiter(model, per_minute)
            with contextlib.suppress(TimeoutError):
                if limiter.try_acquire(model, timeout=LOOK_UP_SECONDS):
                    return
        raise TransportError("stopped before the request was sent")

    def throttled(self, model: str) -> None:
        """The service said that requests came too fast."""
        with self._lock:
            self._change(model, SLOWER)

    def answered(self, model: str) -> None:
        """The service answered; after a run of answers, a slowed pace picks up again."""
        with self._lock:
            lane = self._lanes.get(model)
            if lane is None or lane.share >= 1.0:
                return
            lane.good += 1
            if lane.good >= RUN:
                self._change(model, FASTER)

    def rate(self, model: str) -> float:
        """Requests a minute at present; 0 before the first."""
        with self._lock:
            lane = self._lanes.get(model)
            return lane.full * lane.share if lane else 0.0

    def close(self) -> None:
        """Let go of the limiters."""
        with self._lock:
            for limiter in [*self._retired, *(lane.limiter for lane in self._lanes.values())]:
                limiter.close()

    def _change(self, model: str, factor: float) -> None:
        lane = self._lanes.get(model)
        if lane is not None:
            self._retired.append(lane.limiter)
            lane.change(factor)

    def _limiter(self, model: str, per_minute: Callable[[], float]) -> Limiter:
        with self._lock:
            if model not in self._lanes:
                self._lanes[model] = _Lane(per_minute())
            return self._lanes[model].limiter


def limiter(per_minute: float) -> Limiter:
    """A limiter that lets `per_minute` requests a minute through, evenly spread."""
    if per_minute >= 1:
        limit, interval = round(per_minute), int(Duration.MINUTE)
    else:
        limit, interval = 1, round(int(Duration.MINUTE) / per_minute)
    burst = max(1, limit // CLOCK_PER_MINUTE)
    bucket = StateBucket([Rate(limit, interval, burst=burst)], store=InMemoryStateStore())
    # This kind of bucket has nothing to clean up, and the thread that would do it outlives its
    # limiter.
    return Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=1)
