"""How one family of models is spoken to over HTTP, and the small nouns a protocol speaks in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts.model import Usage, Utterance, Word
    from mkdocs_qwen_tts.speech.http.wire import Reply


@dataclass(frozen=True)
class Request:
    """What is sent for one utterance."""

    path: str
    """Behind the API root."""
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """Part of an answer, in the order it came."""

    audio: bytes = b""
    """The next bytes of the audio."""
    usage: Usage | None = None
    """What the service bills, once it says so. The last one counts."""
    url: str = ""
    """Where the finished file lies."""
    sample_rate: int | None = None
    """Hertz, where the answer states it."""
    words: tuple[Word, ...] = ()
    """When words are spoken, where the answer says; each frame repeats the sentence so far."""
    whole: bool = False
    """Whether `audio` is the complete file, in place of the pieces before it."""
    finished: bool = False
    """Whether the answer says that the speech is complete."""
    cut: bool = False
    """Whether the answer says that the speech stops in the middle of the text."""
    damaged: bool = False
    """Whether sound was here that cannot be read."""


class Protocol(ABC):
    """How one family is spoken to: what is sent, and how answers are read."""

    name: ClassVar[str]
    """As the tables have it (`Model.protocol`)."""

    @abstractmethod
    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """What to send: documented fields alone."""

    @abstractmethod
    def pieces(self, reply: Reply, utterance: Utterance, *, stream: bool) -> Iterator[Piece]:
        """What came back, as it comes. Whether it is whole is for `Answer` to judge.

        Raises:
            SpeechError: the service refuses inside its answer, or the connection fails.
        """
