"""One table tells containers apart, one walk steps through WAV files, and both hold on any bytes."""

from __future__ import annotations

import ast
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mkdocs_qwen_tts
from mkdocs_qwen_tts._model.containers import CONTAINER_MARK_BYTES, CONTAINER_MARKS, container_of
from mkdocs_qwen_tts._model.riff import chunk_end, riff_chunks, sample_form, wav_header
from mkdocs_qwen_tts.testing._speech import Speech

SPEECH = Speech("m", "v", "One.")
CONTAINER_OF_FORMAT = {"wav": "wav", "mp3": "mp3", "flac": "flac", "opus": "ogg", "pcm": ""}


@pytest.mark.parametrize("form", CONTAINER_OF_FORMAT)
def test_files_are_told_by_their_first_bytes(form: str) -> None:
    file = Speech("m", "v", "One.", format=form).file(SPEECH.pcm())
    assert container_of(file[:CONTAINER_MARK_BYTES]) == CONTAINER_OF_FORMAT[form]


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"RF64\xff\xff\xff\xffWAVE", "rf64"),
        (b"RIFF\0\0\0\0AVI ", ""),
        (b"RIFF", ""),
        (b"\0\0\0\x18ftypM4A ", "mp4"),
        (b"\x1aE\xdf\xa3", "webm"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xf1\x50\x80", ""),
        (b"", ""),
    ],
)
def test_what_only_looks_alike_is_told_apart(head: bytes, container: str) -> None:
    assert container_of(head) == container


def test_every_mark_is_seen_in_the_bytes_that_are_waited_for() -> None:
    marks = [part for each in CONTAINER_MARKS.values() for mark in each for part in mark]
    assert max(at + len(text) for at, text in marks) <= CONTAINER_MARK_BYTES


MARKS = {
    text
    for marks in CONTAINER_MARKS.values()
    for mark in marks
    for _, text in mark
    if len(text) > 2  # the start of a frame of MP3 is two bytes of many meanings
}


def marks_in(source: str) -> list[str]:
    """The marks of containers that a module writes, in whatever way."""
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    raw = [one.encode("latin-1", "replace") if isinstance(one, str) else one for one in texts]
    return [
        one.decode("latin-1")
        for one in raw
        if isinstance(one, bytes) and any(one.startswith(mark) for mark in MARKS)
    ]


def test_marks_of_containers_stand_in_their_table_alone() -> None:
    package = Path(mkdocs_qwen_tts.__file__).parent
    found = {path: marks_in(path.read_text("utf-8")) for path in package.rglob("*.py")}
    told = {str(path): marks for path, marks in found.items() if marks}
    assert told == {}, "ask mkdocs_qwen_tts._model.containers"


def test_a_mark_in_the_code_would_be_found() -> None:
    assert marks_in('data.startswith(b"OggS")') == ["OggS"]
    assert sorted(marks_in('header = b"RIFF" + size + b"WAVE"')) == ["RIFF", "WAVE"]
    assert marks_in('magic = "\\x1aE\\xdf\\xa3"') == ["\x1aE\xdf\xa3"]


@given(st.lists(st.tuples(st.binary(min_size=4, max_size=4), st.binary(max_size=9)), max_size=5))
def test_chunks_are_found_as_they_were_written(written: list[tuple[bytes, bytes]]) -> None:
    file = b"RIFF\0\0\0\0WAVE" + b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in written
    )
    found = list(riff_chunks(file))
    assert [(name, file[at : at + size]) for name, at, size in found] == written
    assert not found or chunk_end(*found[-1][1:]) == len(file)


@given(st.binary(max_size=80))
def test_the_walk_ends_on_any_bytes(data: bytes) -> None:
    places = [at for _, at, _ in riff_chunks(data)]
    assert places == sorted(set(places))
    assert all(at <= len(data) for at in places)


@pytest.mark.parametrize("channels", [1, 2])
def test_a_header_says_what_the_walk_reads(channels: int) -> None:
    header = wav_header(16_000, channels=channels)
    (first, at, size), (last, end, _) = riff_chunks(header)
    form = sample_form(header[at : at + size])
    assert form is not None
    assert (first, last, end) == (b"fmt ", b"data", len(header))
    assert (form.code, form.channels, form.rate, form.bits) == (1, channels, 16_000, 16)
