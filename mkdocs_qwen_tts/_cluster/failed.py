"""Errors of workers, on their way to the client."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_qwen_tts._cluster.calls import WorkerFailedError
from mkdocs_qwen_tts._errors import (
    AudioError,
    ConfigurationError,
    NarrationError,
    StoreError,
    UnforeseenError,
)


@dataclass(frozen=True)
class Failed:
    """What went wrong with a task, in a form that travels."""

    kind: str
    message: str

    @classmethod
    def of(cls, error: Exception, what: str) -> Failed:
        """An error, for the way to the client."""
        if not isinstance(error, NarrationError):
            return cls(WorkerFailedError.__name__, str(UnforeseenError(what, error)))
        known = next((one for one in KINDS if isinstance(error, one)), NarrationError)
        return cls(known.__name__, str(error))

    def error(self) -> NarrationError:
        """The error again."""
        if self.kind == ConfigurationError.__name__:
            return ConfigurationError("", self.message)
        known = {one.__name__: one for one in KINDS}
        return known.get(self.kind, NarrationError)(self.message)


KINDS: tuple[type[NarrationError], ...] = (
    StoreError,
    AudioError,
    ConfigurationError,
    WorkerFailedError,
)
"""Errors that the client tells apart, beside those of speech."""
