"""A request that is sent again: what somebody who watches a build is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts.errors import SpeechError
    from mkdocs_qwen_tts.model.utterance import Utterance


@dataclass(frozen=True)
class RetryDetails:
    """An attempt that failed, and when the next one begins."""

    utterance: Utterance
    """What is asked for again."""
    attempt: int
    """Which attempt failed: 1 is the first."""
    wait: float
    """Seconds until the next attempt."""
    error: SpeechError
    """Why the attempt failed."""
