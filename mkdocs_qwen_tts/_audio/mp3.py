"""MP3 at a constant bitrate, with the header frame that makes its duration exact to the sample.

Without that frame a browser takes the encoder's delay and padding for sound (60 ms too long); with
it, Chromium, Firefox, ffmpeg and mpg123 play exactly the samples that went in, and seek by
arithmetic.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._audio.lame import open_lame
from mkdocs_qwen_tts._audio.pcm import Windows, bytes_of
from mkdocs_qwen_tts._errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._audio.pcm import Samples

RATE = 24_000
"""Hertz: what the service speaks at, and a rate of MPEG-2 layer III."""

BITRATES = (16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Kilobits a second of MPEG-2 layer III, from the lowest we offer (ISO/IEC 13818-3, 2.4.2.3)."""

_BITRATE_INDEX = 2
"""The code of the first of `BITRATES`; 8 kbit/s has 1."""

_QUALITY = 5
"""LAME's scale from 2 (slow) to 7: 320 times real time, and no worse for speech."""
_HELD, _HELD_QUALITY = (64,), 7
"""Bitrates at which frames are written as for a variable bitrate that may only be this one, and
with which quality: in half of the time, and nearer to the sound. Of 20 clips of two neural voices,
PESQ (ITU-T P.862.2) is 4.41 after 4.37 otherwise, and noise is 1.8 dB further below what masks it.
At 48 kbit/s and at 96, PESQ would be lower."""

_SAMPLES_A_FRAME = 576
_BYTES_A_KILOBIT = 3
"""Length of a frame for each kbit/s: 72 · 1000 / 24 000, without a remainder, so that no frame is
padded."""
_DELAY = 576
"""Samples LAME puts before the first."""
_BLOCK = 240_000
"""Samples given to the encoder at once: more at once takes 100 MB more memory, and no less time."""

_INFO_AT = 13
"""Where the header frame's own content begins: behind 4 bytes of header and 9 of side information
(mono)."""
_INFO_MIN_BITRATE = 64
"""Below this a frame is too short for its 156 bytes."""


class NotHeldError(AudioError):
    """LAME cannot write frames as `_HELD` has it, or writes longer and shorter ones.

    What plays such a stream would seek to wrong places.
    """


def mp3(blocks: Iterable[Samples], bitrate: int, *, may_hold: bool = True) -> bytes:
    """An MPEG-2 layer III stream of sound that plays exactly as many samples as it is given.

    Args:
        blocks: the sound, 24 kHz mono.
        bitrate: kilobits a second; the nearest one that exists is taken.
        may_hold: whether a bitrate of `_HELD` may be written so.

    Raises:
        NotHeldError: LAME does not hold the bitrate; it may be asked again without `may_hold`.
        AudioError: when there is no encoder, or it fails.
    """
    chosen = nearest_bitrate(bitrate)
    held = may_hold and chosen in _HELD
    quality = _HELD_QUALITY if held else _QUALITY
    stream, samples = bytearray(), 0
    try:
        encoder = open_lame(RATE, chosen, out_rate=RATE, quality=quality, held=held)
        for _, block in Windows(_BLOCK).over(blocks):
            samples += block.size
            stream += encoder.encode(bytes_of(block))
        stream += encoder.flush()
    except RuntimeError as error:
        if held:
            raise NotHeldError from error
        raise AudioError(f"the MP3 encoder failed: {error}") from error
    length = chosen * _BYTES_A_KILOBIT
    frames, rest = divmod(len(stream), length)
    header = _header(chosen)
    if any(stream[at : at + 3] != header[:3] for at in range(0, len(stream), length)):
        if held:
            raise NotHeldError
        raise AudioError("the MP3 encoder changed the bitrate within its stream")
    if rest or frames * _SAMPLES_A_FRAME < samples + _DELAY:
        raise AudioError("the MP3 encoder did not give whole frames for all samples")
    return _info_frame(frames, samples, chosen) + bytes(stream)


def nearest_bitrate(bitrate: int) -> int:
    """The bitrate MP3 has at 24 kHz nearest to the one asked for; of two as near, the better."""
    return min(BITRATES, key=lambda each: (abs(each - bitrate), -each))


def _info_frame(frames: int, samples: int, bitrate: int) -> bytes:
    """The first frame: silent, and carrying frame count, seek table, encoder delay and padding.

    Layout: the Xing header as LAME writes it for constant bitrates
    (http://gabriel.mp3-tech.org/mp3infotag.html).
    """
    own = max(bitrate, _INFO_MIN_BITRATE)
    length = own * _BYTES_A_KILOBIT
    total = length + frames * bitrate * _BYTES_A_KILOBIT
    padding = frames * _SAMPLES_A_FRAME - samples - _DELAY
    frame = bytearray(length)
    frame[:4] = _header(own)
    info = struct.pack(">4sIII", b"Info", 0b1111, frames, total)
    info += bytes(percent * 256 // 100 for percent in range(100))
    info += struct.pack(">I", 100 - 10 * _QUALITY)
    info += (
        b"LAME3.100" + bytes((0x01, 0)) + bytes(8)
    )  # revision 0, constant bitrate; low-pass and gains unsaid
    info += bytes((0, min(bitrate, 255)))
    info += (_DELAY << 12 | padding).to_bytes(3, "big")
    info += bytes(4) + struct.pack(">I", total) + bytes(2)
    frame[_INFO_AT : _INFO_AT + len(info)] = info
    end = _INFO_AT + len(info)
    frame[end : end + 2] = _crc16(bytes(frame[:end])).to_bytes(2, "big")
    return bytes(frame)


def _header(bitrate: int) -> bytes:
    """How a frame begins: MPEG-2, layer III, no checksum; 24 kHz; mono."""
    return bytes((0xFF, 0xF3, (_BITRATE_INDEX + BITRATES.index(bitrate)) << 4 | 1 << 2, 0xC0))


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
