"""The fake's CosyVoice and Qwen-Audio-TTS: what they refuse, and how they answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts.testing._calls import Refused
from mkdocs_qwen_tts.testing._fake_protocol import FakeProtocol, as_base64
from mkdocs_qwen_tts.testing._qwen import FakeQwen, billed_usage, text_and_voice
from mkdocs_qwen_tts.testing._speech import SYNTHESIZER_PLACEHOLDER, Speech

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing._calls import Account, Call, ResultLink

MOST_UNITS = 20_000
DEFAULT_FORMAT = "mp3"
DEFAULT_RATE = 22_050
"""Hertz (CosyVoice HTTP API reference)."""
USUAL_VOLUME = 50
"""The volume that changes nothing (CosyVoice HTTP API reference)."""
PITCH_OCTAVE = 12
"""Semitones that a `pitch` of 2 is up."""

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*\s*|[.!?。！？]+\s*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,80}")


class FakeCosyVoice(FakeProtocol):
    """CosyVoice and Qwen-Audio-TTS: links without streaming, sentence by sentence in a stream."""

    name = "cosyvoice"
    errors_in_stream = True
    frame_seconds = 0.4
    frames_a_chunk = 2

    def read(self, call: Call, account: Account) -> Speech:
        """What a request asks for.

        Raises:
            Refused: it asks for something that the service does not do.
        """
        entry = catalogue.models()[call.model]
        text, voice = text_and_voice(call)
        if not _speaks(entry, voice, account):
            number = 411 if catalogue.system_voices(entry.voices) else 418
            raise Refused(400, "InvalidParameter", f"[cosyvoice:]Engine error [{number}].")
        if (length := catalogue.units(text)) > MOST_UNITS:
            message = f"Each request sends text is limited: {MOST_UNITS}, current: {length}"
            raise Refused(400, "InvalidParameter", message)
        known = options.options_of(self.name, entry.name)
        given = {name: value for name, value in call.fields.items() if name in known}
        try:
            options.check_values(given, self.name, entry.name)
        except ConfigurationError as error:
            raise Refused(400, "InvalidParameter", f"Input {error.option} is invalid") from None
        instruction = str(call.fields.get("instruction") or "") if entry.instructions else ""
        if entry.instructions_limit and catalogue.units(instruction) > entry.instructions_limit:
            raise Refused(400, "InvalidParameter", "The instruction is too long.")
        shaping = {"seed": given["seed"]} if "seed" in given else {}
        return Speech(
            entry.name,
            voice,
            text,
            instruction + (json.dumps(shaping, sort_keys=True) if shaping else ""),
            str(given.get("format", DEFAULT_FORMAT)),
            int(given.get("sample_rate", DEFAULT_RATE)),
            speed=float(given.get("rate", 1.0)),
            gain=float(given.get("volume", USUAL_VOLUME)) / USUAL_VOLUME,
            semitones=PITCH_OCTAVE * (float(given.get("pitch", 1.0)) - 1),
            placeholder=SYNTHESIZER_PLACEHOLDER,
        )

    def document(self, speech: Speech, sound: bytes, link: ResultLink) -> dict[str, Any]:
        """The answer to a request without streaming: a link."""
        return FakeQwen().document(speech, sound, link)

    def frames(
        self, speech: Speech, pieces: list[bytes], link: ResultLink, call: Call
    ) -> list[dict[str, Any]]:
        """Sentence by sentence, then a last frame with the link."""
        timed = call.fields.get("word_timestamp_enabled") is True
        sentences = [match[0] for match in _SENTENCE.finditer(speech.text)] or [speech.text]
        found: list[dict[str, Any]] = []
        said = start = 0
        for index, sentence in enumerate(sentences):
            said += len(sentence)
            last = index + 1 == len(sentences)
            end = len(pieces) if last else len(pieces) * said // max(1, len(speech.text))
            words = _words(speech, sentence, said - len(sentence)) if timed else []
            frame = _Frame(speech, link, sentence, {"index": index, "words": words})
            found.append(frame.made("sentence-begin", b""))
            found.extend(frame.made("sentence-synthesis", piece) for piece in pieces[start:end])
            found.append(frame.made("sentence-end", b""))
            start = end
        return [*found, self.document(speech, b"", link)]


def _speaks(entry: catalogue.Model, voice: str, account: Account) -> bool:
    """Whether a model has a voice. Sets that are open have more than is documented."""
    if voice in catalogue.system_voices(entry.voices) or account.own.get(voice) == entry.name:
        return True
    if not (account.profile.open_voices and entry.voices_open):
        return False
    return catalogue.system_voice(voice) is None and _NAME.fullmatch(voice) is not None


class _Frame:
    """The frames of one sentence."""

    def __init__(
        self, speech: Speech, link: ResultLink, text: str, sentence: dict[str, Any]
    ) -> None:
        self._usage = billed_usage(speech)
        self._link, self._text, self._sentence = link, text, sentence

    def made(self, kind: str, sound: bytes) -> dict[str, Any]:
        """A frame; its usage counts up, as the service's does."""
        audio = {
            "data": as_base64(sound),
            "expires_at": self._link.expires,
            "id": f"audio_{self._link.request_id}",
        }
        return {
            "output": {
                "type": kind,
                "original_text": self._text,
                "sentence": self._sentence,
                "audio": audio,
                "finish_reason": "null",
            },
            "usage": self._usage,
            "request_id": self._link.request_id,
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
