"""A page's samples as the file that is published, in the format the settings ask for."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.audio.ffmpeg import exported, require_ffmpeg
from mkdocs_qwen_tts.audio.id3 import id3_tag
from mkdocs_qwen_tts.audio.mp3 import RATE, mp3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts import settings
    from mkdocs_qwen_tts.audio.pcm import Samples
    from mkdocs_qwen_tts.model import Tags


def check_encoder(audio: settings.Audio) -> None:
    """Check that this machine can write the format asked for, before anything is paid for.

    Raises:
        AudioError: naming the option and the mend.
    """
    if audio.format != "mp3":
        require_ffmpeg(audio.format)


def encode(
    samples: Samples, audio: settings.Audio, tags: Tags, chapters: Sequence[tuple[float, str]]
) -> bytes:
    """`samples` (24 kHz mono) as a file with its tags; `chapters` are `(start in seconds, title)`, ascending.

    Raises:
        AudioError: when the encoder is missing or fails.
    """
    milliseconds = round(samples.size * 1000 / RATE)
    starts = [round(start * 1000) for start, _ in chapters]
    spans = [
        (start, end, title)
        for start, end, (_, title) in zip(starts, [*starts, milliseconds][1:], chapters, strict=True)
        if end > start
    ]
    language = iso_639_2(tags.language)
    if audio.format == "mp3":
        return id3_tag(tags.title, tags.album, language, milliseconds, spans) + mp3(samples, audio.bitrate)
    words = (("title", tags.title), ("album", tags.album), ("language", language))
    return exported(samples, RATE, audio.format, audio.bitrate, words, language, spans)


def iso_639_2(tag: str) -> str:
    """The three-letter code of a BCP 47 tag's language; empty where there is none."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    if len(primary) == 3 and primary.isascii() and primary.isalpha():  # noqa: PLR2004 - it is one already
        return primary
    return _three_letters().get(primary, "")


@lru_cache(maxsize=1)
def _three_letters() -> dict[str, str]:
    text = files(__package__).joinpath("languages.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
