"""What arrived is kept: answers, how often they are asked for, and whether their sound is used.

One table for both ways of speaking: whole utterances, as a build asks for them, and live, as `say`
does.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
import respx
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.http.halves import halves_of
from mkdocs_qwen_tts.testing._speech import wav

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "The gate opens at seven in the morning. It closes at nine in the evening."
LINK = "http://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/x.wav?Signature=s"
RATE = 24_000
PCM = (6000 * np.sin(np.arange(3 * RATE) / 17)).astype("<i2").tobytes()
HALF = len(PCM) // 4 * 2


class Broken(httpx.SyncByteStream):
    """A body whose connection fails after its last byte."""

    def __init__(self, parts: list[bytes], error: Exception | None = None) -> None:
        self._parts, self._error = parts, error

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts
        if self._error is not None:
            raise self._error


RESET = httpx.ReadError("connection reset by peer")
NO_LAST_CHUNK = httpx.RemoteProtocolError("peer closed connection without sending complete body")


def frame(sound: bytes = b"", *, reason: str = "null", url: str = "", **more: Any) -> bytes:
    data = more.pop("data", base64.b64encode(sound).decode())
    output = {"audio": {"data": data, "url": url}, "finish_reason": reason}
    value = {"output": output, "request_id": "r", **more}
    return f"id:1\nevent:result\n:HTTP_STATUS/200\ndata:{json.dumps(value)}\n\n".encode()


BILLED = {"usage": {"characters": len(TEXT)}}
FIRST, SECOND = frame(wav(PCM[:HALF])), frame(PCM[HALF:])
STOP = frame(reason="stop", **BILLED)
LINKED = frame(reason="stop", url=LINK, **BILLED)
DOCUMENT = LINKED.partition(b"data:")[2].strip()


def events(*parts: bytes, error: Exception | None = None) -> httpx.Response:
    kind = {"content-type": "text/event-stream"}
    return httpx.Response(200, headers=kind, stream=Broken(list(parts), error))


def document(*parts: bytes, error: Exception | None = None) -> httpx.Response:
    kind = {"content-type": "application/json"}
    return httpx.Response(200, headers=kind, stream=Broken(list(parts), error))


@dataclass
class Case:
    """Answers in the order in which they come, and what becomes of them."""

    name: str
    answers: list[Any]
    requests: int = 1
    kept: bool = True
    live: bool | None = None
    """Whether it is kept where it is heard as it comes, if that differs."""
    stream: bool = True
    more: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("a stream, and its link", [lambda: events(FIRST, SECOND, LINKED)]),
    Case("a stream without a link", [lambda: events(FIRST, SECOND, STOP)]),
    Case("[DONE] behind the end", [lambda: events(FIRST, SECOND, STOP, b"data: [DONE]\n\n")]),
    Case("reset behind the end", [lambda: events(FIRST, SECOND, STOP, error=RESET)]),
    Case("no last chunk", [lambda: events(FIRST, SECOND, STOP, error=NO_LAST_CHUNK)]),
    Case(
        "an error behind the end",
        [lambda: events(FIRST, SECOND, STOP, b'data:{"code":"InternalError","message":"x"}\n\n')],
    ),
    Case("rubbish behind the end", [lambda: events(FIRST, SECOND, STOP, b"data:{\n\n")]),
    Case(
        "one byte in the first segment",
        [lambda: events(FIRST[:1], FIRST[1:], SECOND, STOP)],
    ),
    Case(
        "blanks in the first segments",
        [lambda: events(b"\n", b" \n", b"i", FIRST[1:], SECOND, STOP)],
    ),
    Case("no sound but a link", [lambda: events(LINKED)]),
    Case(
        "a link, then a reset",
        [lambda: events(FIRST, frame(url=LINK, **BILLED), error=RESET)],
    ),
    Case("an event that is no JSON", [lambda: events(FIRST, b"data:{\n\n", SECOND, LINKED)]),
    Case("damaged base64", [lambda: events(FIRST, frame(data="AAA"), SECOND, LINKED)]),
    Case("a document", [lambda: document(DOCUMENT)], stream=False),
    Case(
        "a document, its first byte alone",
        [lambda: document(DOCUMENT[:1], DOCUMENT[1:])],
        stream=False,
    ),
    Case("a document, then a reset", [lambda: document(DOCUMENT, error=RESET)], stream=False),
    Case("a document in place of a stream", [lambda: document(DOCUMENT)]),
    Case(
        "too long for the service",
        [
            lambda: events(FIRST, frame(reason="length", **BILLED)),
            lambda: events(FIRST, STOP),
            lambda: events(FIRST, STOP),
        ],
        requests=3,
        live=False,
    ),
    Case(
        "too long for the service, and its halves too",
        [lambda: events(FIRST, frame(reason="length", **BILLED))],
        requests=2,
        kept=False,
    ),
    Case(
        "broken inside once",
        [lambda: events(FIRST, error=RESET), lambda: document(DOCUMENT)],
        requests=2,
        live=False,
    ),
    Case(
        "broken inside every time",
        [lambda: events(FIRST, error=RESET)],
        requests=3,
        kept=False,
    ),
    Case("no end", [lambda: events(FIRST, SECOND)], requests=3, kept=False),
    Case("nothing in it", [lambda: events(STOP)], requests=2, kept=False),
]


@dataclass
class Served:
    """A service that answers by a script; the last answer comes again and again."""

    router: respx.MockRouter
    sent: int = 0

    def script(self, answers: list[Any]) -> None:
        def answer(_request: httpx.Request) -> httpx.Response:
            made: httpx.Response = answers[min(self.sent, len(answers) - 1)]()
            self.sent += 1
            return made

        self.router.post(host="dashscope.aliyuncs.com").mock(side_effect=answer)
        file = httpx.Response(200, content=wav(PCM))
        self.router.get(host="dashscope-result-bj.oss-cn-beijing.aliyuncs.com").mock(
            return_value=file
        )


@pytest.fixture
def served() -> Iterator[Served]:
    with respx.mock(assert_all_called=False) as router:
        yield Served(router)


def utterance(*, stream: bool) -> tuple[Settings, Utterance]:
    api = {"key": "sk-x", "requests_per_minute": 1e6, "stream": stream}
    settings = Settings.of({"api": api}, environ={})
    voice = speech.engine_for(settings).resolve_voice("en")
    assert voice is not None
    return settings, Utterance(TEXT, voice)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_whole_utterances(served: Served, case: Case) -> None:
    served.script(case.answers)
    settings, wanted = utterance(stream=case.stream)
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        if not case.kept:
            with pytest.raises(SpeechError) as caught:
                engine.speak(wanted)
            assert caught.value.requests == served.sent == case.requests
            return
        clip = engine.speak(wanted)
    assert clip.usage.requests == served.sent == case.requests
    if case.requests == 1:
        assert clip.pcm == PCM
        assert clip.usage.characters == len(TEXT)
        assert clip.usage.unanswered == 0


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_as_it_is_heard(served: Served, case: Case) -> None:
    """The same answers, while they come; what was heard cannot be asked for again."""
    served.script(case.answers)
    settings, wanted = utterance(stream=True)
    heard: list[bytes] = []
    kept = case.kept if case.live is None else case.live
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        if not kept:
            with pytest.raises(SpeechError):
                heard.extend(engine.stream(wanted))
            assert served.sent <= case.requests
            return
        heard.extend(engine.stream(wanted))
    assert b"".join(heard) == PCM
    assert served.sent == 1


def test_what_broke_as_a_stream_is_asked_for_as_a_file(served: Served) -> None:
    served.script([lambda: events(FIRST, error=RESET), lambda: document(DOCUMENT)])
    settings, wanted = utterance(stream=True)
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        assert engine.speak(wanted).pcm == PCM
    posts = [call.request for call in served.router.calls if call.request.method == "POST"]
    assert [one.headers.get("X-DashScope-SSE") for one in posts] == ["enable", None]


def test_where_all_streams_break_files_are_asked_for(served: Served) -> None:
    """One further request for each of the first two, and none for those that follow."""

    def answer(request: httpx.Request) -> httpx.Response:
        streamed = request.headers.get("X-DashScope-SSE") == "enable"
        return events(FIRST, error=RESET) if streamed else document(DOCUMENT)

    served.script([])
    posts = served.router.post(host="dashscope.aliyuncs.com").mock(side_effect=answer)
    settings, wanted = utterance(stream=True)
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        for number in range(10):
            engine.speak(replace(wanted, text=f"{TEXT} {number}"))
    assert posts.call_count == 12


def test_halves_are_joined_in_order(served: Served) -> None:
    served.script(CASES[[case.name for case in CASES].index("too long for the service")].answers)
    settings, wanted = utterance(stream=True)
    with speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine:
        clip = engine.speak(wanted)
    posts = [call.request for call in served.router.calls if call.request.method == "POST"]
    texts = [json.loads(one.content)["input"]["text"] for one in posts]
    assert texts == [TEXT, *halves_of(TEXT)]  # type: ignore[misc]
    assert clip.pcm == 2 * PCM[:HALF]


def test_halves_are_not_asked_for_beyond_the_budget(served: Served) -> None:
    served.script([lambda: events(FIRST, frame(reason="length", **BILLED))])
    settings, wanted = utterance(stream=True)
    with (
        speech.open_engine(settings, audio.decode, sleep=lambda _: None) as engine,
        pytest.raises(SpeechError, match="stops after 2 s in the middle"),
    ):
        engine.speak(wanted, again=lambda: False)
    assert served.sent == 1


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("One thing. Another thing.", ("One thing.", "Another thing.")),
        ("门七点开。晚上九点关。", ("门七点开。", "晚上九点关。")),
        ("the gate opens, and it closes", ("the gate opens,", "and it closes")),
        ("opens at seven every day", ("opens at seven", "every day")),
        ("Pneumonoultramicroscopic", None),
    ],
)
def test_a_text_is_halved_where_a_reader_would_pause(
    text: str, halves: tuple[str, str] | None
) -> None:
    assert halves_of(text) == halves
