"""One gate for everything foreign: redacted, bounded after unpacking and in time, whatever its shape."""

from __future__ import annotations

import base64
import contextlib
import copy
import gzip
import json
import math
import zlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _redaction as redaction
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import BadAudioError, ConfigurationError, SpeechError, TransportError
from mkdocs_qwen_tts._model import Clip, Usage, Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.http import body, wire
from mkdocs_qwen_tts.testing import Fake
from tests.speech.slow_server import SlowServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-0123456789abcdef-of-mine"
TEXT = "Hello, reader. This is short."
SYSTEMS: dict[str, dict[str, Any]] = {
    "qwen": {"model": "qwen3-tts-flash"},
    "cosyvoice": {"model": "cosyvoice-v3-flash", "voice": "longanyang"},
    "minimax": {"model": "MiniMax/speech-02-hd", "voice": "Charming_Lady"},
    "self-hosted": {"engine": "openai", "voice": "vivian"},
}


def heard(system: str, *, stream: bool, **api: Any) -> Clip:
    given = {"key": KEY, "retries": 0, "requests_per_minute": 1e6, "stream": stream, **api}
    if system == "self-hosted":
        given.setdefault("base_url", "http://127.0.0.1:9/v1")
    made = Settings.of({"api": given, **SYSTEMS[system]}, environ={})
    voice = speech.engine_for(made).resolve_voice("en")
    assert voice is not None
    with speech.open_engine(made, audio.decode, sleep=lambda _: None) as engine:
        return engine.speak(Utterance(TEXT, voice))


# ---------------------------------------------------------------- secrets


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(redaction, "_noted", type(redaction._noted)())
    redaction.note_secret(KEY)
    return KEY


@pytest.mark.parametrize(
    "kind",
    [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, SpeechError)
    ],
)
def test_no_error_holds_a_key(noted: str, kind: type[SpeechError]) -> None:
    error = kind(f"said {noted}", status=400, code=f"Wrong.{noted}", request_id=noted)
    shown = f"{error} {error!r} {error.args} {error.message} {error.code} {error.request_id}"
    assert noted not in shown
    assert len(str(kind("x" * 10**6, code="y" * 10**6, request_id="z" * 10**6))) < 3000


def test_no_usage_holds_a_key(noted: str) -> None:
    assert noted not in repr(Usage(request_id=f"id-{noted}"))
    assert len(Usage(request_id="x" * 10**6).request_id) <= 80
    assert Usage(request_id="5c63c65c-cad8").request_id == "5c63c65c-cad8"


@pytest.mark.parametrize("option", ["voice", "model", "language"])
def test_a_key_in_the_wrong_option_is_not_printed(
    option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`voice: !ENV DASHSCOPE_API_KEY`."""
    key = "my-private-key-of-the-service"
    monkeypatch.setenv("DASHSCOPE_API_KEY", key)
    with pytest.raises(ConfigurationError) as caught:
        speech.check(Settings.of({option: key, "api": {"key": key}}))
    assert key not in f"{caught.value} {caught.value.message} {caught.value!r}"


def test_keys_that_look_like_the_vendors_are_never_shown() -> None:
    assert "sk-" not in redaction.redacted("used sk-abcdefabcdefabcdef01 twice")
    assert redaction.redacted("a desk-top, a task-force") == "a desk-top, a task-force"


def test_a_foreign_text_is_cut_before_a_pattern_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    own = redaction._QUERY

    class Watched:
        def sub(self, to: str, text: str) -> str:
            seen.append(len(text))
            return own.sub(to, text)

    monkeypatch.setattr(redaction, "_QUERY", Watched())
    assert len(redaction.foreign_text("https://a" * 100_000)) <= redaction.MOST_SHOWN
    assert max(seen) <= 4 * redaction.MOST_SHOWN
    assert redaction.foreign_text("at https://a.b/c?Signature=x") == "at https://a.b/c?…"


@pytest.mark.parametrize("place", ["code", "message", "request_id"])
@pytest.mark.parametrize("how", ["status", "document", "event", "header"])
@pytest.mark.parametrize("system", ["qwen", "cosyvoice"])
def test_a_service_that_says_the_key_says_it_to_nobody(system: str, how: str, place: str) -> None:
    """Inside a refusal, inside an answer with status 200, inside a stream, and in a header."""
    told = {"code": "InvalidParameter", "message": "no", "request_id": "1", place: f"<{KEY}>"}
    content = json.dumps(told)
    if how == "event":
        content = f"id:1\nevent:error\n:HTTP_STATUS/400\ndata:{content}\n\n"
    headers = {"x-request-id": KEY} if how == "header" else {}
    status = 400 if how in ("status", "header") else 200
    with respx.mock as router:
        router.route().mock(return_value=httpx.Response(status, content=content, headers=headers))
        with pytest.raises(SpeechError) as caught:
            heard(system, stream=how == "event")
    error = caught.value
    assert KEY not in f"{error} {error!r} {error.code} {error.request_id} {error.usage}"


# ---------------------------------------------------------------- bytes


def packed(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data, 9, mtime=0)
    return data


def test_a_body_may_be_packed_once() -> None:
    data = bytes(range(256)) * 500
    found = body.unpacked([packed(data, 1)[:100], packed(data, 1)[100:]], "gzip", len(data))
    assert b"".join(found) == data
    assert b"".join(body.unpacked([zlib.compress(data)], "deflate", len(data))) == data


@pytest.mark.parametrize("encoding", ["gzip, gzip, gzip", "br", "zstd", "x" * 9999])
def test_a_body_packed_otherwise_is_refused(encoding: str) -> None:
    with pytest.raises(BadAudioError, match="not asked for") as caught:
        list(body.unpacked([b"x"], encoding, 10))
    assert len(str(caught.value)) < 200


def test_a_bomb_is_unpacked_no_further_than_its_bound() -> None:
    bomb = packed(bytes(50_000_000), 1)
    seen = 0
    with pytest.raises(BadAudioError, match="larger"):
        for piece in body.unpacked([bomb], "gzip", 1_000_000):
            assert len(piece) <= body.PIECE_BYTES
            seen += len(piece)
    assert seen <= 1_000_000


@pytest.mark.parametrize("damage", [b"nonsense", packed(b"x" * 1000, 1)[:20] + b"????????????"])
def test_a_damaged_packing_is_an_error_of_ours(damage: bytes) -> None:
    with pytest.raises(TransportError, match="damaged"):
        list(body.unpacked([damage], "gzip", 1000))


@pytest.mark.parametrize(
    ("status", "kind"), [("200 OK", BadAudioError), ("500 No", errors.ServerError)]
)
def test_an_answer_packed_thrice_is_not_unpacked(status: str, kind: type[SpeechError]) -> None:
    bomb = packed(bytes(10_000_000), 3)
    head = f"Content-Encoding: gzip, gzip, gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with SlowServer(f"HTTP/1.1 {status}\r\n{head}".encode() + bomb) as server, pytest.raises(kind):
        heard("qwen", stream=False, base_url=server.root)


def test_a_packed_sound_is_unpacked_no_further_than_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import io

    import numpy as np
    import soundfile

    from mkdocs_qwen_tts._audio import intake
    from mkdocs_qwen_tts._model import Sound

    file = io.BytesIO()
    soundfile.write(file, np.zeros(2_000_000, dtype=np.int16), 24_000, format="FLAC")
    assert len(file.getvalue()) < 20_000
    monkeypatch.setattr(intake, "MAX_SAMPLES", 500_000)
    with pytest.raises(BadAudioError, match="absurdly long"):
        intake.decode(Sound(file.getvalue()))


# ---------------------------------------------------------------- seconds


@pytest.mark.parametrize(
    ("start", "forever"),
    [
        (b"HTTP/1.1 200 ", b"O"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 99999\r\n\r\n", b"x"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n",
            b" ",
        ),
    ],
    ids=["status line", "headers", "continue", "error body", "body"],
)
def test_no_exchange_lasts_forever(
    start: bytes, forever: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in good time; the whole must come in good time too."""
    monkeypatch.setattr(wire, "PATIENCE", 0.02)
    with SlowServer(start, forever) as server, pytest.raises(SpeechError) as caught:
        heard("qwen", stream=False, base_url=server.root, timeout=20)
    assert "longer than any speech" in str(caught.value) or caught.value.status == 500


# ---------------------------------------------------------------- shapes


NESTED: Any = []
for _ in range(300):
    NESTED = [NESTED]
ODD = [
    *(None, True, "", "null", "\x00\u202e", "ä" * 3, KEY, "x" * 70_000, [], {}, [[]], {"a": {}}),
    *(-1, 0, 2**63, 10**400, -(10**400), 1e308, math.nan, math.inf, -math.inf, NESTED),
]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the fields of a document are, objects included."""
    yield path
    pairs = value.items() if isinstance(value, dict) else ()
    for name, inner in pairs:
        yield from leaves(inner, (*path, name))


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(document)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


def good_answers(system: str) -> list[dict[str, Any]]:
    """The frames of a good stream, as the fake writes them."""
    fake = Fake()
    path = {"cosyvoice": "/api/v1/services/audio/tts/SpeechSynthesizer"}.get(
        system, "/api/v1/services/aigc/multimodal-generation/generation"
    )
    voice = {"voice": SYSTEMS[system].get("voice", "Cherry")}
    asked: dict[str, Any] = {"text": "Hi.", **voice, "format": "wav"}
    asked["word_timestamp_enabled"] = True
    if system == "minimax":
        asked |= {"voice_setting": {"voice_id": voice["voice"]}, "audio_setting": {"format": "pcm"}}
    head = {"Authorization": f"Bearer {KEY}", "X-DashScope-SSE": "enable"}
    answer = Client(fake).post(
        path, json={"model": SYSTEMS[system]["model"], "input": asked}, headers=head
    )
    return [json.loads(part.split("data:", 1)[1]) for part in answer.text.strip().split("\n\n")]


GOOD = {system: good_answers(system) for system in ("qwen", "cosyvoice", "minimax")}


@st.composite
def hostile_answer(draw: Callable[..., Any]) -> tuple[str, bool, bytes, dict[str, str]]:
    """A good answer, some of whose fields, bytes and headers became odd."""
    system = draw(st.sampled_from(sorted(GOOD)))
    frames = copy.deepcopy(GOOD[system])
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(frames) - 1))
        path = draw(st.sampled_from(list(leaves(frames[at]))))
        odd = draw(st.sampled_from(ODD) | st.text(max_size=20) | st.integers() | st.floats())
        with contextlib.suppress(TypeError, KeyError):  # an earlier change took its place
            frames[at] = put(frames[at], path, odd)
    stream = draw(st.booleans())
    texts = [json.dumps(frame) for frame in frames]
    shown = [f"id:{at}\nevent:result\ndata:{one}\n\n" for at, one in enumerate(texts)]
    raw = ("".join(shown) if stream else texts[-1]).encode("utf-8", "replace")
    if draw(st.integers(0, 3)) == 0:
        cut = draw(st.integers(0, len(raw)))
        raw = raw[:cut] + draw(st.binary(max_size=8)) + raw[cut + draw(st.integers(0, 8)) :]
    if draw(st.integers(0, 5)) == 0:
        number = "9" * draw(st.sampled_from([4299, 4301, 20_000]))
        raw = raw.replace(b'"characters":', b'"characters":' + number.encode() + b',"c":', 1)
    headers = {
        "content-type": draw(
            st.sampled_from(["text/event-stream", "application/json", "", "text/html", "\x7f"])
        )
    }
    name = draw(
        st.sampled_from(["retry-after", "x-request-id", "content-encoding", "x-sample-rate", "a"])
    )
    headers[name] = draw(
        st.sampled_from(["nan", "inf", "-1", "9" * 5000, "1e999", KEY, "gzip", "Wed, 99 Foo", ""])
    )
    return system, stream, raw, headers


def outcome(system: str, *, stream: bool) -> str:
    """What a user would see of a request that was answered."""
    try:
        clip = heard(system, stream=stream)
    except SpeechError as error:
        return f"{error} {error!r} {error.usage} {error.request_id} {error.code}"
    assert clip.pcm
    assert all(0 <= word.start <= word.end < 3600 for word in clip.words)
    return repr(clip.usage)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(hostile_answer(), st.sampled_from([200, 200, 200, 400, 429, 500]))
def test_whatever_a_service_says_is_speech_or_one_error(
    made: tuple[str, bool, bytes, dict[str, str]], status: int
) -> None:
    system, stream, raw, headers = made
    with respx.mock(assert_all_called=False) as router:
        router.get().mock(return_value=httpx.Response(404))
        router.post().mock(
            return_value=httpx.Response(status, stream=httpx.ByteStream(raw), headers=headers)
        )
        shown = outcome(system, stream=stream)
    assert KEY not in shown
    assert len(shown) < 8000


@settings(max_examples=60)
@given(
    st.binary(max_size=200), st.sampled_from(["audio/wav", "application/json", "text/event-stream"])
)
def test_whatever_a_server_of_ones_own_says_is_speech_or_one_error(raw: bytes, kind: str) -> None:
    sound = base64.b64encode(b"\x01\x02" * 500).decode()
    event = b"data: " + json.dumps({"type": "speech.audio.delta", "audio": sound}).encode()
    with respx.mock as router:
        headers = {"content-type": kind, "x-sample-rate": "9" * 5000}
        router.post().mock(
            return_value=httpx.Response(
                200, stream=httpx.ByteStream(event + b"\n\n" + raw), headers=headers
            )
        )
        with contextlib.suppress(SpeechError):
            assert heard("self-hosted", stream=True).pcm
