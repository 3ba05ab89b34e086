"""How accepted speech is answered, on every protocol, with a fault or without."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from mkdocs_qwen_tts.testing import cosyvoice, minimax, openai, qwen, spoil
from mkdocs_qwen_tts.testing.calls import as_json, envelope, mapping
from mkdocs_qwen_tts.testing.speech import MEDIA_TYPES

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.calls import Call, Told
    from mkdocs_qwen_tts.testing.faults import Fault
    from mkdocs_qwen_tts.testing.speech import Speech

EVENT_STREAM = "text/event-stream;charset=UTF-8"
WAV_HEADER_BYTES = 44
MINIMAX_FAILED = 1000


def before(call: Call, fault: Fault, protocol: str) -> Response | None:
    """The answer of a fault that strikes before there is any speech, or `None`.

    Raises:
        Reset: the connection is to be reset.
    """
    if fault.name == "reset-before":
        raise spoil.Reset
    if fault.stage == "page":
        headers = {"Location": "http://example.com/elsewhere"} if fault.name == "redirect" else {}
        return Response(spoil.PAGE, status=fault.status, headers=headers, content_type="text/html")
    if fault.stage == "sse-refusal":
        shown = spoil.event(1, envelope(fault, call.request_id), name="error", status=fault.status)
        return Response(shown, status=fault.status, content_type=EVENT_STREAM)
    if fault.stage == "json" or (fault.stage == "code" and not call.stream):
        return as_json(_failed(fault, call, protocol))
    return None


def hosted(
    speech: Speech,
    call: Call,
    told: Told,
    fault: Fault | None,
    *,
    protocol: str,
    patience: spoil.Patience,
    header_in_stream: bool,
    true_sizes: bool,
) -> Response:
    """The answer of Model Studio: a document, or a stream of events."""
    needs_sound = call.stream or protocol == "minimax"
    sound = spoil.audio(fault, speech, true_sizes=true_sizes) if needs_sound else b""
    system: Any = {"qwen": qwen, "cosyvoice": cosyvoice, "minimax": minimax}[protocol]
    if not call.stream or (fault and fault.name == "whole-in-place-of-stream"):
        parts = [spoil.dumps(system.whole(speech, sound, told)).encode()]
        kind = "application/json"
    else:
        if not header_in_stream and sound.startswith(b"RIFF"):
            sound = sound[WAV_HEADER_BYTES:]
        write = functools.partial(
            system.frames, speech, sound, told, **_frame_options(call, protocol)
        )
        frames = (
            write(chunk=spoil.RAGGED_BYTES) if fault and fault.name == "ragged-chunks" else write()
        )
        if fault and fault.name == "truncated-base64":
            spoil.damage(frames)
        parts = spoil.stream(
            fault, frames, spoil.event, functools.partial(_error_event, call, protocol)
        )
        kind = EVENT_STREAM
    stated = "text/plain" if fault and fault.stage == "type" else kind
    here = fault if fault and fault.stage != "link" else None
    response = Response(spoil.body(here, parts, patience), content_type=stated)
    if kind == "application/json":
        response.content_length = len(parts[0])
    return response


def self_hosted(
    speech: Speech,
    call: Call,
    fault: Fault | None,
    *,
    named: bool,
    raw: bool,
    patience: spoil.Patience,
) -> Response:
    """The answer of a self-hosted server: a file, raw samples, or a stream of events."""
    sound = spoil.audio(fault, speech, true_sizes=True)
    headers = {"X-Sample-Rate": str(speech.sample_rate), "X-Channels": "1", "X-Bit-Depth": "16"}
    if not call.stream:
        response = Response(
            spoil.body(fault, [sound], patience), content_type=MEDIA_TYPES[speech.format]
        )
        response.content_length = len(sound)
        return response
    if raw:
        parts = [sound[at : at + qwen.CHUNK_BYTES] for at in range(0, len(sound), qwen.CHUNK_BYTES)]
        return Response(
            spoil.body(fault, parts, patience), headers=headers, content_type="audio/pcm"
        )
    ragged = fault is not None and fault.name == "ragged-chunks"
    frames = openai.frames(speech, sound, chunk=spoil.RAGGED_BYTES if ragged else qwen.CHUNK_BYTES)
    if fault and fault.name == "truncated-base64":
        spoil.damage(frames)

    def write(_: int, frame: Any, *, end: str = "\n") -> bytes:
        return openai.event(frame, named=named, end=end)

    def error(_: int, fault: Fault) -> bytes:
        kind = "speech.audio.error" if named else "error"
        return openai.event({"type": kind, **openai.error(500, fault.message)}, named=named)

    events = spoil.stream(fault, frames, write, error)
    return Response(
        spoil.body(fault, events, patience), content_type="text/event-stream; charset=utf-8"
    )


def _frame_options(call: Call, protocol: str) -> dict[str, Any]:
    if protocol == "cosyvoice":
        return {"words": call.fields.get("word_timestamp_enabled") is True}
    if protocol == "minimax":
        stream_options = mapping(call.fields.get("stream_options"))
        return {"aggregated": stream_options.get("exclude_aggregated_audio") is not True}
    return {}


def _failed(fault: Fault, call: Call, protocol: str) -> dict[str, Any]:
    if protocol == "minimax" and fault.stage == "code":
        return minimax.declined(MINIMAX_FAILED, fault.message, call.request_id)
    return envelope(fault, call.request_id)


def _error_event(call: Call, protocol: str, number: int, fault: Fault) -> bytes:
    told = _failed(fault, call, protocol)
    if fault.name == "event-error":
        return spoil.event(number, told, name="error", status=500)
    return spoil.event(number, told)
