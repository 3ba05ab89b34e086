"""When words are spoken is found out once for each clip, and kept beside it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import TimeSource
from mkdocs_qwen_tts._speech import rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pipeline.conftest import Bench

needs_robot = pytest.mark.skipif(
    find_spec("espeakng_loader") is None, reason='needs pip install "mkdocs-qwen-tts[timing]"'
)

HTML = "<h1>Tides</h1><p>The tide waits for nobody. It comes twice a day, and goes.</p>"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that were rendered."""
    texts: list[str] = []
    render = rendering.rendered

    def counted(utterance):
        texts.append(utterance.text)
        return render(utterance)

    monkeypatch.setattr(speech, "rendered", counted)
    return texts


def narrate_only(bench: Bench, html: str) -> None:
    bench.pages.clear()
    bench.add("tides/", html)


def without_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "can_render", lambda: False)
    monkeypatch.setattr(speech, "renders", lambda _: False)
    monkeypatch.setattr(speech, "rendered", lambda _: None)


def kept(bench: Bench) -> list[dict]:
    return [json.loads(path.read_text()) for path in (bench.store.root / "clips").rglob("*.json")]


@needs_robot
def test_a_clip_is_timed_once_and_never_again(bench: Bench, asked: list[str]) -> None:
    narrate_only(bench, HTML)
    bench.narrate()
    assert len(asked) == len(kept(bench)) > 0
    assert all(record["timing"]["words"] for record in kept(bench))
    asked.clear()
    bench.narrate(audio={"bitrate": 48})
    assert asked == []


@needs_robot
def test_clips_of_a_store_without_timings_are_timed_when_they_are_next_used(
    bench: Bench, asked: list[str]
) -> None:
    """As release 0.1 left them: nothing is asked for, and the cues know their sentences afterwards."""
    narrate_only(bench, HTML)
    bench.narrate()
    store, fingerprints = bench.store, []
    for record in kept(bench):
        fingerprints.append(record["name"])
        clip = store.clip(record["name"])
        assert clip is not None
        store.put_clip(record["name"], clip.data, clip.usage)
    asked.clear()
    report = bench.narrate(audio={"bitrate": 48})
    assert (report.requests, len(asked)) == (0, len(fingerprints))
    narration = report.outcomes[0].narration
    assert narration is not None
    assert {cue.source for cue in narration.cues} == {TimeSource.ALIGNER}
    assert [len(cue.sentences) for cue in narration.cues] == [1, 2]
    assert all(cue.words for cue in narration.cues)


@needs_robot
def test_estimates_are_made_anew_once_the_extra_is_installed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrate_only(bench, HTML)
    with monkeypatch.context() as patch:
        without_robot(patch)
        (before,) = bench.narrate().outcomes
    (after,) = (report := bench.narrate()).outcomes
    assert before.narration is not None
    assert after.narration is not None
    assert {cue.source for cue in before.narration.cues} == {TimeSource.ESTIMATE}
    assert {cue.source for cue in after.narration.cues} == {TimeSource.ALIGNER}
    assert report.requests == 0


def test_without_the_extra_sentences_are_estimated(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_robot(monkeypatch)
    narrate_only(bench, HTML)
    (outcome,) = bench.narrate().outcomes
    assert outcome.narration is not None
    assert [len(cue.sentences) for cue in outcome.narration.cues] == [1, 2]
    assert not any(cue.words for cue in outcome.narration.cues)


def test_a_store_that_cannot_be_written_is_timed_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs_qwen_tts._errors import StoreError
    from mkdocs_qwen_tts._store import Store

    narrate_only(bench, HTML)
    bench.narrate()
    keep = Store._keep

    def read_only(self, room, name, record, data):
        if room == "clips":
            raise StoreError("the disk cannot be written")
        return keep(self, room, name, record, data)

    for record in kept(bench):
        clip = bench.store.clip(record["name"])
        assert clip is not None
        bench.store.put_clip(record["name"], clip.data, clip.usage)
    monkeypatch.setattr(Store, "_keep", read_only)
    (outcome,) = bench.narrate(audio={"bitrate": 48}).outcomes
    assert outcome.narration is not None
    assert [len(cue.sentences) for cue in outcome.narration.cues] == [1, 2]


@needs_robot
def test_what_the_service_states_is_kept_with_the_clip(bench: Bench, asked: list[str]) -> None:
    bench.options = {
        "model": "cosyvoice-v3-flash",
        "voice": "longanyang",
        "options": {"word_timestamp_enabled": True},
    }
    narrate_only(bench, HTML)
    (outcome,) = bench.narrate().outcomes
    assert outcome.narration is not None, outcome.reason
    assert {cue.source for cue in outcome.narration.cues} == {TimeSource.SERVICE}
    assert {record["timing"]["source"] for record in kept(bench)} == {"service"}
    assert asked == []
