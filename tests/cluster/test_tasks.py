"""What a worker does with a task, above all the second time: its first worker was lost."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import Future as Promise
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._cluster import aside as asides
from mkdocs_qwen_tts._cluster import tasks
from mkdocs_qwen_tts._cluster.aside import aside
from mkdocs_qwen_tts._cluster.calls import Calls, WorkerFailedError, _Call
from mkdocs_qwen_tts._cluster.failed import Failed
from mkdocs_qwen_tts._cluster.job import Bench, Job, Kin, bench_for, close_bench, kin, without_keys
from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
from mkdocs_qwen_tts._errors import (
    AudioError,
    ConfigurationError,
    NarrationError,
    StoreError,
    TransportError,
)
from mkdocs_qwen_tts._model import KeptClip, SourcePage
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import Attempt
from mkdocs_qwen_tts._store import Remote, Store
from mkdocs_qwen_tts._store.attempts import Attempts

from .conftest import PATIENCE, Gate, until

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts.testing import FakeServer

T = TypeVar("T")

FIRST, SECOND = "0" * 16, "f" * 16
"""What tells attempts apart."""
OTHER = Kin("0.0.1", "0", renders=False)
PAGE = SourcePage("a/", "", "en", "<h1>The harbour</h1><p>It opens at seven in the morning.</p>")


@pytest.fixture
def settings(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-of-the-workers")
    api = {"key": "sk-of-the-client", "base_url": server.base_url, "requests_per_minute": 1e6}
    return Settings.of({"api": api, "minimum": 0, "target": 0}, environ={})


@pytest.fixture
def bench(settings: Settings, tmp_path: Path) -> Iterator[Bench]:
    job = Job("ab12", without_keys(settings), str(tmp_path / "store"), kin())
    Store(tmp_path / "store").put_note(job.probe, job.probe, b"{}")
    bench = Bench(job, tmp_path / "scratch")
    yield bench
    bench.close()


@pytest.fixture
def utterance(settings: Settings, bench: Bench) -> Utterance:
    return pipeline.prepare([PAGE], settings, bench.store).missing[0]


def ask(bench: Bench, utterance: Utterance, **facts: Any) -> Any:
    request = tasks.RequestTask(utterance, Attempt(), FIRST, keep=True)
    return tasks._asked(bench, replace(request, **facts))


def travelled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - as Dask does


def marks(bench: Bench) -> list[Any]:
    return list(bench.store.root.rglob("*.begun"))


def test_a_clip_is_in_the_store_before_it_is_told_of(
    bench: Bench, utterance: Utterance, server: FakeServer
) -> None:
    done = ask(bench, utterance)
    assert isinstance(done.clip, KeptClip)
    assert (done.clip.pcm, done.clip.flaw, done.requests, done.unanswered) == (b"", None, 1, 0)
    stored = bench.store.clip(utterance.fingerprint)
    assert stored is not None
    assert (stored.usage.requests, server.ledger.requests) == (1, 1)
    assert done.clip.duration > 0
    assert marks(bench) == []


def test_the_second_run_finds_the_clip_and_counts_what_the_first_took(
    bench: Bench, utterance: Utterance, server: FakeServer
) -> None:
    first = ask(bench, utterance)
    again = ask(bench, utterance)
    assert (again.requests, again.billed[0].characters) == (1, first.billed[0].characters)
    assert server.ledger.requests == 1


def test_the_second_run_asks_for_nothing_where_the_first_may_have(
    bench: Bench, utterance: Utterance, server: FakeServer
) -> None:
    assert bench.attempts.begin(utterance.fingerprint, FIRST)
    done = ask(bench, utterance)
    assert done.clip is None
    assert (done.requests, done.unanswered, server.ledger.requests) == (1, 1, 0)
    assert ask(bench, utterance, token=SECOND).requests == 1, "the client has asked once more"


def test_the_second_run_takes_up_what_the_first_received(
    bench: Bench, utterance: Utterance, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "keep_clip", killed)
    monkeypatch.setattr(bench.attempts, "end", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        ask(bench, utterance)
    monkeypatch.undo()
    done = ask(bench, utterance)
    assert (done.requests, done.unanswered) == (1, 0)
    assert bench.store.has_clip(utterance.fingerprint)
    assert server.ledger.requests == 1


def test_what_no_disk_took_is_counted_and_taken_up_later(
    bench: Bench, utterance: Utterance, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "keep_clip", full)
        done = travelled(ask(bench, utterance))
    assert (done.error, done.requests, done.clip.unkept) == (None, 1, "the disk is full")
    assert marks(bench) == []
    again = ask(bench, utterance, token=SECOND)
    assert (again.requests, again.clip.unkept) == (0, "")
    assert bench.store.has_clip(utterance.fingerprint)
    assert server.ledger.requests == 1


@pytest.mark.parametrize("fault", ["silent-audio", "noisy-audio"])
def test_what_is_not_the_speech_is_not_kept(
    bench: Bench, utterance: Utterance, server: FakeServer, fault: str
) -> None:
    server.fake.faults.add(fault, count=1)
    done = ask(bench, utterance)
    assert (done.error or done.clip.flaw) is not None
    assert done.requests == 1
    assert not bench.store.has_clip(utterance.fingerprint)


def test_an_error_comes_back_with_what_it_cost(
    bench: Bench, utterance: Utterance, server: FakeServer
) -> None:
    server.fake.faults.add("reset-inside", count=1)
    done = travelled(ask(bench, utterance))
    assert done.clip is None
    assert done.error.retryable
    assert (done.requests, done.unanswered) == (1, 1)
    assert marks(bench) == []


def test_a_part_or_a_second_clip_is_handed_out_whole(bench: Bench, utterance: Utterance) -> None:
    assert ask(bench, utterance, keep=False).clip.pcm
    assert not bench.store.has_clip(utterance.fingerprint)
    assert marks(bench) == []


def test_nor_is_it_asked_for_by_the_second_run_where_the_first_may_have(
    bench: Bench, utterance: Utterance, server: FakeServer
) -> None:
    assert bench.attempts.begin(utterance.fingerprint, FIRST)
    done = ask(bench, utterance, keep=False)
    assert (done.clip, done.requests, done.unanswered) == (None, 1, 1)
    assert server.ledger.requests == 0
    assert marks(bench) == []


def test_what_is_known_of_a_lost_request_is_each_ones_own() -> None:
    """What an error has cost is written onto it."""
    assert tasks.lost().error is not tasks.lost().error


def test_no_key_leaves_the_client(settings: Settings, bench: Bench) -> None:
    assert b"sk-of-the-client" not in pickle.dumps(bench.job)
    assert bench.key == "sk-of-the-workers"
    assert bench.fitness.has_key
    keyless = Settings.of({"engine": "auto"}, environ={})
    assert without_keys(settings).engine == "dashscope", "`auto` without a key is another engine"
    assert without_keys(keyless).engine == "preview"


@pytest.fixture
def on_a_worker(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    worker = SimpleNamespace(local_directory=str(tmp_path / "scratch"))
    monkeypatch.setattr(tasks, "get_worker", lambda: worker)
    _run(close_bench(bench.job.id))  # of another test, which bears the same name
    yield bench
    _run(close_bench(bench.job.id))


def test_a_page_is_read_asked_for_heard_and_put_together(
    on_a_worker: Bench, settings: Settings, tmp_path: Path
) -> None:
    job, store = on_a_worker.job, on_a_worker.store
    drafts = Drafts(settings, store, pipeline.prepare([], settings, store).site, tmp_path)
    recipe = drafts.unread(PAGE)
    assert recipe is not None
    (note,) = tasks.read_scripts(kin(), [recipe])
    assert note is not None
    drafts.take(PAGE, recipe, note)
    assert drafts.unread(PAGE) is None
    plan = pipeline.prepare([PAGE], settings, store)
    (page,) = plan.pages
    assert page.recipe is not None
    assert tasks.hear_clip(job, plan.missing[0]) is None
    missing = tasks.make_track(job, page.recipe, page.track_key)
    assert isinstance(missing, Failed)
    assert isinstance(missing.error(), StoreError)
    for one in plan.missing:
        tasks.ask_once(job, tasks.RequestTask(one, Attempt(), FIRST, keep=True))
        assert not isinstance(tasks.hear_clip(job, one), Failed | None)
    assert tasks.make_track(job, page.recipe, page.track_key) == frozenset()
    assert store.track(page.track_key) is not None


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"id": "cd34"}, "does not see the store"),
        ({"signs": "0"}, "has another `cache.key`"),
        ({"kin": Kin("0.0.1", "", renders=False)}, "runs another mkdocs-qwen-tts"),
    ],
)
def test_a_worker_that_comes_later_and_is_unfit_does_nothing(
    on_a_worker: Bench, utterance: Utterance, server: FakeServer, other: dict[str, Any], why: str
) -> None:
    job = replace(on_a_worker.job, **{"id": f"ab{len(why)}", **other})
    if "id" not in other:
        on_a_worker.store.put_note(job.probe, job.probe, b"{}")
    request = tasks.RequestTask(utterance, Attempt(), FIRST, keep=True)
    refused = tasks.ask_once(job, request)
    assert isinstance(refused, Failed)
    assert isinstance(refused.error(), StoreError)
    assert why in refused.message
    assert server.ledger.requests == 0


def test_a_defect_of_a_worker_is_counted_as_a_request_that_may_be_billed(
    bench: Bench, utterance: Utterance, tmp_path: Path
) -> None:
    """Else a build would ask on, though every worker loses what it gets."""
    told: Promise[Failed] = Promise()
    told.set_result(Failed.of(ZeroDivisionError(), "it cannot be spoken"))
    calls: Any = SimpleNamespace(begin=lambda *_, **__: told)
    workers = ClusterWorkers(SimpleNamespace(), bench.job, calls, tmp_path)  # type: ignore[arg-type]
    done = workers.ask(utterance, Attempt(), lambda: lambda _: None)
    assert (done.clip, done.requests, done.unanswered) == (None, 1, 1)
    assert isinstance(done.error, TransportError), "of which few are enough for a build to stop"
    assert not done.error.retryable


def test_a_result_that_is_lost_with_its_worker_is_waited_for() -> None:
    class Redone(SimpleNamespace):
        def add_done_callback(self, heard: Any) -> None:
            self.heard = heard

    future = Redone(key="a", status="lost", result="its clip")
    client: Any = SimpleNamespace(gather=lambda done: [one.result for one in done])
    calls = Calls(client)
    call = _Call(kin, (), "a", 0)
    calls._pending["a"] = (call, future)  # type: ignore[assignment]
    calls._fetch([future])  # type: ignore[list-item]
    assert not call.promise.done()
    future.status = "finished"
    future.heard(future)
    assert call.promise.result(PATIENCE) == "its clip"
    calls.close()


def _run(task: Coroutine[Any, Any, T]) -> T:
    with ThreadPoolExecutor(1) as other:  # a browser of other tests may keep a loop in this thread
        return other.submit(asyncio.run, task).result()


def test_a_task_waits_on_a_thread_of_ours_while_the_worker_begins_the_next(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    worker = SimpleNamespace(handle_stimulus=told.append)
    monkeypatch.setattr(asides, "get_worker", lambda: worker)

    def work(job: Job, *arguments: str) -> tuple[Any, ...]:
        return job, arguments, threading.current_thread().name

    packed = pickle.dumps(bench.job)
    task = aside("narrate-a-1", work, packed, pickle.dumps(("what", "else")))
    job, arguments, thread = _run(task)
    assert (job, arguments) == (bench.job, ("what", "else"))
    assert thread.startswith("narrate")
    assert [one.key for one in told] == ["narrate-a-1"]
    unread = _run(aside("narrate-a-2", work, packed, b"of another release"))
    assert isinstance(unread.error(), WorkerFailedError)
    assert "another release" not in unread.message
    monkeypatch.setattr(worker, "handle_stimulus", None)
    failed = _run(aside("narrate-a-3", work, packed, b"secret words"))
    assert isinstance(failed, Failed), "Dask writes the arguments of what raises into its log"


def test_the_connections_of_a_build_that_is_over_stay_open_for_what_may_be_paid_for(
    on_a_worker: Bench, utterance: Utterance, server: FakeServer, tmp_path: Path
) -> None:
    job = on_a_worker.job
    bench = bench_for(job, tmp_path / "scratch")
    gate = Gate(server.fake)
    server._server.fake = gate  # type: ignore[assignment]
    request = tasks.RequestTask(utterance, Attempt(), FIRST, keep=True)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(tasks.ask_once, job, request)
        until(lambda: gate.held == 1)
        _run(close_bench(job.id))
        gate.opened.set()
        assert not isinstance(asked.result(), Failed)
    assert bench.store.has_clip(utterance.fingerprint)
    assert bench._session is None, "they are closed now"


def test_a_worker_is_ready_for_few_builds_at_once(bench: Bench, tmp_path: Path) -> None:
    first = bench_for(bench.job, tmp_path)
    assert bench_for(bench.job, tmp_path) is first
    for number in range(4):
        bench_for(replace(bench.job, id=f"{number}"), tmp_path)
    again = bench_for(bench.job, tmp_path)
    assert again is not first
    _run(close_bench(bench.job.id))
    assert bench_for(bench.job, tmp_path) is not again


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StoreError("full"), StoreError),
        (AudioError("no encoder"), AudioError),
        (ConfigurationError("voice", "is none"), ConfigurationError),
        (NarrationError("else"), NarrationError),
        (ZeroDivisionError("secret words"), WorkerFailedError),
    ],
)
def test_errors_travel_as_what_they_are(error: Exception, kind: type[NarrationError]) -> None:
    told = travelled(Failed.of(error, "it cannot be spoken")).error()
    assert type(told) is kind
    assert "secret" not in str(told)


def test_a_page_whose_pronunciations_differ_there_is_read_here(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "words.yml").write_text("MkDocs: M K docs\n", encoding="utf-8")
    settings = settings.changed(prose=settings.prose.changed(lexicon=("words.yml",)))
    store = Store(tmp_path / "store")
    drafts = Drafts(settings, store, pipeline.prepare([], settings, store).site, tmp_path)
    recipe = drafts.unread(PAGE)
    assert recipe is not None
    assert tasks.read_scripts(kin(), [recipe]) != [None]
    assert tasks.read_scripts(OTHER, [recipe]) == [None], "a worker of another release has joined"
    (tmp_path / "words.yml").write_text("MkDocs: em kay docs\n", encoding="utf-8")
    assert tasks.read_scripts(kin(), [recipe]) == [None]


@pytest.mark.parametrize("where", ["folder", "remote"])
def test_an_attempt_begins_once(where: str, tmp_path: Path) -> None:
    remote = None
    if where == "remote":
        (tmp_path / "bucket").mkdir()
        remote = Remote((tmp_path / "bucket").as_uri())
    attempts = Attempts(tmp_path / "spool", remote)
    name = "a" * 64
    assert attempts.begin(name, "1")
    assert not attempts.begin(name, "1")
    assert attempts.begin(name, "2")
    attempts.end(name, "1")
    assert attempts.begin(name, "1")


def test_where_no_mark_can_be_made_every_attempt_is_the_first(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file")
    attempts = Attempts(tmp_path / "spool", None)
    assert attempts.begin("a" * 64, "1")
    assert attempts.begin("a" * 64, "1")
    attempts.end("a" * 64, "1")


def test_samples_of_a_track_are_those_of_its_clips(bench: Bench, utterance: Utterance) -> None:
    whole = ask(bench, utterance, keep=False).clip
    ask(bench, utterance)
    stored = bench.store.clip(utterance.fingerprint)
    assert stored is not None
    assert audio.from_flac(stored.data) == (whole.pcm, whole.sample_rate)
