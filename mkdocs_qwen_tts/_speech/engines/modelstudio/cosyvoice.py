"""CosyVoice and Qwen-Audio-TTS, on the speech synthesizer endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Piece, Word
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts._speech.engines.modelstudio import envelope
from mkdocs_qwen_tts._speech.engines.modelstudio.system import System
from mkdocs_qwen_tts._speech.http import reading
from mkdocs_qwen_tts._speech.http.protocol import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.http.wire import Reply

AUDIO: Mapping[str, Any] = {"format": "wav", "sample_rate": 24_000}
"""Lossless, at the rate of everything else here; the service's default is mp3 at 22,050 Hz."""

WORD_TIMES = "word_timestamp_enabled"
"""An option that is offered in streams alone."""

MOST_MILLISECONDS = 3_600_000
LONGEST_WORD = 1000
"""Characters; a whole request has fewer than twenty times as many."""


class CosyVoice(System):
    """How CosyVoice and Qwen-Audio-TTS are spoken to."""

    name = "cosyvoice"
    path = "/services/audio/tts/SpeechSynthesizer"
    custom_voices_carry_model = True
    links_to_files = True

    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """Documented fields alone, in `input`."""
        voice = utterance.voice
        entry = catalogue.model(voice.model)
        fields: dict[str, Any] = {"text": utterance.text, "voice": voice.name, **AUDIO}
        tongue = catalogue.language(voice.language)
        if tongue is not None:
            fields["language_hints"] = [tongue.tag]
        if voice.instructions and entry.instructions:
            fields[entry.instructions] = voice.instructions
        options.place_options(voice.options, self.name, voice.model, fields)
        if not stream:
            fields.pop(WORD_TIMES, None)
        return Request(
            self.path, {"model": voice.model, "input": fields}, envelope.headers(stream=stream)
        )

    def has_file(self, utterance: Utterance) -> bool:
        """Only streams tell when each word is spoken."""
        return super().has_file(utterance) and not dict(utterance.voice.options).get(WORD_TIMES)

    def pieces(
        self,
        reply: Reply,
        utterance: Utterance,
        *,
        stream: bool,  # noqa: ARG002 - one signature for all
    ) -> Iterator[Piece]:
        """Frame by frame; frames that begin and end a sentence carry no sound."""
        given = dict(utterance.voice.options)
        rate = given.get("sample_rate", AUDIO["sample_rate"])
        for frame in envelope.json_frames(reply):
            if frame is None:
                yield Piece(damaged=True)
                continue
            output = reading.as_mapping(frame.get("output"))
            audio = reading.as_mapping(output.get("audio"))
            sound, damaged = reading.sound_of(audio.get("data"))
            finished, cut = envelope.ending(output)
            yield Piece(
                audio=sound,
                url=envelope.link(audio.get("url")),
                usage=reading.stated_usage(frame),
                sample_rate=rate,
                words=_words(reading.as_mapping(output.get("sentence"))),
                finished=finished,
                cut=cut,
                damaged=damaged,
            )

    def option_problem(self, settings: Settings) -> ConfigurationError | None:
        """`bit_rate` belongs to opus (CosyVoice API reference)."""
        given = settings.options
        if "bit_rate" in given and given.get("format") != "opus":
            return ConfigurationError(
                "options.bit_rate", "is for `format: opus` alone.", value=given["bit_rate"]
            )
        return None


def _words(sentence: Mapping[str, Any]) -> tuple[Word, ...]:
    """The words of a sentence and when they are spoken; odd ones are left out."""
    listed = sentence.get("words")
    found = []
    for one in listed if isinstance(listed, list) else ():
        word = reading.as_mapping(one)
        text = word.get("text")
        start, end = _seconds(word.get("begin_time")), _seconds(word.get("end_time"))
        if isinstance(text, str) and start is not None and end is not None and start <= end:
            found.append(Word(text[:LONGEST_WORD], start, end))
    return tuple(found)


def _seconds(milliseconds: Any) -> float | None:
    """A moment that a service states; `None` for what is none, such as no number or a huge one."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        return None
    return milliseconds / 1000 if 0 <= milliseconds <= MOST_MILLISECONDS else None
