"""Narration on a real Dask cluster: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import narrate
from mkdocs_qwen_tts._cluster import calls, connected, connection
from mkdocs_qwen_tts._cluster.job import Kin, kin
from mkdocs_qwen_tts._errors import BudgetExceeded, ConfigurationError
from mkdocs_qwen_tts._model import SourcePage, Status
from mkdocs_qwen_tts._pipeline import assemble
from mkdocs_qwen_tts._pipeline.progress import Unwatched
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.http.synthesizer import HttpSynthesizer
from mkdocs_qwen_tts._speech.http.wire import Wire
from mkdocs_qwen_tts._store import Store, open_store

from .conftest import KEY, Desk, kill, until, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UTTERANCES = 12


@pytest.fixture
def idle_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process neither reads nor asks nor assembles."""

    def refuse(*given: object, **named: object) -> None:
        raise AssertionError((given, named))

    monkeypatch.setattr(prose, "extract_script", refuse)
    monkeypatch.setattr(assemble, "encoded_track", refuse)
    monkeypatch.setattr(Wire, "post", refuse)


def test_what_is_lost_is_told_by_the_build_and_not_by_dask(desk: Desk) -> None:
    config, logger = desk.config(), logging.getLogger("distributed.client")
    store = open_store(config.settings, config.base)
    with connected(config.settings.cluster, config.settings, store, config.base):
        assert not logger.isEnabledFor(logging.ERROR)
    assert logger.isEnabledFor(logging.ERROR)


@pytest.mark.usefixtures("idle_client")
def test_workers_read_ask_and_assemble(desk: Desk) -> None:
    report = desk.narrate()
    assert report.count(Status.FRESH) == 3
    assert report.notes == ()
    assert report.requests == desk.server.ledger.requests == UTTERANCES
    assert report.characters == desk.server.ledger.characters == report.bill.total.characters


def test_the_site_is_the_same_to_the_byte_without_a_cluster(desk: Desk, tmp_path: Path) -> None:
    write_site(tmp_path / "alone" / "public", 3)
    without = Desk(tmp_path / "alone" / "public", desk.server, desk.cluster)
    without.narrate(cluster="")
    desk.narrate()
    assert desk.files() == without.files()
    assert desk.server.ledger.requests == 2 * UTTERANCES


def test_a_worker_has_as_many_requests_under_way_as_it_may_whatever_threads_it_has(
    desk: Desk,
) -> None:
    gate = desk.gate()

    def open_it() -> None:
        until(lambda: gate.held == 8)  # two workers of two threads each
        gate.opened.set()

    opener = threading.Thread(target=open_it)
    opener.start()
    report = desk.narrate(api={"concurrency": 4})
    opener.join()
    assert report.requests == UTTERANCES


def test_a_second_run_asks_for_nothing(desk: Desk) -> None:
    desk.narrate()
    before = desk.files()
    shutil.rmtree(desk.root.parent / "store" / "tracks")
    report = desk.narrate()
    assert (report.requests, desk.server.ledger.requests) == (0, UTTERANCES)
    assert report.count(Status.FRESH) == 3, "assembled of clips of the store"
    assert desk.files() == before


def test_the_client_decides_what_is_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpSynthesizer, "_nap", lambda *_: None)
    desk.server.fake.faults.add("throttled", count=2)
    desk.server.fake.faults.add("server-error", count=1)
    desk.server.fake.faults.add("reset-inside", count=1)
    report = desk.narrate()
    assert report.count(Status.FRESH) == 3
    assert report.requests == desk.server.ledger.requests == UTTERANCES + 4
    assert report.unanswered == 1


def test_refused_words_are_left_out_and_remembered(desk: Desk) -> None:
    desk.server.fake.faults.add("rejected", count=1)
    report = desk.narrate(api={"concurrency": 1})
    assert sum(len(one.holes) for one in report.outcomes) == 1
    assert report.requests == desk.server.ledger.requests
    desk.server.ledger.clear()
    assert desk.narrate().requests == desk.server.ledger.requests == 0


def test_clips_are_listened_to_by_workers(desk: Desk) -> None:
    report = desk.narrate(quality={"listen": "always"})
    config = desk.config()
    store = open_store(config.settings, config.base)
    clips = [path.stem for path in (desk.root.parent / "store" / "clips").rglob("*.json")]
    assert len(clips) == UTTERANCES
    proofs = [stored.proof for name in clips if (stored := store.clip(name)) is not None]
    assert None not in proofs
    assert report.requests == desk.server.ledger.requests >= UTTERANCES


def test_nothing_is_sent_when_the_bill_is_above_the_budget(desk: Desk) -> None:
    with pytest.raises(BudgetExceeded):
        desk.narrate(budget={"characters": 100})
    assert desk.server.ledger.requests == 0


def test_pages_of_a_program_are_narrated_too(desk: Desk) -> None:
    config = desk.config(cluster="")
    store = open_store(config.settings, config.base)
    page = SourcePage("a/", "", "en", "<h1>One page</h1><p>It has a sentence.</p>")
    report = narrate([page], config.settings, store, base=config.base, cluster=desk.cluster.address)
    assert report.count(Status.FRESH) == 1
    assert report.requests == desk.server.ledger.requests == 2


def test_what_lies_in_a_remote_store_alone_is_enough(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that do not see the folder use one of their own, and hand on what they made."""
    put = Store.put_note

    def but_no_probe(self: Store, name: str, made_from: str, text: bytes) -> None:
        if name != made_from:
            put(self, name, made_from, text)

    monkeypatch.setattr(Store, "put_note", but_no_probe)
    (tmp_path / "bucket").mkdir()
    report = desk.narrate(cache={"remote": (tmp_path / "bucket").as_uri()})
    assert report.count(Status.FRESH) == 3
    assert report.requests == desk.server.ledger.requests == UTTERANCES
    left = {
        path.relative_to(tmp_path / "bucket").parts[0]
        for path in (tmp_path / "bucket").rglob("*.json")
    }
    assert left == {"clips", "tracks", "sites"}, "neither marks nor probes stay"


def test_the_plugin_has_its_pages_narrated_too(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# One\n\nIt has a sentence.\n", encoding="utf-8")
    api = {"key": "k", "base_url": desk.server.base_url, "requests_per_minute": 1e6}
    options = {"api": api, "minimum": 0, "cluster": desk.cluster.address}
    (tmp_path / "mkdocs.yml").write_text(
        json.dumps({"site_name": "Harbour", "plugins": [{"qwen-tts": options}]}), encoding="utf-8"
    )
    monkeypatch.setattr(Wire, "post", None)
    build(load_config(str(tmp_path / "mkdocs.yml")))
    assert list((tmp_path / "site").rglob("*.mp3"))
    assert desk.server.ledger.requests > 0
    options["cluster"] = "tcp://127.0.0.1:1"
    (tmp_path / "mkdocs.yml").write_text(
        json.dumps({"site_name": "Harbour", "plugins": [{"qwen-tts": options}]}), encoding="utf-8"
    )
    build(load_config(str(tmp_path / "mkdocs.yml")))  # nothing is to be done, so nobody is asked


@pytest.fixture
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_keeps_what_is_under_way(desk: Desk) -> None:
    class Impatient(Unwatched):
        def spoken(self, _characters: int) -> None:
            import _thread

            _thread.interrupt_main()

    with pytest.raises(KeyboardInterrupt):
        desk.narrate(Impatient(), api={"concurrency": 1})
    assert 0 < desk.server.ledger.requests < UTTERANCES
    assert desk.narrate().count(Status.FRESH) == 3
    assert desk.server.ledger.requests == UTTERANCES, "nothing was asked for twice"


def test_a_lost_worker_costs_what_it_had_under_way(desk: Desk) -> None:
    third = desk.cluster.add(DASHSCOPE_API_KEY=KEY)
    until(lambda: desk.cluster.workers() == 3)
    gate = desk.gate(passed=2)

    def strike() -> None:
        until(lambda: gate.held == 6)  # two for each worker
        kill(third)
        gate.opened.set()

    striker = threading.Thread(target=strike)
    striker.start()
    report = desk.narrate()
    striker.join()
    assert report.count(Status.FRESH) == 3
    assert report.requests == desk.server.ledger.requests == UTTERANCES + report.unanswered
    assert report.unanswered <= 6
    assert not list((desk.root.parent / "store").rglob("*.begun")) or report.unanswered


def test_no_secret_and_no_word_of_a_page_is_in_a_log(desk: Desk) -> None:
    desk.narrate()
    assert "sk-of-the" not in desk.cluster.logs
    assert "in the morning" not in desk.cluster.logs


def test_a_cluster_that_cannot_do_the_work_is_told_in_words(
    alone: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WORKER_SECONDS", 0.1)
    with pytest.raises(
        ConfigurationError, match=r"has no workers\. Start some with `dask worker tcp"
    ):
        alone.narrate()
    worker = alone.cluster.add()
    until(lambda: alone.cluster.workers() == 1)
    with pytest.raises(ConfigurationError, match=r"no API key\. Start it with DASHSCOPE_API_KEY"):
        alone.narrate()
    assert alone.server.ledger.requests == 0
    assert alone.narrate(engine="preview").count(Status.FRESH) == 3, "which needs none"
    with pytest.raises(ConfigurationError, match=r"another `cache\.key`"):
        alone.narrate(engine="preview", cache={"key": "k" * 20})
    kill(worker)


def test_a_build_ends_when_no_worker_is_left(alone: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 0.1)
    worker = alone.cluster.add(DASHSCOPE_API_KEY=KEY)
    until(lambda: alone.cluster.workers() == 1)
    gate = alone.gate()

    def strike() -> None:
        until(lambda: gate.held == 2)
        kill(worker)
        gate.opened.set()

    striker = threading.Thread(target=strike)
    striker.start()
    report = alone.narrate()
    striker.join()
    assert any("has no worker left" in note for note in report.notes)
    assert report.requests == report.unanswered == alone.server.ledger.requests == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
        ("tls://127.0.0.1:1", r"tls://127.0.0.1:1 needs certificates\. Name them in"),
        ("127.0.0.1:8786", "expected the address of a Dask scheduler"),
        ("http://127.0.0.1:8786", "expected the address of a Dask scheduler"),
    ],
)
def test_no_scheduler(
    desk: Desk, address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    with pytest.raises(ConfigurationError, match=words):
        desk.narrate(cluster=address)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"version": "0.0.1"}, "here is 0.0.1"),
        ({"code": "0"}, "of other code"),
        ({"renders": not kin().renders}, "the extra `timing`"),
        ({"divides": not kin().divides}, "`sentencex`"),
    ],
)
def test_a_worker_with_another_package_gets_no_work(
    desk: Desk, other: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"version": kin().version, "code": kin().code, "renders": kin().renders, **other}
    monkeypatch.setattr(connection, "kin", lambda: Kin(**facts))
    with pytest.raises(ConfigurationError, match=words):
        desk.narrate()
    assert desk.server.ledger.requests == 0


def test_a_worker_that_does_not_see_the_store_gets_no_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "put_note", lambda *_: None)
    with pytest.raises(ConfigurationError, match=r"does not see the store .* `cache.dir`"):
        desk.narrate()


def test_without_dask_the_extra_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigurationError, match=r"mkdocs-qwen-tts\[cluster\]"):
        desk.narrate()


def test_nobody_is_asked_where_narration_is_off(desk: Desk) -> None:
    assert desk.narrate(mode="off", cluster="tcp://127.0.0.1:1").requests == 0
    assert Settings.of({}, environ={"QWEN_TTS_CLUSTER": "tcp://a:1"}).cluster == "tcp://a:1"
