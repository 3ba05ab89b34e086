"""The vendor's SDK, 1.x or 2.x: `python ask_dashscope.py ORIGIN` prints what it heard, as JSON."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import urllib.request

import dashscope

TEXT = "Open the gate, and wait for the ferry."
ORIGIN = sys.argv[1]
dashscope.api_key = "sk-judge"
dashscope.base_http_api_url = f"{ORIGIN}/api/v1"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the fake's
        return answer.read()


def joined(parts: object) -> bytes:
    found = b""
    for part in parts:  # type: ignore[attr-defined]
        assert part.status_code == 200, part
        found += base64.b64decode(part.output["audio"]["data"] or "")
    assert part.output.finish_reason == "stop"
    return found


talk = dashscope.MultiModalConversation.call
plain = talk(model="qwen3-tts-flash", text=TEXT, voice="Cherry", language_type="English")
wrong = talk(model="qwen3-tts-flash", text=TEXT, voice="Nobody")
streamed = talk(model="qwen3-tts-flash", text=TEXT, voice="Cherry", stream=True)
legacy = dashscope.audio.qwen_tts.SpeechSynthesizer.call(
    model="qwen-tts", text=TEXT, voice="Cherry"
)
print(
    json.dumps(
        {
            "version": dashscope.version.__version__,
            "plain": digest(fetched(plain.output.audio["url"])),
            "characters": plain.usage["characters"],
            "streamed": digest(joined(streamed)),
            "legacy": digest(fetched(legacy.output.audio["url"])),
            "wrong": [wrong.status_code, wrong.code],
        }
    )
)
