"""openai-python against a self-hosted server: `python ask_openai.py ORIGIN` prints what it heard."""

from __future__ import annotations

import hashlib
import json
import sys

import openai

TEXT = "Open the gate, and wait for the ferry."
client = openai.OpenAI(api_key="sk-judge", base_url=f"{sys.argv[1]}/v1", max_retries=0)
ASKED = {"model": "Qwen3-TTS", "voice": "vivian", "input": TEXT}

whole = client.audio.speech.create(**ASKED, response_format="wav").read()
raw = {"stream": True, "stream_format": "audio"}
with client.audio.speech.with_streaming_response.create(
    **ASKED, response_format="pcm", extra_body=raw
) as answer:
    streamed = b"".join(answer.iter_bytes())
try:
    client.audio.speech.create(**{**ASKED, "voice": "nobody"}, response_format="wav")
    wrong = 0
except openai.BadRequestError as error:
    wrong = error.status_code
print(
    json.dumps(
        {
            "version": openai.__version__,
            "plain": hashlib.sha256(whole).hexdigest(),
            "streamed": hashlib.sha256(streamed).hexdigest(),
            "models": [one.id for one in client.models.list()],
            "wrong": wrong,
        }
    )
)
