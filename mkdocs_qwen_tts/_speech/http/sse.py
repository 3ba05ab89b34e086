"""Server-sent events, decoded from bytes.

Lines end at CR, LF or CRLF and nowhere else (text decoders also break at U+2028 and U+0085, which
stand inside JSON strings). Comments and `status:` lines are kept, because this service says an
event's HTTP status in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_EVENT_BYTES = 96 * 1024 * 1024
"""An event may carry a whole file as text; beyond this it is no speech."""

_STATUS = re.compile(r"(?:HTTP_STATUS/|^)(\d{3})$")


@dataclass
class Event:
    """One event. `data` holds its lines joined by a line feed."""

    name: str = ""
    data: bytes = b""
    status: int | None = None
    """HTTP status from a `:HTTP_STATUS/400` comment or a `status:400` line."""
    _lines: list[bytes] = field(default_factory=list, repr=False)

    def _take(self, line: bytes) -> None:
        name, colon, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not name:
            self._read_status(value)
        elif name == b"data":
            self._lines.append(value)
        elif name == b"event":
            self.name = value.decode("utf-8", "replace")
        elif name == b"status" and colon:
            self._read_status(value)

    def _read_status(self, value: bytes) -> None:
        match = _STATUS.search(value.decode("ascii", "replace").strip())
        if match:
            self.status = int(match[1])

    def _close(self) -> bool:
        self.data = b"\n".join(self._lines)
        return bool(self._lines) or self.name == "error"


def events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of a byte stream. A last event without its blank line is delivered all the same.

    Raises:
        BadAudioError: an event grows beyond all bounds.
    """
    event = Event()
    for line in _lines(chunks):
        if line:
            event._take(line)  # noqa: SLF001 - the decoder and its event are one
        else:
            if event._close():  # noqa: SLF001 - the class is this module's own
                yield event
            event = Event()
    if event._close():  # noqa: SLF001 - the class is this module's own
        yield event


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without their ends, in time linear to the input however it is cut."""
    pending: list[bytes] = []  # pieces of a line whose end has not come
    held = 0
    after_cr = False
    first = True
    for chunk in chunks:
        data = chunk
        if first and data:
            data, first = data.removeprefix(b"\xef\xbb\xbf"), False
        if after_cr and data:
            data = data.removeprefix(b"\n")  # the second half of a CRLF that was cut in two
        after_cr = data.endswith(b"\r") or (after_cr and not data)
        for piece in data.splitlines(keepends=True):  # of bytes: at CR, LF and CRLF alone
            if piece.endswith((b"\n", b"\r")):
                pending.append(piece.rstrip(b"\r\n"))
                yield b"".join(pending)
                pending.clear()
                held = 0
            else:
                pending.append(piece)
                held += len(piece)
                if held > MAX_EVENT_BYTES:
                    raise BadAudioError(
                        f"the stream holds a line of more than {MAX_EVENT_BYTES} bytes"
                    )
    if pending:
        yield b"".join(pending)
