"""How faults change an answer on its way out: sound, events, bodies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

    from mkdocs_qwen_tts.testing.faults import Fault
    from mkdocs_qwen_tts.testing.speech import Speech

SPLICED = 1000
"""Characters of a field from which on splicing it in is faster."""

PAGE = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


class Reset(ConnectionResetError):
    """The server resets the connection here."""


class Hangup(ConnectionAbortedError):
    """The server closes the connection here, in the middle of its answer."""


def audio(fault: Fault | None, speech: Speech, *, true_sizes: bool) -> bytes:
    """The file of a speech, spoiled if a fault of sound is at work."""
    from mkdocs_qwen_tts.testing.speech import wav  # noqa: PLC0415 - numpy is needed only where sound is made

    name = fault.name if fault else ""
    if name == "wrong-audio":
        return b"The quick brown fox jumps over the lazy dog. " * 50
    if name == "empty-audio":
        return wav(b"", true_sizes=true_sizes)
    if name == "silent-audio":
        return wav(bytes(len(speech.pcm())), true_sizes=true_sizes)
    if name == "odd-audio":
        return speech.wav(true_sizes=true_sizes) + b"\x00"
    return speech.wav(true_sizes=true_sizes)


def event(number: int, frame: Any, *, name: str = "result", status: int = 200, end: str = "\n") -> bytes:
    """One event as the service writes it: no blank after the colons."""
    data = frame if isinstance(frame, str) else dumps(frame)
    return f"id:{number}{end}event:{name}{end}:HTTP_STATUS/{status}{end}data:{data}{end}{end}".encode()


def dumps(frame: dict[str, Any]) -> str:
    """JSON as the service writes it. A long audio field is spliced in: base64 and hex need no second look."""
    audio = frame.get("output", {}).get("audio", {})
    sound = audio.get("data", "") if isinstance(audio, dict) else ""
    if len(sound) < SPLICED:
        return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    hollow = {**frame, "output": {**frame["output"], "audio": {**audio, "data": "@"}}}
    return json.dumps(hollow, ensure_ascii=False, separators=(",", ":")).replace(
        '"data":"@"', f'"data":"{sound}"', 1
    )


def stream(fault: Fault | None, frames: list[dict[str, Any]]) -> list[bytes]:  # noqa: PLR0911 - a fault a line
    """The events of an answer, spoiled if a fault of streams is at work."""
    name = fault.name if fault else ""
    if name == "crlf":
        return [event(at, frame, end="\r\n") for at, frame in enumerate(frames, 1)]
    events = [event(at, frame) for at, frame in enumerate(frames, 1)]
    middle = max(1, len(events) // 2)
    if name == "missing-last-chunk":
        return events[:-1]
    if name == "no-final-blank-line":
        return [*events[:-1], events[-1].rstrip(b"\n")]
    if name == "comments":
        return [b": keep-alive\n\n", *(part for one in events for part in (one, b":\n\nid:0\n\n"))]
    if name == "multi-line-data":
        return [
            event(at, json.dumps(frame, indent=1).replace("\n", "\ndata:"))
            for at, frame in enumerate(frames, 1)
        ]
    if name == "garbled-event":
        return [*events[:middle], event(middle + 1, '{"output":{"audio":'), *events[middle:]]
    if fault and name in ("event-error", "code-in-200"):
        told = {"code": fault.code, "message": fault.message, "request_id": frames[0].get("request_id", "")}
        shown = (
            event(middle + 1, told, name="error", status=500)
            if name == "event-error"
            else event(middle + 1, told)
        )
        return [*events[:middle], shown]
    return events


def body(fault: Fault | None, parts: Iterable[bytes], patience: Patience) -> Iterator[bytes]:
    """An answer's bytes, with the connection's own faults.

    Raises:
        Reset: the connection is to be reset.
        Hangup: it is to be closed.
        TimeoutError: nobody could wait in earnest, and the answer stops here.
    """
    name = fault.name if fault else ""
    if name == "slow-first-byte":
        patience.wait()
    pieces = list(parts)
    if name not in ("reset-inside", "close-inside", "stall", "reset-link"):
        yield from pieces
        return
    whole = b"".join(pieces)
    yield whole[: len(whole) // 2]
    if name == "stall":
        patience.wait()
        yield whole[len(whole) // 2 :]
    elif name == "close-inside":
        raise Hangup
    else:
        raise Reset


class Patience:
    """How faults of slowness wait: in earnest on a real connection, at once where there is none."""

    def __init__(self, seconds: float, closing: threading.Event, *, real: bool) -> None:
        self._seconds = seconds
        self._closing = closing
        self._real = real

    def wait(self) -> None:
        """Wait.

        Raises:
            TimeoutError: there is no connection, and so nobody whose patience could end.
        """
        if not self._real:
            raise TimeoutError("timed out")
        self._closing.wait(self._seconds)
