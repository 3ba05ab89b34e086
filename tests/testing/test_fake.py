"""The fake refuses what the service refuses, bills what it bills, and keeps its book."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts.testing import Fake, Schedule
from mkdocs_qwen_tts.testing._fake import CUSTOMIZATION, MULTIMODAL, SELF_HOSTED, SYNTHESIZER
from mkdocs_qwen_tts.testing._faults import known

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

AUTH = {"Authorization": "Bearer sk-any"}
ASKED = {"model": "qwen3-tts-flash", "input": {"text": "Hello.", "voice": "Cherry"}}


@pytest.fixture
def fake() -> Fake:
    return Fake()


def post(
    fake: Fake, body: Any, path: str = MULTIMODAL, headers: dict[str, str] = AUTH, **how: Any
) -> TestResponse:
    return Client(fake).post(path, json=body, headers=headers, **how)


def asked(**changes: Any) -> dict[str, Any]:
    return {**ASKED, "input": {**ASKED["input"], **changes}}  # type: ignore[dict-item]


def test_a_link_and_its_download(fake: Fake) -> None:
    answer = post(fake, ASKED).get_json()
    assert answer["usage"] == {"characters": 6}
    assert answer["output"]["finish_reason"] == "stop"
    url = answer["output"]["audio"]["url"]
    assert url.startswith("http://localhost/results/")
    file = Client(fake).get(url)
    assert (file.status_code, file.data[:4], file.data[4:8].hex(), file.data[40:44].hex()) == (
        200,
        b"RIFF",
        "bfffff7f",
        "9bffff7f",
    )
    assert (len(file.data) - 44) % 3840 == 0
    assert Client(fake).get(url, headers=AUTH).status_code == 400
    assert Client(fake).get(url.replace("Signature=fake", "Signature=mine")).status_code == 403
    assert Client(fake).get("/results/unknown.wav?Signature=fake").status_code == 404


def test_true_sizes_on_wish() -> None:
    fake = Fake(true_sizes=True)
    file = Client(fake).get(post(fake, ASKED).get_json()["output"]["audio"]["url"])
    assert int.from_bytes(file.data[4:8], "little") == len(file.data) - 8


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "No API-key"),
        ({"Authorization": "Bearer "}, "No API-key"),
        ({"Authorization": "Bearer sk-other"}, "Invalid"),
    ],
)
def test_keys(headers: dict[str, str], message: str) -> None:
    answer = post(Fake(keys={"sk-any"}), ASKED, headers=headers)
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "InvalidApiKey"
    assert message in answer.get_json()["message"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "says"),
    [
        (MULTIMODAL, {**ASKED, "model": "none"}, 404, "ModelNotFound", "none"),
        (MULTIMODAL, {**ASKED, "model": "qwen3-tts-flash-realtime"}, 400, "InvalidParameter", "does not support http"),
        (MULTIMODAL, {**ASKED, "model": "cosyvoice-v2"}, 400, "InvalidParameter", "url error"),
        (SYNTHESIZER, ASKED, 400, "InvalidParameter", "url error"),
        (MULTIMODAL, asked(voice="cherry"), 400, "InvalidParameter", "Invalid voice"),
        (MULTIMODAL, asked(voice=None), 400, "InvalidParameter", "voice"),
        (MULTIMODAL, asked(text=""), 400, "InvalidParameter", "text"),
        (MULTIMODAL, asked(text="字" * 301), 400, "InvalidParameter", "[0, 600]"),
        (MULTIMODAL, asked(language_type="Klingon"), 400, "InvalidParameter", "language_type"),
        (MULTIMODAL, {**asked(language_type="english"), "model": "qwen3-tts-instruct-flash"}, 400, "InvalidParameter",
         "language_type"),
        (MULTIMODAL, {**asked(text="字" * 513), "model": "qwen-tts"}, 400, "InvalidParameter", "512"),
        (SYNTHESIZER, {**asked(voice="longanyang"), "model": "cosyvoice-v3.5-plus"}, 400, "InvalidParameter", "[418]"),
        (SYNTHESIZER, {**asked(voice="nobody"), "model": "cosyvoice-v2"}, 400, "InvalidParameter", "[411]"),
        (SYNTHESIZER, {**asked(voice="longxiaochun_v2", text="字" * 10001), "model": "cosyvoice-v2"}, 400,
         "InvalidParameter", "limited: 20000, current: 20002"),
        (CUSTOMIZATION, {"model": "qwen-voice-design", "input": {"action": "fly"}}, 400, "InvalidParameter", "fly"),
        ("/api/v1/nowhere", ASKED, 404, "NotFound", ""),
    ],
    ids=range(16),
)  # fmt: skip
def test_refusals(path: str, body: Any, status: int, code: str, says: str) -> None:
    fake = Fake(profile="strict")
    answer = post(fake, body, path)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert says in answer.get_json()["message"]
    assert fake.ledger.characters == 0


@pytest.mark.parametrize(
    ("unit", "text", "taken"),
    [("units", "字" * 300, True), ("units", "字" * 301, False), ("characters", "字" * 600, True),
     ("bytes", "字" * 200, True), ("bytes", "字" * 201, False)],
)  # fmt: skip
def test_readings_of_the_limit(unit: str, text: str, taken: bool) -> None:
    assert (
        post(Fake(profile="strict", limit_unit=unit), asked(text=text)).status_code == 200
    ) is taken


def test_lenience_of_the_service(fake: Fake) -> None:
    """Unknown fields are ignored, flash takes any case of a language, and `parameters` serves as well as `input`."""
    odd = {**asked(instruct="x", language_type="english"), "parameters": {"anything": 1}}
    assert post(fake, odd).status_code == 200
    moved = {
        "model": "qwen3-tts-flash",
        "input": {"text": "Hello."},
        "parameters": {"voice": "Cherry"},
    }
    assert post(fake, moved).status_code == 200


def test_multipart_is_refused(fake: Fake) -> None:
    answer = Client(fake).post(CUSTOMIZATION, data={"action": "create"}, headers=AUTH)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "InvalidParameter")


def test_a_stream_as_the_service_writes_it(fake: Fake) -> None:
    answer = post(fake, ASKED, headers={**AUTH, "X-DashScope-SSE": "enable"})
    assert answer.content_type.startswith("text/event-stream")
    first, *_, last = answer.text.strip().split("\n\n")
    assert first.startswith("id:1\nevent:result\n:HTTP_STATUS/200\ndata:{")
    assert json.loads(first.split("data:", 1)[1])["output"]["finish_reason"] == "null"
    final = json.loads(last.split("data:", 1)[1])
    assert (final["output"]["finish_reason"], final["output"]["audio"]["data"]) == ("stop", "")
    assert final["usage"] == {"characters": 6}


def test_legacy_models_bill_tokens(fake: Fake) -> None:
    usage = post(fake, {**ASKED, "model": "qwen-tts"}).get_json()["usage"]
    assert "characters" not in usage
    assert usage["output_tokens"] == usage["output_tokens_details"]["audio_tokens"] >= 50
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_minimax_repeats_itself_unless_asked_not_to(fake: Fake) -> None:
    body = {
        "model": "MiniMax/speech-02-hd",
        "input": {
            "text": "Hello.",
            "voice_setting": {"voice_id": "Charming_Lady"},
            "audio_setting": {"format": "pcm"},
        },
    }
    sse = {**AUTH, "X-DashScope-SSE": "enable"}

    def frames(body: Any) -> list[dict[str, Any]]:
        return [
            json.loads(part.split("data:", 1)[1])
            for part in post(fake, body, headers=sse).text.strip().split("\n\n")
        ]

    *pieces, last = [frame["output"]["data"] for frame in frames(body)]
    assert last == {"audio": "".join(piece["audio"] for piece in pieces), "status": 2}
    body["input"]["stream_options"] = {"exclude_aggregated_audio": True}  # type: ignore[index]
    assert frames(body)[-1]["output"]["data"] == {"audio": "", "status": 2}
    body["input"]["voice_setting"] = {"voice_id": "nobody"}  # type: ignore[index]
    declined = post(fake, body)
    assert (declined.status_code, declined.get_json()["output"]["base_resp"]["status_code"]) == (
        200,
        2013,
    )


@pytest.mark.parametrize(
    ("manners", "first"), [("vllm", "event: speech.audio.delta\ndata: {"), ("sglang", "data: {")]
)
def test_self_hosted_manners(manners: str, first: str) -> None:
    answer = post(
        Fake(self_hosted=manners),
        {"input": "Hello.", "stream": True, "response_format": "pcm"},
        SELF_HOSTED,
    )
    assert answer.text.startswith(first)
    refused = post(Fake(), {"input": " "}, SELF_HOSTED)
    assert refused.get_json()["error"]["type"] == "BadRequestError"


def test_the_ledger(fake: Fake) -> None:
    post(fake, ASKED)
    post(fake, asked(text="字字"))
    post(fake, asked(voice="nobody"))
    told = Client(fake).get("/ledger").get_json()
    assert (told["requests"], told["characters"]) == (3, 10)
    assert told["by_model"] == {"qwen3-tts-flash": {"requests": 3, "characters": 10}}
    assert [entry["status"] for entry in told["entries"]] == [200, 200, 400]
    assert set(told["entries"][0]) >= {"model", "voice", "text", "characters", "stream", "status"}
    assert Client(fake).delete("/ledger").get_json()["requests"] == 0


# ---------------------------------------------------------------- faults


def drawn(schedule: Schedule, count: int, **how: Any) -> list[str]:
    asked = {"stream": False, "protocol": "qwen", **how}
    faults = [schedule.draw(f"text {number}", **asked) for number in range(count)]
    return [fault.name if fault else "" for fault in faults]


def test_schedules() -> None:
    assert drawn(Schedule(["throttled:2"]), 4) == ["throttled", "throttled", "", ""]
    assert drawn(Schedule(), 1) == [""]
    assert drawn(Schedule(["throttled@20%~1"]), 200).count("throttled") == pytest.approx(40, abs=20)
    assert drawn(Schedule(["any@0.5~7"]), 50) == drawn(Schedule(["any@0.5~7"]), 50)
    assert len(set(drawn(Schedule(["any@1~3"]), 200))) > 15
    later = Schedule()
    later.add("stall", after=2, text="text")
    assert drawn(later, 3) == ["", "", "stall"]
    later.clear()
    assert drawn(later, 1) == [""]


def test_faults_strike_only_what_they_can() -> None:
    assert drawn(Schedule(["expired-link"]), 1, stream=True) == [""]
    assert drawn(Schedule(["expired-link"]), 1, protocol="minimax") == [""]


@pytest.mark.parametrize(
    ("spec", "says"), [("trottled", "'throttled'"), ("stall:x", "NAME"), ("stall@2", "NAME")]
)
def test_wrong_specs(spec: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Schedule([spec])


def test_the_table_of_faults_is_whole() -> None:
    from mkdocs_qwen_tts import _errors as errors

    assert all(
        not fault.meets or issubclass(getattr(errors, fault.meets), errors.SpeechError)
        for fault in known().values()
    )
    assert all(
        fault.does and fault.modes in ("both", "plain", "stream") for fault in known().values()
    )
