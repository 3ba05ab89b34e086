"""Lossless clips. FLAC carries the MD5 of its samples, so reading finds damage."""

from __future__ import annotations

import hashlib
import io

from mkdocs_qwen_tts._audio.pcm import bytes_of, samples_of
from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model import BYTES_PER_SAMPLE
from mkdocs_qwen_tts._model.containers import begins_like
from mkdocs_qwen_tts._sndfile import soundfile

_MD5_AT = slice(26, 42)
"""Where the digest stands in a FLAC file: at the end of STREAMINFO, which is always the first block
(RFC 9639, section 8.2)."""

_MAX_SAMPLES_A_BYTE = 500
"""Digital silence, the shortest of all, has 370: a header that claims more is damaged, and must not
be believed, since all that it claims is reserved in memory."""


def to_flac(pcm: bytes, rate: int) -> bytes:
    """Signed 16-bit little-endian mono samples as a FLAC file.

    Raises:
        BadAudioError: when there are no samples, or their rate is none.
    """
    if len(pcm) < BYTES_PER_SAMPLE:
        raise BadAudioError("a sound of no samples cannot be kept")
    stream = io.BytesIO()
    try:
        soundfile.write(stream, samples_of(pcm), rate, format="FLAC", subtype="PCM_16")
    except (soundfile.LibsndfileError, ValueError, TypeError) as error:
        raise BadAudioError(
            f"a sound of {len(pcm)} bytes at {rate} Hz cannot be kept as FLAC: {error}"
        ) from error
    return stream.getvalue()


def from_flac(data: bytes) -> tuple[bytes, int]:
    """Samples (signed 16-bit little-endian mono) and rate (hertz) of what `to_flac` wrote.

    Raises:
        BadAudioError: when the file is truncated, altered, or something else.
    """
    if not begins_like("flac", data):
        raise BadAudioError("the clip is not a FLAC file")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.channels != 1 or file.frames > _MAX_SAMPLES_A_BYTE * len(data):
                raise BadAudioError("the clip is not one of ours: not mono, or of an absurd length")
            rate = int(file.samplerate)
            pcm = bytes_of(file.read(dtype="int16"))
    except (soundfile.LibsndfileError, ValueError, MemoryError) as error:
        raise BadAudioError("the clip is damaged: its frames cannot be decoded") from error
    if hashlib.md5(pcm, usedforsecurity=False).digest() != data[_MD5_AT]:
        raise BadAudioError("the clip is damaged: its samples do not match their digest")
    return pcm, rate
