"""The fake service: one WSGI application that answers as the vendor's API does, to its own SDK too.

Same text in, same sound out. Every accepted character is on its ledger, and every fault can be
scheduled.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import _answers as answers
from mkdocs_qwen_tts.testing import _results as results
from mkdocs_qwen_tts.testing._calls import Account, Call, Refused, as_json
from mkdocs_qwen_tts.testing._cosyvoice import FakeCosyVoice
from mkdocs_qwen_tts.testing._customization import Registry, of_form
from mkdocs_qwen_tts.testing._doorkeeper import Doorkeeper
from mkdocs_qwen_tts.testing._faults import MISSPOKEN, Schedule
from mkdocs_qwen_tts.testing._ledger import Entry, Ledger
from mkdocs_qwen_tts.testing._minimax import CLONING, FakeMiniMax
from mkdocs_qwen_tts.testing._misspoken import misspoken
from mkdocs_qwen_tts.testing._model_list import available, list_models
from mkdocs_qwen_tts.testing._profiles import MEASURED, NO_WAIT, Profile, Tempo
from mkdocs_qwen_tts.testing._qwen import FakeQwen
from mkdocs_qwen_tts.testing._rate_limits import RateLimits
from mkdocs_qwen_tts.testing._selfhosted import FakeSelfHosted
from mkdocs_qwen_tts.testing._spoil import Patience

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol
    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._speech import Speech

API = "/api/v1"
SELF_HOSTED_API = "/v1"
MULTIMODAL = f"{API}/services/aigc/multimodal-generation/generation"
SYNTHESIZER = f"{API}/services/audio/tts/SpeechSynthesizer"
CUSTOMIZATION = f"{API}/services/audio/tts/customization"
MODELS = f"{API}/models"
SELF_HOSTED = f"{SELF_HOSTED_API}/audio/speech"
SELF_HOSTED_MODELS = f"{SELF_HOSTED_API}/models"

PROTOCOLS: dict[str, FakeProtocol] = {
    protocol.name: protocol for protocol in (FakeQwen(), FakeCosyVoice(), FakeMiniMax())
}
ON_PATH = {
    MULTIMODAL: (FakeQwen.name, FakeMiniMax.name),
    SYNTHESIZER: (FakeCosyVoice.name,),
}
SERVER = FakeSelfHosted()

MAX_REQUEST_BYTES = 64 * 1024 * 1024
REAL_CONNECTION = "mkdocs_qwen_tts.connection"
"""Name in the WSGI environment that says that there is a socket behind the request."""

WRONG_PATH = "url error, please check url！"


class Fake:
    """The service. Mount it with respx (`WSGIHandler(fake)`), or use `FakeServer`.

    Args:
        faults: what shall go wrong, each written `NAME[:COUNT][@SHARE][~SEED]`.
        profile: `measured` behaves as clients saw the service behave, `strict` as it is documented.
        keys: the keys it takes, by default any but an empty one; `KEY@REGION` is one of a region.
        region: whose models it has; by default, that of the vendor's host that is asked.
        today: the day it is: models that have retired by then are gone. By default none are.
        fast: whether answers come at once and as many as are asked for, in place of the speed and
            the rates of the service.
        hosts: names that it answers for, beside those of this machine and of the vendor.
        switches: those of the profile that shall be otherwise: `limit`, `latency`, ….

    Raises:
        ConfigurationError: there is no such fault, profile or switch.
    """

    def __init__(
        self,
        faults: Iterable[str] = (),
        *,
        profile: str = MEASURED,
        keys: Collection[str] | None = None,
        region: str = "",
        today: date | None = None,
        fast: bool = True,
        hosts: Collection[str] = (),
        **switches: Any,
    ) -> None:
        self.ledger = Ledger()
        self.faults = Schedule(faults)
        self.voices = Registry()
        self.profile = Profile.named(profile, **switches)
        self.today = today
        self.fast = fast
        self.closing = threading.Event()
        """Set it to end every wait."""
        self._doorkeeper = Doorkeeper(keys, region, hosts)
        self._rates = RateLimits()
        self._results = results.Results()
        self._numbers = itertools.count(1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = Request(environ)
        request_id = str(uuid.UUID(int=next(self._numbers)))
        try:
            self._doorkeeper.check_host(request)
            response = self._route(request, request_id)
        except Refused as refused:
            on_own = request.path.startswith(f"{SELF_HOSTED_API}/")
            protocol = (
                SERVER if on_own else PROTOCOLS[FakeMiniMax.name]
            )  # whose refusals hold the others'
            response = protocol.refusal(refused, request_id)
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
            return self._results.serve(
                request,
                true_sizes=self.profile.true_sizes,
                patience=self._patience(request),
                closing=self.closing,
            )
        if method == "POST" and path in (*ON_PATH, SELF_HOSTED):
            return self._synthesize(request, request_id)
        if method == "POST" and path == CUSTOMIZATION:
            return self._about_voices(request, request_id)
        if method == "GET":
            return self._looked_up(request, request_id)
        raise Refused(404, "NotFound", "The requested resource does not exist.")

    def _looked_up(self, request: Request, request_id: str) -> Response:
        if request.path == "/health":
            return as_json({"status": "ok"})
        if request.path == MODELS:
            region = self._doorkeeper.authorize(request)
            return as_json(list_models(request.args, region, self.today, request_id))
        if request.path == SELF_HOSTED_MODELS:
            self._doorkeeper.authorize_own_server(request)
            return as_json(SERVER.models())
        raise Refused(404, "NotFound", "The requested resource does not exist.")

    def _patience(self, request: Request) -> Patience:
        real = REAL_CONNECTION in request.environ
        return Patience(self.profile.patience, self.closing, real=real)

    def _about_voices(self, request: Request, request_id: str) -> Response:
        """Making and listing voices: no speech, so only faults that strike before there is any."""
        self._doorkeeper.authorize(request)
        form = self.profile.forms and request.mimetype == "multipart/form-data"
        body = of_form(request) if form else _body(request)
        fault = self.faults.draw("", stream=False, protocol=FakeQwen.name)
        if fault and fault.stage == "refusal":
            raise _struck(fault)
        call = Call(body, False, request_id, request.host_url.rstrip("/"))
        early = answers.before(call, fault, PROTOCOLS[FakeQwen.name]) if fault else None
        return early or as_json(self.voices.answer(body, request_id))

    # ------------------------------------------------------------ speech

    def _synthesize(self, request: Request, request_id: str) -> Response:
        due = time.monotonic() + self.profile.latency
        body = _body(request)
        own_server = request.path == SELF_HOSTED
        asked = request.headers.get("X-DashScope-SSE", "").lower() == "enable"
        stream = body.get("stream") is True if own_server else asked
        call = Call(body, stream, request_id, request.host_url.rstrip("/"))
        protocol = _protocol(call, request.path)
        fault: Fault | None = None
        try:
            region = self._authorized(request)
            fault = self.faults.draw(
                str(call.fields.get("text", "")), stream=stream, protocol=protocol.name
            )
            if fault and fault.stage == "refusal":
                raise _struck(fault)
            speech = self._asked(call, request.path, protocol, region)
        except Refused as refused:
            inside = stream and protocol.errors_in_stream and self.profile.errors_in_stream
            if inside and refused.code == "InvalidParameter" and fault is None:
                self._book(call, 200, 0, fault)
                return answers.refused_in_stream(refused, request_id)
            self._book(call, refused.status, 0, fault)
            raise
        billed = fault is None or fault.bills(stream=stream, protocol=protocol.name)
        units = catalogue.units(speech.text) if billed else 0
        self._book(call, fault.status if fault else 200, units, fault)
        try:
            early = answers.before(call, fault, protocol) if fault else None
            return early or self._spoken(speech, call, fault, protocol, self._patience(request))
        finally:
            if self.profile.latency:  # making the sound is a part of it
                self.closing.wait(due - time.monotonic())

    def _authorized(self, request: Request) -> str:
        """The region that is asked, once the key has been looked at."""
        if request.path == SELF_HOSTED:
            self._doorkeeper.authorize_own_server(request)
            return ""
        return self._doorkeeper.authorize(request)

    def _asked(self, call: Call, path: str, protocol: FakeProtocol, region: str) -> Speech:
        account = Account(self.profile, self.voices.own)
        if protocol is SERVER:
            return SERVER.read(call, account)
        name = call.model
        entry = catalogue.models().get(name)
        if entry is None and "realtime" in name:
            raise Refused(400, "InvalidParameter", "current user api does not support http call.")
        if entry is None or not available(entry, region, self.today):
            raise Refused(404, "ModelNotFound", f"Model not found ({name[:80]}).")
        if protocol.name not in ON_PATH[path]:
            raise Refused(400, "InvalidParameter", WRONG_PATH)
        if not self.fast:
            self._rates.take(name, entry.requests_per_minute)
        return protocol.read(call, account)

    def _spoken(
        self,
        speech: Speech,
        call: Call,
        fault: Fault | None,
        protocol: FakeProtocol,
        patience: Patience,
    ) -> Response:
        if fault and fault.stage == MISSPOKEN:
            speech = replace(speech, said=misspoken(fault.name, speech.text))
        if speech.made:
            self.voices.add(speech.voice, speech.model, service=CLONING)
        speech = replace(speech, real=self.profile.sound == "voice")
        tempo = NO_WAIT if self.fast else Tempo.of(speech.model)
        answering = answers.Answering(speech, call, protocol, self.profile, tempo, fault, patience)
        if protocol is SERVER:
            return answering.self_hosted(SERVER)
        return answering.hosted(self._results.keep(speech, call, fault))

    def _book(self, call: Call, status: int, characters: int, fault: Fault | None) -> None:
        voice = call.fields.get("voice")
        setting = call.fields.get("voice_setting")
        if voice is None and isinstance(setting, dict):
            voice = setting.get("voice_id")
        entry = Entry(
            model=call.model,
            voice=str(voice or ""),
            text=str(call.fields.get("text") or ""),
            characters=characters,
            stream=call.stream,
            status=status,
            fault=fault.name if fault else "",
        )
        self.ledger.add(entry)


def _protocol(call: Call, path: str) -> FakeProtocol:
    if path == SELF_HOSTED:
        return SERVER
    entry = catalogue.models().get(call.model)
    return PROTOCOLS[entry.protocol if entry else ON_PATH[path][0]]


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
