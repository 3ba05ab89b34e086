"""LAME: as lameenc brings it, else the library of this system, on machines without that wheel."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Protocol

from mkdocs_qwen_tts._errors import AudioError
from mkdocs_qwen_tts._machine import is_musl

try:
    import lameenc
except ImportError:  # there is no wheel for musl
    lameenc = None

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NAMES = {
    "darwin": ("libmp3lame.0.dylib", "/opt/homebrew/lib/libmp3lame.dylib"),
    "win32": ("libmp3lame.dll", "libmp3lame-0.dll"),
}
_ELSEWHERE = ("libmp3lame.so.0",)

_FIXED = {"VBR": 0, "bWriteVbrTag": 0, "write_id3tag_automatic": 0}
"""Setters of lame.h: a constant bitrate (vbr_off), and nothing but frames."""
_HELD = {"VBR": 4, "VBR_q": 0, "VBR_hard_min": 1}
"""The same for `held` (vbr_mtrh); what the bitrate may be is said beside it."""
_MONO = 3
"""MONO of lame.h."""
_FLUSHED = 7200
"""Bytes that the end of a stream takes at most (lame.h, lame_encode_flush)."""


class Mp3Encoder(Protocol):
    """Takes samples piece by piece. Failures are `RuntimeError`s."""

    def encode(self, pcm: bytes, /) -> bytes | bytearray:
        """What is ready of the stream; `pcm` is signed 16-bit, channels interleaved."""
        ...

    def flush(self) -> bytes | bytearray:
        """The rest of the stream."""
        ...


def open_lame(
    rate: int,
    bitrate: int,
    *,
    out_rate: int | None = None,
    channels: int = 1,
    quality: int | None = None,
    held: bool = False,
) -> Mp3Encoder:
    """An encoder for a constant bitrate, without a header frame.

    Args:
        rate: hertz, of the samples.
        bitrate: kilobits a second.
        out_rate: hertz, of the stream; else what LAME takes for the bitrate.
        channels: one or two.
        quality: LAME's scale from 2 (slow) to 7; else its own choice.
        held: write the frames as for a variable bitrate that may only be this one. Every frame is
            as long as at a constant bitrate, and they are found otherwise: see `mp3`.

    Raises:
        AudioError: there is no LAME on this machine; names what to install.
    """
    if lameenc is None:
        wishes = {"in_samplerate": rate, "num_channels": channels, "brate": bitrate}
        bounds = {"VBR_min_bitrate_kbps": bitrate, "VBR_max_bitrate_kbps": bitrate}
        wishes |= {**_HELD, **bounds} if held else {}
        wishes |= {} if out_rate is None else {"out_samplerate": out_rate}
        wishes |= {} if quality is None else {"quality": quality}
        return SystemLame(_library(), wishes)
    encoder = lameenc.Encoder()
    encoder.silence()
    if held:
        encoder.set_vbr(_HELD["VBR"])
        encoder.set_vbr_quality(_HELD["VBR_q"])
        encoder.set_vbr_hard_min(_HELD["VBR_hard_min"])
        encoder.set_vbr_min_bitrate_kbps(bitrate)
        encoder.set_vbr_max_bitrate_kbps(bitrate)
    else:
        encoder.set_bit_rate(bitrate)
    encoder.set_in_sample_rate(rate)
    if out_rate is not None:
        encoder.set_out_sample_rate(out_rate)
    encoder.set_channels(channels)
    if quality is not None:
        encoder.set_quality(quality)
    opened: Mp3Encoder = encoder
    return opened


def lame_described() -> str:
    """Which LAME writes MP3 on this machine, for people.

    Raises:
        AudioError: none does; names what to install.
    """
    if lameenc is not None:
        return "LAME, built in"
    library = _library()
    library.get_lame_version.restype = ctypes.c_char_p
    return f"LAME {library.get_lame_version().decode('ascii', 'replace')} of this system"


def _library() -> ctypes.CDLL:
    for name in _NAMES.get(sys.platform, _ELSEWHERE):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    mend = "apk add lame-libs" if is_musl() else "pip install lameenc"
    raise AudioError(
        "audio.format: mp3 needs LAME, and neither lameenc nor a library of this system is there. "
        f"Install it: {mend}. Or set `audio: {{format: opus}}`, which needs ffmpeg."
    )


class SystemLame:
    """An encoder of the shared library, with the interface of `lameenc.Encoder`.

    Args:
        library: libmp3lame.
        wishes: a number for each of the setters of lame.h that are to be called.
    """

    _state = ctypes.c_void_p()

    def __init__(self, library: ctypes.CDLL, wishes: Mapping[str, int]) -> None:
        self._library, self._channels = library, wishes["num_channels"]
        library.lame_init.restype = ctypes.c_void_p
        self._state = ctypes.c_void_p(library.lame_init())
        mode = {"mode": _MONO} if self._channels == 1 else {}
        for name, value in {**_FIXED, **mode, **wishes}.items():
            self._done(getattr(library, f"lame_set_{name}")(self._state, value))
        self._done(library.lame_init_params(self._state))

    def encode(self, pcm: bytes, /) -> bytes:
        """As `Mp3Encoder.encode`."""
        frames = len(pcm) // (2 * self._channels)
        room = frames * 5 // 4 + _FLUSHED  # the worst case that lame.h states
        if self._channels == 1:
            return self._written(room, self._library.lame_encode_buffer, pcm, pcm, frames)
        return self._written(room, self._library.lame_encode_buffer_interleaved, pcm, frames)

    def flush(self) -> bytes:
        """As `Mp3Encoder.flush`; ends the encoder."""
        try:
            return self._written(_FLUSHED, self._library.lame_encode_flush)
        finally:
            self._close()

    def _written(self, room: int, call: Callable[..., int], *arguments: object) -> bytes:
        if self._state.value is None:
            raise RuntimeError("it was closed")
        stream = ctypes.create_string_buffer(room)
        size = self._done(call(self._state, *arguments, stream, room))
        return stream.raw[:size]

    @staticmethod
    def _done(code: int) -> int:
        if code < 0:
            raise RuntimeError(f"LAME answers {code}")
        return code

    def _close(self) -> None:
        if self._state.value is not None:
            self._library.lame_close(self._state)
            self._state = ctypes.c_void_p()

    def __del__(self) -> None:
        self._close()
