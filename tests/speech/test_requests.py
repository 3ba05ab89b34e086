"""What is sent, to the byte: documented fields alone, the key in one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import respx

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts._speech.engines.modelstudio.systems import SYSTEMS
from mkdocs_qwen_tts._speech.engines.selfhosted.protocol import SpeechApi
from mkdocs_qwen_tts.testing import Fake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._speech.http.protocol import Protocol

KEY = "sk-0123456789abcdef"
CLONED = "qwen-tts-vc-guanyu-voice-20260122000000000-abcd"
TEXT = "Hello."

BODIES: list[tuple[str, dict[str, Any], bool, str, dict[str, Any]]] = [
    ("flash", {}, False, "multimodal-generation/generation",
     {"model": "qwen3-tts-flash", "input": {"text": TEXT, "voice": "Cherry", "language_type": "English"}}),
    ("instruct", {"model": "qwen3-tts-instruct-flash", "instructions": " Calm. ", "optimize_instructions": True}, True,
     "multimodal-generation/generation",
     {"model": "qwen3-tts-instruct-flash", "input": {"text": TEXT, "voice": "Cherry", "language_type": "English",
      "instructions": "Calm.", "optimize_instructions": True}}),
    ("cloned", {"model": "qwen3-tts-vc-2026-01-22", "voice": CLONED}, True, "multimodal-generation/generation",
     {"model": "qwen3-tts-vc-2026-01-22", "input": {"text": TEXT, "voice": CLONED, "language_type": "English"}}),
    ("legacy", {"model": "qwen-tts"}, False, "multimodal-generation/generation",
     {"model": "qwen-tts", "input": {"text": TEXT, "voice": "Cherry"}}),
    ("cosyvoice", {"model": "cosyvoice-v3-flash", "voice": "longanyun_v3", "instructions": "你说话的情感是<calm>。",
      "options": {"rate": 1.2, "hot_fix": {"replace": [{"a": "b"}]}}}, True, "tts/SpeechSynthesizer",
     {"model": "cosyvoice-v3-flash", "input": {"text": TEXT, "voice": "longanyun_v3", "format": "wav",
      "sample_rate": 24000, "language_hints": ["en"], "instruction": "你说话的情感是<calm>。",
      "hot_fix": {"replace": [{"a": "b"}]}, "rate": 1.2}}),
    ("timestamps", {"model": "qwen-audio-3.0-tts-flash", "voice": "longanxiaoxin",
      "options": {"word_timestamp_enabled": True}}, False, "tts/SpeechSynthesizer",
     {"model": "qwen-audio-3.0-tts-flash", "input": {"text": TEXT, "voice": "longanxiaoxin", "format": "wav",
      "sample_rate": 24000, "language_hints": ["en"]}}),
    ("minimax", {"model": "MiniMax/speech-2.8-hd", "voice": "Charming_Lady",
      "options": {"speed": 1.2, "emotion": "happy", "format": "mp3", "pronunciation_dict": ["omg/oh my god"]}}, True,
     "multimodal-generation/generation",
     {"model": "MiniMax/speech-2.8-hd", "input": {"text": TEXT,
      "voice_setting": {"voice_id": "Charming_Lady", "emotion": "happy", "speed": 1.2},
      "audio_setting": {"sample_rate": 24000, "format": "mp3", "channel": 1}, "language_boost": "English",
      "stream_options": {"exclude_aggregated_audio": True}, "pronunciation_dict": {"tone": ["omg/oh my god"]}}}),
    ("self-hosted", {"engine": "openai", "voice": "Ryan", "instructions": "Calm."}, True, "/v1/audio/speech",
     {"input": TEXT, "response_format": "pcm", "voice": "Ryan", "language": "English", "instructions": "Calm.",
      "stream": True}),
    ("self-hosted design", {"engine": "openai", "model": "mine", "instructions": "A low voice.",
      "options": {"task_type": "VoiceDesign"}}, False, "/v1/audio/speech",
     {"input": TEXT, "response_format": "wav", "model": "mine", "language": "English", "instructions": "A low voice.",
      "task_type": "VoiceDesign"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "stream", "path", "body"),
    [case[1:] for case in BODIES],
    ids=[one[0] for one in BODIES],
)
def test_bodies(
    settings: Callable[..., Settings],
    given: dict[str, Any],
    stream: bool,
    path: str,
    body: dict[str, Any],
) -> None:
    api = {"base_url": "http://127.0.0.1:1/v1"} if given.get("engine") == "openai" else {"key": KEY}
    site = settings(**{**given, "api": api})
    speech.check(site)
    voice = speech.engine_for(site).resolve_voice("en")
    assert voice is not None
    hosted = voice.engine == "dashscope"
    protocol = speech_protocol(voice.model) if hosted else SpeechApi()
    request = protocol.request(Utterance(TEXT, voice), stream=stream)
    assert request.body == body
    assert f"/v1{request.path}".endswith(path)
    if hosted:
        assert (request.headers.get("X-DashScope-SSE") == "enable") is stream


def speech_protocol(model: str) -> Protocol:
    from mkdocs_qwen_tts._speech import catalogue

    return SYSTEMS[catalogue.model(model).protocol]


def test_options_survive_being_frozen() -> None:
    given = {"hot_fix": {"pronunciation": [{"a": "b"}]}, "rate": 1.5}
    placed: dict[str, Any] = {}
    options.place_options(options.frozen_options(given), "cosyvoice", "cosyvoice-v3-flash", placed)
    assert placed == given
    assert hash(options.frozen_options(given))


# ---------------------------------------------------------------- over the wire, mocked with respx


@pytest.fixture
def fake() -> Iterator[tuple[Fake, respx.MockRouter]]:
    fake = Fake()
    with respx.mock(assert_all_called=False) as router:
        router.route(host__regex=r"aliyuncs\.com$").mock(side_effect=respx.WSGIHandler(fake))
        yield fake, router


def speak(**options: Any) -> Any:
    api = {"key": KEY, "requests_per_minute": 1e6, **options.pop("api", {})}
    site = Settings.of({"api": api, **options}, environ={})
    voice = speech.engine_for(site).resolve_voice("en")
    assert voice is not None
    with speech.open_engine(site, audio.decode, sleep=lambda _: None) as engine:
        return engine.speak(Utterance(TEXT, voice))


def test_the_key_goes_to_the_api_and_nowhere_else(fake: tuple[Fake, respx.MockRouter]) -> None:
    speak(api={"stream": False})
    post, get = [call.request for call in fake[1].calls]
    assert post.headers["Authorization"] == f"Bearer {KEY}"
    assert post.url.scheme == "https"
    assert "authorization" not in get.headers
    assert (get.method, get.url.scheme, get.url.host) == ("GET", "https", "dashscope.aliyuncs.com")
    assert KEY not in str(get.url)
    assert KEY not in json.dumps(json.loads(post.content))


@pytest.mark.parametrize(
    ("options", "host"),
    [
        ({}, "dashscope.aliyuncs.com"),
        ({"api": {"region": "singapore"}}, "dashscope-intl.aliyuncs.com"),
        ({"api": {"workspace": "ws-1"}}, "ws-1.cn-beijing.maas.aliyuncs.com"),
        ({"api": {"workspace": "ws-1", "region": "singapore"}}, "ws-1.ap-southeast-1.maas.aliyuncs.com"),
        ({"api": {"workspace": "ws-1"}, "model": "MiniMax/speech-02-hd", "voice": "Charming_Lady"},
         "dashscope.aliyuncs.com"),
        ({"api": {"workspace": "ws-1", "base_url": "https://other.aliyuncs.com/api/v1/"}}, "other.aliyuncs.com"),
    ],
)  # fmt: skip
def test_hosts(fake: tuple[Fake, respx.MockRouter], options: dict[str, Any], host: str) -> None:
    speak(**options)
    assert fake[1].calls[0].request.url.host == host


@pytest.mark.parametrize("stream", [True, False])
def test_both_ways_sound_the_same(fake: tuple[Fake, respx.MockRouter], stream: bool) -> None:
    fake[0].header_in_stream = False
    clip = speak(api={"stream": stream})
    fake[0].header_in_stream = True
    assert clip.pcm == speak(api={"stream": not stream}).pcm
    assert clip.usage.characters == len(TEXT)


@pytest.mark.parametrize(
    "fault", ["reset-before", "reset-inside", "close-inside", "slow-first-byte", "stall"]
)
@pytest.mark.parametrize("stream", [True, False])
def test_faults_of_the_connection_without_one(
    fake: tuple[Fake, respx.MockRouter], fault: str, stream: bool
) -> None:
    fake[0].faults.add(fault, count=1)
    clip = speak(api={"stream": stream})
    assert (clip.usage.requests, clip.usage.unanswered) == (2, 1)


@pytest.mark.usefixtures("fake")
def test_word_timestamps() -> None:
    clip = speak(
        model="cosyvoice-v3-flash", voice="longanyun_v3", options={"word_timestamp_enabled": True}
    )
    assert [word.text for word in clip.words] == ["Hello"]
    assert 0 <= clip.words[0].start < clip.words[0].end <= clip.duration
