"""litellm: `python ask_litellm.py ORIGIN` prints what it heard, as JSON."""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version

import litellm

TEXT = "Open the gate, and wait for the ferry."
ORIGIN = sys.argv[1]
litellm.user_url_allowed_hosts = [ORIGIN.removeprefix("http://")]  # where the links lead


def asked(model: str, voice: str, **options: str) -> object:
    return litellm.speech(
        model=f"dashscope/{model}",
        input=TEXT,
        voice=voice,
        api_key="sk-judge",
        api_base=ORIGIN,
        **options,
    )


plain = asked("qwen3-tts-flash", "Cherry")
audio = asked("qwen-audio-3.0-tts-flash", "longanfengyue", response_format="wav")
try:
    asked("qwen3-tts-flash", "Nobody")
    wrong = ""
except Exception as error:  # noqa: BLE001 - which class it is has changed
    wrong = str(error)
print(
    json.dumps(
        {
            "version": version("litellm"),
            "plain": hashlib.sha256(plain.content).hexdigest(),
            "audio": hashlib.sha256(audio.content).hexdigest(),
            "characters": plain.hidden_params["billed_characters"],
            "wrong": wrong,
        }
    )
)
