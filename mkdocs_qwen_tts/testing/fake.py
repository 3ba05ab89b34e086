"""The fake service: one WSGI application that answers as the vendor's API does, to the vendor's own SDK too.

Same text in, same sound out. Every accepted character is on its ledger, and every fault can be
scheduled.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing import answers, cosyvoice, minimax, openai, qwen, results, spoil
from mkdocs_qwen_tts.testing.calls import Call, House, Refused, Told, as_json
from mkdocs_qwen_tts.testing.customization import Registry
from mkdocs_qwen_tts.testing.faults import Schedule
from mkdocs_qwen_tts.testing.ledger import Entry, Ledger

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mkdocs_qwen_tts.testing.faults import Fault
    from mkdocs_qwen_tts.testing.speech import Speech

API = "/api/v1"
SELF_HOSTED_API = "/v1"
MULTIMODAL = f"{API}/services/aigc/multimodal-generation/generation"
SYNTHESIZER = f"{API}/services/audio/tts/SpeechSynthesizer"
CUSTOMIZATION = f"{API}/services/audio/tts/customization"
SELF_HOSTED = f"{SELF_HOSTED_API}/audio/speech"
SELF_HOSTED_MODELS = f"{SELF_HOSTED_API}/models"
PROTOCOLS = {MULTIMODAL: ("qwen", "minimax"), SYNTHESIZER: ("cosyvoice",)}

MAX_REQUEST_BYTES = 64 * 1024 * 1024
REAL_CONNECTION = "mkdocs_qwen_tts.connection"
"""Name in the WSGI environment that says that there is a socket behind the request."""

WRONG_PATH = "url error, please check url！"


class Fake:
    """The service. Mount it with respx (`WSGIHandler(fake)`), or put it on a port with `FakeServer`.

    Args:
        faults: what shall go wrong, each written `NAME[:COUNT][@SHARE][~SEED]`.
        keys: the keys it takes; by default any but an empty one.
        limit: how much text a Qwen-TTS request may carry.
        limit_unit: how that is counted: `units` (Han 2), `characters` or `bytes`.
        header_in_stream: whether a stream of WAV begins with its header, as was measured, or is
            raw, as documented.
        true_sizes: whether WAV files state their sizes, in place of the vendor's placeholders.
        patience: seconds that faults of slowness last.
        latency: seconds that every synthesis takes before its first byte.
        self_hosted: whose manners `/v1/audio/speech` has: `vllm` (events with names), `sglang`
            (events without), or `raw` (samples without events).
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
        latency: float = 0.0,
        self_hosted: str = "vllm",
    ) -> None:
        self.ledger = Ledger()
        self.faults = Schedule(faults)
        self.voices = Registry()
        self.keys = keys
        self.limit = limit
        self.limit_unit = limit_unit
        self.header_in_stream = header_in_stream
        self.true_sizes = true_sizes
        self.patience = patience
        self.latency = latency
        self.self_hosted = self_hosted
        self.closing = threading.Event()
        """Set it to end every wait."""
        self._results = results.Results()
        self._numbers = itertools.count(1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = Request(environ)
        request_id = str(uuid.UUID(int=next(self._numbers)))
        try:
            response = self._route(request, request_id)
        except Refused as refused:
            response = _refusal(refused, request_id, request.path)
        response.headers["X-Request-Id"] = request_id
        return response(environ, start_response)

    # ------------------------------------------------------------ ways in

    def _route(self, request: Request, request_id: str) -> Response:
        path, method = request.path, request.method
        if path == "/ledger" and method in ("GET", "DELETE"):
            if method == "DELETE":
                self.ledger.clear()
            return as_json(self.ledger.as_json())
        if path.startswith(results.PATH) and method == "GET":
            patience = self._patience(request)
            return self._results.serve(
                request, true_sizes=self.true_sizes, patience=patience, closing=self.closing
            )
        if method == "POST" and path in (*PROTOCOLS, SELF_HOSTED):
            return self._synthesize(request, request_id)
        if method == "POST" and path == CUSTOMIZATION:
            return self._about_voices(request, request_id)
        if method == "GET" and path == SELF_HOSTED_MODELS:
            if self.keys is not None:
                self._authorize(request)
            return as_json(openai.models())
        raise Refused(404, "NotFound", "The requested resource does not exist.")

    def _authorize(self, request: Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Refused(401, "InvalidApiKey", "No API-key provided.")
        if self.keys is not None and key.strip() not in self.keys:
            raise Refused(401, "InvalidApiKey", "Invalid API-key provided.")

    def _patience(self, request: Request) -> spoil.Patience:
        return spoil.Patience(self.patience, self.closing, real=REAL_CONNECTION in request.environ)

    def _about_voices(self, request: Request, request_id: str) -> Response:
        """Making and listing voices: no speech, so only faults that strike before there is any."""
        self._authorize(request)
        body = _body(request)
        fault = self.faults.draw("", stream=False, protocol="qwen")
        if fault and fault.stage == "refusal":
            raise _struck(fault)
        call = Call(body, False, request_id, request.host_url.rstrip("/"))
        early = answers.before(call, fault, "qwen") if fault else None
        return early or as_json(self.voices.answer(body, request_id))

    # ------------------------------------------------------------ speech

    def _synthesize(self, request: Request, request_id: str) -> Response:
        due = time.monotonic() + self.latency
        body = _body(request)
        asked = request.headers.get("X-DashScope-SSE", "").lower() == "enable"
        stream = body.get("stream") is True if request.path == SELF_HOSTED else asked
        call = Call(body, stream, request_id, request.host_url.rstrip("/"))
        protocol = _protocol(call, request.path)
        fault: Fault | None = None
        try:
            if request.path != SELF_HOSTED or self.keys is not None:
                self._authorize(request)
            fault = self.faults.draw(
                str(call.fields.get("text", "")), stream=stream, protocol=protocol
            )
            if fault and fault.stage == "refusal":
                raise _struck(fault)
            speech = self._asked(call, request.path, protocol)
        except Refused as refused:
            self._book(call, refused.status, 0, fault)
            raise
        billed = fault is None or fault.bills(stream=stream, protocol=protocol)
        self._book(
            call,
            fault.status if fault else 200,
            catalogue.units(speech.text) if billed else 0,
            fault,
        )
        try:
            early = answers.before(call, fault, protocol) if fault else None
            return early or self._spoken(speech, call, fault, protocol, self._patience(request))
        finally:
            if self.latency:  # making the sound is a part of it
                self.closing.wait(due - time.monotonic())

    def _asked(self, call: Call, path: str, protocol: str) -> Speech:
        house = House(self.limit, self.limit_unit, self.voices.own)
        if protocol == "openai":
            return openai.read(call, house)
        name = str(call.body.get("model", ""))
        if name not in catalogue.models():
            if "realtime" in name:
                raise Refused(
                    400, "InvalidParameter", "current user api does not support http call."
                )
            raise Refused(404, "ModelNotFound", f"Model not found ({name[:80]}).")
        if protocol not in PROTOCOLS[path]:
            raise Refused(400, "InvalidParameter", WRONG_PATH)
        if protocol == "cosyvoice":
            return cosyvoice.read(call, house)
        return minimax.read(call, house) if protocol == "minimax" else qwen.read(call, house)

    def _spoken(
        self,
        speech: Speech,
        call: Call,
        fault: Fault | None,
        protocol: str,
        patience: spoil.Patience,
    ) -> Response:
        if protocol == "openai":
            wished = call.body.get("stream_format")
            raw = wished == "audio" or (wished is None and self.self_hosted == "raw")
            named = self.self_hosted == "vllm"
            return answers.self_hosted(speech, call, fault, named=named, raw=raw, patience=patience)
        url, expires = self._results.keep(speech, call, fault)
        return answers.hosted(
            speech,
            call,
            Told(call.request_id, url, expires),
            fault,
            protocol=protocol,
            patience=patience,
            header_in_stream=self.header_in_stream,
            true_sizes=self.true_sizes,
        )

    def _book(self, call: Call, status: int, characters: int, fault: Fault | None) -> None:
        voice = call.fields.get("voice")
        setting = call.fields.get("voice_setting")
        if voice is None and isinstance(setting, dict):
            voice = setting.get("voice_id")
        entry = Entry(
            model=str(call.body.get("model") or ""),
            voice=str(voice or ""),
            text=str(call.fields.get("text") or ""),
            characters=characters,
            stream=call.stream,
            status=status,
            fault=fault.name if fault else "",
        )
        self.ledger.add(entry)


def _protocol(call: Call, path: str) -> str:
    if path == SELF_HOSTED:
        return "openai"
    entry = catalogue.models().get(str(call.body.get("model", "")))
    return entry.protocol if entry else PROTOCOLS[path][0]


def _struck(fault: Fault) -> Refused:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return Refused(fault.status, fault.code, fault.message, headers)


def _body(request: Request) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refused(400, "InvalidParameter", "Content-Type must be application/json.")
    if (request.content_length or 0) > MAX_REQUEST_BYTES:
        raise Refused(413, "RequestTooLarge", "Request entity too large.")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refused(400, "InvalidParameter", "Request body format invalid.")
    return body


def _refusal(refused: Refused, request_id: str, path: str) -> Response:
    if isinstance(refused, minimax.Declined):
        return as_json(minimax.declined(refused.status_code, refused.message, request_id))
    if path.startswith(f"{SELF_HOSTED_API}/"):
        return as_json(
            openai.error(refused.status, refused.message), refused.status, refused.headers
        )
    told = {"code": refused.code, "message": refused.message, "request_id": request_id}
    return as_json(told, refused.status, refused.headers)
