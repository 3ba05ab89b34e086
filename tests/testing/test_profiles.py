"""The fake as it was measured and as it is documented: sound, parameters, speed, rates, regions, days."""

from __future__ import annotations

import base64
import io
import json
import threading
from datetime import date
from typing import Any

import numpy as np
import pytest
import soundfile
from werkzeug.test import Client

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import Fake, Speech
from mkdocs_qwen_tts.testing._answers import Answering
from mkdocs_qwen_tts.testing._calls import Refused
from mkdocs_qwen_tts.testing._fake import (
    CUSTOMIZATION,
    MODELS,
    MULTIMODAL,
    PROTOCOLS,
    SELF_HOSTED,
    SYNTHESIZER,
)
from mkdocs_qwen_tts.testing._profiles import PROFILES, Profile, Tempo, switches
from mkdocs_qwen_tts.testing._rate_limits import RateLimits
from mkdocs_qwen_tts.testing._spoil import Patience

KEY = {"Authorization": "Bearer sk-any"}
SSE = {**KEY, "X-DashScope-SSE": "enable"}
TEXT = "The gate opens at seven, and it closes when the last ferry has left."


def post(fake: Fake, path: str, body: Any, headers: Any = KEY, **how: Any) -> Any:
    return Client(fake).post(path, json=body, headers=headers, **how)


def frames(fake: Fake, path: str, body: Any) -> list[dict[str, Any]]:
    text = post(fake, path, body, SSE).text
    return [json.loads(part.split("data:", 1)[1]) for part in text.strip().split("\n\n")]


def qwen(**changes: Any) -> dict[str, Any]:
    return {"model": "qwen3-tts-flash", "input": {"text": TEXT, "voice": "Cherry", **changes}}


def cosyvoice(model: str = "cosyvoice-v3-flash", **changes: Any) -> dict[str, Any]:
    voice = next(iter(catalogue.system_voices(catalogue.models()[model].voices)))
    return {"model": model, "input": {"text": TEXT, "voice": voice, "format": "wav", **changes}}


def minimax(voice: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    setting = {"voice_id": "Charming_Lady", **(voice or {})}
    return {
        "model": "MiniMax/speech-02-hd",
        "input": {"text": TEXT, "voice_setting": setting, **changes},
    }


def sound_of(fake: Fake, path: str, body: Any) -> tuple[np.ndarray, int]:
    """What an answer without streaming holds or links to: samples by channel, and their rate."""
    output = post(fake, path, body).get_json()["output"]
    if "data" in output:
        return soundfile.read(io.BytesIO(bytes.fromhex(output["data"]["audio"])), always_2d=True)
    file = Client(fake).get(output["audio"]["url"])
    return soundfile.read(io.BytesIO(file.data), always_2d=True)


# ---------------------------------------------------------------- profiles


def test_every_switch_is_a_field_and_has_a_source() -> None:
    assert set(switches()) == set(Profile.__dataclass_fields__)
    assert all(switch.source and switch.does for switch in switches().values())
    assert {Profile.named(name) for name in PROFILES} != {Profile.named("measured")}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"profile": "mesured"}, "measured"),
        ({"limits": 5}, "limit"),
        ({"self_hosted": "vlm"}, "vllm"),
    ],
)
def test_a_wrong_switch_is_named(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Fake(**options)


@pytest.mark.parametrize(("profile", "taken"), [("measured", True), ("strict", False)])
def test_the_documented_limit_holds_where_it_is_asked_for(profile: str, taken: bool) -> None:
    long = post(Fake(profile=profile), MULTIMODAL, qwen(text="word " * 200))
    assert (long.status_code == 200) is taken


@pytest.mark.parametrize(("profile", "status"), [("measured", 200), ("strict", 400)])
def test_wrong_parameters_inside_a_stream(profile: str, status: int) -> None:
    fake = Fake(profile=profile)
    wrong = cosyvoice(volume=900)
    answer = post(fake, SYNTHESIZER, wrong, SSE)
    assert answer.status_code == status
    assert '"code":"InvalidParameter"' in answer.text
    assert post(fake, SYNTHESIZER, wrong).status_code == 400, "and never without a stream"
    assert fake.ledger.characters == 0


@pytest.mark.parametrize(("profile", "taken"), [("measured", True), ("strict", False)])
def test_sets_of_voices_are_open_or_closed(profile: str, taken: bool) -> None:
    (open_model, *_) = [
        entry.name
        for entry in catalogue.models().values()
        if entry.voices_open and entry.protocol == "cosyvoice"
    ]
    fake = Fake(profile=profile)
    unheard = {**cosyvoice(open_model), "input": {"text": TEXT, "voice": "longnobody_v9"}}
    assert (post(fake, SYNTHESIZER, unheard).status_code == 200) is taken
    another = {**unheard, "input": {"text": TEXT, "voice": "Cherry"}}
    assert "[411]" in post(fake, SYNTHESIZER, another).text, "a voice of another family never"


# ---------------------------------------------------------------- sound


def test_wav_files_state_what_was_measured() -> None:
    def stated(path: str, body: Any, **options: Any) -> int:
        fake = Fake(**options)
        url = post(fake, path, body).get_json()["output"]["audio"]["url"]
        return int.from_bytes(Client(fake).get(url).data[40:44], "little")

    assert stated(MULTIMODAL, qwen()) == 0x7FFFFF9B
    assert stated(SYNTHESIZER, cosyvoice()) == 0x7FFFFFFF
    assert stated(SYNTHESIZER, cosyvoice(), profile="strict") < 10_000_000


@pytest.mark.parametrize(
    ("path", "body", "first", "later"),
    [
        (MULTIMODAL, qwen(), 0.32, 0.96),
        (SYNTHESIZER, cosyvoice(sample_rate=24_000), 0.4, 0.8),
    ],
    ids=["qwen", "cosyvoice"],
)
def test_frames_are_as_long_as_was_measured(
    path: str, body: Any, first: float, later: float
) -> None:
    pieces = [
        base64.b64decode(data)
        for frame in frames(Fake(header_in_stream=False), path, body)
        if (data := frame["output"]["audio"]["data"])
    ]
    seconds = [len(piece) / 48_000 for piece in pieces]
    assert seconds[0] == pytest.approx(first, abs=0.001)
    assert seconds[1:-1] == pytest.approx([later] * len(seconds[1:-1]), abs=0.001)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
def test_opus_at_any_rate(rate: int) -> None:
    samples, found = sound_of(Fake(), SYNTHESIZER, cosyvoice(format="opus", sample_rate=rate))
    assert len(samples) / found == pytest.approx(Speech("", "", TEXT).seconds, abs=0.1)


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize(
    ("path", "make", "slow", "loud"),
    [
        (SYNTHESIZER, cosyvoice, {"rate": 0.5}, {"volume": 100}),
        (MULTIMODAL, lambda **changes: minimax(changes), {"speed": 0.5}, {"vol": 2}),
    ],
    ids=["cosyvoice", "minimax"],
)
def test_speed_and_volume_are_obeyed(path: str, make: Any, slow: Any, loud: Any) -> None:
    fake = Fake()
    usual, rate = sound_of(fake, path, make())
    slower, _ = sound_of(fake, path, make(**slow))
    louder, _ = sound_of(fake, path, make(**loud))
    assert len(slower) / len(usual) == pytest.approx(2, rel=0.1)
    assert loudness(louder) / loudness(usual) == pytest.approx(2, rel=0.1)
    assert len(usual) / rate == pytest.approx(Speech("", "", TEXT).seconds, abs=0.15)


def test_pitch_is_obeyed() -> None:
    def lowest(pitch: int) -> float:
        form = {"format": "flac", "sample_rate": 24_000}
        samples, rate = sound_of(Fake(), MULTIMODAL, minimax({"pitch": pitch}, audio_setting=form))
        power = np.abs(np.fft.rfft(samples[:, 0], 8 * rate))
        voiced = power[8 * 60 : 8 * 500]
        return 60 + float(np.argmax(voiced)) / 8

    usual = Speech("MiniMax/speech-02-hd", "Charming_Lady", TEXT)
    octave = Speech("MiniMax/speech-02-hd", "Charming_Lady", TEXT, semitones=12)
    assert usual.pcm() != octave.pcm()
    assert lowest(-12) < lowest(0) < lowest(12)


def test_minimax_obeys_format_channels_and_bitrate() -> None:
    fake = Fake()
    form = {"format": "flac", "sample_rate": 44_100, "channel": 2}
    stereo, rate = sound_of(fake, MULTIMODAL, minimax(audio_setting=form))
    assert (stereo.shape[1], rate) == (2, 44_100)
    sizes = []
    for bitrate in (32_000, 256_000):
        body = minimax(audio_setting={"format": "mp3", "bitrate": bitrate})
        output = post(fake, MULTIMODAL, body).get_json()["output"]
        sizes.append(output["extra_info"]["audio_size"])
        assert output["extra_info"]["bitrate"] == bitrate
    assert sizes[1] / sizes[0] == pytest.approx(8, rel=0.2)
    sad, happy = (
        post(fake, MULTIMODAL, minimax({"emotion": one})).get_json()["output"]["data"]["audio"]
        for one in ("sad", "happy")
    )
    assert sad != happy


def test_minimax_links_to_its_sound_on_wish() -> None:
    fake = Fake()
    url = post(fake, MULTIMODAL, minimax(output_format="url")).get_json()["output"]["data"]["audio"]
    file = Client(fake).get(url)
    held = post(fake, MULTIMODAL, minimax()).get_json()["output"]["data"]["audio"]
    assert (file.status_code, file.data.hex()) == (200, held)


@pytest.mark.parametrize(
    "wrong",
    [
        minimax({"emotion": "bored"}),
        minimax({"speed": True}),
        minimax(output_format="ogg"),
        minimax(audio_setting={"bitrate": 1}),
        minimax(audio_setting={"channel": 3}),
    ],
    ids=str,
)
def test_minimax_declines_what_it_does_not_do(wrong: Any) -> None:
    output = post(Fake(), MULTIMODAL, wrong).get_json()["output"]
    assert output["base_resp"]["status_code"] == 2013


def clone(fake: Fake, **changes: Any) -> Any:
    asked = {
        "action": "voice_clone",
        "voice_id": "harbour-pilot-1",
        "audio_url": "https://example.com/pilot.wav",
        "text": "The tide turns at noon.",
        **changes,
    }
    return post(fake, MULTIMODAL, {"model": "MiniMax/speech-2.8-turbo", "input": asked}).get_json()


def test_minimax_clones_a_voice_and_speaks_a_preview_with_it() -> None:
    fake = Fake()
    made = clone(fake)
    assert made["output"]["base_resp"]["status_code"] == 0
    assert Client(fake).get(made["output"]["demo_audio"]).data
    assert made["usage"]["characters"] == fake.ledger.characters == len("The tide turns at noon.")
    hd = minimax({"voice_id": "harbour-pilot-1"})
    assert post(fake, MULTIMODAL, hd).get_json()["output"]["base_resp"]["status_code"] == 0
    assert clone(fake)["output"]["base_resp"]["status_code"] == 2013, "there is one already"


@pytest.mark.parametrize(
    "wrong",
    [
        {"voice_id": "short"},
        {"voice_id": "1-begins-with-a-digit"},
        {"voice_id": "ends-with-a-dash-"},
        {"audio_url": "pilot.wav"},
        {"text": ""},
        {"text": "x" * 1001},
    ],
    ids=str,
)
def test_minimax_clones_nothing_out_of_nonsense(wrong: Any) -> None:
    fake = Fake()
    assert clone(fake, **wrong)["output"]["base_resp"]["status_code"] == 2013
    assert not fake.voices.own


# ---------------------------------------------------------------- speed and rates


class Waits(threading.Event):
    """Notes how long was waited, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.noted.append(timeout or 0.0)
        return False


@pytest.mark.parametrize("stream", [True, False])
def test_sound_arrives_at_the_speed_of_its_model(stream: bool) -> None:
    waits = Waits()
    model = "qwen-audio-3.0-tts-plus"
    fake = Fake()
    speech = Speech(model, "longanyang", TEXT)
    from mkdocs_qwen_tts.testing._calls import Call, ResultLink

    call = Call({"model": model, "input": {"text": TEXT}}, stream, "1", "http://localhost")
    tempo = Tempo.of(model)
    answering = Answering(
        speech,
        call,
        PROTOCOLS["cosyvoice"],
        fake.profile,
        tempo,
        None,
        Patience(60, waits, real=True),
    )
    b"".join(answering.hosted(ResultLink("1")).response)
    made = tempo.real_time_factor * speech.seconds
    first = tempo.first_sound if stream else 0.0
    assert sum(waits.noted) == pytest.approx(first + made, rel=0.2)
    assert Tempo.of(model).real_time_factor > Tempo.of("qwen-audio-3.0-tts-flash").real_time_factor


def test_a_burst_of_seven_is_too_much_and_an_even_pace_is_not() -> None:
    now = [0.0]
    limits = RateLimits(lambda: now[0])
    for _ in range(6):
        limits.take("m", 180)
    with pytest.raises(Refused, match="rate limit"):
        limits.take("m", 180)
    limits.take("another", 180)
    for _ in range(100):
        now[0] += 60 / 180
        limits.take("m", 180)


def test_rates_are_each_models_own_and_can_be_lifted() -> None:
    slow = {**qwen(), "model": "qwen3-tts-flash-2025-09-18"}
    strict, fast = Fake(fast=False), Fake()
    answers = [post(strict, MULTIMODAL, slow) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].get_json()["code"] == "Throttling.RateQuota"
    assert [post(fast, MULTIMODAL, slow).status_code for _ in range(9)] == [200] * 9


# ---------------------------------------------------------------- regions, keys, hosts, days


@pytest.mark.parametrize(
    ("host", "key", "status"),
    [
        ("dashscope.aliyuncs.com", "sk-b", 200),
        ("dashscope.aliyuncs.com", "sk-s", 401),
        ("dashscope-intl.aliyuncs.com", "sk-s", 200),
        ("dashscope-intl.aliyuncs.com", "sk-b", 401),
        ("ws-1.cn-beijing.maas.aliyuncs.com", "sk-b", 200),
        ("ws-1.ap-southeast-1.maas.aliyuncs.com", "sk-b", 401),
        ("127.0.0.1:8765", "sk-b", 200),
        ("127.0.0.1:8765", "sk-other", 401),
    ],
)
def test_keys_belong_to_regions(host: str, key: str, status: int) -> None:
    fake = Fake(keys={"sk-b@beijing", "sk-s@singapore"})
    headers = {"Authorization": f"Bearer {key}"}
    answer = post(fake, MULTIMODAL, qwen(), headers, base_url=f"http://{host}")
    assert answer.status_code == status


def test_a_region_has_its_own_models() -> None:
    assert post(Fake(region="beijing"), SYNTHESIZER, cosyvoice()).status_code == 200
    elsewhere = post(Fake(region="singapore"), SYNTHESIZER, cosyvoice())
    assert (elsewhere.status_code, elsewhere.get_json()["code"]) == (404, "ModelNotFound")


@pytest.mark.parametrize(
    ("host", "hosts", "answered"),
    [
        ("localhost", (), True),
        ("127.0.0.1:9", (), True),
        ("[::1]:9", (), True),
        ("dashscope.aliyuncs.com", (), True),
        ("evil.example", (), False),
        ("aliyuncs.com.evil.example", (), False),
        ("speech:8765", ("speech",), True),
        ("", (), False),
    ],
)
def test_other_hosts_are_not_answered_for(
    host: str, hosts: tuple[str, ...], answered: bool
) -> None:
    """A page of the web may point a name of its own at this machine."""
    answer = Client(Fake(hosts=hosts)).get("/ledger", headers={"Host": host})
    assert (answer.status_code == 200) is answered
    assert answered or answer.status_code == 421


def test_health_needs_no_key() -> None:
    assert Client(Fake(keys={"sk-1"})).get("/health").get_json() == {"status": "ok"}


def test_models_are_listed_page_by_page() -> None:
    client = Client(Fake())
    assert client.get(MODELS).status_code == 401
    found: list[str] = []
    number = 1
    while True:
        output = client.get(f"{MODELS}?page_no={number}&page_size=7", headers=KEY).get_json()[
            "output"
        ]
        found += [one["model"] for one in output["models"]]
        if not output["models"]:
            break
        number += 1
    assert found == list(catalogue.models())
    assert output["total"] == len(found)
    here = Client(Fake(region="singapore")).get(f"{MODELS}?page_size=200", headers=KEY).get_json()
    assert 0 < here["output"]["total"] < len(found)


def test_retired_models_are_gone_on_their_day() -> None:
    assert catalogue.models()["qwen-tts"].retires == "2026-10-10"
    old = {**qwen(), "model": "qwen-tts"}
    for today, status in ((None, 200), (date(2026, 10, 9), 200), (date(2026, 10, 10), 404)):
        assert post(Fake(today=today), MULTIMODAL, old).status_code == status
    listed = Client(Fake()).get(f"{MODELS}?page_size=200", headers=KEY).get_json()["output"]
    (shown,) = [one for one in listed["models"] if one["model"] == "qwen-tts"]
    assert shown["inference_offline_info"] == {"offline_time": "2026-10-10 00:00:00"}
    later = Client(Fake(today=date(2026, 12, 1))).get(f"{MODELS}?page_size=200", headers=KEY)
    assert "qwen-tts" not in [one["model"] for one in later.get_json()["output"]["models"]]


# ---------------------------------------------------------------- recordings


def recording(kind: str, seconds: float = 12, rate: int = 24_000) -> str:
    count = int(seconds * rate)
    moments = np.arange(count) / rate
    made = {
        "voice": lambda: (
            np.resize(np.frombuffer(Speech("m", "v", TEXT).pcm(), "<i2"), count) / 32768
        ),
        "silence": lambda: np.zeros(count),
        "tone": lambda: 0.3 * np.sin(2 * np.pi * 440 * moments),
        "noise": lambda: 0.1 * np.random.default_rng(1).standard_normal(count),
    }[kind]()
    file = io.BytesIO()
    soundfile.write(file, made, rate, format="WAV", subtype="PCM_16")
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()


def cloned(service: str, audio: Any) -> Any:
    asked = {
        "qwen-voice-enrollment": {
            "action": "create",
            "target_model": "qwen3-tts-vc-2026-01-22",
            "preferred_name": "me",
            "audio": {"data": audio},
        },
        "voice-enrollment": {
            "action": "create_voice",
            "target_model": "cosyvoice-v3-flash",
            "prefix": "me",
            "audio": audio,
        },
    }[service]
    return post(Fake(), CUSTOMIZATION, {"model": service, "input": asked})


@pytest.mark.parametrize("service", ["qwen-voice-enrollment", "voice-enrollment"])
@pytest.mark.parametrize(
    ("audio", "code"),
    [
        (recording("voice"), ""),
        ("https://example.org/me.wav", ""),
        ("data:audio/wav;base64,UklGRi4uLi5XQVZF", "Audio.DecoderError"),
        ("data:audio/wav;base64,!!!", "Audio.DecoderError"),
        ("data:text/plain;base64,SGVsbG8=", "InvalidParameter"),
        (recording("silence"), "Audio.PreprocessError"),
        (recording("tone"), "Audio.PreprocessError"),
        (recording("noise"), "Audio.PreprocessError"),
        (recording("voice", seconds=1), "Audio.DurationLimitError"),
        (recording("voice", rate=8000), "Audio.AudioRateError"),
        (7, "InvalidParameter"),
    ],
    ids=[
        *("voice", "link", "no sound", "no base64", "no audio", "silence", "tone", "noise"),
        *("short", "low", "number"),
    ],
)
def test_clones_of_nonsense_are_refused(service: str, audio: Any, code: str) -> None:
    answer = cloned(service, audio)
    assert answer.status_code == (400 if code else 200), answer.text
    assert answer.get_json().get("code", "") == code


def test_self_hosted_speed_is_obeyed() -> None:
    fast = post(Fake(), SELF_HOSTED, {"input": TEXT, "speed": 2.0, "response_format": "pcm"}).data
    usual = post(Fake(), SELF_HOSTED, {"input": TEXT, "response_format": "pcm"}).data
    assert len(usual) / len(fast) == pytest.approx(2, rel=0.1)
    assert post(Fake(), SELF_HOSTED, {"input": TEXT, "speed": 9}).status_code == 400
