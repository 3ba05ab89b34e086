"""The fake's self-hosted Qwen3-TTS: `/v1/audio/speech` as vLLM-Omni and SGLang-Omni answer it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing import babble, qwen
from mkdocs_qwen_tts.testing.calls import Refused
from mkdocs_qwen_tts.testing.speech import Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.calls import Call, House

FORMATS = ("wav", "pcm", "flac", "mp3", "opus")
MOST_INSTRUCTIONS = 500
TASKS = ("CustomVoice", "VoiceDesign", "Base")
RATES = (8000, 24000)
MODEL = "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice"
"""What the server has loaded."""


def read(call: Call, house: House) -> Speech:  # noqa: C901 - one plain rule after the other
    """What a request asks for.

    Raises:
        Refused: it asks for something that the server does not do.
    """
    fields = call.fields
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _bad("Input text cannot be empty")
    task = fields.get("task_type", "CustomVoice")
    if task not in TASKS:
        raise _bad(f"Invalid task_type '{task}'")
    voice = str(fields.get("voice") or "default").lower()
    known = {name.lower(): name for name in catalogue.speakers("open-weights")}
    if (
        task == "CustomVoice"
        and voice != "default"
        and voice not in known
        and voice not in house.own
    ):
        raise _bad(f"Invalid voice '{voice}'. Supported: {', '.join(sorted(known))}")
    language = fields.get("language")
    names = ["Auto", *(tongue.name for tongue in catalogue.languages() if "qwen3" in tongue.sets)]
    if language is not None and str(language).title() not in names:
        raise _bad(f"Invalid language '{language}'. Supported: {', '.join(names)}")
    instructions = str(fields.get("instructions") or "")
    if len(instructions) > MOST_INSTRUCTIONS:
        raise _bad(f"Instructions too long (max {MOST_INSTRUCTIONS} characters)")
    if task == "VoiceDesign" and not instructions:
        raise _bad("VoiceDesign task requires 'instructions' to describe the voice")
    sample = fields.get("ref_audio")
    if task == "Base" and not sample:
        raise _bad("Base task requires 'ref_audio' for voice cloning")
    if task == "Base" and not fields.get("ref_text") and not fields.get("x_vector_only_mode"):
        raise _bad("Base task requires 'ref_text' unless 'x_vector_only_mode' is set")
    if task == "CustomVoice" and sample:
        raise _bad("'ref_audio' is only valid for the Base task")
    form = fields.get("response_format", "wav")
    if form not in FORMATS or (call.stream and form not in ("pcm", "wav")):
        raise _bad(f"Unsupported response_format '{form}'")
    rate = fields.get("sample_rate", babble.SAMPLE_RATE)
    if rate not in RATES:
        raise _bad(f"Unsupported sample_rate {rate}")
    shaping = {
        name: fields[name]
        for name in ("speed", "seed", "temperature", "ref_audio", "task_type")
        if name in fields
    }
    manner = instructions + (json.dumps(shaping, sort_keys=True) if shaping else "")
    return Speech("Qwen3-TTS", known.get(voice, voice), text, manner, str(form), int(rate))


def models() -> dict[str, Any]:
    """The answer of `/v1/models`."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "fake"}]}


def frames(speech: Speech, sound: bytes, *, chunk: int = qwen.CHUNK_BYTES) -> list[dict[str, Any]]:
    """The answer to a request with streaming: deltas, then `done`."""
    found: list[dict[str, Any]] = [
        {
            "type": "speech.audio.delta",
            "audio": qwen.encoded(sound[at : at + chunk]),
            "response_format": speech.format,
        }
        for at in range(0, len(sound), chunk)
    ]
    taken, spoken = qwen.tokens(speech.text), round(12.5 * speech.seconds)
    usage = {"input_tokens": taken, "output_tokens": spoken, "total_tokens": taken + spoken}
    return [*found, {"type": "speech.audio.done", "usage": usage}]


def event(frame: dict[str, Any], *, named: bool, end: str = "\n") -> bytes:
    """An event as these servers write it: a blank after each colon, and a name (vLLM-Omni) or none (SGLang-Omni)."""
    name = f"event: {frame['type']}{end}" if named and "type" in frame else ""
    return f"{name}data: {json.dumps(frame)}{end}{end}".encode()


def error(status: int, message: str) -> dict[str, Any]:
    """These servers' way of telling an error."""
    kinds = {
        400: "BadRequestError",
        401: "AuthenticationError",
        404: "NotFoundError",
        429: "RateLimitError",
    }
    kind = kinds.get(status, "InternalServerError")
    return {"error": {"message": message, "type": kind, "param": None, "code": status}}


def _bad(message: str) -> Refused:
    return Refused(400, "BadRequestError", message)
