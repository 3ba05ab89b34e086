"""A service is not trusted: what it sends is bounded, its links are checked, and nothing of it leaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.http import endpoint, wire
from tests.speech.slow_server import SlowServer

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-0123456789abcdef"
HOST = "https://dashscope.aliyuncs.com"
STORE = "https://dashscope-result-sh.oss-cn-shanghai.aliyuncs.com"


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as mocked:
        yield mocked


def speak(**api: Any) -> Any:
    settings = Settings.of({"api": {"key": KEY, "retries": 0, **api}}, environ={})
    voice = speech.engine_for(settings).resolve_voice("en")
    assert voice is not None
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        return engine.speak(Utterance("Hello.", voice))


def answers(router: respx.MockRouter, **response: Any) -> None:
    router.post(host="dashscope.aliyuncs.com").mock(return_value=httpx.Response(200, **response))


def linking(url: Any) -> dict[str, Any]:
    return {
        "output": {"audio": {"data": "", "url": url}, "finish_reason": "stop"},
        "usage": {"characters": 6},
    }


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        (
            "http://dashscope-result-sh.oss-cn-shanghai.aliyuncs.com/a.wav?Signature=s",
            f"{STORE}/a.wav?Signature=s",
        ),
        ("https://a.aliyuncs.com/x", "https://a.aliyuncs.com/x"),
        ("https://a.aliyuncs.com:443/x", "https://a.aliyuncs.com:443/x"),
        ("http://a.aliyuncs.com:8080/x", None),
        ("https://evil-aliyuncs.com/x", None),
        ("https://aliyuncs.com.evil.com/x", None),
        ("https://user@a.aliyuncs.com/x", None),
        ("http://127.0.0.1/x", None),
        ("http://169.254.169.254/latest/meta-data", None),
        ("http://[::1]/x", None),
        ("file:///etc/passwd", None),
        ("ftp://a.aliyuncs.com/x", None),
        ("https://a.aliyuncs.com/x\r\nHost: evil", None),
        ("https://[bad/x", None),
        ("//a.aliyuncs.com/x", None),
        ("nonsense", None),
    ],
)
def test_where_links_may_lead(url: str, fetched: str | None) -> None:
    assert endpoint.result_address(url, f"{HOST}/api/v1") == fetched


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("http://127.0.0.1:8765/results/a.wav", True),
        ("http://127.0.0.1:22/results/a.wav", False),
        ("http://10.0.0.1:8765/results/a.wav", False),
    ],
)
def test_an_api_on_this_machine_may_point_at_itself(url: str, fetched: bool) -> None:
    assert (endpoint.result_address(url, "http://127.0.0.1:8765/api/v1") == url) is fetched


def test_a_link_elsewhere_is_not_followed_and_its_query_not_shown(router: respx.MockRouter) -> None:
    elsewhere = router.get(host="evil.example").mock(return_value=httpx.Response(200))
    answers(router, json=linking("https://evil.example/a.wav?Signature=hush"))
    with pytest.raises(errors.BadAudioError, match=r"evil\.example") as caught:
        speak()
    assert not elsewhere.called
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "a..aliyuncs.com",
        "\udcff.aliyuncs.com",
        "xn--\u00e4.aliyuncs.com",
        "a" * 70_000 + ".aliyuncs.com",
    ],
    ids=range(4),
)
def test_links_that_are_no_address(router: respx.MockRouter, host: str) -> None:
    body = json.dumps(linking(f"https://{host}/x")).encode()
    answers(router, content=body)
    with pytest.raises(errors.SpeechError):
        speak()


def test_no_redirect_is_followed(router: respx.MockRouter) -> None:
    elsewhere = router.route(host="evil.example").mock(return_value=httpx.Response(200))
    location = {"Location": "https://evil.example/"}
    router.post(host="dashscope.aliyuncs.com").mock(
        return_value=httpx.Response(307, headers=location)
    )
    with pytest.raises(errors.InvalidRequestError, match="redirect"):
        speak()
    answers(router, json=linking(f"{STORE}/a.wav"))
    router.get(STORE + "/a.wav").mock(return_value=httpx.Response(302, headers=location))
    with pytest.raises(errors.ServerError, match="redirect"):
        speak()
    assert not elsewhere.called


@pytest.mark.parametrize(
    "told", [{"content-length": "99999999999"}, {}], ids=["stated", "unstated"]
)
def test_a_file_beyond_all_bounds(
    router: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, told: Any
) -> None:
    monkeypatch.setattr(wire, "MAX_BODY_BYTES", 10_000)
    answers(router, json=linking(f"{STORE}/a.wav"))
    endless = (bytes(1000) for _ in range(10_000))
    router.get(STORE + "/a.wav").mock(
        return_value=httpx.Response(200, headers=told, content=endless)
    )
    with pytest.raises(errors.BadAudioError, match="bytes"):
        speak()
    assert next(endless, b"x"), "it was not read to its end"


def test_an_answer_that_only_trickles(
    router: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 30))
    monkeypatch.setattr(wire.time, "monotonic", lambda: float(next(clock)))
    stream = (b": still here\n\n" for _ in range(1000))
    answers(router, content=stream, headers={"content-type": "text/event-stream"})
    with pytest.raises(errors.TransportError, match="longer than any speech"):
        speak(timeout=10)


def test_a_service_that_echoes_the_key(router: respx.MockRouter) -> None:
    told = {
        "code": "InvalidApiKey",
        "message": f"Invalid API-key provided: {KEY}",
        "request_id": KEY,
    }
    router.post(host="dashscope.aliyuncs.com").mock(return_value=httpx.Response(401, json=told))
    with pytest.raises(errors.AuthenticationError) as caught:
        speak()
    assert KEY not in str(caught.value) + repr(caught.value) + caught.value.request_id


def test_nothing_shows_the_key() -> None:
    opened = wire.Wire(f"{HOST}/api/v1", KEY, timeout=1, connections=1)
    assert KEY not in repr(opened)
    opened.close()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"1", b"{}", b'{"output":null}', b'{"output":{"audio":[]}}',
        b'{"output":{"audio":{"data":17},"finish_reason":"stop"}}',
        b'{"output":{"audio":{"data":"\xc3\xa4"},"finish_reason":"stop"}}',
        b'{"output":{"audio":{"data":"","url":"null"},"finish_reason":"stop"}}',
        b'{"output":{"audio":{"data":"","url":{"a":1}},"finish_reason":"stop"}}',
        b'{"usage":{"characters":"many"},"output":{"finish_reason":"stop"}}',
        b"{" * 100_000, b"\xff\xfe", b"data:\n\n", b"data:[]\n\n", b"event:error\n\n",
        b'data:{"output":{"finish_reason":"null"}}\n\n',
    ],
    ids=range(18),
)  # fmt: skip
def test_answers_of_any_shape_are_errors_of_ours(router: respx.MockRouter, body: bytes) -> None:
    answers(router, content=body)
    with pytest.raises(errors.SpeechError) as caught:
        speak()
    assert caught.value.requests == 1


def test_odd_usage_is_no_usage(router: respx.MockRouter) -> None:
    output = {"audio": {"data": "UklGRg=="}, "finish_reason": "stop"}
    answers(router, json={"output": output, "usage": {"characters": -1}})
    with pytest.raises(errors.BadAudioError) as caught:
        speak()
    assert caught.value.usage is not None
    assert caught.value.usage.characters is None


def test_what_the_http_library_logs_holds_no_signature(
    router: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    """A theme of Sphinx sets up logging for the whole process, and then httpx tells every address it asks."""
    caplog.set_level("DEBUG")
    answers(router, json=linking(f"{STORE}/a.wav?Expires=1&Signature=abc"))
    router.get(url__startswith=STORE).mock(return_value=httpx.Response(404))
    with pytest.raises(errors.SpeechError):
        speak(stream=False)
    assert f"{STORE}/a.wav" in caplog.text
    assert "Signature" not in caplog.text
    assert KEY not in caplog.text


def test_what_the_http_libraries_log_of_an_answer_holds_no_key(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At DEBUG they log its status line and its headers, in which a service may repeat the key."""
    caplog.set_level("DEBUG")
    head = f"HTTP/1.1 400 {KEY}\r\nLocation: https://a.example/b?Signature=abc\r\nX-Id: {KEY}\r\n"
    with (
        SlowServer(f"{head}Content-Length: 0\r\n\r\n".encode()) as server,
        pytest.raises(errors.SpeechError),
    ):
        speak(base_url=server.root)
    assert "receive_response_headers.complete" in caplog.text
    assert "https://a.example/b" in caplog.text
    assert "Signature" not in caplog.text
    assert KEY not in caplog.text
