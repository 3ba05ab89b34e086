"""The fake's Qwen-TTS: what it refuses, and how it answers."""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing.speech import Speech
from mkdocs_qwen_tts.testing.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

FRAMES_PER_CHUNK = 12
"""80 ms frames of one streamed chunk: 111 Han characters were seen to come in 28 or 29."""

TOKENS_PER_SECOND = 50
"""Output tokens of the legacy models (Model Studio, pricing)."""

COUNTERS = {
    "units": catalogue.units,
    "characters": len,
    "bytes": lambda text: len(text.encode("utf-8", "replace")),
}
"""Ways in which the limit on a request's text is read; sources differ."""

NO_SUCH_VOICE = "Invalid voice specified, the requested voice does not exist or is not licensed for use."


def read(body: Mapping[str, Any], *, limit: int, limit_unit: str, own_voices: Mapping[str, str]) -> Speech:
    """What a request asks for. Fields count in `input` and, as the vendor's SDK sends some, in `parameters`.

    Raises:
        Refused: it asks for something that the service does not do.
    """
    entry = catalogue.models()[body["model"]]
    fields = {**_mapping(body.get("parameters")), **_mapping(body.get("input"))}
    text, voice = fields.get("text"), fields.get("voice")
    if not isinstance(text, str) or not text:
        raise Refused(
            400,
            "InvalidParameter",
            "Required parameter(text) missing or invalid, please check the request parameters.",
        )
    if not isinstance(voice, str) or not voice:
        raise Refused(
            400,
            "InvalidParameter",
            "Required parameter(voice) missing or invalid, please check the request parameters.",
        )
    if voice not in catalogue.speakers(entry.voices) and own_voices.get(voice) != entry.name:
        raise Refused(400, "InvalidParameter", NO_SUCH_VOICE)
    if entry.limit_unit == "tokens":
        length, most = _tokens(text), entry.limit
    else:
        length, most = COUNTERS[limit_unit](text), limit
    if length > most:
        raise Refused(
            400,
            "InvalidParameter",
            f"<400> InternalError.Algo.InvalidParameter: Range of input length should be [0, {most}]",
        )
    language = _language(fields.get("language_type", "Auto"), entry)
    instructions = str(fields.get("instructions") or "") if entry.instructions else ""
    polished = bool(instructions) and fields.get("optimize_instructions") is True
    return Speech(
        entry.name,
        voice,
        text,
        "\0".join((instructions, "optimized" if polished else "", language)).strip("\0"),
    )


def _language(value: Any, entry: catalogue.Model) -> str:
    """Checks the language; it does not change the fake's sound."""
    names = ["Auto", *(tongue.name for tongue in catalogue.languages() if "qwen" in tongue.sets)]
    strict = bool(entry.instructions)  # measured: instruct models insist on the capital letter, others do not
    known = value in names if strict else isinstance(value, str) and value.capitalize() in names
    if not known:
        raise Refused(400, "InvalidParameter", f"Input should be one of {', '.join(names)}: language_type")
    return ""


def usage(speech: Speech) -> dict[str, Any]:
    """What the service says it bills."""
    if catalogue.models()[speech.model].bills == "tokens":
        read_tokens = _tokens(speech.text)
        spoken = TOKENS_PER_SECOND * max(1, math.ceil(speech.seconds))
        return {
            "input_tokens": read_tokens,
            "output_tokens": spoken,
            "total_tokens": read_tokens + spoken,
            "input_tokens_details": {"text_tokens": read_tokens},
            "output_tokens_details": {"audio_tokens": spoken, "text_tokens": 0},
        }
    return {"characters": catalogue.units(speech.text)}


def whole(speech: Speech, *, request_id: str, url: str, expires: int) -> dict[str, Any]:
    """The answer to a request without streaming."""
    return {
        "output": {
            "audio": {"data": "", "expires_at": expires, "id": f"audio_{request_id}", "url": url},
            "finish_reason": "stop",
        },
        "usage": usage(speech),
        "request_id": request_id,
    }


def frames(
    speech: Speech, sound: bytes, *, request_id: str, url: str, expires: int, chunk: int
) -> list[dict[str, Any]]:
    """The answer to a request with streaming: chunks of sound, then a last frame with link and usage."""
    found = []
    for at in range(0, len(sound), chunk):
        piece = base64.b64encode(sound[at : at + chunk]).decode("ascii")
        found.append(
            {
                "output": {
                    "audio": {"data": piece, "expires_at": expires, "id": f"audio_{request_id}", "url": ""},
                    "finish_reason": "null",
                },
                "request_id": request_id,
            }
        )
    return [*found, whole(speech, request_id=request_id, url=url, expires=expires)]


def _tokens(text: str) -> int:
    """A plausible count of tokens; the legacy models' tokenizer is not published."""
    return math.ceil(sum(1.0 if catalogue.HAN.match(char) else 0.25 for char in text))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
