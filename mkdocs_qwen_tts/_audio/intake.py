"""What a speech service sent, as samples: recognised, bounded and checked, never trusted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.mpeg_frames import is_cut, is_mp3
from mkdocs_qwen_tts._audio.pcm import bytes_of, samples_of, to_int16
from mkdocs_qwen_tts._audio.riff import WAV_CONTAINERS, read_riff
from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model.containers import container_of
from mkdocs_qwen_tts._sndfile import soundfile

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Sound

MAX_BYTES = 64 * 1024 * 1024
"""More than any service sends for one request: 23 minutes at 24 kHz."""

MAX_SECONDS = 3600

MAX_SAMPLES = 40_000_000
"""Of one utterance, once unpacked: 28 minutes at 24 kHz. A packed file of 2 MB can hold more than
any machine has room for."""
RATES = range(8_000, 192_001)
"""Hertz that speech comes in."""

MIN_SECONDS = 0.01
SILENCE = 33
"""Peak, in sample units, under which nothing can be heard: -60 dBFS."""

_SNIFFED = 4096
_TEXT_SHARE = 0.97
_BLOCK = 1 << 16


def decode(sound: Sound) -> tuple[bytes, int]:
    """Samples (signed 16-bit little-endian mono) and their rate (hertz).

    Containers are told by their first bytes, whatever the service called them: WAV (with any sizes
    in its header), FLAC, Ogg and MP3; everything else is raw PCM, if `sound.sample_rate` says at
    which rate.

    Raises:
        BadAudioError: when it is empty, a text (an error page), undecodable, cut off within a
            frame of MP3, of an absurd rate or length, or wholly silent. The message never quotes
            the data.
    """
    data = sound.data
    if not data:
        raise BadAudioError("the service sent no sound: 0 bytes")
    if len(data) > MAX_BYTES:
        raise BadAudioError(
            f"the service sent {len(data)} bytes for one utterance, more than the {MAX_BYTES} we "
            "accept"
        )
    pcm, rate = _samples(data, sound.sample_rate)
    _check(pcm, rate)
    return pcm, rate


def _samples(data: bytes, rate: int | None) -> tuple[bytes, int]:
    container = container_of(data)
    if container in WAV_CONTAINERS:
        return read_riff(data)
    if container == "mp3" and is_mp3(data):
        if is_cut(data):
            raise BadAudioError(
                f"the service sent an MP3 file of {len(data)} bytes that is cut off in its last "
                "frame"
            )
        return _with_soundfile(data)
    if container in ("flac", "ogg"):
        return _with_soundfile(data)
    if _is_text(data):
        raise BadAudioError(
            f"the service sent a text (HTML, XML or JSON) of {len(data)} bytes in place of sound"
        )
    if container in ("mp4", "webm"):
        raise BadAudioError("the service sent an MP4 or WebM file; ask it for wav, pcm or mp3")
    if rate is None:
        raise BadAudioError(
            f"the service sent {len(data)} bytes that are no sound file we know, and stated no "
            "sample rate"
        )
    return data[: len(data) // 2 * 2], rate


def _check(pcm: bytes, rate: int) -> None:
    if rate not in RATES:
        raise BadAudioError(f"the sound claims a sample rate of {rate} Hz")
    seconds = len(pcm) / 2 / rate
    if seconds < MIN_SECONDS:
        raise BadAudioError(f"the sound is empty: {seconds:.3f} s")
    if seconds > MAX_SECONDS:
        raise BadAudioError(f"the sound is absurdly long: {seconds:.0f} s")
    samples = samples_of(pcm)
    if max(int(samples.max()), -int(samples.min())) < SILENCE:
        raise BadAudioError(f"the sound is silent for all of its {seconds:.1f} s")


def _with_soundfile(data: bytes) -> tuple[bytes, int]:
    """Decoded block by block, so that a header claiming years is not believed."""
    parts = []
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate = int(file.samplerate)
            if rate not in RATES:
                raise BadAudioError(f"the sound claims a sample rate of {rate} Hz")
            total = 0
            # Not `file.blocks`: where a file holds less than its header claims, the rest of its
            # last block is whatever stood in memory.
            while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
                total += len(block)
                if total > min(MAX_SAMPLES, MAX_SECONDS * rate):
                    raise BadAudioError(f"the sound is absurdly long: over {total // rate} s")
                parts.append(bytes_of(to_int16(block.mean(axis=1))))
    except (soundfile.LibsndfileError, ValueError, MemoryError) as error:
        raise BadAudioError(
            f"the service sent {len(data)} bytes that begin like FLAC, Ogg or MP3 and cannot be "
            "decoded"
        ) from error
    return b"".join(parts), rate


def _is_text(data: bytes) -> bool:
    """Whether the first bytes are text: it has hardly any control characters, unlike sound."""
    head = np.frombuffer(data[:_SNIFFED], dtype=np.uint8)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
        written = head >= ord(" ")
    else:
        written = (head >= ord(" ")) & (head <= ord("~"))
    return bool((written | np.isin(head, [*b"\t\r\n"])).mean() >= _TEXT_SHARE)
