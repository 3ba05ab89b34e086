"""What speech services send, and what happens to it."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._audio.mpeg_frames import is_cut
from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model import Sound

RATE = 24_000
WAVE = (np.sin(np.arange(RATE) / 9) * 9000).astype("<i2")
PCM = WAVE.tobytes()


def riff(
    data: bytes,
    *,
    size: int | None = None,
    riff_size: int | None = None,
    fmt: bytes | None = None,
    before: bytes = b"",
) -> bytes:
    fmt = fmt or struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    size = len(data) if size is None else size
    body = (
        b"WAVEfmt "
        + struct.pack("<I", len(fmt))
        + fmt
        + before
        + b"data"
        + struct.pack("<I", size)
        + data
    )
    return b"RIFF" + struct.pack("<I", len(body) if riff_size is None else riff_size) + body


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(code: int, channels: int, bits: int, rate: int = RATE, extra: bytes = b"") -> bytes:
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", code, channels, rate, rate * frame, frame, bits) + extra


EXTENSIBLE = (
    struct.pack("<HHI", 22, 16, 4)
    + struct.pack("<H", 1)
    + bytes.fromhex("000000001000800000aa00389b71")
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(riff(PCM), id="honest"),
        pytest.param(
            riff(PCM, size=0x7FFFFF9B, riff_size=0x7FFFFFBF), id="the service's placeholders"
        ),
        pytest.param(riff(PCM, size=0xFFFFFFFF, riff_size=0xFFFFFFFF), id="all ones"),
        pytest.param(riff(PCM, size=0, riff_size=0), id="zero"),
        pytest.param(riff(PCM, size=0, riff_size=36), id="zero as if empty"),
        pytest.param(
            riff(PCM, before=chunk(b"LIST", b"INFOISFT\x05\0\0\0Lavf\0\0")),
            id="LIST before the data",
        ),
        pytest.param(riff(PCM, before=chunk(b"odd ", b"123")), id="odd chunk before the data"),
        pytest.param(
            riff(PCM) + chunk(b"LIST", b"INFOISFT\x04\0\0\0Lavf"), id="LIST behind the data"
        ),
        pytest.param(riff(PCM + b"\x7f", size=0), id="odd length"),
        pytest.param(riff(PCM, fmt=fmt(0xFFFE, 1, 16, extra=EXTENSIBLE)), id="extensible"),
        pytest.param(
            riff(PCM[:20_000], size=0) + riff(PCM[20_000:], size=0), id="two glued together"
        ),
        pytest.param(b"RF64" + riff(PCM, size=0xFFFFFFFF)[4:], id="RF64"),
        pytest.param(PCM, id="raw"),
    ],
)
def test_every_sample_arrives_whatever_the_header_claims(data: bytes) -> None:
    assert audio.decode(Sound(data, RATE)) == (PCM, RATE)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(riff((WAVE / 32768).astype("<f4").tobytes(), fmt=fmt(3, 1, 32)), id="float32"),
        pytest.param(riff((WAVE / 32768).astype("<f8").tobytes(), fmt=fmt(3, 1, 64)), id="float64"),
        pytest.param(riff((WAVE.astype("<i4") << 16).tobytes(), fmt=fmt(1, 1, 32)), id="32 bit"),
        pytest.param(
            riff(
                b"".join(b"\0" + PCM[at : at + 2] for at in range(0, len(PCM), 2)),
                fmt=fmt(1, 1, 24),
            ),
            id="24 bit",
        ),
        pytest.param(
            riff(((WAVE >> 8) + 128).astype(np.uint8).tobytes(), fmt=fmt(1, 1, 8)), id="8 bit"
        ),
        pytest.param(riff(np.column_stack((WAVE, WAVE)).tobytes(), fmt=fmt(1, 2, 16)), id="stereo"),
    ],
)
def test_other_widths_and_channels_become_16_bit_mono(data: bytes) -> None:
    pcm, rate = audio.decode(Sound(data))
    difference = np.frombuffer(pcm, "<i2").astype(int) - WAVE
    assert rate == RATE
    assert len(pcm) == len(PCM)
    assert np.abs(difference).max() <= (256 if len(data) < len(PCM) else 1)


@pytest.mark.parametrize(
    ("form", "subtype"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None)]
)
def test_other_containers_are_told_by_their_first_bytes(form: str, subtype: str | None) -> None:
    stream = io.BytesIO()
    soundfile.write(stream, WAVE, RATE, format=form, subtype=subtype)
    pcm, rate = audio.decode(Sound(stream.getvalue(), sample_rate=8000))
    assert rate == RATE
    assert abs(len(pcm) / 2 / rate - 1.0) < 0.1


ID3 = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)


def an_mp3() -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, WAVE, RATE, format="MP3")
    return stream.getvalue()


def test_an_mp3_under_an_id3_tag_is_decoded() -> None:
    assert audio.decode(Sound(ID3 + an_mp3()))[1] == RATE


@pytest.mark.parametrize("tag", [b"", ID3])
def test_an_mp3_is_decoded_where_it_ends_with_a_frame_and_refused_where_it_ends_within_one(
    tag: bytes,
) -> None:
    """And it is decoded alike each time, though its header claims more than it holds."""
    file = tag + an_mp3()
    whole = []
    for end in range(len(file) - 1000, len(file) + 1):
        try:
            audio.decode(Sound(file[:end]))
        except BadAudioError as error:
            assert "cut off" in str(error)  # noqa: PT017 - most ends raise, and a few do not
        else:
            whole.append(end)
    assert whole[-1] == len(file)
    assert all(file[end : end + 2] == b"\xff\xf3" for end in whole[:-1])
    assert 3 <= len(whole) <= 42
    for end in whole:
        assert audio.decode(Sound(file[:end])) == audio.decode(Sound(file[:end]))


@pytest.mark.parametrize("behind", [b"TAG" + bytes(125), bytes(100), b"APETAGEX" + bytes(24)])
def test_what_may_stand_behind_the_last_frame_is_no_cut(behind: bytes) -> None:
    assert audio.decode(Sound(an_mp3() + behind))[1] == RATE


@given(st.binary(max_size=60))
def test_no_bytes_at_all_upset_the_walk_over_frames(data: bytes) -> None:
    is_cut(b"\xff\xf3\x84\xc4" + data)
    is_cut(b"ID3" + data)


def test_raw_samples_that_begin_like_an_mp3_frame_are_still_samples() -> None:
    data = bytes.fromhex("fff354c0") + PCM
    assert audio.decode(Sound(data, RATE)) == (data, RATE)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "0 bytes"),
        (b"<!doctype html><html><body>502 Bad Gateway</body></html>", "a text"),
        (b'\n{"code": "InvalidApiKey", "message": "Invalid API-key provided."}', "a text"),
        ('<?xml version="1.0"?><Error>資源が見つかりません</Error>'.encode(), "a text"),
        (b"upstream connect error or disconnect/reset before headers", "a text"),
        (bytes(RATE), "silent"),
        (riff(bytes(RATE)), "silent"),
        (riff(b"", size=0), "empty"),
        (riff(PCM)[:36], "no samples"),
        (riff(PCM)[:16], "no samples"),
        (riff(PCM, fmt=fmt(1, 1, 16, rate=3)), "3 Hz"),
        (riff(PCM, fmt=fmt(1, 1, 16, rate=0)), "0 Hz"),
        (riff(PCM, fmt=fmt(1, 0, 16)), "0 channels"),
        (riff(PCM, fmt=fmt(0x11, 1, 4)), "format 17"),
        (riff(PCM, fmt=b"\1\0"), "broken format"),
        (riff(np.full(99, np.nan, "<f4").tobytes(), fmt=fmt(3, 1, 32)), "not numbers"),
        (b"RIFF\0\0\0\0WAVEdata" + struct.pack("<I", 4) + b"1234", "no format chunk"),
        (b"fLaC" + bytes(200), "cannot be decoded"),
        (b"OggS" + bytes(200), "cannot be decoded"),
        (b"\0\0\0\x18ftypM4A " + bytes(200), "MP4"),
    ],
)
def test_what_is_no_speech_is_refused_in_one_clear_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadAudioError, match=says) as caught:
        audio.decode(Sound(data, RATE))
    assert "\n" not in str(caught.value)
    assert caught.value.retryable


def test_raw_samples_of_no_stated_rate_are_refused() -> None:
    with pytest.raises(BadAudioError, match="no sample rate"):
        audio.decode(Sound(PCM))


def test_the_error_never_quotes_what_the_server_sent() -> None:
    with pytest.raises(BadAudioError) as caught:
        audio.decode(Sound(b"<Error><Key>OSSAccessKeyId=secret&Signature=secret</Key></Error>"))
    assert "secret" not in str(caught.value)


def test_a_truncated_wav_gives_what_there_is() -> None:
    assert audio.decode(Sound(riff(PCM)[: 44 + 10_001])) == (PCM[:10_000], RATE)


@given(
    st.binary(max_size=600),
    st.sampled_from(
        [b"", b"RIFF\0\0\0\0WAVEfmt ", b"ID3", b"fLaC", b"OggS", b"\xff\xf3", riff(PCM)[:50]]
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_whatever_raise_anything_else(tail: bytes, head: bytes) -> None:
    try:
        pcm, rate = audio.decode(Sound(head + tail, RATE))
    except BadAudioError:
        return
    assert pcm
    assert len(pcm) % 2 == 0
    assert rate >= 8000


def test_a_flood_of_bytes_is_refused_before_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._audio.intake.MAX_BYTES", 1000)
    with pytest.raises(BadAudioError, match="more than the 1000 we accept"):
        audio.decode(Sound(PCM, RATE))


@pytest.mark.parametrize("form", ["raw", "FLAC"])
def test_an_hour_and_more_is_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._audio.intake.MAX_SECONDS", 0.5)
    data = PCM
    if form != "raw":
        stream = io.BytesIO()
        soundfile.write(stream, np.tile(WAVE, 4), RATE, format=form)
        data = stream.getvalue()
    with pytest.raises(BadAudioError, match="absurdly long"):
        audio.decode(Sound(data, RATE))


def test_glued_files_of_different_rates_are_refused() -> None:
    with pytest.raises(BadAudioError, match="from 24000 to 16000 Hz"):
        audio.decode(Sound(riff(PCM) + riff(PCM, fmt=fmt(1, 1, 16, rate=16_000))))
