"""Opus and M4A, through pydub's export and the ffmpeg program, tagged and with chapters."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._audio.edges import load_pydub, segment
from mkdocs_qwen_tts._audio.pcm import bytes_of, samples_of
from mkdocs_qwen_tts._errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._model.formats import Format

_SAID = 400
"""Characters of ffmpeg's own words that are passed on."""

_ASKING = 20
"""Seconds ffmpeg has to say whether it has an encoder."""


def require_ffmpeg(form: Format) -> None:
    """Check that a format can be encoded here.

    Raises:
        AudioError: naming the option and what to install.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioError(
            f"audio.format: {form.name} needs the program ffmpeg, and there is none on the PATH. "
            "Install it (apt, brew or winget install ffmpeg), or set `audio: {format: mp3}`, "
            "which needs no program."
        )
    encoder = form.encoder
    if not _has_encoder(program, encoder):
        raise AudioError(
            f"audio.format: the ffmpeg at {program} has no encoder {encoder}, which {form.name} "
            "needs. Install a complete one, or set `audio: {format: mp3}`, which needs no "
            "program."
        )


def described(form: Format) -> str:
    """What encodes a format here: `ffmpeg 6.1.1 (/usr/bin/ffmpeg) with libopus`.

    Raises:
        AudioError: naming the option and what to install.
    """
    require_ffmpeg(form)
    program = shutil.which("ffmpeg") or "ffmpeg"
    answer = _said(program, "-version")
    if answer is None:
        return f"ffmpeg ({program}) with {form.encoder}"
    words = answer.decode("utf-8", "replace").split()
    version = words[2] if words[:2] == ["ffmpeg", "version"] else "of no known version"
    return f"ffmpeg {version} ({program}) with {form.encoder}"


@lru_cache(maxsize=8)
def _has_encoder(program: str, encoder: str) -> bool:
    """Raise before anything is encoded: a failed export leaves pydub's temporary files."""
    answer = _said(program, "-hide_banner", "-h", f"encoder={encoder}")
    return f"Encoder {encoder} ".encode() in (answer or b"")


def _said(program: str, *arguments: str) -> bytes | None:
    """What a program prints about itself; `None` where it does not start or end."""
    try:
        return subprocess.run(  # noqa: S603 - found on the PATH; the arguments are ours
            [program, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_ASKING,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None


def exported(
    samples: Samples,
    rate: int,
    form: Format,
    bitrate: int,
    tags: Sequence[tuple[str, str]],
    language: str,
    chapters: Sequence[tuple[int, int, str]],
) -> bytes:
    """`samples` (mono, `rate` hertz) as an Opus or M4A file.

    `tags` are ffmpeg's names and their values; `language` is an ISO 639-2 code or empty; `chapters`
    are `(start, end, title)` in milliseconds.

    Raises:
        AudioError: when ffmpeg is missing or fails.
    """
    require_ffmpeg(form)
    with tempfile.TemporaryDirectory(prefix="narration-") as folder:
        words = Path(folder, "metadata.txt")
        words.write_text(_metadata(tags, chapters), encoding="utf-8", newline="\n")
        parameters = [
            "-f",
            "ffmetadata",
            "-i",
            str(words),
            "-map",
            "0:a",
            "-map_metadata",
            "1",
            "-map_chapters",
            "1",
        ]
        parameters += [
            *form.codec,
            "-b:a",
            f"{min(bitrate, form.highest)}k",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
        ]
        parameters += ["-metadata:s:a:0", f"language={language}"] if language else []
        stream = io.BytesIO()
        try:
            segment(bytes_of(samples), rate).export(
                stream, format=form.muxer, parameters=parameters
            )
        except load_pydub().exceptions.CouldntEncodeError as error:
            said = " ".join(str(error).split("Output from ffmpeg/avlib:")[-1].split())[-_SAID:]
            raise AudioError(
                f"ffmpeg could not encode {form.name} at {bitrate} kbit/s: {said}"
            ) from error
        except OSError as error:
            raise AudioError(
                f"ffmpeg could not be run: {error.strerror or error}. Mend it, or set "
                "`audio: {format: mp3}`, which needs no program."
            ) from error
    return stream.getvalue()


def replayed(data: bytes, form: Format) -> tuple[Samples, int] | None:
    """A file of ours as it plays: samples and rate. `None` where ffprobe is missing.

    Raises:
        AudioError: when ffmpeg cannot decode it.
    """
    if shutil.which("ffprobe") is None:
        return None
    with tempfile.TemporaryDirectory(prefix="narration-") as folder:
        path = Path(folder, f"page.{form.name}")
        path.write_bytes(data)
        try:
            sound = load_pydub().AudioSegment.from_file(path, format=form.name)
        except (load_pydub().exceptions.CouldntDecodeError, OSError, IndexError) as error:
            raise AudioError(
                f"ffmpeg wrote a file of format {form.name} that it cannot decode"
            ) from error
    return samples_of(sound.raw_data), int(sound.frame_rate)


def _metadata(tags: Sequence[tuple[str, str]], chapters: Sequence[tuple[int, int, str]]) -> str:
    """The text format ffmpeg has for metadata (ffmpeg-formats, section "Metadata")."""
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in tags if value)]
    for start, end, title in chapters:
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={start}",
            f"END={end}",
            f"title={_escaped(title)}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    if value.endswith("\\"):
        value += (
            " "  # ffmpeg takes even an escaped backslash before the line's end for a continued line
        )
    return "".join(f"\\{character}" if character in "=;#\\" else character for character in value)
