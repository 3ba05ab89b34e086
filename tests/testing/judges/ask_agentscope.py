"""agentscope: `python ask_agentscope.py ORIGIN` prints what it heard, as JSON."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import sys
from importlib.metadata import version

import dashscope
from agentscope.credential import DashScopeCredential
from agentscope.tts import DashScopeTTSModel

TEXT = "Open the gate, and wait for the ferry."
dashscope.base_http_api_url = f"{sys.argv[1]}/api/v1"
WAV_HEADER_BYTES = 44


def model(*, stream: bool) -> DashScopeTTSModel:
    return DashScopeTTSModel(DashScopeCredential(api_key="sk-judge"), stream=stream)


async def main() -> None:
    whole = await model(stream=False).synthesize(TEXT)
    parts = [
        base64.b64decode(part.content.source.data)
        async for part in await model(stream=True).synthesize(TEXT)
        if part.content
    ]
    # It puts a header of its own in front of what it takes for raw samples.
    heard = {
        "plain": base64.b64decode(whole.content.source.data)[WAV_HEADER_BYTES:],
        "streamed": b"".join(parts)[WAV_HEADER_BYTES:],
    }
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in heard.items()}
    print(json.dumps({"version": version("agentscope"), **digests}))


asyncio.run(main())
