"""Carrying out a plan: what is kept, what fails, and what everybody is told."""

from __future__ import annotations

import errno
import shutil
import signal
import socket
import threading
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._errors import FrozenError, StoreError
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._pipeline.ask import SPARE
from mkdocs_qwen_tts._pipeline.progress import Unwatched
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._store import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import Outcome
    from tests.pipeline.conftest import Bench


def test_every_page_gets_a_track_whose_cues_name_its_elements(bench: Bench) -> None:
    report = bench.narrate()
    assert [outcome.status for outcome in report.outcomes] == [Status.FRESH] * 3
    for outcome in report.outcomes:
        narration = outcome.narration
        assert narration is not None
        cues = narration.cues
        assert {cue.passage for cue in cues} == set(range(len(narration.script.passages)))
        assert all(before.end <= after.start + 1e-6 for before, after in pairwise(cues))
        assert cues[-1].end <= narration.track.duration
        assert narration.chapters[0].title.startswith("Page")
        assert narration.track.path.is_file()


def test_a_second_build_asks_for_nothing_and_changes_nothing(bench: Bench) -> None:
    first = bench.narrate()
    bench.asked()
    second = bench.narrate()
    assert bench.asked() == 0
    assert [outcome.status for outcome in second.outcomes] == [Status.CACHED] * 3
    assert [one.narration for one in first.outcomes] == [one.narration for one in second.outcomes]


def test_one_pages_failure_does_not_touch_another(bench: Bench) -> None:
    bench.server.fake.faults.add("server-error", text="page 1")
    report = bench.narrate(api={"retries": 0})
    by_page = {outcome.page: outcome for outcome in report.outcomes}
    assert by_page["page0"].status is by_page["page2"].status is Status.FRESH
    failed = by_page["page1"]
    assert failed.status is Status.FAILED
    assert failed.narration is None
    assert failed.sentence
    assert "HTTP 500" in failed.reason
    bench.asked()
    bench.server.fake.faults.clear()
    missing = bench.plan().bill.total.requests
    assert bench.narrate().count(Status.FAILED) == 0
    assert bench.asked() == missing, "only what was missing"


def test_a_third_of_all_requests_failing_loses_nothing(bench: Bench) -> None:
    bench.server.fake.faults.add("server-error", share=0.3, seed=4)
    report = bench.narrate(api={"retries": 0})
    assert any(outcome.narration is None or outcome.holes for outcome in report.outcomes)
    total = bench.plan().bill.total
    bench.server.fake.faults.clear()
    bench.asked()
    again = bench.narrate()
    assert all(outcome.narration and not outcome.holes for outcome in again.outcomes)
    assert bench.asked() == total.requests


def test_a_wrong_key_stops_the_build_from_asking_on(bench: Bench) -> None:
    bench.server.fake.faults.add("unauthorized")
    report = bench.narrate(api={"concurrency": 2})
    assert report.count(Status.FAILED) == 3
    assert report.requests <= 4, "one for each worker, and no retries"
    assert any("stopped asking" in note for note in report.notes)
    assert "sk-test" not in str(report)


def test_without_a_key_nothing_is_asked_for_and_what_exists_is_published(narrated: Bench) -> None:
    narrated.edit("page1", "remark 5", "observation 5")
    report = narrated.narrate(api={"key": None})
    assert narrated.asked() == 0
    assert [outcome.status for outcome in report.outcomes] == [
        Status.CACHED,
        Status.STALE,
        Status.CACHED,
    ]


def test_cached_mode_keeps_a_changed_pages_narration_or_drops_it(narrated: Bench) -> None:
    before = narrated.narrate().outcomes[1].narration
    narrated.edit("page1", "remark 5", "observation 5")
    kept = narrated.narrate(mode="cached").outcomes[1]
    assert kept.status is Status.STALE
    assert kept.narration is not None
    assert before is not None
    assert kept.narration.track == before.track
    assert kept.narration.stale
    assert kept.narration.cues == ()
    assert narrated.narrate(mode="cached", stale="drop").outcomes[1].status is Status.FAILED
    assert narrated.asked() == 0


def test_frozen_mode_lists_exactly_what_is_missing_and_opens_no_socket(
    narrated: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert narrated.narrate(mode="frozen").count(Status.CACHED) == 3
    narrated.edit("page1", "remark 5", "observation 5")
    with pytest.raises(FrozenError) as caught:
        narrated.narrate(mode="frozen")
    assert [page for page, _ in caught.value.missing] == ["page1.md"]
    assert "1 utterance" in str(caught.value)
    assert "page1.md" in str(caught.value)


def test_off_speaks_nothing(bench: Bench) -> None:
    assert bench.narrate(mode="off").count(Status.SKIPPED) == 3
    assert bench.asked() == 0


def test_a_store_that_cannot_be_written_is_told_before_anything_is_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: object, _data: bytes) -> int:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr("pathlib.Path.write_bytes", refused)
    (note,) = [one for one in bench.narrate().notes if "cannot write to the store" in one]
    assert note.startswith("nothing is asked for")
    assert "`cache.dir`" in note
    assert bench.asked() == 0


def test_a_folder_that_is_no_store_is_told_before_anything_is_asked(bench: Bench) -> None:
    (bench.folder / "store").mkdir()
    (bench.folder / "store" / "clips").write_text("in the way")
    with pytest.raises(StoreError, match=r"holds other files \(such as 'clips'\).*cache\.dir"):
        bench.narrate()
    assert bench.asked() == 0
    assert (bench.folder / "store" / "clips").read_text() == "in the way"


def test_a_full_disk_stops_the_asking_and_keeps_what_came(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs_qwen_tts._store import Store

    put, kept = Store.put_clip, []

    def until_full(self: Store, fingerprint: str, *rest: object) -> None:
        if len(kept) == 5:
            raise StoreError("the disk is full")
        kept.append(fingerprint)
        put(self, fingerprint, *rest)

    monkeypatch.setattr(Store, "put_clip", until_full)
    report = bench.narrate(api={"concurrency": 1})
    assert 6 <= bench.asked() <= 6 + SPARE, (
        "the sixth could not be kept, and no further one was asked for"
    )
    assert any("disk is full" in note for note in report.notes)
    assert all(bench.store.has_clip(fingerprint) for fingerprint in kept)


def test_a_damaged_clip_is_asked_for_again(narrated: Bench) -> None:
    shutil.rmtree(narrated.store.root / "tracks")
    victim = next((narrated.store.root / "clips").rglob("*.flac"))
    victim.write_bytes(victim.read_bytes()[:-7])
    assert narrated.plan().bill.total.requests == 1
    report = narrated.narrate()
    assert report.count(Status.FAILED) == 0
    assert narrated.asked() == 1
    assert verify(narrated.store).damaged == ()


def test_a_cache_cleared_during_a_build_fails_no_build(bench: Bench) -> None:
    """Somebody empties the folder after the third clip; what was there is asked for by the next build."""

    class Vandal(Unwatched):
        count = 0

        def spoken(self, _characters: int) -> None:
            Vandal.count += 1
            if Vandal.count == 3:
                shutil.rmtree(
                    bench.store.root / "clips", ignore_errors=True
                )  # clips go on arriving meanwhile

    settings = bench.settings(api={"concurrency": 1})
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    report = pipeline.carry_out(plan, settings, bench.store, progress=Vandal())
    assert report.count(Status.FAILED) >= 1
    assert bench.narrate().count(Status.FAILED) == 0


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C does what it does on a terminal, though shells have it ignored in what they run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_keeps_what_is_under_way(bench: Bench) -> None:
    class Impatient(Unwatched):
        count = 0

        def spoken(self, _characters: int) -> None:
            Impatient.count += 1
            if Impatient.count == 4:
                # As the signal does: an exception in the main thread while it waits.
                import _thread

                _thread.interrupt_main()

    settings = bench.settings(api={"concurrency": 2})
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    assert threading.current_thread() is threading.main_thread()
    with pytest.raises(KeyboardInterrupt):
        pipeline.carry_out(plan, settings, bench.store, progress=Impatient())
    sent = bench.asked()
    assert sent < plan.bill.total.requests
    kept = sum(bench.store.has_clip(utterance.fingerprint) for utterance in plan.missing)
    assert kept == sent, "every answered request is in the store"
    bench.narrate()
    assert bench.asked() == plan.bill.total.requests - kept


def test_a_slow_answer_that_never_came_is_counted_apart(bench: Bench) -> None:
    bench.server.fake.faults.add("reset-before", count=2)
    report = bench.narrate()
    assert report.count(Status.FAILED) == 0
    assert report.unanswered == 2
    assert report.notes == (), "nothing the user has to mend"


@pytest.mark.parametrize("number", [2, 4])
def test_builds_that_share_a_store_pay_once(bench: Bench, number: int) -> None:
    """So many builds of the same pages at the same time."""
    import subprocess
    import sys

    program = (
        "import sys, json, pathlib\n"
        "from mkdocs_qwen_tts import _pipeline as pipeline\n"
        "from mkdocs_qwen_tts._model import SourcePage\n"
        "from mkdocs_qwen_tts._settings import Settings\n"
        "from mkdocs_qwen_tts._store import Store\n"
        "pages = [SourcePage(*page) for page in json.loads(sys.argv[3])]\n"
        "api = {'key': 'k', 'base_url': sys.argv[1], 'requests_per_minute': 1e6}\n"
        "settings = Settings.of({'api': api}, environ={})\n"
        "store = Store(pathlib.Path(sys.argv[2]))\n"
        "sys.stdin.readline()\n"
        "report = pipeline.carry_out(pipeline.prepare(pages, settings, store), settings, store)\n"
        "sys.exit(sum(outcome.narration is None for outcome in report.outcomes))\n"
    )
    import json

    total = bench.plan().bill.total.requests
    pages = json.dumps([[page.key, page.title, page.language, page.html] for page in bench.pages])
    command = [
        sys.executable,
        "-c",
        program,
        bench.server.base_url,
        str(bench.folder / "store"),
        pages,
    ]
    builds = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(number)]
    for build in builds:
        build.communicate(b"\n") if build is builds[-1] else (
            build.stdin.write(b"\n"),
            build.stdin.flush(),
        )
    assert [build.wait(300) for build in builds] == [0] * number
    for build in builds:
        if build.stdin and not build.stdin.closed:
            build.stdin.close()
    assert bench.asked() == total


@pytest.mark.parametrize(
    "fault", ["truncated-audio", "clipped-audio", "noisy-audio", "looping-audio"]
)
def test_a_bad_clip_is_asked_for_once_more(bench: Bench, fault: str) -> None:
    total = bench.plan().bill.total
    bench.server.fake.faults.add(fault, count=1, text="remark 4 of page 1")
    report = bench.narrate()
    assert report.count(Status.FAILED) == 0
    assert bench.server.ledger.requests == report.requests == total.requests + 1
    assert bench.server.ledger.characters == report.characters


def test_a_clip_that_is_bad_twice_is_not_published(bench: Bench) -> None:
    bench.server.fake.faults.add("looping-audio", text="remark 4 of page 1")
    report = bench.narrate()
    (hole,) = [hole for outcome in report.outcomes for hole in outcome.holes]
    assert "remark 4 of page 1" in hole.text
    assert "twice" in hole.reason
    assert bench.server.ledger.characters == report.characters


def test_pruning_during_and_after_any_build_takes_nothing_that_was_paid_for(
    narrated: Bench,
) -> None:
    """A preview, a branch with fewer pages, and an interrupted build leave the store of the paid build alone."""
    from mkdocs_qwen_tts._store import prune

    pages = list(narrated.pages)
    narrated.narrate()
    narrated.pages = pages[:1]
    narrated.narrate(mode="cached")
    narrated.pages = pages
    assert prune(narrated.store).objects == 0

    class Pruner(Unwatched):
        def spoken(self, _characters: int) -> None:
            prune(narrated.store)

    narrated.edit("page1", "remark 5", "observation 5")
    narrated.edit("page2", "remark 5", "observation 5")
    settings = narrated.settings()
    plan = pipeline.prepare(narrated.pages, settings, narrated.store, narrated.site)
    report = pipeline.carry_out(plan, settings, narrated.store, progress=Pruner())
    assert report.count(Status.FAILED) == 0


def test_a_track_of_a_running_build_is_not_pruned_before_it_is_published(bench: Bench) -> None:
    """Pages are finished one after the other, and their record is written when all of them are."""
    from mkdocs_qwen_tts._store import prune

    pruned = []

    class Pruner(Unwatched):
        def page(self, _outcome: Outcome) -> None:
            pruned.append(prune(bench.store).objects)

    settings = bench.settings()
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    report = pipeline.carry_out(plan, settings, bench.store, progress=Pruner())
    assert pruned == [0, 0, 0]
    for outcome in report.outcomes:
        assert outcome.narration is not None
        assert outcome.narration.track.path.is_file()
    (record,) = bench.store.root.glob("sites/*/*.json")
    assert "coming" not in record.read_text()


def test_billed_garbage_is_bought_twice_at_most(bench: Bench) -> None:
    bench.server.fake.faults.add("silent-audio", text="remark 4 of page 1")
    report = bench.narrate()
    assert report.count(Status.FRESH) == 3
    asked = Counter(
        entry.text for entry in bench.server.ledger.entries if "remark 4 of page 1" in entry.text
    )
    assert len(asked) == 2, "once among its neighbours, once alone"
    assert set(asked.values()) == {2}
    bench.asked()
    bench.narrate()
    assert bench.asked() == 0


@pytest.mark.parametrize(
    "fault", ["silent-audio", "looping-audio", "missing-last-chunk", "reset-inside"]
)
@pytest.mark.parametrize("kind", ["characters", "price"])
def test_what_has_to_be_asked_for_again_stays_within_the_budget(
    bench: Bench, fault: str, kind: str
) -> None:
    total = bench.plan().bill.total
    budget = {kind: getattr(total, kind)}
    bench.server.fake.faults.add(fault, text="remark 4 of page 1")
    report = bench.narrate(budget=budget, api={"stream": fault == "missing-last-chunk" or "auto"})
    assert bench.server.ledger.characters <= total.characters
    assert report.count(Status.FRESH) == 3
    holes = [hole for outcome in report.outcomes for hole in outcome.holes]
    assert any("remark 4 of page 1" in hole.text for hole in holes)
    assert all(hole.passing for hole in holes)
    assert any("budget" in note for note in report.notes)


def test_what_the_budget_leaves_is_spent_on_asking_again(bench: Bench) -> None:
    plan = bench.plan()
    (bad,) = [one for one in plan.missing if "remark 4 of page 1" in one.text]
    needed = plan.bill.total.characters + catalogue.units(bad.text)
    bench.server.fake.faults.add("silent-audio", count=1, text="remark 4 of page 1")
    bench.server.fake.faults.add(
        "server-error", count=3
    )  # costs nothing, so the budget has nothing to say
    report = bench.narrate(budget={"characters": needed}, api={"retries": 6})
    assert report.count(Status.FAILED) == 0
    assert bench.server.ledger.characters == needed
    assert not report.notes
