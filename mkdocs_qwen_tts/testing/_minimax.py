"""The fake's MiniMax: what it refuses, and how it answers.

Its errors come with status 200, in a place of their own.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing._calls import Refused, as_json, error_document, object_of
from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol
from mkdocs_qwen_tts.testing._speech import Speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from mkdocs_qwen_tts.testing._calls import Account, Call, ResultLink
    from mkdocs_qwen_tts.testing._faults import Fault

MOST_CHARACTERS = 10_000
RATES = (8000, 16000, 22050, 24000, 32000, 44100)
DEFAULT_RATE = 32_000
BITRATES = (32_000, 64_000, 128_000, 256_000)
FORMATS = ("mp3", "pcm", "flac", "wav")
CHANNELS = (1, 2)
EMOTIONS = (
    *("happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm"),
    *("fluent", "whisper"),
)
OUTPUT_FORMATS = ("hex", "url")
CLONING = "voice_clone"
"""The action that makes a voice in place of speaking (MiniMax voice cloning API reference)."""
VOICE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]")
MOST_PREVIEW = 1_000
"""Characters of the text that a new voice says."""
BAD_PARAMETER = 2013
FAILED = 1000
RANGES = {"speed": (0.5, 2.0), "vol": (0, 10), "pitch": (-12, 12)}


class Declined(Refused):
    """MiniMax's own way of refusing: `base_resp`, with status 200."""

    def __init__(self, status_code: int, message: str) -> None:
        super().__init__(200, f"MiniMax.{status_code}", message)
        self.status_code = status_code


class FakeMiniMax(FakeProtocol):
    """MiniMax: the sound as hexadecimal text, or a link where it is asked for."""

    name = "minimax"
    document_has_sound = True

    def read(self, call: Call, account: Account) -> Speech:
        """What a request asks for.

        Raises:
            Declined: it asks for something that the service does not do.
        """
        entry = catalogue.models()[call.model]
        if call.fields.get("action") == CLONING:
            return _cloned(call, account)
        voice_setting = object_of(call.fields.get("voice_setting"))
        text = call.fields.get("text")
        if not isinstance(text, str) or not text:
            raise _bad("text is empty")
        if len(text) > MOST_CHARACTERS:
            raise _bad("text is too long")
        voice = voice_setting.get("voice_id")
        mixture = call.fields.get("timbre_weights")
        mixed = isinstance(mixture, list) and bool(mixture)
        known = voice in catalogue.system_voices(entry.voices)
        own = catalogue.models().get(account.own.get(str(voice), ""))
        if not (mixed or known or (own is not None and own.family == entry.family)):
            raise _bad("voice_id not found")
        for name, (low, high) in RANGES.items():
            value = voice_setting.get(name, low if name != "pitch" else 0)
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not low <= value <= high:
                raise _bad(name)
        if voice_setting.get("emotion", "calm") not in EMOTIONS:
            raise _bad("emotion")
        if call.fields.get("output_format", "hex") not in OUTPUT_FORMATS:
            raise _bad("output_format")
        shaping = {
            name: value
            for name, value in voice_setting.items()
            if name not in ("voice_id", "speed", "vol", "pitch")
        }
        if mixed:
            shaping["timbre_weights"] = mixture
        form, rate, kbps, channels = _audio_setting(call)
        return Speech(
            entry.name,
            str(voice or ""),
            text,
            json.dumps(shaping, sort_keys=True) if shaping else "",
            form,
            rate,
            speed=float(voice_setting.get("speed", 1.0)),
            gain=float(voice_setting.get("vol", 1.0)),
            semitones=float(voice_setting.get("pitch", 0)),
            channels=channels,
            kbps=kbps,
            linked=not call.stream and call.fields.get("output_format") == "url",
        )

    def document(self, speech: Speech, sound: bytes, link: ResultLink) -> dict[str, Any]:
        """The sound as hexadecimal text, or the link to it; of a new voice, that to its preview."""
        if speech.made:
            return _demo(speech, link)
        audio = link.url if speech.linked else sound.hex()
        return _answer(speech, audio, link, final=True, size=len(sound))

    def frames(
        self, speech: Speech, pieces: list[bytes], link: ResultLink, call: Call
    ) -> list[dict[str, Any]]:
        """Chunks; the last frame repeats all of them, unless it was asked not to."""
        stream_options = object_of(call.fields.get("stream_options"))
        repeated = stream_options.get("exclude_aggregated_audio") is not True
        whole = b"".join(pieces)
        size = len(whole)
        found = [_answer(speech, one.hex(), link, final=False, size=size) for one in pieces]
        last = whole.hex() if repeated else ""
        return [*found, _answer(speech, last, link, final=True, size=size)]

    def refusal(self, refused: Refused, request_id: str) -> Response:
        """Where the model itself refuses: `base_resp`, with status 200."""
        if isinstance(refused, Declined):
            return as_json(_declined(refused.status_code, refused.message, request_id))
        return super().refusal(refused, request_id)

    def failure(self, fault: Fault, request_id: str) -> dict[str, Any]:
        """What reports a failure with status 200."""
        if fault.stage == "code":
            return _declined(FAILED, fault.message, request_id)
        return error_document(fault, request_id)


def _cloned(call: Call, account: Account) -> Speech:
    """The preview of a voice that is to be made.

    Raises:
        Declined: it cannot be made so.
    """
    voice, text, source = (call.fields.get(name) for name in ("voice_id", "text", "audio_url"))
    taken = voice in account.own or catalogue.system_voice(str(voice)) is not None
    if not isinstance(voice, str) or not VOICE_ID.fullmatch(voice) or taken:
        raise _bad("voice_id")
    if not isinstance(text, str) or not 0 < len(text) <= MOST_PREVIEW:
        raise _bad("text")
    if not isinstance(source, str) or not source.startswith(("http://", "https://")):
        raise _bad("audio_url")
    return Speech(call.model, voice, text, "", "mp3", DEFAULT_RATE, linked=True, made=True)


def _demo(speech: Speech, link: ResultLink) -> dict[str, Any]:
    output = {
        "base_resp": {"status_code": 0, "status_msg": "success"},
        "demo_audio": link.url,
        "input_sensitive": False,
        "input_sensitive_type": 0,
    }
    usage = {"characters": catalogue.units(speech.text)}
    return {"output": output, "usage": usage, "request_id": link.request_id}


def _bad(what: str) -> Declined:
    return Declined(BAD_PARAMETER, f"invalid params, {what}")


def _audio_setting(call: Call) -> tuple[str, int, int, int]:
    """Format, sample rate, kilobits a second and channels."""
    given: Mapping[str, Any] = object_of(call.fields.get("audio_setting"))
    form = str(given.get("format", "mp3"))
    rate = given.get("sample_rate", DEFAULT_RATE)
    bitrate = given.get("bitrate", 128_000)
    channels = given.get("channel", 1)
    # MiniMax's own API has WAV without streaming alone.
    usual = form in FORMATS and not (call.stream and form == "wav")
    if not usual or rate not in RATES or bitrate not in BITRATES or channels not in CHANNELS:
        raise _bad("audio_setting")
    return form, int(rate), int(bitrate) // 1000, int(channels)


def _declined(code: int, message: str, request_id: str) -> dict[str, Any]:
    return {
        "output": {
            "base_resp": {"status_code": code, "status_msg": message},
            "data": None,
            "trace_id": request_id,
        },
        "request_id": request_id,
    }


def _answer(
    speech: Speech, audio: str, link: ResultLink, *, final: bool, size: int
) -> dict[str, Any]:
    output: dict[str, Any] = {
        "base_resp": {"status_code": 0, "status_msg": "success"},
        "data": {"audio": audio, "status": 2 if final else 1},
        "trace_id": link.request_id.replace("-", ""),
    }
    answer: dict[str, Any] = {"output": output, "request_id": link.request_id}
    if final:
        output["extra_info"] = {
            "audio_channel": speech.channels,
            "audio_format": speech.format,
            "audio_length": round(1000 * speech.seconds),
            "audio_sample_rate": speech.sample_rate,
            "audio_size": size,
            "bitrate": 1000 * speech.kbps,
            "invisible_character_ratio": 0,
            "usage_characters": catalogue.units(speech.text),
            "word_count": len(speech.text),
        }
        answer["usage"] = {"characters": catalogue.units(speech.text)}
    return answer
