"""The frames of an MP3 file: whether they begin, and whether the last is whole.

A decoder leaves out a frame that is cut off and says nothing, so a listener would miss the end.
"""

from __future__ import annotations

from mkdocs_qwen_tts._audio.id3 import tag_length
from mkdocs_qwen_tts._model.containers import container_of

_HEADER_BYTES = 4
_SYNCHRONISATION = 0xFF
"""The first byte of every frame."""
_MPEG1, _RESERVED_VERSION, _RESERVED_RATE = 3, 1, 3
_RESERVED_BITRATES = (0, 15)
_MPEG1_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2_KBPS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_RATES = (44_100, 48_000, 32_000)


def is_mp3(data: bytes) -> bool:
    """Whether an ID3 tag or two layer III frames begin the data: raw PCM may look like one."""
    if tag_length(data):
        return True
    length = _frame_length(data, 0)
    return length > 0 and (_frame_length(data, length) > 0 or len(data) <= length)


def is_cut(data: bytes) -> bool:
    """Whether an MP3 file ends within a frame, or within a tag before one."""
    at = 0
    while at < len(data):
        length = tag_length(data, at) or _frame_length(data, at)
        if not length:  # a tag of another kind, which only stands at the end, or half a header
            return len(data) - at < _HEADER_BYTES and data[at] == _SYNCHRONISATION
        at += length
    return at > len(data)


def _frame_length(data: bytes, at: int) -> int:
    """Bytes of the layer III frame at `at`; 0 if there is none (ISO/IEC 11172-3, 2.4.2.3)."""
    header = data[at : at + _HEADER_BYTES]
    if len(header) < _HEADER_BYTES or tag_length(header) or container_of(header) != "mp3":
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == _RESERVED_VERSION or bitrate in _RESERVED_BITRATES or rate == _RESERVED_RATE:
        return 0
    first = version == _MPEG1
    kbps = (_MPEG1_KBPS if first else _MPEG2_KBPS)[bitrate]
    hertz = _MPEG_RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    return (144 if first else 72) * kbps * 1000 // hertz + (header[2] >> 1 & 1)
