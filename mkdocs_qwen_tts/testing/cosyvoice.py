"""The fake's CosyVoice and Qwen-Audio-TTS: what they refuse, and how they answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.speech.catalogue import options
from mkdocs_qwen_tts.testing import qwen
from mkdocs_qwen_tts.testing.calls import Refused
from mkdocs_qwen_tts.testing.speech import Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.calls import Call, House, Told

MOST_UNITS = 20_000
DEFAULT_FORMAT = "mp3"
DEFAULT_RATE = 22_050
"""Hertz (CosyVoice HTTP API reference)."""

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*\s*|[.!?。！？]+\s*")


def read(call: Call, house: House) -> Speech:
    """What a request asks for.

    Raises:
        Refused: it asks for something that the service does not do.
    """
    entry = catalogue.models()[str(call.body["model"])]
    text, voice = qwen.text_and_voice(call)
    if voice not in catalogue.speakers(entry.voices) and house.own.get(voice) != entry.name:
        number = 411 if catalogue.speakers(entry.voices) else 418
        raise Refused(400, "InvalidParameter", f"[cosyvoice:]Engine error [{number}].")
    if catalogue.units(text) > MOST_UNITS:
        message = (
            f"Each request sends text is limited: {MOST_UNITS}, current: {catalogue.units(text)}"
        )
        raise Refused(400, "InvalidParameter", message)
    known = options.options_of("cosyvoice", entry.name)
    given = {name: value for name, value in call.fields.items() if name in known}
    try:
        options.check_values(given, "cosyvoice", entry.name)
    except ConfigurationError as error:
        raise Refused(400, "InvalidParameter", f"Input {error.option} is invalid") from None
    instruction = str(call.fields.get("instruction") or "") if entry.instructions else ""
    if entry.instructions_limit and catalogue.units(instruction) > entry.instructions_limit:
        raise Refused(400, "InvalidParameter", "The instruction is too long.")
    shaping = {name: given[name] for name in ("volume", "rate", "pitch", "seed") if name in given}
    return Speech(
        entry.name,
        voice,
        text,
        instruction + (json.dumps(shaping, sort_keys=True) if shaping else ""),
        str(given.get("format", DEFAULT_FORMAT)),
        int(given.get("sample_rate", DEFAULT_RATE)),
    )


def whole(speech: Speech, sound: bytes, told: Told) -> dict[str, Any]:
    """The answer to a request without streaming: a link."""
    return qwen.whole(speech, sound, told)


def frames(
    speech: Speech, sound: bytes, told: Told, *, chunk: int = qwen.CHUNK_BYTES, words: bool = False
) -> list[dict[str, Any]]:
    """The answer to a request with streaming: sentence by sentence, then a last frame with the link."""
    sentences = [match[0] for match in _SENTENCE.finditer(speech.text)] or [speech.text]
    pieces = [sound[at : at + chunk] for at in range(0, len(sound), chunk)]
    found: list[dict[str, Any]] = []
    said = 0
    start = 0
    for index, sentence in enumerate(sentences):
        said += len(sentence)
        end = (
            len(pieces) * said // max(1, len(speech.text))
            if index + 1 < len(sentences)
            else len(pieces)
        )
        timed = _words(speech, sentence, said - len(sentence)) if words else []
        frame = _Frame(speech, told, sentence, index, timed)
        found.append(frame.made("sentence-begin", b""))
        found.extend(frame.made("sentence-synthesis", piece) for piece in pieces[start:end])
        found.append(frame.made("sentence-end", b""))
        start = end
    return [*found, whole(speech, sound, told)]


class _Frame:
    """The frames of one sentence."""

    def __init__(
        self, speech: Speech, told: Told, sentence: str, index: int, words: list[dict[str, Any]]
    ) -> None:
        self._speech, self._told = speech, told
        self._sentence = {"index": index, "words": words}
        self._text = sentence

    def made(self, kind: str, sound: bytes) -> dict[str, Any]:
        """A frame; its usage counts up, as the service's does."""
        audio = {
            "data": qwen.encoded(sound),
            "expires_at": self._told.expires,
            "id": f"audio_{self._told.request_id}",
        }
        return {
            "output": {
                "type": kind,
                "original_text": self._text,
                "sentence": self._sentence,
                "audio": audio,
                "finish_reason": "null",
            },
            "usage": qwen.usage(self._speech),
            "request_id": self._told.request_id,
        }


def _words(speech: Speech, sentence: str, offset: int) -> list[dict[str, Any]]:
    """When each word is spoken, in milliseconds: in proportion to the text."""
    scale = 1000 * speech.seconds / max(1, len(speech.text))
    return [
        {
            "text": match[0],
            "begin_index": match.start(),
            "end_index": match.end(),
            "begin_time": round((offset + match.start()) * scale),
            "end_time": round((offset + match.end()) * scale),
        }
        for match in re.finditer(r"[^\W\u2e80-\u9fff]+|[\u2e80-\u9fff]", sentence)
    ]
