"""What a protocol of the fake can do: read a request, and write the answers to it."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from mkdocs_qwen_tts.testing._calls import as_json, error_document

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from mkdocs_qwen_tts.testing._calls import Account, Call, Refused, ResultLink
    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._speech import Speech


class FakeProtocol(ABC):
    """One way of asking for speech over HTTP."""

    name: ClassVar[str]
    """As in the tables of models and of faults."""
    document_has_sound: ClassVar[bool] = False
    """Whether an answer without streaming holds the sound itself, in place of a link."""
    errors_in_stream: ClassVar[bool] = False
    """Whether the service was seen to report errors of parameters inside a stream, with status
    200."""
    frame_seconds: ClassVar[float] = 0.32
    """Sound of the first frame of a stream."""
    frames_a_chunk: ClassVar[int] = 3
    """How many times that the later frames hold."""

    @abstractmethod
    def read(self, call: Call, account: Account) -> Speech:
        """What a request asks for.

        Raises:
            Refused: it asks for something that the service does not do.
        """

    @abstractmethod
    def document(self, speech: Speech, sound: bytes, link: ResultLink) -> dict[str, Any]:
        """The answer to a request without streaming."""

    @abstractmethod
    def frames(
        self, speech: Speech, pieces: list[bytes], link: ResultLink, call: Call
    ) -> list[dict[str, Any]]:
        """What the events of a stream hold, the last one included."""

    def refusal(self, refused: Refused, request_id: str) -> Response:
        """The answer to a request that is refused."""
        return as_json(error_document(refused, request_id), refused.status, refused.headers)

    def failure(self, fault: Fault, request_id: str) -> dict[str, Any]:
        """What an answer holds that has status 200 and reports a failure all the same."""
        return error_document(fault, request_id)

    def pieces(self, speech: Speech, sound: bytes, *, chunk: int | None = None) -> list[bytes]:
        """A file, cut as the service streams it.

        Args:
            speech: what it says; its length decides how much a second of sound takes.
            sound: the bytes of the file.
            chunk: bytes of each piece, in place of the service's own.
        """
        if chunk:
            return [sound[at : at + chunk] for at in range(0, len(sound), chunk)]
        first = max(2, 2 * round(len(sound) / max(speech.seconds, 0.01) * self.frame_seconds / 2))
        step = first * self.frames_a_chunk
        return [
            piece
            for piece in (
                sound[:first],
                *(sound[at : at + step] for at in range(first, len(sound), step)),
            )
            if piece
        ]


def as_base64(sound: bytes) -> str:
    """Sound as base64 text."""
    return base64.b64encode(sound).decode("ascii")
