"""Requests of every shape that the vendor's guides show, by hand and with curl, in both regions where there are two."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from typing import Any

import pytest
from werkzeug.test import Client

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import Fake, FakeServer
from mkdocs_qwen_tts.testing._fake import MULTIMODAL, SYNTHESIZER

BEIJING = "https://ws-1.cn-beijing.maas.aliyuncs.com"
SINGAPORE = "https://ws-1.ap-southeast-1.maas.aliyuncs.com"
WORDS = "Every ferry that leaves the harbour is written into the log."

QWEN = {
    "model": "qwen3-tts-flash",
    "input": {"text": WORDS, "voice": "Cherry", "language_type": "English"},
}
COSYVOICE = {
    "model": "cosyvoice-v3-flash",
    "input": {"text": WORDS, "voice": "longanyang", "format": "wav", "sample_rate": 24000},
}
DIALECT = {
    "model": "cosyvoice-v3-flash",
    "input": {
        "text": "船还没有到，你先在门口等一等。",
        "voice": "longanhuan_v3",
        "format": "wav",
        "sample_rate": 24000,
        "instruction": "请用四川话表达。",
    },
}
MINIMAX = {
    "model": "MiniMax/speech-2.8-hd",
    "input": {
        "text": WORDS,
        "voice_setting": {
            "voice_id": "male-qn-qingse",
            "speed": 1,
            "vol": 1,
            "pitch": 0,
            "emotion": "happy",
        },
        "audio_setting": {
            "sample_rate": 32000,
            "bitrate": 128000,
            "format": "mp3",
            "channel": 1,
        },
    },
}


SAMPLES = [
    (SINGAPORE, MULTIMODAL, QWEN, False),
    (SINGAPORE, MULTIMODAL, QWEN, True),
    (BEIJING, MULTIMODAL, QWEN, False),
    (BEIJING, MULTIMODAL, QWEN, True),
    (BEIJING, SYNTHESIZER, COSYVOICE, False),
    (BEIJING, SYNTHESIZER, COSYVOICE, True),
    (BEIJING, SYNTHESIZER, DIALECT, False),
    (BEIJING, MULTIMODAL, MINIMAX, False),
    (BEIJING, MULTIMODAL, MINIMAX, True),
]
"""Nine samples for curl, of two guides."""


@pytest.mark.parametrize("profile", ["measured", "strict"])
@pytest.mark.parametrize(("host", "path", "body", "stream"), SAMPLES)
def test_it_is_answered_with_sound(
    profile: str, host: str, path: str, body: Any, stream: bool
) -> None:
    fake = Fake(profile=profile)
    head = {"Authorization": "Bearer sk-1", **({"X-DashScope-SSE": "enable"} if stream else {})}
    client = Client(fake)
    answer = client.post(path, base_url=host, json=body, headers=head)
    assert answer.status_code == 200, answer.text
    documents = (
        [json.loads(part.split("data:", 1)[1]) for part in answer.text.strip().split("\n\n")]
        if stream
        else [answer.get_json()]
    )
    output = documents[-1]["output"]
    if body is MINIMAX:
        sound = bytes.fromhex(output["data"]["audio"])
    elif stream:
        pieces = (one["output"]["audio"]["data"] for one in documents)
        sound = b"".join(map(base64.b64decode, pieces))
    else:
        link = output["audio"]["url"].removeprefix(host.replace("https", "http"))
        sound = client.get(link, base_url=host).data
    assert len(sound) > 20_000
    assert documents[-1]["usage"]["characters"] == catalogue.units(body["input"]["text"])
    assert fake.ledger.characters == catalogue.units(body["input"]["text"])


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_is_answered_as_it_is_typed() -> None:
    """As the guides have it, but for host and key."""
    with FakeServer() as server:
        for _, path, body, stream in SAMPLES:
            sse = '-H "X-DashScope-SSE: enable" ' if stream else ""
            command = (
                f"curl -sS --fail -X POST '{server.origin}{path}' "
                '-H "Authorization: Bearer $DASHSCOPE_API_KEY" '
                f"-H 'Content-Type: application/json' {sse}-d '{json.dumps(body)}'"
            )
            done = subprocess.run(
                ["sh", "-c", command],
                capture_output=True,
                check=True,
                timeout=60,
                env={"PATH": os.environ["PATH"], "DASHSCOPE_API_KEY": "sk-sample"},
            )
            last = done.stdout.decode().strip().rpartition("data:")[2] if stream else done.stdout
            assert json.loads(last)["usage"]["characters"] == catalogue.units(body["input"]["text"])
        assert server.ledger.requests == len(SAMPLES) == 9
