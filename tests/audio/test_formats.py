"""The published file as other programs see it: tags, chapters, bitrates, containers."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import lameenc
import mutagen
import mutagen.id3
import mutagen.mp3
import numpy as np
import pytest
import soundfile

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _settings as settings
from mkdocs_qwen_tts._audio.encoders import iso_639_2
from mkdocs_qwen_tts._audio.id3 import id3_tag
from mkdocs_qwen_tts._audio.lame import open_lame
from mkdocs_qwen_tts._audio.mp3 import BITRATES, mp3, nearest_bitrate
from mkdocs_qwen_tts._audio.pcm import bytes_of
from mkdocs_qwen_tts._errors import AudioError
from mkdocs_qwen_tts._model import Clip, Encoded, Tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 24_000
TAGS = Tags(
    "Erste Schritte; oder = «Anfang» #1",
    album="文档\\",
    language="zh-Hans",
    chapters=((0, "Überblick"), (2, "安装; 与 = 配置"), (3, "Конец")),
)


@pytest.fixture
def published(utter: Callable, babble: Callable) -> Callable[..., Encoded]:
    def published(tags: Tags = TAGS, **options: object) -> Encoded:
        clip = Clip(bytes_of(babble(1.5)), RATE)
        script = [utter(f"Number {number}.", pause=0.5) for number in range(4)]
        return audio.assemble(
            audio.TrackRecipe.of(script, settings.Audio(**options), tags), lambda _: clip
        )

    return published


# ---------------------------------------------------------------- MP3


def test_an_mp3_says_what_it_is(published: Callable[..., Encoded]) -> None:
    encoded = published()
    file = mutagen.mp3.MP3(io.BytesIO(encoded.data))
    assert str(file.tags["TIT2"]) == TAGS.title
    assert str(file.tags["TALB"]) == TAGS.album
    assert str(file.tags["TLAN"]) == "zho"
    assert int(str(file.tags["TLEN"])) == round(encoded.duration * 1000)
    assert file.tags.version == (2, 3, 0)
    assert (file.info.sample_rate, file.info.channels, file.info.bitrate) == (RATE, 1, 64_000)
    assert file.info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    assert file.info.length == pytest.approx(encoded.duration, abs=0.0005)


def test_an_mp3_has_chapters_where_the_headings_are_spoken(
    published: Callable[..., Encoded],
) -> None:
    encoded = published()
    tags = mutagen.id3.ID3(io.BytesIO(encoded.data))
    (contents,) = tags.getall("CTOC")
    chapters = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [
        title for _, title in TAGS.chapters
    ]
    assert [chapter.start_time for chapter in chapters] == [
        round(encoded.spans[at].start * 1000) for at, _ in TAGS.chapters
    ]
    assert [chapter.end_time for chapter in chapters] == [
        *(each.start_time for each in chapters[1:]),
        round(encoded.duration * 1000),
    ]


def test_a_page_of_very_many_chapters_lists_them_all() -> None:
    chapters = [(at, at + 1, f"Chapter {at}") for at in range(600)]
    tags = mutagen.id3.ID3(io.BytesIO(id3_tag("Long", "", "", 600, chapters)))
    tables = {table.element_id: table for table in tags.getall("CTOC")}
    listed = [
        name
        for table in tables["toc"].child_element_ids
        for name in tables[table].child_element_ids
    ]
    assert [tags[f"CHAP:{name}"].start_time for name in listed] == list(range(600))


def test_a_page_without_chapters_album_or_language_has_no_such_frames(
    published: Callable[..., Encoded],
) -> None:
    tags = mutagen.id3.ID3(io.BytesIO(published(Tags("Plain")).data))
    assert {key.split(":")[0] for key in tags} == {"TIT2", "TLEN"}


def test_hostile_titles_stay_text(published: Callable[..., Encoded]) -> None:
    title = "\ud800 \0 null \n[CHAPTER]\r\nSTART=0 " + "x" * 5000
    tags = mutagen.id3.ID3(
        io.BytesIO(published(Tags(title, chapters=((0, title), (99, "beyond")))).data)
    )
    assert str(tags["TIT2"]).startswith("null [CHAPTER] START=0 xxx")
    assert len(str(tags["TIT2"])) == 300
    assert len(tags.getall("CHAP")) == 1


@pytest.mark.parametrize("bitrate", BITRATES)
@pytest.mark.parametrize("samples", [1, 575, 576, 577, 24_000, 100_001])
def test_every_bitrate_plays_to_the_sample(
    bitrate: int, samples: int, babble: Callable[..., np.ndarray]
) -> None:
    stream = mp3([babble(5.0)[:samples]], bitrate)
    info = mutagen.mp3.MP3(io.BytesIO(stream)).info
    decoded, rate = soundfile.read(io.BytesIO(stream))
    assert (decoded.size, rate) == (samples, RATE)
    assert info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    assert info.length == pytest.approx(samples / RATE, abs=0.0001)


@pytest.mark.parametrize("sound", ["silence", "noise", "square", "clicks"])
def test_what_needs_fewer_or_more_bits_has_frames_of_one_length_too(sound: str) -> None:
    """At 64 kbit/s, frames are found as for a variable bitrate: it must not vary."""
    count = 96_000
    samples = {
        "silence": np.zeros(count),
        "noise": np.random.default_rng(1).uniform(-32_768, 32_767, count),
        "square": np.where(np.arange(count) // 40 % 2, 32_767, -32_768),
        "clicks": np.where(np.arange(count) % 5000, 0, 32_767),
    }[sound].astype(np.int16)
    stream = mp3([samples[:30_000], samples[30_000:]], 64)
    assert {stream[at : at + 3] for at in range(0, len(stream), 192)} == {b"\xff\xf3\x84"}
    assert soundfile.info(io.BytesIO(stream)).frames == count


@pytest.mark.parametrize("bitrate", [64, 128])
def test_the_sound_is_not_moved_by_the_encoder(
    bitrate: int, babble: Callable[..., np.ndarray]
) -> None:
    samples = babble(3.0)
    decoded, _ = soundfile.read(io.BytesIO(mp3([samples], bitrate)))
    shifts = range(-5, 6)
    match = [
        np.dot(decoded[1000:-1000], samples[1000 + by : samples.size - 1000 + by]) for by in shifts
    ]
    assert shifts[int(np.argmax(match))] == 0


@pytest.mark.parametrize(
    ("asked", "given"),
    [(64, 64), (60, 64), (70, 64), (72, 80), (320, 160), (192, 160), (17, 16), (100, 96)],
)
def test_a_bitrate_that_mp3_has_not_becomes_the_nearest(asked: int, given: int) -> None:
    assert nearest_bitrate(asked) == given


def test_the_header_frame_has_a_valid_checksum(published: Callable[..., Encoded]) -> None:
    """CRC-16 over the first 190 bytes of the frame, as players check before they trust delay and padding."""
    data = published().data
    start = data.index(b"Info") - 13
    crc = 0
    for byte in data[start : start + 13 + 154]:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    assert int.from_bytes(data[start + 13 + 154 : start + 13 + 156], "big") == crc


def test_an_encoder_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, published: Callable[..., Encoded]
) -> None:
    class Broken:
        def __getattr__(self, _: str) -> Callable[..., None]:
            return lambda *_: None

        def encode(self, _: bytes) -> bytes:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(lameenc, "Encoder", Broken)
    with pytest.raises(AudioError, match="MP3 encoder failed: out of memory"):
        published()


def test_an_encoder_that_changes_the_bitrate_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What plays such a stream would seek to other places than those that the page names."""
    frames = iter((b"\xff\xf3\x84\xc4" + bytes(188), b"\xff\xf3\x94\xc4" + bytes(188), b""))

    class Varying:
        def __getattr__(self, _: str) -> Callable[..., bytes]:
            return lambda *_: next(frames)

    monkeypatch.setattr("mkdocs_qwen_tts._audio.mp3.open_lame", lambda *_, **__: Varying())
    with pytest.raises(AudioError, match="changed the bitrate"):
        mp3([np.zeros(300, np.int16), np.zeros(200, np.int16)], 64, may_hold=False)


class Refusing:
    def encode(self, _: bytes) -> bytes:
        raise RuntimeError("LAME answers -1")


class Varying:
    """Frames of 64 kbit/s, and one of 80."""

    def encode(self, _: bytes) -> bytes:
        return b"\xff\xf3\x84\xc4" + bytes(188)

    def flush(self) -> bytes:
        return b"\xff\xf3\x94\xc4" + bytes(236)


@pytest.mark.parametrize("unknown", [Refusing, Varying])
def test_where_lame_does_not_hold_a_bitrate_it_is_constant(
    unknown: type, monkeypatch: pytest.MonkeyPatch, published: Callable[..., Encoded]
) -> None:
    """As long, and as loud: no page fails for it."""
    usual = published()

    def opened(*sizes: int, held: bool, **wishes: int) -> object:
        return unknown() if held else open_lame(*sizes, **wishes)

    monkeypatch.setattr("mkdocs_qwen_tts._audio.mp3.open_lame", opened)
    constant = published()
    assert constant.data != usual.data
    assert (
        mutagen.mp3.MP3(io.BytesIO(constant.data)).info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    )
    assert constant.duration == usual.duration
    assert constant.spans == usual.spans
    assert constant.loudness == pytest.approx(usual.loudness, abs=0.1)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("zh-Hans", "zho"),
        ("pt_BR", "por"),
        ("DE", "deu"),
        ("yue-HK", "yue"),
        ("", ""),
        ("qq", ""),
        ("x-klingon", ""),
    ],
)
def test_languages_get_their_three_letters(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code


# ---------------------------------------------------------------- Opus and M4A


def probed(path: Path) -> dict:
    command = [
        "ffprobe",
        "-v",
        "error",
        "-show_format",
        "-show_streams",
        "-show_chapters",
        "-of",
        "json",
        str(path),
    ]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("form", "codec", "container"),
    [("opus", "opus", "ogg"), ("m4a", "aac", "m4a"), ("mp3", "mp3", "mp3")],
)
def test_every_format_says_what_it_is_and_where_its_chapters_are(
    form: str, codec: str, container: str, published: Callable[..., Encoded], tmp_path: Path
) -> None:
    encoded = published(format=form)
    path = tmp_path / f"page.{form}"
    path.write_bytes(encoded.data)
    facts = probed(path)
    stream = facts["streams"][0]
    tags = {**facts["format"].get("tags", {}), **stream.get("tags", {})}
    assert stream["codec_name"] == codec
    assert stream["channels"] == 1
    assert container in facts["format"]["format_name"]
    assert (tags["title"], tags["album"].rstrip(" "), tags["language"]) == (
        TAGS.title,
        TAGS.album,
        "zho",
    )
    assert [chapter["tags"]["title"] for chapter in facts["chapters"]] == [
        title for _, title in TAGS.chapters
    ]
    starts = [float(chapter["start_time"]) for chapter in facts["chapters"]]
    assert starts == pytest.approx([encoded.spans[at].start for at, _ in TAGS.chapters], abs=0.002)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("form", "bitrate"),
    [("opus", 16), ("opus", 64), ("opus", 320), ("m4a", 24), ("m4a", 64), ("m4a", 320)],
)
def test_every_format_has_loudness_peak_and_duration(
    form: str, bitrate: int, speak: Callable[..., Clip], utter: Callable, tmp_path: Path
) -> None:
    one = utter(
        "An export goes through another program, and its sound should still be what was asked for."
    )
    encoded = audio.assemble(
        audio.TrackRecipe.of([one], settings.Audio(format=form, bitrate=bitrate), Tags("Export")),
        lambda each: speak(each.text),
    )
    path = tmp_path / f"page.{form}"
    path.write_bytes(encoded.data)
    measured = subprocess.run(
        ["ffmpeg", "-hide_banner", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stderr.split("Summary:")[1]
    integrated = float(measured.split("I:")[1].split("LUFS")[0])
    peak = float(measured.split("Peak:")[1].split("dBFS")[0])
    assert integrated == pytest.approx(-16.0, abs=1.0)
    assert peak <= -1.0
    assert (encoded.loudness, encoded.peak) == pytest.approx((integrated, peak), abs=0.3)
    assert float(probed(path)["format"]["duration"]) == pytest.approx(encoded.duration, abs=0.05)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("form", ["opus", "m4a"])
def test_every_format_comes_out_the_same_each_time(
    form: str, published: Callable[..., Encoded]
) -> None:
    assert published(format=form).data == published(format=form).data


def stand_in(folder: Path, script: str) -> str:
    """An ffmpeg of another mind, and the PATH that finds it."""
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_an_ffmpeg_without_the_encoder_is_told_before_anything_is_paid(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(
        "PATH", stand_in(tmp_path, "echo \"Codec 'libopus' is not recognized by FFmpeg.\"")
    )
    with pytest.raises(
        AudioError,
        match=r"audio\.format: the ffmpeg at .* has no encoder libopus, which opus needs",
    ):
        audio.check_encoder(settings.Audio(format="opus"))


def test_a_refusal_of_ffmpeg_is_told_in_its_words(
    published: Callable[..., Encoded], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = 'case "$*" in *encoder=*) echo "Encoder libopus [libopus Opus]:";; *) echo "No space left" >&2; exit 1;; esac'
    monkeypatch.setenv("PATH", stand_in(tmp_path, script))
    with pytest.raises(
        AudioError, match=r"ffmpeg could not encode opus at 64 kbit/s: .*No space left"
    ):
        published(format="opus")


@pytest.mark.ffmpeg
def test_m4a_needs_no_ffprobe(
    published: Callable[..., Encoded], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without it the file cannot be replayed; its loudness is then told from what went into the encoder."""
    whole = published(format="m4a")
    (tmp_path / "ffmpeg").symlink_to(shutil.which("ffmpeg"))
    monkeypatch.setenv("PATH", str(tmp_path))
    alone = published(format="m4a")
    assert alone.duration == whole.duration
    assert alone.loudness == pytest.approx(whole.loudness, abs=0.5)
