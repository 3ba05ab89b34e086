"""When a build stops asking: what has failed so far says that the rest would fail as well."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import (
    AccountError,
    AuthenticationError,
    ConfigurationError,
    LocalNetworkError,
    NarrationError,
    ServerError,
    SpeechError,
    StoreError,
    TransportError,
    UnforeseenError,
    UnknownModelError,
)
from mkdocs_qwen_tts._pipeline.doubts import OF_A_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

HOPELESS = 3
"""Utterances, for each speaker, that must fail for want of a working service, with none spoken,
before a build stops asking: by then every speaker has used up all its retries several times."""

HOPELESS_ANYWHERE = 60
"""The same, however many speak: each may be billed, though nobody hears of it."""

FUTILE = 5
"""Utterances that must come to nothing for the same reason, with none spoken, before a build stops
asking: refused alike, or paid for and useless."""

FUTILE_ANYWHERE = 20
"""The same, where it is not the first ones: refusing is quicker than speaking, so that several
may be refused before the first one that was asked for is spoken."""

LASTING = (
    AuthenticationError,
    AccountError,
    LocalNetworkError,
    UnknownModelError,
    StoreError,
    ConfigurationError,
)
"""Errors that every further request would meet too."""

Cause = tuple[type[SpeechError], str]
"""A kind of error, and the service's code for it."""


@dataclass
class Breaker:
    """Counts what comes of the utterances of one build. Whoever calls it holds a lock."""

    concurrency: int
    """Requests that may be under way."""
    fatal: NarrationError | None = None
    """Why nothing more is asked for."""
    begun: int = 0
    """Utterances that have been taken up."""
    arrived: int = 0
    """Utterances that were spoken."""
    lost: int = 0
    """Utterances that failed for want of a working service."""
    futile: Counter[Cause] = field(default_factory=Counter)
    """Utterances that failed though the service answered or was paid."""
    futile_first: Counter[Cause] = field(default_factory=Counter)
    """The same, of the first `FUTILE` that were taken up."""

    def begin(self) -> int:
        """An utterance is taken up. Returns its number, from 1."""
        self.begun += 1
        return self.begun

    def stop(self, error: NarrationError) -> None:
        """Nothing more is asked for; the first reason is the one that is told."""
        self.fatal = self.fatal or error

    def fail(self, error: NarrationError, number: int) -> NarrationError:
        """An utterance has failed. Returns the error that is to be told of it.

        Args:
            error: why it failed.
            number: what `begin` said.
        """
        self.lost += isinstance(error, (TransportError, ServerError, UnforeseenError))
        if isinstance(error, LASTING) or self._is_hopeless():
            self.stop(error)
            if type(error) is type(self.fatal):  # two under way met it: it is told once
                return self.fatal
        elif self._is_futile(error, number):
            self.stop(
                NarrationError(
                    f"the first {FUTILE} utterances all came to this: {error}. Check `voice` "
                    "against `model`, and `model` against `api.region` and `api.base_url`"
                )
            )
        return error

    def _is_hopeless(self) -> bool:
        return not self.arrived and self.lost >= min(HOPELESS * self.concurrency, HOPELESS_ANYWHERE)

    def _is_futile(self, error: NarrationError, number: int) -> bool:
        """Whether asking on would buy more of the same."""
        if self.arrived or not isinstance(error, SpeechError) or error is self.fatal:
            return False
        if isinstance(error, OF_A_TEXT) or error.unanswered or error.usage is not None:
            self.futile[type(error), error.code] += 1
            self.futile_first[type(error), error.code] += number <= FUTILE
        return (
            _most(self.futile_first.values()) >= FUTILE
            or _most(self.futile.values()) >= FUTILE_ANYWHERE
        )


def _most(counts: Iterable[int]) -> int:
    return max(counts, default=0)
