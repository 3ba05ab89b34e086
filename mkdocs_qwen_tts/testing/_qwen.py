"""The fake's Qwen-TTS: what it refuses, and how it answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing._calls import Refused
from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol, as_base64
from mkdocs_qwen_tts.testing._speech import Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing._calls import Account, Call, ResultLink

TOKENS_PER_SECOND = 50
"""Output tokens of the legacy models (Model Studio, pricing)."""

NO_SUCH_VOICE = (
    "Invalid voice specified, the requested voice does not exist or is not licensed for use."
)
MISSING = "Required parameter({}) missing or invalid, please check the request parameters."
TOO_LONG = "<400> InternalError.Algo.InvalidParameter: Range of input length should be [0, {}]"


class FakeQwen(FakeProtocol):
    """Qwen-TTS: links without streaming, base64 in a stream, both with the usage."""

    name = "qwen"

    def read(self, call: Call, account: Account) -> Speech:
        """What a request asks for.

        Raises:
            Refused: it asks for something that the service does not do.
        """
        entry = catalogue.models()[call.model]
        text, voice = text_and_voice(call)
        if (
            voice not in catalogue.system_voices(entry.voices)
            and account.own.get(voice) != entry.name
        ):
            raise Refused(400, "InvalidParameter", NO_SUCH_VOICE)
        if entry.limit_unit == "tokens":
            length, most = token_count(text), entry.limit
        else:
            length, most = _length(text, account.profile.limit_unit), account.profile.limit
        if length > most:
            raise Refused(400, "InvalidParameter", TOO_LONG.format(most))
        _check_language(call.fields.get("language_type", "Auto"), entry)
        instructions = str(call.fields.get("instructions") or "") if entry.instructions else ""
        wished = instructions and call.fields.get("optimize_instructions") is True
        polished = "optimized" if wished else ""
        return Speech(entry.name, voice, text, f"{instructions}\0{polished}".strip("\0"))

    def document(
        self,
        speech: Speech,
        sound: bytes,  # noqa: ARG002 - it is behind the link
        link: ResultLink,
    ) -> dict[str, Any]:
        """The answer to a request without streaming: a link."""
        return {
            "output": {"audio": _audio("", link, link.url), "finish_reason": "stop"},
            "usage": billed_usage(speech),
            "request_id": link.request_id,
        }

    def frames(
        self,
        speech: Speech,
        pieces: list[bytes],
        link: ResultLink,
        call: Call,  # noqa: ARG002 - nothing of it matters here
    ) -> list[dict[str, Any]]:
        """Chunks of sound, then a last frame with link and usage."""
        found: list[dict[str, Any]] = [
            {
                "output": {"audio": _audio(as_base64(piece), link), "finish_reason": "null"},
                "request_id": link.request_id,
            }
            for piece in pieces
        ]
        return [*found, self.document(speech, b"", link)]


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


def billed_usage(speech: Speech) -> dict[str, Any]:
    """What the service says it bills."""
    if catalogue.models()[speech.model].bills != "tokens":
        return {"characters": catalogue.units(speech.text)}
    taken = token_count(speech.text)
    spoken = TOKENS_PER_SECOND * max(1, math.ceil(speech.seconds))
    return {
        "input_tokens": taken,
        "output_tokens": spoken,
        "total_tokens": taken + spoken,
        "input_tokens_details": {"text_tokens": taken},
        "output_tokens_details": {"audio_tokens": spoken, "text_tokens": 0},
    }


def token_count(text: str) -> int:
    """A plausible count of tokens; the legacy models' tokenizer is not published."""
    return math.ceil(sum(1.0 if catalogue.han().match(char) else 0.25 for char in text))


def _length(text: str, unit: str) -> int:
    """Length of a text by one of the readings of the limit; sources differ."""
    if unit == "bytes":
        return len(text.encode("utf-8", "replace"))
    return len(text) if unit == "characters" else catalogue.units(text)


def _check_language(value: Any, entry: catalogue.Model) -> None:
    names = ["Auto", *(tongue.name for tongue in catalogue.languages() if "qwen3" in tongue.sets)]
    # Measured: instruct models insist on the capital letter, others do not.
    strict = bool(entry.instructions)
    known = value in names if strict else isinstance(value, str) and value.capitalize() in names
    if not known:
        raise Refused(
            400, "InvalidParameter", f"Input should be one of {', '.join(names)}: language_type"
        )


def _audio(data: str, link: ResultLink, url: str = "") -> dict[str, Any]:
    return {"data": data, "expires_at": link.expires, "id": f"audio_{link.request_id}", "url": url}
