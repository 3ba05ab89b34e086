"""The fake's MiniMax: what it refuses, and how it answers. Its errors come with status 200, in a place of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.testing import qwen
from mkdocs_qwen_tts.testing.calls import Refused, mapping
from mkdocs_qwen_tts.testing.speech import Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.calls import Call, House, Told

MOST_CHARACTERS = 10_000
RATES = (8000, 16000, 22050, 24000, 32000, 44100)
DEFAULT_RATE = 32_000
FORMATS = ("mp3", "pcm", "flac", "wav")
BAD_PARAMETER = 2013
RANGES = {"speed": (0.5, 2.0), "vol": (0, 10), "pitch": (-12, 12)}


class Declined(Refused):
    """MiniMax's own way of refusing: `base_resp`, with status 200."""

    def __init__(self, status_code: int, message: str) -> None:
        super().__init__(200, f"MiniMax.{status_code}", message)
        self.status_code = status_code


def read(call: Call, house: House) -> Speech:
    """What a request asks for.

    Raises:
        Refused: it asks for something that the service does not do.
    """
    entry = catalogue.models()[str(call.body["model"])]
    voice_setting = mapping(call.fields.get("voice_setting"))
    audio_setting = mapping(call.fields.get("audio_setting"))
    text = call.fields.get("text")
    if not isinstance(text, str) or not text:
        raise Declined(BAD_PARAMETER, "invalid params, text is empty")
    if len(text) > MOST_CHARACTERS:
        raise Declined(BAD_PARAMETER, "invalid params, text is too long")
    voice = voice_setting.get("voice_id")
    mixed = isinstance(call.fields.get("timbre_weights"), list) and bool(
        call.fields["timbre_weights"]
    )
    if (
        not mixed
        and voice not in catalogue.speakers(entry.voices)
        and house.own.get(str(voice)) != entry.name
    ):
        raise Declined(BAD_PARAMETER, "invalid params, voice_id not found")
    for name, (low, high) in RANGES.items():
        value = voice_setting.get(name, low if name != "pitch" else 0)
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not low <= value <= high
        ):
            raise Declined(BAD_PARAMETER, f"invalid params, {name}")
    form = str(audio_setting.get("format", "mp3"))
    rate = audio_setting.get("sample_rate", DEFAULT_RATE)
    if form not in FORMATS or rate not in RATES or (call.stream and form == "wav"):
        raise Declined(BAD_PARAMETER, "invalid params, audio_setting")
    shaping = {name: value for name, value in voice_setting.items() if name != "voice_id"}
    if mixed:
        shaping["timbre_weights"] = call.fields["timbre_weights"]
    manner = json.dumps(shaping, sort_keys=True) if shaping else ""
    return Speech(entry.name, str(voice or ""), text, manner, form, int(rate))


def whole(speech: Speech, sound: bytes, told: Told) -> dict[str, Any]:
    """The answer to a request without streaming: the sound as hexadecimal text."""
    return _answer(speech, sound.hex(), told, final=True, size=len(sound))


def frames(
    speech: Speech,
    sound: bytes,
    told: Told,
    *,
    chunk: int = qwen.CHUNK_BYTES,
    aggregated: bool = True,
) -> list[dict[str, Any]]:
    """The answer to a request with streaming. The last frame repeats all of it, unless it was asked not to."""
    found = [
        _answer(speech, sound[at : at + chunk].hex(), told, final=False, size=len(sound))
        for at in range(0, len(sound), chunk)
    ]
    return [
        *found,
        _answer(speech, sound.hex() if aggregated else "", told, final=True, size=len(sound)),
    ]


def declined(code: int, message: str, request_id: str) -> dict[str, Any]:
    """The answer that refuses."""
    return {
        "output": {
            "base_resp": {"status_code": code, "status_msg": message},
            "data": None,
            "trace_id": request_id,
        },
        "request_id": request_id,
    }


def _answer(speech: Speech, audio: str, told: Told, *, final: bool, size: int) -> dict[str, Any]:
    output: dict[str, Any] = {
        "base_resp": {"status_code": 0, "status_msg": "success"},
        "data": {"audio": audio, "status": 2 if final else 1},
        "trace_id": told.request_id.replace("-", ""),
    }
    answer: dict[str, Any] = {"output": output, "request_id": told.request_id}
    if final:
        output["extra_info"] = {
            "audio_channel": 1,
            "audio_format": speech.format,
            "audio_length": round(1000 * speech.seconds),
            "audio_sample_rate": speech.sample_rate,
            "audio_size": size,
            "invisible_character_ratio": 0,
            "usage_characters": catalogue.units(speech.text),
            "word_count": len(speech.text),
        }
        answer["usage"] = {"characters": catalogue.units(speech.text)}
    return answer
