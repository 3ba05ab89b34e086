"""Whether a failure is one text's, the moment's or everything's, judged by how other texts fared.

A service that refuses one text of a hundred means that text. One that refuses all of them means the
voice, the model or the account, and then nothing may be remembered against the texts. One that
delivers most and fails here and there had bad luck, and the next build may have better.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import (
    BadAudioError,
    ContentRejectedError,
    InvalidRequestError,
    ServerError,
    SpeechError,
    ThrottledError,
    TransportError,
)

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Utterance

OF_A_TEXT = (ContentRejectedError, BadAudioError, InvalidRequestError)
"""Errors that may be the text's own fault."""

UNLUCKY = (BadAudioError, InvalidRequestError, TransportError, ServerError, ThrottledError)
"""Errors that may not come again, or not for every text."""

FARED_WELL = 3
"""Utterances that must have been spoken for each that failed, before a failure that may have
another cause is taken for the text's own."""


@dataclass(frozen=True)
class Consequences:
    """What failures come down to."""

    guilty: tuple[tuple[Utterance, SpeechError], ...]
    """Texts that cannot be spoken, and are not asked for again."""
    unlucky: tuple[tuple[Utterance, SpeechError], ...]
    """What a service that works did not deliver: the next build asks for it again."""
    others: tuple[Utterance, ...]
    """What failed for another cause, such as a service that is away."""


@dataclass
class Doubts:
    """Failures that may be those of a text or of a moment. Many threads may add to them."""

    _guard: threading.Lock = field(default_factory=threading.Lock)
    _open: dict[str, tuple[Utterance, SpeechError]] = field(default_factory=dict)

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self._open

    def add(self, utterance: Utterance, error: Exception) -> None:
        """Take up a failure, if it may be that of the text or of the moment."""
        if isinstance(error, OF_A_TEXT + UNLUCKY):
            with self._guard:
                self._open[utterance.fingerprint] = (utterance, error)

    def drop(self, fingerprint: str) -> None:
        """It was spoken after all."""
        with self._guard:
            self._open.pop(fingerprint, None)

    def close(self, arrived: int) -> Consequences:
        """Judge everything that is open.

        Args:
            arrived: how many utterances were spoken well meanwhile.
        """
        with self._guard:
            found, self._open = list(self._open.values()), {}
        unclear = sum(_is_unclear(error) for _, error in found)
        believed = unclear * FARED_WELL <= arrived
        guilty: list[tuple[Utterance, SpeechError]] = []
        rest: list[tuple[Utterance, SpeechError]] = []
        for utterance, error in found:
            # The service says of the text itself that it will not speak it.
            sure = isinstance(error, ContentRejectedError) or (believed and _is_unclear(error))
            (guilty if sure else rest).append((utterance, error))
        passing = [one for one in rest if isinstance(one[1], UNLUCKY)]
        unlucky = passing if len(passing) <= arrived else []
        others = [one for one in rest if one not in unlucky]
        return Consequences(
            tuple(guilty), tuple(unlucky), tuple(utterance for utterance, _ in others)
        )


def _is_unclear(error: SpeechError) -> bool:
    """Whether an error may be the text's, and the service has had its second try."""
    return (
        isinstance(error, OF_A_TEXT)
        and not isinstance(error, ContentRejectedError)
        and not error.unaffordable
    )
