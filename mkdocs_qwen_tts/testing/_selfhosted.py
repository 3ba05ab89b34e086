"""The fake's self-hosted Qwen3-TTS: `/v1/audio/speech` as vLLM-Omni and SGLang-Omni answer it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import _babble as babble
from mkdocs_qwen_tts.testing._calls import Refused, as_json
from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol, as_base64
from mkdocs_qwen_tts.testing._qwen import token_count
from mkdocs_qwen_tts.testing._speech import Speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from mkdocs_qwen_tts.testing._calls import Account, Call, ResultLink

FORMATS = ("wav", "pcm", "flac", "mp3", "opus")
MOST_INSTRUCTIONS = 500
TASKS = ("CustomVoice", "VoiceDesign", "Base")
RATES = (8000, 24000)
SPEEDS = (0.25, 4.0)
MODEL = "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice"
"""What the server has loaded."""
FRAMES_A_SECOND = 12.5
KINDS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    404: "NotFoundError",
    429: "RateLimitError",
}


class FakeSelfHosted(FakeProtocol):
    """A server of open weights, with the manners of one of the two programs that serve them."""

    name = "openai"

    def read(self, call: Call, account: Account) -> Speech:
        """What a request asks for.

        Raises:
            Refused: it asks for something that the server does not do.
        """
        fields = call.fields
        text = fields.get("text")
        if not isinstance(text, str) or not text.strip():
            raise _bad("Input text cannot be empty")
        known = {name.lower(): name for name in catalogue.system_voices("open-weights")}
        voice = _voice_name(fields)
        instructions = str(fields.get("instructions") or "")
        task = _task(fields, instructions)
        if task == "CustomVoice" and voice not in ("default", *known, *account.own):
            raise _bad(f"Invalid voice '{voice}'. Supported: {', '.join(sorted(known))}")
        _check_language(fields.get("language"))
        form = fields.get("response_format", "wav")
        if form not in FORMATS or (call.stream and form not in ("pcm", "wav")):
            raise _bad(f"Unsupported response_format '{form}'")
        rate = fields.get("sample_rate", babble.SAMPLE_RATE)
        if rate not in RATES:
            raise _bad(f"Unsupported sample_rate {rate}")
        speed = fields.get("speed", 1.0)
        if not isinstance(speed, (int, float)) or not SPEEDS[0] <= speed <= SPEEDS[1]:
            raise _bad(f"Unsupported speed {speed}")
        shaping = {
            name: fields[name]
            for name in ("seed", "temperature", "ref_audio", "task_type")
            if name in fields
        }
        manner = instructions + (json.dumps(shaping, sort_keys=True) if shaping else "")
        return Speech(
            "Qwen3-TTS",
            known.get(voice, voice),
            text,
            manner,
            str(form),
            int(rate),
            speed=float(speed),
        )

    def document(self, speech: Speech, sound: bytes, link: ResultLink) -> dict[str, Any]:
        """Not used: these servers answer with the file itself."""
        raise NotImplementedError

    def frames(
        self,
        speech: Speech,
        pieces: list[bytes],
        link: ResultLink,  # noqa: ARG002 - there is none
        call: Call,  # noqa: ARG002 - nothing of it matters here
    ) -> list[dict[str, Any]]:
        """Deltas, then `done`."""
        found: list[dict[str, Any]] = [
            {
                "type": "speech.audio.delta",
                "audio": as_base64(piece),
                "response_format": speech.format,
            }
            for piece in pieces
        ]
        taken, spoken = token_count(speech.text), round(FRAMES_A_SECOND * speech.seconds)
        usage = {"input_tokens": taken, "output_tokens": spoken, "total_tokens": taken + spoken}
        return [*found, {"type": "speech.audio.done", "usage": usage}]

    def event(self, frame: dict[str, Any], *, named: bool, end: str = "\n") -> bytes:
        """An event: a blank after each colon, and a name (vLLM-Omni) or none (SGLang-Omni)."""
        name = f"event: {frame['type']}{end}" if named and "type" in frame else ""
        return f"{name}data: {json.dumps(frame)}{end}{end}".encode()

    def refusal(
        self,
        refused: Refused,
        request_id: str,  # noqa: ARG002 - these servers do not show it
    ) -> Response:
        """These servers' way of reporting an error."""
        return as_json(self.error(refused.status, refused.message), refused.status, refused.headers)

    def error(self, status: int, message: str) -> dict[str, Any]:
        """The document that reports an error."""
        kind = KINDS.get(status, "InternalServerError")
        return {"error": {"message": message, "type": kind, "param": None, "code": status}}

    def models(self) -> dict[str, Any]:
        """The answer of `/v1/models`."""
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "fake"}]}


def _voice_name(fields: Mapping[str, Any]) -> str:
    given = fields.get("voice") or fields.get("speaker") or "default"
    if isinstance(given, dict):
        given = given.get("id") or "default"
    return str(given).lower()


def _task(fields: Mapping[str, Any], instructions: str) -> str:
    """The task, once all that it needs is there."""
    task = fields.get("task_type", "CustomVoice")
    if task not in TASKS:
        raise _bad(f"Invalid task_type '{task}'")
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
    return str(task)


def _check_language(language: Any) -> None:
    names = ["Auto", *(tongue.name for tongue in catalogue.languages() if "qwen3" in tongue.sets)]
    if language is not None and str(language).title() not in names:
        raise _bad(f"Invalid language '{language}'. Supported: {', '.join(names)}")


def _bad(message: str) -> Refused:
    return Refused(400, "BadRequestError", message)
