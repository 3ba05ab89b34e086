"""From a service's refusal to one of our errors, by status and code, not by message."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts._redaction import IN_PLACE, foreign_text
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.http import sse

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NUMBER = 10**18
"""Codes and ids are smaller; a number of thousands of digits cannot even be written."""

_STORAGE_MESSAGE = re.compile(rb"<Message>([^<]{1,500})</Message>")


def failure(
    status: int | None,
    code: str,
    message: str,
    *,
    request_id: str = "",
    retry_after: float | None = None,
    secret: str = "",
) -> errors.SpeechError:
    """The error for a refusal.

    Args:
        status: HTTP status, or `None` when it is not known (a refusal inside a stream).
        code: the service's own code (`Throttling.RateQuota`), or empty.
        message: the service's own words; bounded, cleaned, and rid of keys and signed queries here.
        request_id: what the vendor's support asks for.
        retry_after: seconds the service asked to wait.
        secret: the key, which a service may echo.
    """
    row = _row(code)
    kind = getattr(errors, row.error) if row else _by_status(status)
    words = clean(message, secret).rstrip(" .;") or _words(kind)
    mend = row.mend if row else _mend(status)
    error: errors.SpeechError = kind(
        f"{words}; {mend}" if mend else words,
        status=status,
        code=clean(code, secret)[:80],
        request_id=clean(request_id, secret)[:80],
        retry_after=retry_after,
    )
    return error


def of_body(
    status: int,
    content_type: str,
    body: bytes,
    *,
    request_id: str = "",
    retry_after: float | None = None,
    secret: str = "",
) -> errors.SpeechError:
    """The error for an answer with an error status: JSON, an event stream, or a web page."""
    told = _told(body) or _told_by_storage(body)
    if told is None:
        kind = content_type.partition(";")[0].strip() or "an unnamed type"
        return failure(
            status,
            "",
            f"the answer is {kind}, not an error of the speech service",
            request_id=request_id,
            retry_after=retry_after,
            secret=secret,
        )
    return failure(
        status,
        text(told.get("code")),
        text(told.get("message")),
        request_id=text(told.get("request_id")) or request_id,
        retry_after=retry_after,
        secret=secret,
    )


def clean(message: str, secret: str = "") -> str:
    """A foreign text made fit to be shown; see `redaction.foreign_text`."""
    return foreign_text(message.replace(secret, IN_PLACE) if secret else message)


def text(value: Any) -> str:
    """A field of a foreign JSON document as text; anything but text and numbers is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST_NUMBER:
        return str(value)
    return ""


def _told(body: bytes) -> Mapping[str, Any] | None:
    """The refusal inside a body, whether JSON or events, or `None`."""
    for candidate in (body, *(event.data for event in sse.events([body]))):
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            nested = value.get("error")
            return nested if isinstance(nested, dict) else value
    return None


def _told_by_storage(body: bytes) -> Mapping[str, Any] | None:
    """The refusal in the storage's XML, or `None`. Its codes are not the API's."""
    match = _STORAGE_MESSAGE.search(body)
    return {"message": match[1].decode("utf-8", "replace")} if match else None


def _row(code: str) -> catalogue.Refusal | None:
    """The table's row for a code or its kind (`Throttling.Anything` is a `Throttling`)."""
    known = catalogue.refusals()
    name = code
    while name:
        if name in known:
            return known[name]
        name = name.rpartition(".")[0]
    return None


def _by_status(status: int | None) -> type[errors.SpeechError]:
    if status is None:
        return errors.ServerError
    if status == 401:  # noqa: PLR2004 - a status of HTTP
        return errors.AuthenticationError
    if status in (402, 403):
        return errors.AccountError
    if status == 429:  # noqa: PLR2004 - a status of HTTP
        return errors.ThrottledError
    if status == 408 or status >= 500:  # noqa: PLR2004 - a status of HTTP
        return errors.ServerError
    return errors.InvalidRequestError


def _mend(status: int | None) -> str:
    if status is not None and 300 <= status < 400:  # noqa: PLR2004 - a status of HTTP
        return "a redirect is not followed: it would take the key elsewhere; check `api.base_url`"
    return {401: "check DASHSCOPE_API_KEY and `api.region`", 404: "check `api.base_url`"}.get(
        status or 0, ""
    )


def _words(kind: type[errors.SpeechError]) -> str:
    return (kind.__doc__ or "").partition("\n")[0].rstrip(".")
