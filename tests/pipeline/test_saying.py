"""One way to speak: what a build refuses, a single text is refused too, and the budget counts."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _api as api
from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import BadAudioError, BudgetExceeded
from mkdocs_qwen_tts._pipeline.progress import Unwatched

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._model import RetryDetails
    from mkdocs_qwen_tts._settings import Settings
    from tests.pipeline.conftest import Bench

TEXT = "The gate opens at seven in the morning.\n\nIt closes when the last boat has come in."


@pytest.fixture
def said(bench: Bench) -> Any:
    def say(*, live: bool = False, **options: Any) -> tuple[pipeline.Said, list[bytes]]:
        settings: Settings = bench.settings(target=0, **options)
        heard: list[bytes] = []
        hear = (lambda pcm, _rate: heard.append(pcm)) if live else None
        utterances = api.utterances(TEXT, settings, "en")
        opener = functools.partial(speech.open_engine, sleep=lambda _: None)
        return pipeline.say_aloud(utterances, settings, hear=hear, open_engine=opener), heard

    return say


def test_noise_that_a_build_refuses_is_not_said(bench: Bench, said: Any) -> None:
    bench.server.fake.faults.add("noisy-audio", text="gate")
    with pytest.raises(BadAudioError, match="badly twice"):
        said()
    assert bench.server.ledger.requests == 3  # two for the passage that came badly


def test_noise_is_asked_for_once_more(bench: Bench, said: Any) -> None:
    bench.server.fake.faults.add("noisy-audio", count=1, text="gate")
    found, _ = said()
    assert (found.requests, bench.server.ledger.requests) == (3, 3)


def test_noise_that_was_heard_already_is_not_passed_for_speech(bench: Bench, said: Any) -> None:
    bench.server.fake.faults.add("noisy-audio", count=1, text="gate")
    with pytest.raises(BadAudioError, match="spoke it badly"):
        said(live=True)


def test_a_text_above_the_budget_is_not_asked_for(bench: Bench, said: Any) -> None:
    with pytest.raises(BudgetExceeded):
        said(budget={"characters": 20})
    assert bench.server.ledger.requests == 0


def test_a_budget_for_the_text_alone_covers_no_second_attempt(bench: Bench, said: Any) -> None:
    bench.server.fake.faults.add("noisy-audio", count=1, text="gate")
    characters = sum(len(block) for block in TEXT.split("\n\n"))
    with pytest.raises(BadAudioError, match="budget does not cover"):
        said(budget={"characters": characters})
    assert bench.server.ledger.requests == 2


def test_what_is_heard_is_what_the_clips_hold(said: Any) -> None:
    found, heard = said(live=True)
    assert b"".join(heard) == b"".join(clip.pcm for clip in found.clips.values())


def test_the_next_one_is_asked_for_while_this_one_is_heard(bench: Bench) -> None:
    settings = bench.settings(target=0)
    utterances = api.utterances(TEXT, settings, "en")
    both_sent = threading.Event()
    real = bench.server.ledger

    def hear(_pcm: bytes, _rate: int) -> None:
        # The first sound is held back until the second request has reached the service.
        while not both_sent.wait(0.01):
            if real.requests == len(utterances):
                both_sent.set()

    pipeline.say_aloud(utterances, settings, hear=hear)
    assert both_sent.is_set()


def test_a_retry_is_told_to_whoever_watches(bench: Bench) -> None:
    bench.server.fake.faults.add("server-error", count=1)
    told: list[RetryDetails] = []

    class Watcher(Unwatched):
        def retried(self, details: RetryDetails) -> None:
            told.append(details)

    settings = bench.settings()
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    opener = functools.partial(speech.open_engine, sleep=lambda _: None)
    pipeline.carry_out(plan, settings, bench.store, progress=Watcher(), open_engine=opener)
    (one,) = told
    assert (one.attempt, one.error.status) == (1, 500)
    assert one.wait >= 0
    assert one.utterance in plan.missing


def test_what_fails_leaves_no_file_behind(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from mkdocs_qwen_tts._cli import main

    bench.server.fake.faults.add("noisy-audio")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test")
    for name in ("x.mp3", "x.wav", "x.pcm"):
        given = ["say", TEXT, "-o", str(tmp_path / name), "--base-url", bench.server.base_url]
        assert CliRunner().invoke(main, given).exit_code == 1
    assert list(tmp_path.glob("x.*")) == []
