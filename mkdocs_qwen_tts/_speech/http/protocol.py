"""How one family of models is spoken to over HTTP, and the small nouns a protocol speaks in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._model import Piece, Utterance
    from mkdocs_qwen_tts._speech.http.wire import Reply


@dataclass(frozen=True)
class Request:
    """What is sent for one utterance."""

    path: str
    """Behind the API root."""
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class Protocol(ABC):
    """How one family is spoken to: what is sent, and how answers are read."""

    name: ClassVar[str]
    """As the tables have it (`Model.protocol`)."""

    @abstractmethod
    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """What to send: documented fields alone."""

    def has_file(self, utterance: Utterance) -> bool:  # noqa: ARG002 - what a protocol can say of it
        """Whether an answer without streaming links to a finished file, which lacks nothing."""
        return False

    @abstractmethod
    def pieces(self, reply: Reply, utterance: Utterance, *, stream: bool) -> Iterator[Piece]:
        """What came back, as it comes. Whether it is whole is for `Answer` to judge.

        Raises:
            SpeechError: the service refuses inside its answer, or the connection fails.
        """
