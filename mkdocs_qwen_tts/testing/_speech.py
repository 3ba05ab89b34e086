"""What the fake says: one piece of speech, and how it is packed into files."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from mkdocs_qwen_tts._model.riff import wav_header
from mkdocs_qwen_tts.testing import _babble as babble
from mkdocs_qwen_tts.testing._misspoken import real_speech

PLACEHOLDER = 0x7FFFFF9B
"""What WAV files of Qwen-TTS claim as the size of their samples (measured by several clients)."""

SYNTHESIZER_PLACEHOLDER = 0x7FFFFFFF
"""What those of the path SpeechSynthesizer claim (measured by a client, 2026-08)."""

RIFF_OVERHEAD = 36
"""Bytes of a WAV file that its first size counts beside the samples."""
LARGEST_RIFF = 0x7FFFFFFF

MEDIA_TYPES = {
    "wav": "audio/x-wav",
    "pcm": "audio/pcm",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
}
"""For each format that can be asked for, its media type."""

OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
"""Hertz that Opus knows; other sound is converted to the last."""


@dataclass(frozen=True)
class Speech:
    """A text as it was asked for. Its sound is made when it is needed: same speech, same sound."""

    model: str
    voice: str
    text: str
    manner: str = ""
    """Everything else that changes the sound, and that nothing below says."""
    format: str = "wav"
    sample_rate: int = babble.SAMPLE_RATE
    """Hertz."""
    speed: float = 1.0
    """How many times as fast as usual."""
    gain: float = 1.0
    """How many times as loud as usual; what is too loud is clipped."""
    semitones: float = 0.0
    """How much higher than usual."""
    channels: int = 1
    kbps: int = 64
    """Kilobits a second of MP3."""
    placeholder: int = PLACEHOLDER
    """What a WAV file states as the size of its samples, unless it states the true one."""
    real: bool = False
    """Whether a free voice of this machine speaks, in place of babble."""
    linked: bool = False
    """Whether an answer that could hold the sound gives a link to it."""
    made: bool = False
    """Whether the voice that speaks is made by this very request."""
    said: str | None = None
    """What is said in place of the text, which is billed all the same."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return babble.seconds(self._spoken, self.speed)

    def pcm(self) -> bytes:
        """Signed 16-bit little-endian mono samples."""
        if self.real:
            sound = real_speech(self._spoken)
        else:
            sound = babble.spoken(
                self.model,
                self.voice,
                self._spoken,
                self.manner,
                speed=self.speed,
                semitones=self.semitones,
            )
        if self.gain != 1.0:
            louder = np.frombuffer(sound, dtype="<i2").astype(np.float32) * self.gain
            sound = bytes(np.clip(louder, -32768, 32767).astype("<i2").tobytes())
        return _at_rate(sound, babble.SAMPLE_RATE, self.sample_rate)

    @property
    def _spoken(self) -> str:
        return self.text if self.said is None else self.said

    def file(self, pcm: bytes | None = None, *, true_sizes: bool = False) -> bytes:
        """The speech as a file of its format.

        Args:
            pcm: samples in place of its own, mono at its sample rate.
            true_sizes: whether a WAV file states its size, in place of the vendor's placeholder.
        """
        mono = self.pcm() if pcm is None else pcm
        samples = mono
        if self.channels > 1:
            spread = np.repeat(np.frombuffer(mono, dtype="<i2"), self.channels)
            samples = bytes(spread.tobytes())
        if self.format == "pcm":
            return samples
        if self.format == "wav":
            size = None if true_sizes else self.placeholder
            return wav(samples, sample_rate=self.sample_rate, channels=self.channels, size=size)
        if self.format == "mp3":
            return _mp3(samples, self.sample_rate, self.channels, self.kbps)
        return _with_soundfile(samples, self.format, self.sample_rate, self.channels)


def wav(
    pcm: bytes,
    *,
    sample_rate: int = babble.SAMPLE_RATE,
    channels: int = 1,
    size: int | None = PLACEHOLDER,
) -> bytes:
    """A WAV file.

    Args:
        pcm: signed 16-bit little-endian samples.
        sample_rate: in hertz.
        channels: how many of them are interleaved.
        size: what it states as the size of its samples; `None` is the truth.
    """
    stated = len(pcm) if size is None else size
    whole = min(stated + RIFF_OVERHEAD, LARGEST_RIFF)
    return wav_header(sample_rate, channels=channels, whole=whole, samples=stated) + pcm


def _at_rate(pcm: bytes, rate: int, wanted: int, channels: int = 1) -> bytes:
    if wanted == rate:
        return pcm
    from mkdocs_qwen_tts._resampling import (  # noqa: PLC0415 - most speech stays at its own rate
        resample_whole,
    )

    samples = np.frombuffer(pcm, dtype="<i2").reshape(-1, channels)
    return bytes(resample_whole(samples, rate, wanted).astype("<i2").tobytes())


def _mp3(pcm: bytes, sample_rate: int, channels: int, kbps: int) -> bytes:
    from mkdocs_qwen_tts._audio.lame import open_lame  # noqa: PLC0415 - few ask for mp3

    encoder = open_lame(sample_rate, kbps, channels=channels)
    return bytes(encoder.encode(pcm) + encoder.flush())


def _with_soundfile(pcm: bytes, form: str, sample_rate: int, channels: int) -> bytes:
    from mkdocs_qwen_tts._sndfile import soundfile  # noqa: PLC0415 - few ask for these

    container, subtype = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}[form]
    if form == "opus" and sample_rate not in OPUS_RATES:
        pcm = _at_rate(pcm, sample_rate, OPUS_RATES[-1], channels)
        sample_rate = OPUS_RATES[-1]
    file = io.BytesIO()
    samples = np.frombuffer(pcm, dtype="<i2").reshape(-1, channels)
    soundfile.write(file, samples, sample_rate, format=container, subtype=subtype)
    return file.getvalue()
