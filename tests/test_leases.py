"""Machines that share a remote store pay once for each utterance."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import NarrationError
from mkdocs_qwen_tts._model import Usage, digest
from mkdocs_qwen_tts._store import Remote, Store
from mkdocs_qwen_tts._store.leases import LEASE_SECONDS, LOOK_SECONDS, MOST_UNREADABLE, Leases
from mkdocs_qwen_tts._store.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

NAME = digest("an utterance")


@pytest.fixture
def shared(tmp_path: Path) -> Callable[[], Remote]:
    (tmp_path / "remote").mkdir()
    return lambda: Remote(f"file://{tmp_path / 'remote'}")


def lease(tmp_path: Path) -> Path:
    return tmp_path / "remote" / "leases" / NAME[:2] / f"{NAME}.json"


class Clock:
    """Time passes when somebody waits."""

    def __init__(self) -> None:
        self.passed = 1_000.0
        self.waits = 0

    def __call__(self) -> float:
        return self.passed

    def wait(self, seconds: float) -> None:
        self.waits += 1
        self.passed += seconds


class Machine:
    """Somebody who uses the shared store, on a clock of its own."""

    def __init__(self, remote: Remote, clock: Clock, *, ahead: float = 0.0) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.waiting = Waiting(clock.wait, clock)
        self.waiting.told = self.said.append
        self.leases = Leases(remote, self.waiting, lambda: clock() + 1e9 + ahead, clock)

    def holds(self, is_there: Callable[[], bool] = lambda: False) -> AbstractContextManager[None]:
        return self.leases.hold(NAME, is_there)

    def is_killed_while_it_holds(self) -> None:
        with contextlib.suppress(Killed), self.holds():
            self.leases._let_go = lambda _: None  # type: ignore[method-assign]
            self.leases._none_held.set()
            raise Killed


class Killed(BaseException):
    """Stands for SIGKILL."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_lease_is_there_while_it_is_held(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    with Machine(shared(), clock).holds():
        facts = json.loads(lease(tmp_path).read_text())
        assert facts["ends"] == 1e9 + 1_000 + LEASE_SECONDS
        assert facts["process"] == os.getpid()
    assert list((tmp_path / "remote").rglob("*.json")) == []
    assert clock.waits == 0


def test_the_second_machine_waits_for_the_clip_of_the_first(
    shared: Callable[[], Remote], tmp_path: Path
) -> None:
    paid: list[str] = []
    waits = threading.Event()

    def build(name: str) -> None:
        store = Store(tmp_path / name, shared())
        store.waiting._wait = lambda _: waits.set()
        with store.claim(NAME):
            if not store.has_clip(NAME):
                if name == "one":
                    second.start()
                    assert waits.wait(60), "the second has seen the lease"
                store.put_clip(NAME, b"fLaC" + bytes(100), Usage())
                paid.append(name)

    second = threading.Thread(target=build, args=("two",))
    build("one")
    second.join()
    assert paid == ["one"]


@pytest.mark.parametrize("ahead", [0.0, 200.0, -200.0, 5_000.0, -5_000.0])
def test_a_lease_of_a_machine_that_was_killed_ends_by_itself(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock, ahead: float
) -> None:
    """Whatever the clocks say: it is watched for as long as it would hold."""
    Machine(shared(), clock, ahead=ahead).is_killed_while_it_holds()
    second = Machine(shared(), clock)
    with second.holds():
        assert clock.waits <= LEASE_SECONDS / LOOK_SECONDS + 1
        assert (clock.waits == 0) is (abs(ahead) > 1_000)
    assert list((tmp_path / "remote").rglob("*.json")) == []


def test_a_lease_that_is_renewed_holds(shared: Callable[[], Remote], clock: Clock) -> None:
    first, second = Machine(shared(), clock), Machine(shared(), clock)
    clips: list[str] = []

    def wait(seconds: float) -> None:
        clock.wait(seconds)
        first.leases.renew()
        if clock.waits == 5 * LEASE_SECONDS:
            clips.append("there")

    second.waiting._wait = wait
    with first.holds():
        with second.holds(lambda: bool(clips)):
            pass
        assert clock.waits == 5 * LEASE_SECONDS


def test_a_store_that_is_slow_to_renew_keeps_nobody_waiting_and_no_lease_comes_back(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    remote = shared()
    first = Machine(remote, clock)
    is_written, goes_on = threading.Event(), threading.Event()
    put = remote.put

    def slow(name: str, data: bytes) -> bool:
        is_written.set()
        assert goes_on.wait(60)
        return put(name, data)

    renewing = threading.Thread(target=first.leases.renew)
    with first.holds():
        remote.put = slow  # type: ignore[method-assign]
        renewing.start()
        assert is_written.wait(60)
        with first.leases.hold(digest("another one"), lambda: False):
            pass
    # Both were taken and let go while the first one was being written.
    goes_on.set()
    renewing.join(60)
    assert list((tmp_path / "remote").rglob("*.json")) == []


def test_of_all_who_see_that_a_lease_is_over_one_takes_its_place(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    Machine(shared(), clock).is_killed_while_it_holds()
    over = lease(tmp_path).read_bytes()
    with Machine(shared(), clock).holds():
        assert lease(tmp_path).read_bytes() != over
        place = f"leases/{NAME[:2]}/{NAME}.after-{hashlib.sha256(over).hexdigest()[:16]}.json"
        assert shared().create(place, b"mine") is False
    assert list((tmp_path / "remote").rglob("*.json")) == []


def test_a_machine_that_is_killed_as_it_takes_a_lease_over_stops_nobody(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    Machine(shared(), clock).is_killed_while_it_holds()
    over = lease(tmp_path).read_bytes()
    place = f"leases/{NAME[:2]}/{NAME}.after-{hashlib.sha256(over).hexdigest()[:16]}.json"
    ends = {"build": "x", "ends": clock() + 1e9 + LEASE_SECONDS}
    assert shared().create(place, json.dumps(ends).encode())
    with Machine(shared(), clock).holds():
        assert clock.waits <= 3 * LEASE_SECONDS / LOOK_SECONDS
    assert list((tmp_path / "remote").rglob("*.json")) == []


def never(_: float) -> None:
    pytest.fail("nobody has to wait here")


@pytest.mark.parametrize("content", ["", "[" * 10_000, '{"ends": "soon"}', '{"ends": 1e300}'])
def test_nonsense_in_place_of_a_lease_keeps_nobody_waiting(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock, content: str
) -> None:
    lease(tmp_path).parent.mkdir(parents=True)
    lease(tmp_path).write_text(content)
    with Machine(shared(), clock).holds():
        assert clock.waits == 0


def test_what_is_too_long_for_a_lease_keeps_nobody_waiting_for_long(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    lease(tmp_path).parent.mkdir(parents=True)
    lease(tmp_path).write_bytes(bytes(100_000))
    with Machine(shared(), clock).holds():
        assert clock.waits <= 2 * MOST_UNREADABLE
        assert json.loads(lease(tmp_path).read_text())["ends"]


def test_a_build_that_waits_says_for_whom(
    shared: Callable[[], Remote], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "4711")
    monkeypatch.setattr("platform.node", lambda: "runner-7\x1b[31m")
    first, second = Machine(shared(), clock), Machine(shared(), clock)
    with first.holds(), second.holds(lambda: clock.waits > 10):
        pass
    (said,) = second.said
    assert said.startswith("Waiting for run 4711 of GitHub Actions on runner-7")
    assert said.endswith("which is asking for the same words")
    assert "\x1b" not in said


def test_a_build_that_is_stopped_waits_for_nobody(
    shared: Callable[[], Remote], clock: Clock
) -> None:
    first, second = Machine(shared(), clock), Machine(shared(), clock)
    second.waiting._wait = lambda _: second.waiting.stop()
    with first.holds(), pytest.raises(NarrationError, match="interrupted"), second.holds():
        pass


def test_a_build_does_not_wait_for_ever(shared: Callable[[], Remote], clock: Clock) -> None:
    first, second = Machine(shared(), clock), Machine(shared(), clock)

    def wait(seconds: float) -> None:
        clock.wait(seconds)
        first.leases.renew()

    second.waiting._wait = wait
    told = f"15 minutes for process {os.getpid()} on .*, which is asking for the same words"
    with first.holds(), pytest.raises(NarrationError, match=told), second.holds():
        pass
    assert len(second.said) == 15, "once a minute"


def test_a_store_that_gives_no_leases_keeps_nobody_waiting(
    shared: Callable[[], Remote], tmp_path: Path, clock: Clock
) -> None:
    remote = shared()
    remote._leasing = False
    with Machine(remote, clock).holds():
        assert not lease(tmp_path).exists()
    assert not remote.gives_leases()
    assert shared().gives_leases()
    assert list((tmp_path / "remote").iterdir()) == []
