"""Qwen-TTS: `qwen3-tts-*` and the legacy `qwen-tts-*`, on the multimodal generation endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import Piece
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.modelstudio import envelope
from mkdocs_qwen_tts._speech.engines.modelstudio.system import System
from mkdocs_qwen_tts._speech.http import reading
from mkdocs_qwen_tts._speech.http.protocol import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._speech.http.wire import Reply

SAMPLE_RATE = 24_000
"""Hertz of headerless audio (Model Studio, Qwen-TTS guide)."""


class Qwen(System):
    """How Qwen-TTS is spoken to."""

    name = "qwen"
    path = "/services/aigc/multimodal-generation/generation"
    optimizes_instructions = True
    links_to_files = True

    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """Documented fields alone, in `input`, as the API reference's examples have them."""
        voice = utterance.voice
        entry = catalogue.model(voice.model)
        fields: dict[str, Any] = {"text": utterance.text, "voice": voice.name}
        if entry.family != "qwen-tts":  # the legacy models have no such field
            fields["language_type"] = voice.language
        if voice.instructions and entry.instructions:
            fields[entry.instructions] = voice.instructions
            if voice.optimize_instructions:
                fields["optimize_instructions"] = True
        return Request(
            self.path, {"model": voice.model, "input": fields}, envelope.headers(stream=stream)
        )

    def pieces(
        self,
        reply: Reply,
        utterance: Utterance,  # noqa: ARG002 - one signature for all
        *,
        stream: bool,  # noqa: ARG002 - other systems ask for a stream otherwise
    ) -> Iterator[Piece]:
        """Frame by frame; a body that is not a stream is one frame."""
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
                sample_rate=SAMPLE_RATE,
                finished=finished,
                cut=cut,
                damaged=damaged,
            )
