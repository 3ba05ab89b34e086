"""How accepted speech is answered, on every protocol, with a fault or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from mkdocs_qwen_tts._model.containers import container_of
from mkdocs_qwen_tts.testing import _spoil as spoil
from mkdocs_qwen_tts.testing._calls import ResultLink, as_json, error_document
from mkdocs_qwen_tts.testing._events import EVENT_STREAM, compact_json, hosted_event
from mkdocs_qwen_tts.testing._speech import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts.testing._calls import Call, Refused
    from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol
    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._profiles import Profile, Tempo
    from mkdocs_qwen_tts.testing._selfhosted import FakeSelfHosted
    from mkdocs_qwen_tts.testing._speech import Speech

WAV_HEADER_BYTES = 44
ELSEWHERE = "http://example.com/elsewhere"
_NO_LINK = ResultLink("")


def before(call: Call, fault: Fault, protocol: FakeProtocol) -> Response | None:
    """The answer of a fault that strikes before there is any speech, or `None`.

    Raises:
        Reset: the connection is to be reset.
    """
    if fault.name == "reset-before":
        raise spoil.Reset
    if fault.stage == "page":
        headers = {"Location": ELSEWHERE} if fault.name == "redirect" else {}
        return Response(spoil.PAGE, status=fault.status, headers=headers, content_type="text/html")
    if fault.stage == "sse-refusal":
        document = error_document(fault, call.request_id)
        shown = hosted_event(1, document, name="error", status=fault.status)
        return Response(shown, status=fault.status, content_type=EVENT_STREAM)
    if fault.stage == "json" or (fault.stage == "code" and not call.stream):
        return as_json(protocol.failure(fault, call.request_id))
    return None


def refused_in_stream(refused: Refused, request_id: str) -> Response:
    """A stream with status 200 whose only event reports an error."""
    shown = hosted_event(1, error_document(refused, request_id))
    return Response(shown, content_type=EVENT_STREAM)


class Answering:
    """Everything that an answer with speech needs.

    Args:
        speech: what is said.
        call: the request.
        protocol: how it was asked for.
        profile: how the fake behaves.
        tempo: how fast the sound is made.
        fault: what goes wrong, if anything.
        patience: how waiting is done.
    """

    def __init__(
        self,
        speech: Speech,
        call: Call,
        protocol: FakeProtocol,
        profile: Profile,
        tempo: Tempo,
        fault: Fault | None,
        patience: spoil.Patience,
    ) -> None:
        self._speech, self._call, self._protocol = speech, call, protocol
        self._profile, self._tempo, self._patience = profile, tempo, patience
        self._fault = fault
        self._spoiler = spoil.Spoiler(fault, patience)

    def hosted(self, link: ResultLink) -> Response:
        """The answer of Model Studio: a document, or a stream of events."""
        whole = self._spoiler.strikes("whole-in-place-of-stream")
        if not self._call.stream or whole or self._speech.made:
            return self._document(link)
        true_sizes = self._profile.true_sizes
        sound = self._spoiler.sound(self._speech, true_sizes=true_sizes)
        if not self._profile.header_in_stream and container_of(sound) == "wav":
            sound = sound[WAV_HEADER_BYTES:]
        pieces = self._pieces(sound)
        frames = self._protocol.frames(self._speech, pieces, link, self._call)
        events = self._spoiler.events(frames, hosted_event, self._error_event)
        return Response(self._body(events), content_type=self._stated(EVENT_STREAM))

    def self_hosted(self, server: FakeSelfHosted) -> Response:
        """The answer of a self-hosted server: a file, raw samples, or a stream of events."""
        sound = self._spoiler.sound(self._speech, true_sizes=True)
        if not self._call.stream:
            self._patience.pause(self._speech.seconds * self._tempo.real_time_factor)
            response = Response(
                self._spoiler.body([sound]), content_type=MEDIA_TYPES[self._speech.format]
            )
            response.content_length = len(sound)
            return response
        pieces = self._pieces(sound)
        manners, wished = self._profile.self_hosted, self._call.body.get("stream_format")
        if wished == "audio" or (wished is None and manners == "raw"):
            rate = str(self._speech.sample_rate)
            headers = {"X-Sample-Rate": rate, "X-Channels": "1", "X-Bit-Depth": "16"}
            return Response(self._body(pieces), headers=headers, content_type="audio/pcm")
        named = manners == "vllm"

        def write(_: int, frame: Any, *, end: str = "\n") -> bytes:
            return server.event(frame, named=named, end=end)

        def error(_: int, fault: Fault) -> bytes:
            kind = "speech.audio.error" if named else "error"
            return server.event({"type": kind, **server.error(500, fault.message)}, named=named)

        frames = server.frames(self._speech, pieces, _NO_LINK, self._call)
        events = self._spoiler.events(frames, write, error)
        return Response(self._body(events), content_type="text/event-stream; charset=utf-8")

    def _pieces(self, sound: bytes) -> list[bytes]:
        return self._protocol.pieces(self._speech, sound, chunk=self._spoiler.chunk)

    def _document(self, link: ResultLink) -> Response:
        held = self._protocol.document_has_sound and not self._speech.linked
        true_sizes = self._profile.true_sizes
        sound = self._spoiler.sound(self._speech, true_sizes=true_sizes) if held else b""
        self._patience.pause(self._speech.seconds * self._tempo.real_time_factor)
        document = compact_json(self._protocol.document(self._speech, sound, link)).encode()
        response = Response(
            self._connection([document]), content_type=self._stated("application/json")
        )
        response.content_length = len(document)
        return response

    def _body(self, parts: list[bytes]) -> Iterator[bytes]:
        return self._connection(self._in_time(parts))

    def _connection(self, parts: Any) -> Iterator[bytes]:
        at_download = self._fault is not None and self._fault.stage == "link"
        spoiler = spoil.Spoiler(None, self._patience) if at_download else self._spoiler
        return spoiler.body(parts)

    def _in_time(self, parts: list[bytes]) -> Iterator[bytes]:
        """The parts of a stream, each when its sound is made."""
        each = self._speech.seconds * self._tempo.real_time_factor / max(1, len(parts))
        self._patience.pause(self._tempo.first_sound)
        for number, part in enumerate(parts):
            if number:
                self._patience.pause(each)
            yield part

    def _stated(self, kind: str) -> str:
        wrong = self._fault is not None and self._fault.stage == "type"
        return "text/plain" if wrong else kind

    def _error_event(self, number: int, fault: Fault) -> bytes:
        document = self._protocol.failure(fault, self._call.request_id)
        if fault.name == "event-error":
            return hosted_event(number, document, name="error", status=500)
        return hosted_event(number, document)
