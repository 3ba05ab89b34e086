"""When a request is sent again, and after how long, with tenacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tenacity

from mkdocs_qwen_tts._errors import BadAudioError, SpeechError

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_SECONDS = 1.0
"""Upper end of the first wait; it doubles with every further one."""

LONGEST_SECONDS = 60.0
"""Upper end of every wait. Rate limits clear within a minute (Model Studio, rate limiting)."""

BAD_TWICE = 1
"""Further attempts after audio that cannot be the speech: it is billed."""

BROKEN_THRICE = 2
"""Further attempts after an answer that broke off in the middle of its sound: it is billed as well,
and the next one may arrive."""

PATIENCE_SECONDS = 120.0
"""A service that asks for a longer pause than this is not asked again."""


def retrying(
    retries: int,
    sleep: Callable[[float], None],
    allowed: Callable[[], bool] = lambda: True,
    retried: Callable[[int, float, SpeechError], None] = lambda *_: None,
) -> tenacity.Retrying:
    """A loop over attempts at one request.

    Waits are drawn evenly between zero and a growing bound (full jitter), so that many threads that
    failed together do not come back together. What the service asks for (`Retry-After`) is the
    least that is waited.

    Args:
        retries: further attempts after the first.
        sleep: how to wait some seconds; may return early to give up.
        allowed: asked before each further attempt that is worth it.
        retried: called before each wait with the number of the attempt that failed, the seconds
            until the next one, and the error.
    """
    return tenacity.Retrying(
        retry=_WorthAnother(retries, allowed),
        wait=_Wait(),
        stop=tenacity.stop_after_attempt(retries + 1),
        sleep=sleep,
        before_sleep=lambda state: _report(state, retried),
        reraise=True,
    )


def _report(
    state: tenacity.RetryCallState, retried: Callable[[int, float, SpeechError], None]
) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, SpeechError):
        retried(state.attempt_number, state.upcoming_sleep, error)


class _WorthAnother(tenacity.retry_base):
    """Whether to ask again after an error. Audio that came bad or in part was billed."""

    def __init__(self, retries: int, allowed: Callable[[], bool]) -> None:
        self._retries = retries
        self._allowed = allowed
        self._bad = 0
        self._broken = 0

    def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome is not None else None
        if not isinstance(error, SpeechError) or not error.retryable:
            return False
        self._bad += isinstance(error, BadAudioError)
        self._broken += error.began
        return (
            retry_state.attempt_number <= self._retries
            and self._bad <= BAD_TWICE
            and self._broken <= BROKEN_THRICE
            and (error.retry_after or 0) <= PATIENCE_SECONDS
            and self._allowed()
        )


class _Wait(tenacity.wait.wait_base):
    _jitter = tenacity.wait_random_exponential(multiplier=FIRST_SECONDS, max=LONGEST_SECONDS)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        drawn = self._jitter(retry_state)
        outcome = retry_state.outcome
        error = outcome.exception() if outcome is not None else None
        asked = error.retry_after if isinstance(error, SpeechError) and error.retry_after else 0.0
        return asked + drawn
