"""What stands around the samples of a WAV file: chunks, the form of the samples, the header.

Services write sizes before they know them, so no size is believed here. The caller decides where
the samples end.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._model.containers import written_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

RIFF_HEADER_BYTES = 12
"""`RIFF`, a size and `WAVE`."""

TO_THE_END = 0xFFFFFFFF
"""The size that a stream of unknown length states."""

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
"""Codings of samples (Microsoft, mmreg.h). With the last one, the subformat has the real one."""

_CHUNK_HEADER = struct.Struct("<4sI")
_FORM = struct.Struct("<HHIIHH")
_SUBFORMAT = slice(24, 26)


class SampleForm(Struct, frozen=True):
    """How a WAV file writes its samples."""

    code: int
    """`PCM`, `FLOAT` or another coding."""
    channels: int
    rate: int
    """Hertz."""
    bits: int
    """Of one sample of one channel."""

    @property
    def frame(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.bits // 8


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of one WAV file, or of as much of it as has arrived.

    Yields:
        The name, where the body begins in `data`, and the stated size of the body in bytes, which
        may reach beyond the end.
    """
    at = RIFF_HEADER_BYTES
    while at + _CHUNK_HEADER.size <= len(data):
        name, size = _CHUNK_HEADER.unpack_from(data, at)
        at += _CHUNK_HEADER.size
        yield name, at, size
        at = chunk_end(at, size)


def chunk_end(at: int, size: int) -> int:
    """Where the chunk behind a body of `size` bytes at `at` begins: bodies are padded to even."""
    return at + size + size % 2


def sample_form(body: bytes) -> SampleForm | None:
    """What the body of the chunk `fmt ` says; `None` if it is too short."""
    if len(body) < _FORM.size:
        return None
    code, channels, rate, _, _, bits = _FORM.unpack_from(body)
    if code == EXTENSIBLE and len(body) >= _SUBFORMAT.stop:
        code = struct.unpack("<H", body[_SUBFORMAT])[0]
    return SampleForm(code, channels, rate, bits)


def wav_header(
    sample_rate: int, *, channels: int = 1, whole: int = TO_THE_END, samples: int = TO_THE_END
) -> bytes:
    """The 44 bytes before the samples of a WAV file of 16 bits.

    Args:
        sample_rate: in hertz.
        channels: how many of them are interleaved.
        whole: what it states as the size of all that follows the first 8 bytes.
        samples: what it states as the size of the samples.
    """
    frame = 2 * channels
    riff, wave = written_mark("wav")
    return (
        struct.pack("<4sI4s", riff, whole, wave)
        + _CHUNK_HEADER.pack(b"fmt ", _FORM.size)
        + _FORM.pack(PCM, channels, sample_rate, frame * sample_rate, frame, 16)
        + _CHUNK_HEADER.pack(b"data", samples)
    )
