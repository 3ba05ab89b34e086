"""How faults change an answer on its way out: sound, events, bodies, connections."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from mkdocs_qwen_tts.testing._faults import GARBAGE

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator

    from mkdocs_qwen_tts.testing._faults import Fault
    from mkdocs_qwen_tts.testing._speech import Speech

PAGE = (
    b"<!doctype html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><h1>Bad Gateway</h1></body></html>"
)
TEXT = b"The quick brown fox jumps over the lazy dog. " * 50

RAGGED_BYTES = 12_345
"""Odd on purpose: samples have two bytes."""

CLIPPING_GAIN = 30.0
NOISE_LEVEL = 3000.0
"""Standard deviation, in steps of a 16-bit sample."""
LOOP_SECONDS = 1.1

TRUNCATED_BYTES = 9_600
"""A fifth of a second at 24 kHz."""

CUT = ("reset-inside", "close-inside", "stall", "reset-link")
"""Faults that strike in the middle of a body."""


class Reset(ConnectionResetError):  # noqa: N818 - an event, not an error of ours
    """The server resets the connection here."""


class Hangup(ConnectionAbortedError):  # noqa: N818 - as above
    """The server closes the connection here, in the middle of its answer."""


class Patience:
    """How the fake waits: in earnest on a real connection, at once where there is none."""

    def __init__(self, seconds: float, closing: threading.Event, *, real: bool) -> None:
        self._seconds = seconds
        self._closing = closing
        self._real = real

    def wait(self) -> None:
        """Wait as long as faults of slowness last.

        Raises:
            TimeoutError: there is no connection, and so nobody whose patience could end.
        """
        if not self._real:
            raise TimeoutError("timed out")
        self._closing.wait(self._seconds)

    def pause(self, seconds: float) -> None:
        """Take so long to make sound, where somebody can tell."""
        if self._real and seconds > 0:
            self._closing.wait(seconds)


class Spoiler:
    """What one fault, or none, makes of an answer."""

    def __init__(self, fault: Fault | None, patience: Patience) -> None:
        self.fault = fault
        self.name = fault.name if fault else ""
        self._patience = patience

    def strikes(self, *names: str) -> bool:
        """Whether the fault is one of these."""
        return self.name in names

    @property
    def chunk(self) -> int | None:
        """How many bytes a chunk of a stream has, where the fault decides that."""
        return RAGGED_BYTES if self.name == "ragged-chunks" else None

    def sound(self, speech: Speech, *, true_sizes: bool) -> bytes:
        """The file of a speech, spoiled if a fault of sound is at work."""
        if self.name == "wrong-audio":
            return TEXT
        pcm = speech.pcm() if self.name != "empty-audio" else b""
        if self.name == "silent-audio":
            pcm = bytes(len(pcm))
        if self.name == "truncated-audio":
            pcm = pcm[:TRUNCATED_BYTES]
        if self.fault and self.fault.stage == GARBAGE:
            pcm = _garbage(self.name, pcm, speech.sample_rate)
        sound = speech.file(pcm, true_sizes=true_sizes)
        return sound + b"\x00" if self.name == "odd-audio" else sound

    def events(
        self,
        frames: list[dict[str, Any]],
        write: Callable[..., bytes],
        error: Callable[[int, Fault], bytes],
    ) -> list[bytes]:
        """The events of an answer, spoiled if a fault of streams is at work.

        Args:
            frames: what the events hold.
            write: writes one event: `(number, frame, end=…)`.
            error: writes the event that reports an error: `(number, fault)`.
        """
        name = self.name
        if name == "truncated-base64":
            _damage(frames)
        if name == "crlf":
            return [write(at, frame, end="\r\n") for at, frame in enumerate(frames, 1)]
        if name == "multi-line-data":
            return [_spread(write(at, frame), frame) for at, frame in enumerate(frames, 1)]
        events = [write(at, frame) for at, frame in enumerate(frames, 1)]
        middle = max(1, len(events) // 2)
        if name == "missing-last-chunk":
            events = events[:-1]
        elif name == "no-final-blank-line":
            events[-1] = events[-1].rstrip(b"\r\n")
        elif name == "comments":
            spread = (part for one in events for part in (one, b":\n\nid:0\n\n"))
            events = [b": keep-alive\n\n", *spread]
        elif name == "garbled-event":
            events.insert(middle, b'data:{"output":{"audio":\n\n')
        elif self.fault and name in ("event-error", "code-in-200"):
            events = [*events[:middle], error(middle + 1, self.fault)]
        return events

    def body(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """An answer's bytes, with the connection's own faults.

        Raises:
            Reset: the connection is to be reset.
            Hangup: it is to be closed.
            TimeoutError: nobody could wait in earnest, and the answer stops here.
        """
        if self.name == "slow-first-byte":
            self._patience.wait()
        if self.name not in CUT:
            yield from parts
            return
        whole = b"".join(parts)
        yield whole[: len(whole) // 2]
        if self.name == "stall":
            self._patience.wait()
            yield whole[len(whole) // 2 :]
        elif self.name == "close-inside":
            raise Hangup
        else:
            raise Reset


def _garbage(name: str, pcm: bytes, sample_rate: int) -> bytes:
    """Samples of the same number, that nobody would want to hear."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    if name == "clipped-audio":
        spoiled = np.clip(samples * CLIPPING_GAIN, -32768, 32767)
    elif name == "noisy-audio":
        spoiled = np.random.default_rng(0).normal(0, NOISE_LEVEL, samples.size)
    else:
        spoiled = np.resize(samples[: int(LOOP_SECONDS * sample_rate)], samples.size)
    return bytes(spoiled.astype("<i2").tobytes())


def _damage(frames: list[dict[str, Any]]) -> None:
    """Cut the first chunk's text short, so that it is no base64 or hexadecimal text any more."""
    for frame in frames:
        output = frame.get("output", frame)
        audio = output.get("audio")
        holder = audio if isinstance(audio, dict) else output.get("data", output)
        field = "data" if "data" in holder else "audio"
        if holder.get(field):
            holder[field] = holder[field][:-3]
            return


def _spread(event: bytes, frame: dict[str, Any]) -> bytes:
    """The same event with its data on many lines."""
    head, _, _ = event.partition(b"data:")
    lines = json.dumps(frame, indent=1).encode().replace(b"\n", b"\ndata:")
    return head + b"data:" + lines + b"\n\n"
