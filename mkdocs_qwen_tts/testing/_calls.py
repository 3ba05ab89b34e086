"""What every part of the fake speaks in: a request, a link to its result, and refusals."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._profiles import Profile


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure of ours
    """The fake answers with an error."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


@dataclass(frozen=True)
class Call:
    """A synthesis request as it arrived."""

    body: Mapping[str, Any]
    stream: bool
    request_id: str
    host: str
    """Where the client reached us: `http://127.0.0.1:8765`."""

    @property
    def model(self) -> str:
        """The model that shall speak."""
        return str(self.body.get("model") or "")

    @property
    def fields(self) -> Mapping[str, Any]:
        """The request's fields.

        They count in `input` and, as the vendor's SDK sends some, in `parameters`.
        """
        given = self.body.get("input")
        if isinstance(given, str):  # /v1/audio/speech has everything at the top
            return {**self.body, "text": given}
        return {**object_of(self.body.get("parameters")), **object_of(given)}


@dataclass(frozen=True)
class ResultLink:
    """A signed link to a finished file, and the request that it answers."""

    request_id: str
    url: str = ""
    expires: int = 0
    """Unix seconds until which it is good."""


@dataclass(frozen=True)
class Account:
    """What the account has, and which limits hold."""

    profile: Profile
    own: Mapping[str, str] = field(default_factory=dict)
    """The account's own voices, and the model each is for."""


def object_of(value: Any) -> Mapping[str, Any]:
    """An object of a request; anything else is empty."""
    return value if isinstance(value, dict) else {}


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    text = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )
    return Response(
        text, status=status, headers=dict(headers or {}), content_type="application/json"
    )


def error_document(error: Fault | Refused, request_id: str) -> dict[str, Any]:
    """The service's way of reporting an error."""
    return {"code": error.code, "message": error.message, "request_id": request_id}
