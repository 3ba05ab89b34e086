"""A recording to clone a voice from, checked on this machine before anything is sent."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model.containers import container_of
from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from pathlib import Path

OPTION = "sample"

MEDIA_TYPES = {"WAV": "audio/wav", "MP3": "audio/mpeg", "M4A": "audio/mp4"}
"""What a data URI calls each format (Model Studio, voice cloning)."""

FORMAT_OF_CONTAINER = {"wav": "WAV", "mp3": "MP3", "mp4": "M4A"}
"""What the vendor calls the formats that it takes."""


@dataclass(frozen=True)
class Rules:
    """What a family of models takes."""

    formats: tuple[str, ...]
    shortest: float
    longest: float
    best: tuple[float, float]
    """Seconds."""
    most_bytes: int
    least_rate: int
    """Hertz."""


@dataclass(frozen=True)
class Recording:
    """A recording that passed."""

    data: bytes
    format: str
    seconds: float | None
    """`None` where it cannot be told here (M4A)."""
    notes: tuple[str, ...]
    """What is allowed, but not best; one sentence each."""

    @property
    def uri(self) -> str:
        """The recording as a data URI."""
        return (
            f"data:{MEDIA_TYPES[self.format]};base64,{base64.b64encode(self.data).decode('ascii')}"
        )


def rules(family: str) -> Rules:
    """What recordings of a family of models must be like."""
    row = next(row for row in catalogue.rows("recordings") if row["family"] == family)
    return Rules(
        formats=tuple(row["formats"].split(";")),
        shortest=float(row["shortest"]),
        longest=float(row["longest"]),
        best=(float(row["best_from"]), float(row["best_to"])),
        most_bytes=int(row["most_bytes"]),
        least_rate=int(row["least_rate"]),
    )


def read_recording(path: Path, family: str) -> Recording:
    """Read a recording and check it.

    Raises:
        ConfigurationError: naming the file, and what it must be like.
    """
    limits = rules(family)
    try:
        size = path.stat().st_size
        if size > limits.most_bytes:
            raise _refused(
                path,
                f"is {size / 1e6:.1f} MB large; at most {limits.most_bytes / 1e6:.0f} MB are taken",
            )
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from None
    form = FORMAT_OF_CONTAINER.get(container_of(data), "")
    if form not in limits.formats:
        raise _refused(path, f"is not {', '.join(limits.formats)}")
    if form == "M4A":
        return Recording(
            data, form, None, (f"{path.name}: the length of an M4A file cannot be checked here.",)
        )
    return _measured(path, data, form, limits)


def _measured(path: Path, data: bytes, form: str, limits: Rules) -> Recording:
    import io  # noqa: PLC0415 - beside its only use

    from mkdocs_qwen_tts._sndfile import soundfile  # noqa: PLC0415 - 50 ms

    try:
        facts = soundfile.info(io.BytesIO(data))
    except soundfile.LibsndfileError:
        raise _refused(path, f"begins like {form} and cannot be decoded") from None
    if form == "WAV" and facts.subtype != "PCM_16":
        raise _refused(path, f"has samples of another kind ({facts.subtype}) than 16 bit")
    if facts.samplerate < limits.least_rate:
        raise _refused(
            path,
            f"has {facts.samplerate} samples a second; at least {limits.least_rate} are needed",
        )
    seconds = facts.frames / facts.samplerate
    if not limits.shortest <= seconds <= limits.longest:
        raise _refused(
            path,
            f"is {seconds:.1f} s long; it must be {limits.shortest:g} to {limits.longest:g} s of "
            "one clear voice",
        )
    notes = []
    if not limits.best[0] <= seconds <= limits.best[1]:
        notes.append(
            f"{path.name} is {seconds:.0f} s long; {limits.best[0]:g} to {limits.best[1]:g} s are "
            "best."
        )
    if facts.channels > 1:
        notes.append(
            f"{path.name} has {facts.channels} channels; one is best, and no more than the first "
            "is heard."
        )
    return Recording(data, form, seconds, tuple(notes))


def _refused(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(OPTION, f"{path} {why}.", value=str(path))
