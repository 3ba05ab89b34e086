"""A WAV reader for files as services send them, with sizes that are placeholders, wrong or zero.

Speech services write the header before they know the length. Seen in the wild: data size 0x7FFFFF9B
in a file of 100 kB, 0xFFFFFFFF, 0, and several complete WAV files glued together. The readers of
the standard library, of soundfile and of pydub each fail silently on one of these, so the walk over
the chunks is our own.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts.audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts.errors import BadAudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = (b"RIFF", b"RF64")

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_HEADER = 12
_CHUNK_HEADER = 8
_FMT_BODY = 16
_SUBFORMAT = slice(24, 26)
_MAX_CHANNELS = 8


@dataclass(frozen=True)
class _Format:
    code: int
    channels: int
    rate: int
    bits: int

    @property
    def frame(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.bits // 8


def is_riff(data: bytes) -> bool:
    """Whether `data` begins like a WAV file."""
    return data[:4] in MAGIC and data[8:12] == b"WAVE"


def read_riff(data: bytes) -> tuple[bytes, int]:
    """Samples (signed 16-bit little-endian mono) and rate (hertz) of a WAV file.

    Integer samples of 8, 16, 24 and 32 bits and floats of 32 and 64 bits are understood, up to 8
    channels, which are averaged. A size that is zero or reaches beyond the end means: to the end.

    Raises:
        BadAudioError: when there is no format, no data, or a coding that is none of these.
    """
    parts = []
    rate = 0
    for piece in _pieces(data):
        form, body = _format_and_body(piece)
        if rate and form.rate != rate:
            raise BadAudioError(
                f"the WAV data changes its sample rate midway, from {rate} to {form.rate} Hz"
            )
        rate = form.rate
        parts.append(_mono(body, form))
    return b"".join(parts), rate


def _pieces(data: bytes) -> Iterator[bytes]:
    """Each WAV file of several that were glued together; as a rule there is one."""
    start = 0
    while start < len(data):
        behind = start + _HEADER
        following = data.find(b"WAVEfmt ", behind)
        while following >= 0 and data[following - 8 : following - 4] not in MAGIC:
            following = data.find(b"WAVEfmt ", following + 1)
        end = following - 8 if following >= 0 else len(data)
        yield data[start:end]
        start = end


def _format_and_body(data: bytes) -> tuple[_Format, bytes]:
    form: _Format | None = None
    at = _HEADER
    while at + _CHUNK_HEADER <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += _CHUNK_HEADER
        rest = len(data) - at
        if name == b"data":
            if form is None:
                raise BadAudioError("the WAV data has no format chunk before its samples")
            taken = rest if size == 0 or size > rest else size
            return form, data[at : at + taken // form.frame * form.frame]
        if name == b"fmt ":
            form = _format(data[at : at + size])
        at += size + size % 2
    raise BadAudioError("the WAV data has no samples")


def _format(body: bytes) -> _Format:
    if len(body) < _FMT_BODY:
        raise BadAudioError("the WAV data has a broken format chunk")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code == _EXTENSIBLE and len(body) >= _SUBFORMAT.stop:
        code = struct.unpack("<H", body[_SUBFORMAT])[0]
    known = (code == _PCM and bits in (8, 16, 24, 32)) or (code == _FLOAT and bits in (32, 64))
    if not known or not 1 <= channels <= _MAX_CHANNELS:
        raise BadAudioError(
            f"the WAV data is coded in a way we do not read: format {code}, {bits} bits, "
            f"{channels} channels"
        )
    return _Format(code, channels, rate, bits)


def _mono(body: bytes, form: _Format) -> bytes:
    if (form.code, form.bits, form.channels) == (_PCM, 16, 1):
        return body
    values = _floats(body, form).reshape(-1, form.channels).mean(axis=1)
    if not np.isfinite(values).all():
        raise BadAudioError("the WAV data holds samples that are not numbers")
    return bytes_of(to_int16(values))


def _floats(body: bytes, form: _Format) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Every sample of every channel in -1…1."""
    if form.code == _FLOAT:
        return np.frombuffer(body, dtype=f"<f{form.bits // 8}").astype(np.float64)
    if form.bits == 8:  # noqa: PLR2004 - the one width that is unsigned
        return (np.frombuffer(body, dtype=np.uint8).astype(np.float64) - 128.0) / 128.0
    if form.bits == 24:  # noqa: PLR2004 - the one width numpy has no type for
        triples = np.frombuffer(body, dtype=np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), dtype=np.uint8)
        padded[:, 1:] = triples
        return padded.view("<i4").reshape(-1).astype(np.float64) / 2.0**31
    return np.frombuffer(body, dtype=f"<i{form.bits // 8}").astype(np.float64) / 2.0 ** (
        form.bits - 1
    )
