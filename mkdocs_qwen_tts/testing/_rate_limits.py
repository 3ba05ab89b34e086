"""How many requests the fake takes: the service's documented rates, enforced by the second too."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.testing._calls import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

BURST_SECONDS = 2.0
"""A burst may hold what the rate allows in so long: of 7 requests at once against 180 a minute, the
last was refused (measured by a public client)."""

WHOLE = 0.999
"""One request, less what sums of fractions lose."""

EXCEEDED = "Requests rate limit exceeded, please try again later."


class RateLimits:
    """What each model has taken. Thread-safe.

    Args:
        clock: tells the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, model: str, per_minute: float) -> None:
        """Count a request.

        Raises:
            Refused: there were too many.
        """
        rate = per_minute / 60
        most = max(1.0, BURST_SECONDS * rate)
        with self._lock:
            now = self._clock()
            left, then = self._left.get(model, (most, now))
            left = min(most, left + (now - then) * rate)
            if left < WHOLE:
                self._left[model] = (left, now)
                raise Refused(429, "Throttling.RateQuota", EXCEEDED)
            self._left[model] = (left - 1, now)
