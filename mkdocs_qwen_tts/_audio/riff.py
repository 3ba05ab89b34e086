"""A WAV reader for files as services send them, with sizes that are placeholders, wrong or zero.

Speech services write the header before they know the length. Seen in the wild: data size 0x7FFFFF9B
in a file of 100 kB, 0xFFFFFFFF, 0, and several complete WAV files glued together. The readers of
the standard library, of soundfile and of pydub each fail silently on one of these, so the walk over
the chunks (`_model.riff`) is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model.containers import CONTAINER_MARK_BYTES, container_of, written_mark
from mkdocs_qwen_tts._model.riff import (
    FLOAT,
    PCM,
    RIFF_HEADER_BYTES,
    SampleForm,
    riff_chunks,
    sample_form,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

WAV_CONTAINERS = ("wav", "rf64")
"""What `read_riff` reads."""

_FORM = written_mark("wav")[-1] + b"fmt "
_BEFORE_FORM = 8
"""Bytes of a file before its form."""
_MAX_CHANNELS = 8


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
        following = data.find(_FORM, start + RIFF_HEADER_BYTES)
        while following >= 0 and not _begins_at(data, following - _BEFORE_FORM):
            following = data.find(_FORM, following + 1)
        end = following - _BEFORE_FORM if following >= 0 else len(data)
        yield data[start:end]
        start = end


def _begins_at(data: bytes, at: int) -> bool:
    return container_of(data[at : at + CONTAINER_MARK_BYTES]) in WAV_CONTAINERS


def _format_and_body(data: bytes) -> tuple[SampleForm, bytes]:
    form: SampleForm | None = None
    for name, at, size in riff_chunks(data):
        rest = len(data) - at
        if name == b"data":
            if form is None:
                raise BadAudioError("the WAV data has no format chunk before its samples")
            taken = rest if size == 0 or size > rest else size
            return form, data[at : at + taken // form.frame * form.frame]
        if name == b"fmt ":
            form = _readable(sample_form(data[at : at + size]))
    raise BadAudioError("the WAV data has no samples")


def _readable(form: SampleForm | None) -> SampleForm:
    if form is None:
        raise BadAudioError("the WAV data has a broken format chunk")
    widths = {PCM: (8, 16, 24, 32), FLOAT: (32, 64)}.get(form.code, ())
    if form.bits not in widths or not 1 <= form.channels <= _MAX_CHANNELS:
        raise BadAudioError(
            f"the WAV data is coded in a way we do not read: format {form.code}, {form.bits} bits, "
            f"{form.channels} channels"
        )
    return form


def _mono(body: bytes, form: SampleForm) -> bytes:
    if (form.code, form.bits, form.channels) == (PCM, 16, 1):
        return body
    values = _floats(body, form).reshape(-1, form.channels).mean(axis=1)
    if not np.isfinite(values).all():
        raise BadAudioError("the WAV data holds samples that are not numbers")
    return bytes_of(to_int16(values))


def _floats(body: bytes, form: SampleForm) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Every sample of every channel in -1…1."""
    if form.code == FLOAT:
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
