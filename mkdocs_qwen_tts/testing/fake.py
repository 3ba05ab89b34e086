"""The fake service: one WSGI application that answers as the vendor's API does, to the vendor's own SDK too.

Same text in, same sound out. Every accepted character is on its ledger, and every fault can be scheduled.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing import babble, qwen, spoil
from mkdocs_qwen_tts.testing.faults import Fault, Schedule
from mkdocs_qwen_tts.testing.ledger import Entry, Ledger
from mkdocs_qwen_tts.testing.wire import Call, Refused, as_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mkdocs_qwen_tts.testing.speech import Speech

API = "/api/v1"
MULTIMODAL = f"{API}/services/aigc/multimodal-generation/generation"
SYNTHESIZER = f"{API}/services/audio/tts/SpeechSynthesizer"
CUSTOMIZATION = f"{API}/services/audio/tts/customization"

LINK_SECONDS = 24 * 3600
"""How long a link to a finished file is good."""

KEPT_RESULTS = 50_000
MAX_REQUEST_BYTES = 64 * 1024 * 1024
REAL_CONNECTION = "mkdocs_qwen_tts.connection"
"""Name in the WSGI environment that says that there is a socket behind the request."""

OVERSIZE_BLOCK = bytes(1024 * 1024)


@dataclass(frozen=True)
class Result:
    """A finished file waiting to be fetched."""

    speech: Speech
    expires: int
    """Unix seconds."""
    fault: Fault | None = None


class Fake:
    """The service. Mount it with respx (`WSGIHandler(fake)`), or put it on a port with `FakeServer`.

    Args:
        faults: what shall go wrong, each written `NAME[:COUNT][@SHARE][~SEED]`.
        keys: the keys it takes; by default any but an empty one.
        limit: how much text a Qwen-TTS request may carry.
        limit_unit: how that is counted: `units` (Han 2), `characters` or `bytes`.
        header_in_stream: whether a stream begins with a WAV header, as was measured, or is raw, as documented.
        true_sizes: whether WAV files state their sizes, in place of the vendor's placeholders.
        patience: seconds that faults of slowness last.
    """

    def __init__(
        self,
        faults: Iterable[str] = (),
        *,
        keys: Collection[str] | None = None,
        limit: int = 600,
        limit_unit: str = "units",
        header_in_stream: bool = True,
        true_sizes: bool = False,
        patience: float = 60.0,
    ) -> None:
        self.ledger = Ledger()
        self.faults = Schedule(faults)
        self.keys = keys
        self.limit = limit
        self.limit_unit = limit_unit
        self.header_in_stream = header_in_stream
        self.true_sizes = true_sizes
        self.patience = patience
        self.closing = threading.Event()
        """Set it to end every wait."""
        self.voices: dict[str, str] = {}
        """The account's own voices, and the model each is for."""
        self._numbers = itertools.count(1)
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request_id = str(uuid.UUID(int=next(self._numbers)))
        try:
            response = self._route(request, request_id)
        except Refused as refused:
            response = self._refusal(refused, request_id)
        response.headers["X-Request-Id"] = request_id
        return response(environ, start_response)

    # ------------------------------------------------------------ ways in

    def _route(self, request: Request, request_id: str) -> Response:
        path, method = request.path, request.method
        if path == "/ledger" and method in ("GET", "DELETE"):
            if method == "DELETE":
                self.ledger.clear()
            return as_json(self.ledger.as_json())
        if path.startswith("/results/") and method == "GET":
            return self._download(request, path.removeprefix("/results/").partition(".")[0])
        if path == "/" and method in ("GET", "HEAD"):
            return as_json({}, 404)
        if path == MULTIMODAL and method == "POST":
            return self._synthesize(request, request_id)
        if path in (SYNTHESIZER, CUSTOMIZATION) and method == "POST":
            self._authorize(request)
            raise Refused(400, "InvalidParameter", "url error, please check url！")
        raise Refused(404, "NotFound", "The requested resource does not exist.")

    def _authorize(self, request: Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Refused(401, "InvalidApiKey", "No API-key provided.")
        if self.keys is not None and key.strip() not in self.keys:
            raise Refused(401, "InvalidApiKey", "Invalid API-key provided.")

    # ------------------------------------------------------------ speech

    def _synthesize(self, request: Request, request_id: str) -> Response:
        stream = request.headers.get("X-DashScope-SSE", "").lower() == "enable"
        body = self._body(request)
        call = Call(body, stream, request_id, request.host_url.rstrip("/"))
        patience = spoil.Patience(self.patience, self.closing, real=REAL_CONNECTION in request.environ)
        fault = None
        speech = None
        try:
            self._authorize(request)
            fault = self.faults.draw(str(_fields(body).get("text", "")), stream=stream)
            if fault and fault.stage == "refusal":
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                raise Refused(fault.status, fault.code, fault.message, headers)
            speech = self._asked(body, MULTIMODAL)
        except Refused as refused:
            self._book(call, refused.status, 0, fault)
            raise
        characters = catalogue.units(speech.text)
        self._book(
            call, fault.status if fault else 200, characters if fault is None or fault.billed else 0, fault
        )
        return self._answer(speech, call, fault, patience)

    def _asked(self, body: Any, path: str) -> Speech:
        name = str(body.get("model", ""))
        entry = catalogue.models().get(name)
        if entry is None:
            if "realtime" in name:
                raise Refused(400, "InvalidParameter", "current user api does not support http call.")
            raise Refused(404, "ModelNotFound", f"Model not found ({name[:80]}).")
        if entry.protocol != "qwen" or path != MULTIMODAL:
            raise Refused(400, "InvalidParameter", "url error, please check url！")
        return qwen.read(body, limit=self.limit, limit_unit=self.limit_unit, own_voices=self.voices)

    def _answer(self, speech: Speech, call: Call, fault: Fault | None, patience: spoil.Patience) -> Response:
        stage = fault.stage if fault else ""
        if fault and fault.name == "reset-before":
            raise spoil.Reset
        if fault and stage == "page":
            headers = {"Location": "http://example.com/elsewhere"} if fault.status == 302 else {}  # noqa: PLR2004
            return Response(spoil.PAGE, status=fault.status, headers=headers, content_type="text/html")
        if fault and (stage in ("json", "sse-refusal") or (stage == "code" and not call.stream)):
            told = {"code": fault.code, "message": fault.message, "request_id": call.request_id}
            if stage == "sse-refusal":
                shown = spoil.event(1, told, name="error", status=fault.status)
                return Response(shown, status=fault.status, content_type="text/event-stream;charset=UTF-8")
            return as_json(told, fault.status)
        expires = int(time.time()) + LINK_SECONDS
        url = self._keep(Result(speech, expires, fault), call)
        if not call.stream or (fault and fault.name == "whole-in-place-of-stream"):
            answer = as_json(qwen.whole(speech, request_id=call.request_id, url=url, expires=expires))
            parts = [answer.get_data()]
            kind = "application/json"
            length: int | None = len(parts[0])
        else:
            sound = spoil.audio(fault, speech, true_sizes=self.true_sizes)
            if not self.header_in_stream and sound.startswith(b"RIFF"):
                sound = sound[44:]
            ragged = fault is not None and fault.name == "ragged-chunks"
            chunk = 12_345 if ragged else qwen.FRAMES_PER_CHUNK * babble.FRAME * 2
            shown = qwen.frames(
                speech, sound, request_id=call.request_id, url=url, expires=expires, chunk=chunk
            )
            if fault and fault.name == "truncated-base64":
                shown[0]["output"]["audio"]["data"] = shown[0]["output"]["audio"]["data"][:-3]
            parts = spoil.stream(fault, shown)
            kind = "text/event-stream;charset=UTF-8"
            length = None
        if stage == "type":
            kind = "text/plain"
        response = Response(spoil.body(fault, parts, patience), content_type=kind)
        if length is not None:
            response.content_length = length
        return response

    def _book(self, call: Call, status: int, characters: int, fault: Fault | None) -> None:
        fields = _fields(call.body)
        self.ledger.add(
            Entry(
                model=str(call.body.get("model", "")),
                voice=str(fields.get("voice", "")),
                text=str(fields.get("text", "")),
                characters=characters,
                stream=call.stream,
                status=status,
                fault=fault.name if fault else "",
            )
        )

    # ------------------------------------------------------------ finished files

    def _keep(self, result: Result, call: Call) -> str:
        with self._lock:
            self._results[call.request_id] = result
            while len(self._results) > KEPT_RESULTS:
                self._results.popitem(last=False)
        host = call.host
        if host.startswith("https://"):
            host = "http://" + host.removeprefix(
                "https://"
            )  # the vendor's links are http, whatever the API is
        if result.fault and result.fault.name == "foreign-link":
            host = "https://example.com"
        return f"{host}/results/{call.request_id}.wav?Expires={result.expires}&OSSAccessKeyId=LTAI-fake&Signature=fake"

    def _download(self, request: Request, name: str) -> Response:
        result = self._results.get(name)
        fault = (
            result.fault
            if result and result.fault and result.fault.stage in ("link", "audio", "harmless-audio")
            else None
        )
        if request.headers.get("Authorization"):
            return _storage_error(
                400, "InvalidArgument", "Only one auth mechanism allowed; the link is signed already."
            )
        if result is None:
            return _storage_error(404, "NoSuchKey", "The specified key does not exist.")
        if request.args.get("Signature") != "fake":
            return _storage_error(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match."
            )
        if result.expires < time.time() or (fault and fault.name == "expired-link"):
            return _storage_error(403, "AccessDenied", "Request has expired.")
        if fault and fault.name == "redirect-link":
            return Response(status=302, headers={"Location": "http://example.com/speech.wav"})
        if fault and fault.name == "broken-link":
            return _storage_error(500, "InternalError", "We encountered an internal error. Please try again.")
        if fault and fault.name == "oversize-link":
            return Response(_endless(self.closing), content_type="audio/x-wav")
        sound = spoil.audio(fault, result.speech, true_sizes=self.true_sizes)
        patience = spoil.Patience(self.patience, self.closing, real=REAL_CONNECTION in request.environ)
        response = Response(spoil.body(fault, [sound], patience), content_type="audio/x-wav")
        response.content_length = len(sound)
        return response

    # ------------------------------------------------------------ answers

    def _body(self, request: Request) -> dict[str, Any]:
        if request.mimetype != "application/json":
            raise Refused(400, "InvalidParameter", "Content-Type must be application/json.")
        if (request.content_length or 0) > MAX_REQUEST_BYTES:
            raise Refused(413, "RequestTooLarge", "Request entity too large.")
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise Refused(400, "InvalidParameter", "Request body format invalid.")
        return body

    def _refusal(self, refused: Refused, request_id: str) -> Response:
        told = {"code": refused.code, "message": refused.message, "request_id": request_id}
        return as_json(told, refused.status, refused.headers)


def _fields(body: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in ("parameters", "input"):
        if isinstance(body.get(name), dict):
            fields.update(body[name])
    return fields


def _storage_error(status: int, code: str, message: str) -> Response:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n'
    return Response(document, status=status, content_type="application/xml")


def _endless(closing: threading.Event) -> Iterator[bytes]:
    while not closing.is_set():
        yield OVERSIZE_BLOCK
