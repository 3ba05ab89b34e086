"""A page's samples as the file that is published, in the format the settings ask for."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from typing import IO, TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.ffmpeg import described, exported, replayed, require_ffmpeg
from mkdocs_qwen_tts._audio.id3 import id3_tag
from mkdocs_qwen_tts._audio.lame import lame_described
from mkdocs_qwen_tts._audio.mp3 import RATE, mp3
from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import AudioError
from mkdocs_qwen_tts._model.formats import FORMATS
from mkdocs_qwen_tts._sndfile import soundfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mkdocs_qwen_tts import _settings as settings
    from mkdocs_qwen_tts._audio.pcm import AnySamples, Floats, Samples
    from mkdocs_qwen_tts._model import Tags


_HEARD_AT_ONCE = 10
"""Seconds."""

_MAX_TITLE = 300
"""Characters: some players keep a whole list of chapters in a few kilobytes."""


def overshoot(audio: settings.Audio, *, may_hold: bool) -> float:
    """How much the encoder may raise a true peak, in dB; `may_hold` as `mp3` has it."""
    return _at_bitrate(FORMATS[audio.format].overshoot, audio, may_hold)


def offset(audio: settings.Audio, *, may_hold: bool) -> float:
    """How the encoder changes the level of everything, in dB; `may_hold` as `mp3` has it."""
    return _at_bitrate(FORMATS[audio.format].loudness_offset, audio, may_hold)


def _at_bitrate(table: Sequence[tuple[int, float]], audio: settings.Audio, may_hold: bool) -> float:
    # A bitrate that is not held changes sound as the constant ones above it do.
    bitrate = audio.bitrate if may_hold else FORMATS[audio.format].highest
    return next(value for least, value in table if bitrate >= least)


def heard(data: bytes, audio: settings.Audio) -> tuple[Iterator[AnySamples], int] | None:
    """An encoded file as it plays, in blocks, and its rate; `None` without a decoder.

    Raises:
        AudioError: when the file cannot be decoded.
    """
    form = FORMATS[audio.format]
    if form.replayed_by == "ffmpeg":
        whole = replayed(data, form)
        return None if whole is None else (iter([whole[0]]), whole[1])
    if form.container == "mp3" and "MP3" not in soundfile.available_formats():
        return None  # a libsndfile of this system that was built without mpg123
    # Read from the disk, as a decoder that asks Python for every frame takes twice the time.
    disk = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads the blocks closes it
    disk.write(data)
    disk.seek(0)
    try:
        file = _Onward(disk.fileno(), closefd=False)
    except soundfile.LibsndfileError as error:
        disk.close()
        raise _undecodable(audio) from error
    return _blocks(file, disk, audio), int(file.samplerate)


class _Onward(soundfile.SoundFile):  # type: ignore[misc]
    """A file read from its beginning to its end.

    One that can be sought in is sought in after every block, and a decoder that is taken to a place
    by itself has lost what it needs of the frames before.
    """

    def seekable(self) -> bool:
        return False


def _blocks(file: _Onward, disk: IO[bytes], audio: settings.Audio) -> Iterator[Floats]:
    with disk, file:
        while True:
            try:
                # As decoders make it: what goes over full scale is not cut off unseen.
                block = file.read(_HEARD_AT_ONCE * file.samplerate, dtype="float32")
            except soundfile.LibsndfileError as error:
                raise _undecodable(audio) from error
            if not block.size:
                return
            yield np.asarray(block, dtype=np.float32)


def _undecodable(audio: settings.Audio) -> AudioError:
    return AudioError(
        f"the encoder wrote a file of format {audio.format} that cannot be decoded; try another "
        "`audio.bitrate` or `audio.format`"
    )


def check_encoder(audio: settings.Audio) -> None:
    """Check that this machine can write the format asked for, before anything is paid for.

    Raises:
        AudioError: naming the option and the mend.
    """
    form = FORMATS[audio.format]
    if form.program:
        require_ffmpeg(form)
    else:
        lame_described()


def encoder(audio: settings.Audio) -> str:
    """What writes the format asked for on this machine, for people.

    Raises:
        AudioError: nothing does; names the option and the mend.
    """
    form = FORMATS[audio.format]
    return described(form) if form.program else lame_described()


def encode(
    blocks: Iterable[Samples],
    total: int,
    audio: settings.Audio,
    tags: Tags,
    chapters: Sequence[tuple[float, str]],
    *,
    may_hold: bool,
) -> bytes:
    """Sound as a file with its tags.

    Args:
        blocks: the sound, 24 kHz mono.
        total: how many samples that is.
        audio: format and bitrate.
        tags: what the file says about itself.
        chapters: `(start in seconds, title)`, ascending.
        may_hold: as `mp3` has it.

    Raises:
        NotHeldError: as `mp3` has it.
        AudioError: when the encoder is missing or fails.
    """
    milliseconds = round(total * 1000 / RATE)
    starts = [round(start * 1000) for start, _ in chapters]
    spans = [
        (start, end, _one_line(title))
        for start, end, (_, title) in zip(
            starts, [*starts, milliseconds][1:], chapters, strict=True
        )
        if end > start
    ]
    language = iso_639_2(tags.language)
    title, album = _one_line(tags.title), _one_line(tags.album)
    form = FORMATS[audio.format]
    if not form.program:
        tag = id3_tag(title, album, language, milliseconds, spans)
        return tag + mp3(blocks, audio.bitrate, may_hold=may_hold)
    words = (("title", title), ("album", album), ("language", language))
    return exported(np.concatenate([*blocks]), RATE, form, audio.bitrate, words, language, spans)


def _one_line(text: str) -> str:
    """`text` as players can show it: without control characters, and not too long."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[
        :_MAX_TITLE
    ]


def iso_639_2(tag: str) -> str:
    """The three-letter code of a BCP 47 tag's language; empty where there is none."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    if len(primary) == 3 and primary.isascii() and primary.isalpha():  # noqa: PLR2004 - it is one already
        return primary
    return _three_letters().get(primary, "")


@lru_cache(maxsize=1)
def _three_letters() -> dict[str, str]:
    return {row["two"]: row["three"] for row in csv_rows(__package__, "languages.csv")}
