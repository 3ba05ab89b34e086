"""What an observer of a build learns about a request that is sent again."""

from __future__ import annotations

from msgspec import Struct

from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._model.utterance import Utterance


class RetryDetails(Struct, frozen=True):
    """An attempt that failed, and when the next one begins."""

    utterance: Utterance
    """What is asked for again."""
    attempt: int
    """Which attempt failed: 1 is the first."""
    wait: float
    """Seconds until the next attempt."""
    error: SpeechError
    """Why the attempt failed."""
