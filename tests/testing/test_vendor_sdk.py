"""The vendor's own SDK drives the fake over real sockets, and hears what our client hears, byte for byte."""

from __future__ import annotations

import base64
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Sound, Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import FakeServer, Speech
from mkdocs_qwen_tts.testing._faults import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

dashscope = pytest.importorskip("dashscope", reason="the vendor's SDK is not installed")
needs_2 = pytest.mark.skipif(not hasattr(dashscope, "Client"), reason="the SDK is older than 2.0")
pytestmark = pytest.mark.filterwarnings("ignore")  # the SDK's own

KEY = "sk-0123456789abcdef"
TEXT = "Install the package with pip. 然后打开配置文件。"
SPOKEN = "This is the voice that I would like to have for all of my documentation. " * 2
SAMPLE = "data:audio/wav;base64," + base64.b64encode(Speech("m", "me", SPOKEN).file()).decode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    with FakeServer(patience=0.1) as fake:
        monkeypatch.setattr(dashscope, "base_http_api_url", fake.base_url)
        monkeypatch.setattr(dashscope, "api_key", KEY)
        yield fake


def ours(server: FakeServer, *, stream: bool, **options: Any) -> bytes:
    """What our client hears of the same text."""
    api = {"key": KEY, "base_url": server.base_url, "stream": stream, "requests_per_minute": 1e6}
    settings = Settings.of({"api": api, **options}, environ={})
    voice = speech.engine_for(settings).resolve_voice()
    assert voice is not None
    with speech.open_engine(settings, audio.decode) as engine:
        return bytes(engine.speak(Utterance(TEXT, voice)).pcm)


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def samples(data: bytes) -> bytes:
    return audio.decode(Sound(data, 24_000))[0]


def joined(parts: Iterable[Any]) -> bytes:
    return b"".join(base64.b64decode(part.output["audio"]["data"] or "") for part in parts)


# ---------------------------------------------------------------- MultiModalConversation


def test_conversation_without_streaming(server: FakeServer) -> None:
    answer = dashscope.MultiModalConversation.call(
        model="qwen3-tts-flash", text=TEXT, voice="Cherry", language_type="Chinese"
    )
    assert answer.status_code == 200
    assert answer.output.finish_reason == "stop"
    assert answer.usage["characters"] == server.ledger.characters == catalogue.units(TEXT)
    assert samples(fetched(answer.output.audio["url"])) == ours(
        server, stream=False, language="Chinese"
    )


def test_conversation_with_streaming(server: FakeServer) -> None:
    parts = list(
        dashscope.MultiModalConversation.call(
            model="qwen3-tts-flash", text=TEXT, voice="Cherry", stream=True
        )
    )
    assert [part.status_code for part in parts] == [200] * len(parts)
    assert parts[-1].output.finish_reason == "stop"
    assert samples(joined(parts)) == ours(server, stream=True)


def test_conversation_with_instructions_in_parameters(server: FakeServer) -> None:
    """The SDK sends instructions in `parameters`, the documentation in `input`: the fake takes both alike."""
    wish = "Calm, low, and slow."
    answer = dashscope.MultiModalConversation.call(
        model="qwen3-tts-instruct-flash",
        text=TEXT,
        voice="Cherry",
        instructions=wish,
        optimize_instructions=True,
    )
    heard = samples(fetched(answer.output.audio["url"]))
    with_wish = {
        "model": "qwen3-tts-instruct-flash",
        "instructions": wish,
        "optimize_instructions": True,
    }
    assert heard == ours(server, stream=False, **with_wish)
    assert heard != ours(server, stream=False, model="qwen3-tts-instruct-flash")


def test_legacy_synthesizer(server: FakeServer) -> None:
    answer = dashscope.audio.qwen_tts.SpeechSynthesizer.call(
        model="qwen-tts", text=TEXT, voice="Cherry"
    )
    assert answer.status_code == 200
    assert answer.usage["output_tokens"] > 0
    assert samples(fetched(answer.output.audio["url"])) == ours(
        server, stream=False, model="qwen-tts"
    )


def test_legacy_synthesizer_with_streaming(server: FakeServer) -> None:
    parts = list(
        dashscope.audio.qwen_tts.SpeechSynthesizer.call(
            model="qwen-tts", text=TEXT, voice="Cherry", stream=True
        )
    )
    assert samples(joined(parts)) == ours(server, stream=True, model="qwen-tts")


# ---------------------------------------------------------------- CosyVoice over HTTP

COSY = {"model": "cosyvoice-v3-flash", "voice": "longanyun_v3"}


@needs_2
def test_cosyvoice_without_streaming(server: FakeServer) -> None:
    answer = dashscope.audio.http_tts.HttpSpeechSynthesizer.call(text=TEXT, **COSY)
    assert samples(fetched(answer.audio_url)) == ours(server, stream=False, **COSY)


@needs_2
def test_cosyvoice_with_streaming(server: FakeServer) -> None:
    parts = list(
        dashscope.audio.http_tts.HttpSpeechSynthesizer.call(text=TEXT, stream=True, **COSY)
    )
    assert samples(parts[-1].audio_data) == ours(server, stream=True, **COSY)
    assert len(parts[-2].sentences) > 1


# ---------------------------------------------------------------- the new client


@needs_2
@pytest.mark.parametrize(
    "options", [{"model": "qwen3-tts-flash", "voice": "Cherry"}, COSY], ids=lambda one: one["model"]
)
def test_client_of_version_2(server: FakeServer, options: dict[str, str]) -> None:
    asked = {"format": "wav", "sample_rate": 24_000} if options is COSY else {}
    with dashscope.Client(api_key=KEY, base_url=server.base_url) as client:
        whole = client.audio.tts.http.synthesize(TEXT, **options, **asked)
        parts = list(client.audio.tts.http.stream(TEXT, **options, **asked))
    assert samples(fetched(whole.audio_url)) == ours(server, stream=False, **options)
    assert parts[-1].is_final
    assert samples(b"".join(part.audio or b"" for part in parts)) == ours(
        server, stream=True, **options
    )


@needs_2
@pytest.mark.parametrize(
    "fault", ["multi-line-data", "no-final-blank-line", "crlf", "comments", "ragged-chunks"]
)
def test_client_of_version_2_reads_every_shape_of_stream(server: FakeServer, fault: str) -> None:
    server.fake.faults.add(fault)
    with dashscope.Client(api_key=KEY, base_url=server.base_url) as client:
        parts = list(client.audio.tts.http.stream(TEXT, model="qwen3-tts-flash", voice="Cherry"))
    assert samples(b"".join(part.audio or b"" for part in parts)) == ours(server, stream=True)


# ---------------------------------------------------------------- custom voices


@needs_2
def test_enrollment_service(server: FakeServer) -> None:
    service = dashscope.audio.tts_v2.VoiceEnrollmentService(api_key=KEY)
    voice = service.create_voice("cosyvoice-v3-flash", "mine", "https://example.com/sample.wav")
    assert voice.startswith("cosyvoice-v3-flash-mine-")
    assert service.query_voice(voice)["status"] == "DEPLOYING"
    assert service.query_voice(voice)["status"] == "OK"
    assert [one["voice_id"] for one in service.list_voices(prefix="mine")] == [voice]
    answer = dashscope.audio.http_tts.HttpSpeechSynthesizer.call(
        model="cosyvoice-v3-flash", text=TEXT, voice=voice
    )
    assert samples(fetched(answer.audio_url)) == ours(
        server, stream=False, model="cosyvoice-v3-flash", voice=voice
    )
    service.delete_voice(voice)
    assert not service.list_voices(prefix="mine")
    with pytest.raises(dashscope.audio.tts_v2.VoiceEnrollmentException) as caught:
        service.delete_voice(voice)
    assert "BadRequest.VoiceNotFound" in str(caught.value)


@needs_2
def test_design(server: FakeServer) -> None:
    with dashscope.Client(api_key=KEY, base_url=server.base_url) as client:
        made = client.audio.voice_design.create(
            target_model="qwen3-tts-vd-2026-01-26",
            voice_prompt="A calm, low male voice of about forty, slow and clear, for documentation.",
            preview_text="Hello.",
            preferred_name="lecturer",
            language="en",
        )
        assert made.voice.startswith("qwen-tts-vd-lecturer-voice-")
        assert samples(base64.b64decode(made.preview_audio["data"]))
        listed = client.audio.voice_design.list()
        assert [one["voice"] for one in listed.voices] == [made.voice]
        assert client.audio.voice_design.get(made.voice).target_model == "qwen3-tts-vd-2026-01-26"
        whole = client.audio.tts.http.synthesize(
            TEXT, model="qwen3-tts-vd-2026-01-26", voice=made.voice
        )
        expected = ours(server, stream=False, model="qwen3-tts-vd-2026-01-26", voice=made.voice)
        assert samples(fetched(whole.audio_url)) == expected
        client.audio.voice_design.delete(made.voice)
        assert not client.audio.voice_design.list().voices


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize("fault", [one.name for one in known().values() if one.stage == "refusal"])
def test_every_refusal_reaches_the_sdk(server: FakeServer, fault: str) -> None:
    server.fake.faults.add(fault)
    answer = dashscope.MultiModalConversation.call(
        model="qwen3-tts-flash", text=TEXT, voice="Cherry"
    )
    assert (answer.status_code, answer.code) == (known()[fault].status, known()[fault].code)
    assert answer.message == known()[fault].message


def test_errors_inside_streams(server: FakeServer) -> None:
    server.fake.faults.add("event-error")
    parts = list(
        dashscope.MultiModalConversation.call(
            model="qwen3-tts-flash", text=TEXT, voice="Cherry", stream=True
        )
    )
    assert (parts[-1].status_code, parts[-1].code) == (500, "InternalError")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"voice": "Nobody"}, 400, "InvalidParameter"),
        ({"voice": "cherry"}, 400, "InvalidParameter"),
        ({"model": "qwen3-tts-nothing"}, 404, "ModelNotFound"),
        ({"model": "qwen3-tts-flash-realtime"}, 400, "InvalidParameter"),
        ({"text": "字" * 2501}, 400, "InvalidParameter"),
        ({"model": "cosyvoice-v3-flash"}, 400, "InvalidParameter"),
    ],
)
def test_wrong_requests(server: FakeServer, wrong: dict[str, str], status: int, code: str) -> None:
    asked = {"model": "qwen3-tts-flash", "text": TEXT, "voice": "Cherry", **wrong}
    answer = dashscope.MultiModalConversation.call(**asked)
    assert (answer.status_code, answer.code) == (status, code)
    assert server.ledger.characters == 0


VOICE = speech.engine_for(Settings.of({}, environ={})).resolve_voice()
