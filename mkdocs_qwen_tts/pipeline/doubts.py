"""Whether a failure is one text's or everything's, judged by how other texts fared.

A service that refuses one text of a hundred means that text. One that refuses all of them means the
voice, the model or the account, and then nothing may be remembered against the texts.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import (
    BadAudioError,
    ContentRejectedError,
    InvalidRequestError,
    SpeechError,
)

if TYPE_CHECKING:
    from mkdocs_qwen_tts.model import Utterance

OF_A_TEXT = (ContentRejectedError, BadAudioError, InvalidRequestError)
"""Errors that may be the text's own fault."""

FARED_WELL = 3
"""Utterances that must have been spoken for each that failed, before a failure that may have
another cause is taken for the text's own."""


@dataclass
class Doubts:
    """Failures that may be those of a text. Many threads may add to them."""

    _guard: threading.Lock = field(default_factory=threading.Lock)
    _open: dict[str, tuple[Utterance, SpeechError]] = field(default_factory=dict)

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self._open

    def add(self, utterance: Utterance, error: Exception) -> None:
        """Take up a failure, if it may be that of the text."""
        if isinstance(error, OF_A_TEXT):
            with self._guard:
                self._open[utterance.fingerprint] = (utterance, error)

    def close(self, arrived: int) -> tuple[list[tuple[Utterance, SpeechError]], list[Utterance]]:
        """Judge everything that is open.

        Args:
            arrived: how many utterances were spoken well meanwhile.

        Returns:
            What is not to be asked for again, with its error; and what failed for another cause.
        """
        with self._guard:
            found, self._open = list(self._open.values()), {}
        unclear = sum(not isinstance(error, ContentRejectedError) for _, error in found)
        believed = unclear * FARED_WELL <= arrived
        guilty, others = [], []
        for utterance, error in found:
            # The service says of the text itself that it will not speak it.
            if believed or isinstance(error, ContentRejectedError):
                guilty.append((utterance, error))
            else:
                others.append(utterance)
        return guilty, others
