"""Finished files behind signed links, as the vendor's storage serves them.

The links are plain http, are fetched without the key, and are good for a day.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from mkdocs_qwen_tts.testing._calls import ResultLink
from mkdocs_qwen_tts.testing._faults import GARBAGE
from mkdocs_qwen_tts.testing._speech import MEDIA_TYPES
from mkdocs_qwen_tts.testing._spoil import Spoiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Request

    from mkdocs_qwen_tts.testing._calls import Call
    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._speech import Speech
    from mkdocs_qwen_tts.testing._spoil import Patience

PATH = "/results/"
LINK_SECONDS = 24 * 3600
"""How long a link is good."""

KEPT = 50_000
OVERSIZE_BLOCK = bytes(1024 * 1024)
OVERSIZE_BYTES = 10 * 1024**3
ELSEWHERE = "http://example.com/speech.wav"
AT_DOWNLOAD = ("link", "audio", "harmless-audio", GARBAGE)
"""Stages of faults that strike here."""


@dataclass(frozen=True)
class Result:
    """A finished file waiting to be fetched. It is made when it is."""

    speech: Speech
    expires: int
    """Unix seconds."""
    fault: Fault | None


class Results:
    """All finished files. Thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, speech: Speech, call: Call, fault: Fault | None) -> ResultLink:
        """Keep a file, and sign a link to it."""
        expires = int(time.time()) + LINK_SECONDS
        striking = fault if fault and fault.stage in AT_DOWNLOAD else None
        with self._lock:
            self._kept[call.request_id] = Result(speech, expires, striking)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        # The vendor's links are http, whatever the API is.
        host = call.host.replace("https://", "http://", 1)
        if fault and fault.name == "foreign-link":
            host = "https://example.com"
        signed = f"Expires={expires}&OSSAccessKeyId=LTAI-fake&Signature=fake"
        name = f"{call.request_id}.{speech.format}"
        return ResultLink(call.request_id, f"{host}{PATH}{name}?{signed}", expires)

    def serve(  # noqa: PLR0911 - one return for each way to be refused
        self,
        request: Request,
        *,
        true_sizes: bool,
        patience: Patience,
        closing: threading.Event,
    ) -> Response:
        """Answer a download."""
        with self._lock:
            result = self._kept.get(request.path.removeprefix(PATH).partition(".")[0])
        if request.headers.get("Authorization"):
            return _error(
                400,
                "InvalidArgument",
                "Only one auth mechanism allowed; the link is signed already.",
            )
        if result is None:
            return _error(404, "NoSuchKey", "The specified key does not exist.")
        if request.args.get("Signature") != "fake":
            return _error(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match."
            )
        fault = result.fault
        name = fault.name if fault else ""
        if result.expires < time.time() or name == "expired-link":
            return _error(403, "AccessDenied", "Request has expired.")
        if name == "redirect-link":
            return Response(status=302, headers={"Location": ELSEWHERE})
        if name == "broken-link":
            return _error(
                500, "InternalError", "We encountered an internal error. Please try again."
            )
        if name == "oversize-link":
            response = Response(_endless(closing), content_type="audio/x-wav")
            response.content_length = OVERSIZE_BYTES
            return response
        spoiler = Spoiler(fault, patience)
        sound = spoiler.sound(result.speech, true_sizes=true_sizes)
        media_type = MEDIA_TYPES[result.speech.format]
        response = Response(spoiler.body([sound]), content_type=media_type)
        response.content_length = len(sound)
        return response


def _error(status: int, code: str, message: str) -> Response:
    """An error as the vendor's storage tells it."""
    told = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{told}\n'
    return Response(document, status=status, content_type="application/xml")


def _endless(closing: threading.Event) -> Iterator[bytes]:
    while not closing.is_set():
        yield OVERSIZE_BLOCK
