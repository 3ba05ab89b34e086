"""The fake's Qwen-TTS: what it refuses, and how it answers."""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing import babble
from mkdocs_qwen_tts.testing.calls import Refused
from mkdocs_qwen_tts.testing.speech import Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.calls import Call, House, Told

CHUNK_BYTES = 12 * babble.FRAME * 2
"""Twelve frames of 80 ms: 111 Han characters were seen to come in 28 or 29 chunks."""

TOKENS_PER_SECOND = 50
"""Output tokens of the legacy models (Model Studio, pricing)."""

NO_SUCH_VOICE = (
    "Invalid voice specified, the requested voice does not exist or is not licensed for use."
)
MISSING = "Required parameter({}) missing or invalid, please check the request parameters."


def read(call: Call, house: House) -> Speech:
    """What a request asks for.

    Raises:
        Refused: it asks for something that the service does not do.
    """
    entry = catalogue.models()[str(call.body["model"])]
    text, voice = text_and_voice(call)
    if voice not in catalogue.speakers(entry.voices) and house.own.get(voice) != entry.name:
        raise Refused(400, "InvalidParameter", NO_SUCH_VOICE)
    if entry.limit_unit == "tokens":
        length, most = tokens(text), entry.limit
    else:
        length, most = _length(text, house.limit_unit), house.limit
    if length > most:
        message = f"<400> InternalError.Algo.InvalidParameter: Range of input length should be [0, {most}]"
        raise Refused(400, "InvalidParameter", message)
    _check_language(call.fields.get("language_type", "Auto"), entry)
    instructions = str(call.fields.get("instructions") or "") if entry.instructions else ""
    polished = (
        "optimized" if instructions and call.fields.get("optimize_instructions") is True else ""
    )
    return Speech(entry.name, voice, text, f"{instructions}\0{polished}".strip("\0"))


def text_and_voice(call: Call) -> tuple[str, str]:
    """The two fields that every request must have.

    Raises:
        Refused: one is missing.
    """
    text, voice = call.fields.get("text"), call.fields.get("voice")
    if not isinstance(text, str) or not text:
        raise Refused(400, "InvalidParameter", MISSING.format("text"))
    if not isinstance(voice, str) or not voice:
        raise Refused(400, "InvalidParameter", MISSING.format("voice"))
    return text, voice


def _length(text: str, unit: str) -> int:
    """Length of a text by one of the readings of the limit; sources differ."""
    if unit == "bytes":
        return len(text.encode("utf-8", "replace"))
    return len(text) if unit == "characters" else catalogue.units(text)


def _check_language(value: Any, entry: catalogue.Model) -> None:
    names = ["Auto", *(tongue.name for tongue in catalogue.languages() if "qwen3" in tongue.sets)]
    strict = bool(
        entry.instructions
    )  # measured: instruct models insist on the capital letter, others do not
    known = value in names if strict else isinstance(value, str) and value.capitalize() in names
    if not known:
        raise Refused(
            400, "InvalidParameter", f"Input should be one of {', '.join(names)}: language_type"
        )


def usage(speech: Speech) -> dict[str, Any]:
    """What the service says it bills."""
    if catalogue.models()[speech.model].bills != "tokens":
        return {"characters": catalogue.units(speech.text)}
    taken = tokens(speech.text)
    spoken = TOKENS_PER_SECOND * max(1, math.ceil(speech.seconds))
    return {
        "input_tokens": taken,
        "output_tokens": spoken,
        "total_tokens": taken + spoken,
        "input_tokens_details": {"text_tokens": taken},
        "output_tokens_details": {"audio_tokens": spoken, "text_tokens": 0},
    }


def whole(speech: Speech, sound: bytes, told: Told) -> dict[str, Any]:  # noqa: ARG001 - one signature for all
    """The answer to a request without streaming: a link."""
    return {
        "output": {"audio": _audio("", told, told.url), "finish_reason": "stop"},
        "usage": usage(speech),
        "request_id": told.request_id,
    }


def frames(
    speech: Speech, sound: bytes, told: Told, *, chunk: int = CHUNK_BYTES
) -> list[dict[str, Any]]:
    """The answer to a request with streaming: chunks of sound, then a last frame with link and usage."""
    found: list[dict[str, Any]] = [
        {
            "output": {
                "audio": _audio(encoded(sound[at : at + chunk]), told),
                "finish_reason": "null",
            },
            "request_id": told.request_id,
        }
        for at in range(0, len(sound), chunk)
    ]
    return [*found, whole(speech, sound, told)]


def _audio(data: str, told: Told, url: str = "") -> dict[str, Any]:
    return {"data": data, "expires_at": told.expires, "id": f"audio_{told.request_id}", "url": url}


def encoded(sound: bytes) -> str:
    """Sound as base64."""
    return base64.b64encode(sound).decode("ascii")


def tokens(text: str) -> int:
    """A plausible count of tokens; the legacy models' tokenizer is not published."""
    return math.ceil(sum(1.0 if catalogue.HAN.match(char) else 0.25 for char in text))
