"""Voices and single texts on the command line, against the fake."""

from __future__ import annotations

import json
import wave
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts.testing import Speech
from mkdocs_qwen_tts.testing._speech import wav
from tests.doors.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts.testing import FakeServer


@pytest.fixture
def desk(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the fake where the service would be."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("desk")
def test_the_catalogue_is_filtered() -> None:
    found = json.loads(
        run(
            "voices", "list", "--dialect", "Cantonese", "--model", "qwen3-tts-flash", "--json"
        ).stdout
    )
    assert [speaker["name"] for speaker in found] == ["Rocky", "Kiki"]
    assert "Kiki" in run("voices", "list", "--dialect", "Cantonese", "--gender", "female").stdout
    assert "'German'" in run("voices", "list", "--language", "Germann", code=2).stderr


def test_samples_are_spoken_with_each_voice_chosen(desk: Path, server: FakeServer) -> None:
    run(
        "voices",
        "list",
        "--dialect",
        "Cantonese",
        "--model",
        "qwen3-tts-flash",
        "--sample",
        "auditions",
    )
    assert sorted(path.name for path in (desk / "auditions").iterdir()) == ["Kiki.mp3", "Rocky.mp3"]
    assert {entry.voice for entry in server.ledger.entries} == {"Kiki", "Rocky"}


def test_a_designed_voice_is_heard_named_used_and_deleted(desk: Path, server: FakeServer) -> None:
    words = "A calm woman in her forties with a low pitch, speaking slowly, for technical manuals"
    made = run(
        "voices", "design", words, "--name", "calm", "--alias", "guide", "--save", "calm.wav"
    )
    identity = made.stdout.strip()
    with wave.open(str(desk / "calm.wav")) as file:
        assert file.getnframes() > 24_000
    assert "`voice: guide`" in made.stderr

    (shown,) = json.loads(run("voices", "show", "guide", "--json").stdout)
    assert shown["id"] == identity
    assert identity in run("voices", "list", "--own").stdout

    run(
        "say",
        "Good morning.",
        "-o",
        "hello.mp3",
        "--model",
        "cosyvoice-v3.5-flash",
        "--voice",
        "guide",
    )
    assert server.ledger.entries[-1].voice == identity

    run("voices", "delete", "guide", "--yes")
    assert identity not in run("voices", "list", "--own").stdout
    assert "guide" not in (desk / "narration-voices.yml").read_text()


def test_a_missing_recording_is_told_before_a_missing_key(tmp_path: Path) -> None:
    told = run("voices", "clone", tmp_path / "anna.wav", "--name", "anna", code=2).stderr
    assert "anna.wav" in told
    assert "No such file" in told
    assert "key" not in told


def test_a_cloned_voice_comes_from_a_recording(desk: Path) -> None:
    text = (
        "The harbour keeps a careful log of every ship that calls, and the log is kept for years. "
        * 3
    )
    (desk / "anna.wav").write_bytes(wav(Speech("m", "Anna", text).pcm(), size=None))
    made = run(
        "voices", "clone", "anna.wav", "--name", "anna", "--language", "English", "--alias", "anna"
    )
    assert made.stdout.startswith("cosyvoice-v3.5-plus-anna-")
    assert "anna:" in (desk / "narration-voices.yml").read_text()


def test_a_recording_that_will_not_do_is_refused_before_anything_is_sent(
    desk: Path, server: FakeServer
) -> None:
    (desk / "short.wav").write_bytes(wav(bytes(4800), size=None))
    run("voices", "clone", "short.wav", "--name", "anna", code=2)
    run("voices", "clone", "missing.wav", "--name", "anna", code=2)
    assert server.ledger.requests == 0


@pytest.mark.usefixtures("desk")
def test_advice_on_a_description_costs_nothing(server: FakeServer) -> None:
    told = run(
        "voices", "design", "A nice voice like a famous actor", "--name", "x", "--check"
    ).stdout
    assert "nice" in told
    assert server.ledger.requests == 0


@pytest.mark.usefixtures("desk")
def test_deleting_asks_first() -> None:
    run("voices", "delete", "qwen-tts-vd-x-voice-20261121000000000-abcd", input="n\n", code=1)


@pytest.mark.usefixtures("desk")
def test_without_a_key_making_voices_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    assert "DASHSCOPE_API_KEY" in run("voices", "list", "--own", code=2).stderr


@pytest.mark.parametrize("ending", ["wav", "pcm"])
def test_say_writes_samples_as_they_come(desk: Path, ending: str) -> None:
    result = run("say", "Hello, reader. This is a test.", "-o", f"hello.{ending}")
    written = (desk / f"hello.{ending}").read_bytes()
    samples = written[44:] if ending == "wav" else written
    assert samples == Speech("qwen3-tts-flash", "Cherry", "Hello, reader. This is a test.").pcm()
    assert "first sound after" in result.stderr


@pytest.mark.usefixtures("desk")
def test_say_streams_a_wav_file_to_standard_output() -> None:
    streamed = run("say", "Hello, reader.", "-o", "-").stdout_bytes
    assert streamed[:4] == b"RIFF"
    assert streamed[44:] == Speech("qwen3-tts-flash", "Cherry", "Hello, reader.").pcm()


@pytest.mark.usefixtures("desk")
def test_say_streams_bare_samples_where_they_are_asked_for() -> None:
    streamed = run("say", "Hello, reader.", "-o", "-", "--raw").stdout_bytes
    assert streamed == Speech("qwen3-tts-flash", "Cherry", "Hello, reader.").pcm()
    assert "--raw" in run("say", "Hello.", "-o", "x.mp3", "--raw", code=2).stderr


@pytest.mark.usefixtures("desk")
def test_say_reads_a_text_from_standard_input(server: FakeServer) -> None:
    run("say", "-", "-o", "hello.pcm", input="Read me aloud.\n")
    assert server.ledger.texts == ("Read me aloud.",)
