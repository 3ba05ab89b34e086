"""From a refusal to an error, by status and code; nothing foreign or secret gets through."""

from __future__ import annotations

import json

import pytest

from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts._redaction import MOST_SHOWN
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.http import failures
from mkdocs_qwen_tts._speech.http.wire import retry_after


@pytest.mark.parametrize("row", catalogue.refusals().values(), ids=lambda row: row.code)
def test_every_code_of_the_table(row: catalogue.Refusal) -> None:
    error = failures.failure(row.status, row.code, "words of the service")
    assert type(error) is getattr(errors, row.error)
    assert "words of the service" in str(error)
    assert row.mend in str(error)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, "Throttling.SomethingNew", errors.ThrottledError),
        (429, "Unheard", errors.ThrottledError),
        (429, "PostpaidBillOverdue", errors.AccountError),
        (400, "InvalidParameter", errors.InvalidRequestError),
        (500, "Unheard", errors.ServerError),
        (418, "", errors.InvalidRequestError),
        (403, "", errors.AccountError),
        (401, "", errors.AuthenticationError),
        (302, "", errors.InvalidRequestError),
        (None, "", errors.ServerError),
    ],
)
def test_codes_that_the_table_lacks(
    status: int | None, code: str, kind: type[errors.SpeechError]
) -> None:
    assert type(failures.failure(status, code, "")) is kind


def test_a_message_decides_nothing() -> None:
    """A lasting refusal may carry the name of a passing failure in its words."""
    words = "<400> InternalError.Algo.InvalidParameter: Range of input length should be [0, 600]"
    error = failures.failure(400, "InvalidParameter", words)
    assert type(error) is errors.InvalidRequestError
    assert not error.retryable


def test_the_key_and_signed_links_are_taken_out() -> None:
    message = "bad key sk-secret for http://x.aliyuncs.com/a.wav?Expires=1&Signature=abc\r\nX: y"
    secret = "sk-" + "secret"
    error = failures.failure(
        401, "InvalidApiKey", message, request_id=f"r-1 {secret}", secret=secret
    )
    assert "sk-secret" not in str(error) + error.request_id
    assert "Signature" not in str(error)
    assert "\n" not in str(error)


def test_a_long_message_is_cut() -> None:
    assert len(failures.clean("x" * 5000)) == MOST_SHOWN


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (
            "application/json",
            b'{"code":"Throttling","message":"slow","request_id":"r"}',
            "Throttling",
        ),
        (
            "text/event-stream",
            b'event:error\ndata:{"code":"Throttling","message":"slow"}\n\n',
            "Throttling",
        ),
        (
            "application/json",
            b'{"error":{"message":"slow","type":"RateLimitError","code":429}}',
            "429",
        ),
        ("text/html", b"<html>Too many</html>", ""),
        ("application/json", b"[" * 100_000, ""),
        ("application/json", b'{"code":{"a":1},"message":["x"],"request_id":true}', ""),
        ("", b"", ""),
    ],
)
def test_bodies(kind: str, body: bytes, code: str) -> None:
    error = failures.of_body(429, kind, body)
    assert type(error) is errors.ThrottledError
    assert error.code == code


def test_a_gateways_page_is_not_quoted() -> None:
    assert "text/html" in str(
        failures.of_body(502, "text/html; charset=utf-8", b"<h1>secret page</h1>")
    )
    assert "secret" not in str(failures.of_body(502, "text/html", b"<h1>secret page</h1>"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_json_of_a_refusal_may_be_anything() -> None:
    for value in (None, 1, "x", [], {"code": None}):
        assert failures.of_body(500, "application/json", json.dumps(value).encode()).retryable
