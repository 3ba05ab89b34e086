"""Self-hosted Qwen3-TTS behind `/v1/audio/speech`: vLLM-Omni, SGLang-Omni and what is like them.

These servers differ in how a stream looks (events with or without names, or raw samples) and in
their defaults, so an answer is read by its content type, never by what was asked for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import Piece, Usage
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts._speech.engines.selfhosted.engine import LOADED_MODEL, PROTOCOL
from mkdocs_qwen_tts._speech.http import failures, reading, sse
from mkdocs_qwen_tts._speech.http.protocol import Protocol, Request
from mkdocs_qwen_tts._speech.wish import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._speech.http.wire import Reply

MOST_DIGITS = 9
"""Of a sample rate in a header; a number of thousands of digits cannot be read."""

SAMPLE_RATE = 24_000
"""Hertz of raw samples where no header says otherwise: Qwen3-TTS's own rate."""


class SpeechApi(Protocol):
    """How a server is spoken to that knows `/v1/audio/speech`."""

    name = PROTOCOL
    path = "/audio/speech"

    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """Streams carry raw samples, whole answers a WAV file."""
        voice = utterance.voice
        body: dict[str, Any] = {
            "input": utterance.text,
            "response_format": "pcm" if stream else "wav",
        }
        if voice.model != LOADED_MODEL:
            body["model"] = voice.model
        if voice.name:
            body["voice"] = voice.name
        if voice.language != UNKNOWN:
            body["language"] = voice.language
        if voice.instructions:
            body["instructions"] = voice.instructions
        if stream:
            body["stream"] = True
        options.place_options(voice.options, self.name, voice.model, body)
        accept = "text/event-stream, audio/*" if stream else "audio/*, application/json"
        return Request(self.path, body, {"Accept": accept})

    def pieces(
        self,
        reply: Reply,
        utterance: Utterance,  # noqa: ARG002 - one signature for all
        *,
        stream: bool,  # noqa: ARG002 - other protocols are asked for a stream otherwise
    ) -> Iterator[Piece]:
        """Events, raw samples or a file."""
        if reply.content_type == reading.EVENT_STREAM:
            yield from _events(reply)
        elif reply.content_type == "application/json":
            raise _told(_document(reply), reply)
        else:
            stated = reply.header("x-sample-rate")
            rate = int(stated) if stated.isdecimal() and len(stated) < MOST_DIGITS else SAMPLE_RATE
            for chunk in reply.chunks():
                yield Piece(audio=chunk, sample_rate=rate)
            yield Piece(finished=True, cut=reply.header("x-finish-reason") == "length")


def _events(reply: Reply) -> Iterator[Piece]:
    for event in sse.events(reply.chunks()):
        if event.data.strip() == reading.DONE:
            continue
        try:
            value = json.loads(event.data)
        except (ValueError, RecursionError):
            yield Piece(damaged=True)
            continue
        frame = reading.as_mapping(value)
        kind = failures.text(frame.get("type")) or event.name
        if kind.endswith("error") or frame.get("error"):
            raise _told(frame, reply)
        if kind.endswith(".delta"):
            sound, damaged = reading.sound_of(frame.get("audio"))
            yield Piece(audio=sound, sample_rate=_rate(frame), damaged=damaged)
        elif kind.endswith(".done"):
            cut = frame.get("finish_reason") == "length"
            yield Piece(usage=_usage(frame, reply), finished=True, cut=cut)


def _document(reply: Reply) -> Mapping[str, Any]:
    try:
        return reading.as_mapping(json.loads(reply.read()))
    except (ValueError, RecursionError):
        return {}


def _rate(frame: Mapping[str, Any]) -> int:
    stated = frame.get("sample_rate")
    return (
        stated
        if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0
        else SAMPLE_RATE
    )


def _usage(frame: Mapping[str, Any], reply: Reply) -> Usage:
    told = reading.stated_usage(frame)
    return told if told is not None else Usage(request_id=failures.clean(reply.request_id))


def _told(frame: Mapping[str, Any], reply: Reply) -> Exception:
    """The error inside an answer with a good status; its `code` is an HTTP status here."""
    error = reading.as_mapping(frame.get("error")) or frame
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else None  # noqa: PLR2004 - the range of errors
    return failures.failure(
        status,
        failures.text(error.get("type")) if status is None else "",
        failures.text(error.get("message")) or "the server answered with JSON in place of sound",
        request_id=reply.request_id,
    )
