"""What the fake says: one piece of speech, and how it is packed into files."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np

from mkdocs_qwen_tts.testing import babble

PLACEHOLDER = 0x7FFFFF9B
"""What the vendor's WAV files claim as the size of their samples (measured by several clients)."""

MEDIA_TYPES = {
    "wav": "audio/x-wav",
    "pcm": "audio/pcm",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
}
"""For each format that can be asked for, its media type."""


@dataclass(frozen=True)
class Speech:
    """A text as it was asked for. Its sound is made when it is needed: same speech, same sound."""

    model: str
    voice: str
    text: str
    manner: str = ""
    """Everything else that changes the sound."""
    format: str = "wav"
    sample_rate: int = babble.SAMPLE_RATE
    """Hertz."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return babble.seconds(self.text)

    def pcm(self) -> bytes:
        """Signed 16-bit little-endian mono samples."""
        sound = babble.spoken(self.model, self.voice, self.text, self.manner)
        return resampled(sound, self.sample_rate)


def packed(pcm: bytes, form: str, sample_rate: int, *, true_sizes: bool = False) -> bytes:
    """Samples as a file of a format. WAV files have the vendor's placeholder sizes unless told otherwise."""
    if form == "pcm":
        return pcm
    if form == "wav":
        return wav(pcm, sample_rate=sample_rate, true_sizes=true_sizes)
    if form == "mp3":
        return _mp3(pcm, sample_rate)
    return _with_soundfile(pcm, form, sample_rate)


def wav(pcm: bytes, *, sample_rate: int = babble.SAMPLE_RATE, true_sizes: bool = False) -> bytes:
    """A WAV file of mono samples."""
    size = len(pcm) if true_sizes else PLACEHOLDER
    return (
        struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16)
        + struct.pack("<4sI", b"data", size)
        + pcm
    )


def resampled(pcm: bytes, sample_rate: int) -> bytes:
    """Samples of the fake's own rate at another one."""
    if sample_rate == babble.SAMPLE_RATE:
        return pcm
    import soxr  # noqa: PLC0415 - most speech stays at its own rate

    samples = np.frombuffer(pcm, dtype="<i2")
    return bytes(soxr.resample(samples, babble.SAMPLE_RATE, sample_rate).astype("<i2").tobytes())


def _mp3(pcm: bytes, sample_rate: int) -> bytes:
    import lameenc  # noqa: PLC0415 - few ask for mp3

    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(sample_rate)
    encoder.set_channels(1)
    encoder.set_bit_rate(64)
    encoder.silence()
    return bytes(encoder.encode(pcm) + encoder.flush())


def _with_soundfile(pcm: bytes, form: str, sample_rate: int) -> bytes:
    import soundfile  # noqa: PLC0415 - few ask for these

    container, subtype = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}[form]
    file = io.BytesIO()
    soundfile.write(
        file, np.frombuffer(pcm, dtype="<i2"), sample_rate, format=container, subtype=subtype
    )
    return file.getvalue()
