"""Machines that share a remote store pay once for each utterance."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts.model import Usage, digest
from mkdocs_qwen_tts.store import Remote, Store
from mkdocs_qwen_tts.store.leases import LEASE_SECONDS, Leases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = digest("an utterance")


@pytest.fixture
def shared(tmp_path: Path) -> Callable[[], Remote]:
    (tmp_path / "remote").mkdir()
    return lambda: Remote(f"file://{tmp_path / 'remote'}")


def lease(tmp_path: Path) -> Path:
    return tmp_path / "remote" / "leases" / NAME[:2] / f"{NAME}.json"


def never(_: float) -> None:
    pytest.fail("nobody has to wait here")


def test_a_lease_is_there_while_it_is_held(shared: Callable[[], Remote], tmp_path: Path) -> None:
    with Leases(shared(), never).hold(NAME, lambda: False):
        assert json.loads(lease(tmp_path).read_text())["ends"] > 0
    assert not lease(tmp_path).exists()


def test_the_second_machine_waits_for_the_clip_of_the_first(
    shared: Callable[[], Remote], tmp_path: Path
) -> None:
    paid: list[str] = []
    waits = threading.Event()

    def build(name: str) -> None:
        store = Store(tmp_path / name, shared())
        assert store._leases is not None
        store._leases._wait = lambda _: waits.set()
        with store.claim(NAME):
            if not store.has_clip(NAME):
                if name == "one":
                    second.start()
                    assert waits.wait(30), "the second has seen the lease"
                store.put_clip(NAME, b"fLaC" + bytes(100), Usage())
                paid.append(name)

    second = threading.Thread(target=build, args=("two",))
    build("one")
    second.join()
    assert paid == ["one"]


def test_a_lease_of_a_machine_that_was_killed_ends_by_itself(
    shared: Callable[[], Remote], tmp_path: Path
) -> None:
    clock = [1_000.0]
    looks = []

    def wait(_: float) -> None:
        looks.append(clock[0])
        clock[0] += LEASE_SECONDS / 3

    killed = Leases(shared(), never, lambda: clock[0])
    assert killed._acquired(f"leases/{NAME[:2]}/{NAME}.json", lambda: False)
    with Leases(shared(), wait, lambda: clock[0]).hold(NAME, lambda: False):
        assert len(looks) == 3
    assert not lease(tmp_path).exists()


@pytest.mark.parametrize("content", ["", "[" * 10_000, '{"ends": "soon"}', '{"ends": 1e300}'])
def test_nonsense_in_place_of_a_lease_keeps_nobody_waiting(
    shared: Callable[[], Remote], tmp_path: Path, content: str
) -> None:
    lease(tmp_path).parent.mkdir(parents=True)
    lease(tmp_path).write_text(content)
    with Leases(shared(), never).hold(NAME, lambda: False):
        pass


def test_a_build_that_is_stopped_waits_for_nobody(shared: Callable[[], Remote]) -> None:
    with Leases(shared(), never).hold(NAME, lambda: False):
        other = Leases(shared(), lambda _: other.stop())
        with other.hold(NAME, lambda: False):
            pass


def test_a_store_that_gives_no_leases_keeps_nobody_waiting(
    shared: Callable[[], Remote], tmp_path: Path
) -> None:
    remote = shared()
    remote._leasing = False
    with Leases(remote, never).hold(NAME, lambda: False):
        assert not lease(tmp_path).exists()
