"""The formats of audio files, from `formats.csv`: a new one is a row there."""

from __future__ import annotations

from msgspec import Struct

from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._model.containers import begins_like


class Format(Struct, frozen=True):
    """How a page's audio file may be written."""

    name: str
    """As the option `audio.format`, and the ending of file names."""
    media_type: str
    program: str
    """What encodes it; empty: built in."""
    muxer: str
    """ffmpeg's name of the container."""
    codec: tuple[str, ...]
    """ffmpeg's options of the encoder."""
    highest: int
    """Kilobits a second, for one channel."""
    loudness_offset: tuple[tuple[int, float], ...]
    """`(from this bitrate up, LU)`, descending: by how much the encoder changes the level of
    everything."""
    overshoot: tuple[tuple[int, float], ...]
    """`(from this bitrate up, dB)`, descending: how much the codec may raise the true peak of
    limited speech. It is a first guess that saves a second encoding. What is measured in the file
    wins."""
    replayed_by: str
    """What decodes a file of ours, to check it."""
    container: str
    """Its row in `containers.csv`, which says how files begin."""

    @property
    def encoder(self) -> str:
        """Ffmpeg's name of the encoder."""
        return self.codec[1] if self.codec else ""

    def begins(self, data: bytes) -> bool:
        """Whether a file that begins so can be of this format."""
        return begins_like(self.container, data)


def _read() -> dict[str, Format]:
    return {row["name"]: _format(row) for row in csv_rows(__package__, "formats.csv")}


def _format(row: dict[str, str]) -> Format:
    return Format(
        name=row["name"],
        media_type=row["media_type"],
        program=row["program"],
        muxer=row["muxer"],
        codec=tuple(row["codec"].split()),
        highest=int(row["highest"]),
        loudness_offset=_by_bitrate(row["loudness_offset"]),
        overshoot=_by_bitrate(row["overshoot"]),
        replayed_by=row["replayed_by"],
        container=row["container"],
    )


def _by_bitrate(text: str) -> tuple[tuple[int, float], ...]:
    pairs = (pair.split(":") for pair in text.split())
    return tuple((int(bitrate), float(value)) for bitrate, value in pairs)


FORMATS: dict[str, Format] = _read()
"""By name."""


def format_choices() -> tuple[str, ...]:
    """What the option `audio.format` may say."""
    return tuple(FORMATS)
