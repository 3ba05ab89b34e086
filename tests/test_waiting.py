"""Builds that wait for each other on one machine: what they say, and how it ends."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import narrate
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError
from mkdocs_qwen_tts._model import SourcePage, Usage, digest
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import PageRecord, Store, prune, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME, SITE = digest("an utterance"), digest("a site")

LOCKS_ARE_SHARED = pytest.mark.skipif(
    sys.platform == "win32", reason="`prune` and builds do not wait for each other there"
)
HOLDS = """
import sys
from pathlib import Path
from mkdocs_qwen_tts._store import Store
store = Store(Path(sys.argv[1]))
if sys.argv[2] == "claim":
    with store.claim(sys.argv[3]):
        print("held", flush=True)
        sys.stdin.read()
else:
    store.planning.begin()
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_build(store: Store, holds: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a claim, or is about to use what it has looked up."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(store.root), holds, NAME],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "held\n"
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one clip, whose time passes when somebody waits."""
    store = Store(tmp_path / "store")
    store.put_clip(NAME, b"fLaC" + bytes(100), Usage())
    clock = [0.0]
    store.waiting._now = lambda: clock[0]

    def wait(_: float) -> None:
        clock[0] += 10

    store.waiting._wait = wait
    return store


def test_who_waits_for_an_utterance_says_for_whom_and_does_not_wait_for_ever(store: Store) -> None:
    said: list[str] = []
    store.waiting.told = said.append
    with another_build(store, "claim") as other:
        whom = f"process {other.pid} on .*, which is asking for the same words"
        with pytest.raises(NarrationError, match=f"15 minutes for {whom}"), store.claim(NAME):
            pass
    assert len(said) == 15, "once a minute"
    with store.claim(NAME):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="the state of processes is read from /proc")
def test_that_the_other_build_is_stopped_is_said(store: Store) -> None:
    said: list[str] = []
    store.waiting.told = said.append
    with another_build(store, "claim") as other:
        os.kill(other.pid, signal.SIGSTOP)
        os.waitpid(other.pid, os.WUNTRACED)
        with pytest.raises(NarrationError), store.claim(NAME):
            pass
    assert "(it is stopped), which is asking" in said[0]


def test_a_build_that_is_being_stopped_waits_for_nobody(store: Store) -> None:
    store.waiting._wait = lambda _: store.waiting.stop()
    with (
        another_build(store, "claim"),
        pytest.raises(NarrationError, match="interrupted"),
        store.claim(NAME),
    ):
        pass


def test_what_another_build_is_about_is_not_repaired(store: Store) -> None:
    store.path("clips", NAME, "flac").write_bytes(b"damaged")
    with another_build(store, "claim"):
        verdict = verify(store, repair=True)
    assert len(verdict.damaged) == 2
    assert verdict.removed == ()
    assert len(verify(store, repair=True).removed) == 2


@LOCKS_ARE_SHARED
def test_prune_waits_until_a_build_has_noted_what_it_needs(store: Store) -> None:
    said: list[str] = []
    store.waiting.told = said.append
    with another_build(store, "plan") as other:

        def noted(_: float) -> None:
            """While `prune` waits, the build notes what it needs, and goes on."""
            Store(store.root).put_site(SITE, {"a/": PageRecord("", (NAME,))})
            other.kill()
            other.wait()

        store.waiting._wait = noted
        assert prune(store).objects == 0
    assert store.has_clip(NAME)


@LOCKS_ARE_SHARED
def test_prune_says_for_whom_it_waits_and_removes_nothing_in_the_end(store: Store) -> None:
    said: list[str] = []
    store.waiting.told = said.append
    with (
        another_build(store, "plan") as other,
        pytest.raises(NarrationError, match=f"process {other.pid} .* is looking up what it needs"),
    ):
        prune(store)
    assert store.has_clip(NAME)
    assert said


def test_builds_that_plan_do_not_wait_for_each_other(store: Store) -> None:
    with another_build(store, "plan"):
        store.planning.begin()
        store.planning.begin()
        store.planning.end()
        store.planning.end()


def is_planning(store: Store) -> bool:
    """Whether a build plans, as another process sees it."""
    fcntl = pytest.importorskip("fcntl", reason="builds do not wait for `prune` there")
    with (store.root / "locks/planning.lock").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_plan_that_nobody_carries_out_ends_with_its_store(store: Store) -> None:
    planned = Store(store.root)
    planned.planning.begin()
    del planned
    gc.collect()
    assert not is_planning(store)


def test_a_plan_that_is_only_looked_at_keeps_nobody_waiting(store: Store) -> None:
    """A desk that plans now and then runs for days."""
    with store.planning.looking(), store.planning.looking():
        pass
    assert not is_planning(store)
    store.planning.begin()
    with store.planning.looking():
        pass
    assert is_planning(store)
    assert prune(store).objects == 1, "a process does not wait for itself"


def pages_that_cannot_be_read() -> Iterator[SourcePage]:
    raise ConfigurationError("exclude", "is wrong")
    yield


def test_a_build_that_fails_as_it_plans_keeps_nobody_waiting(store: Store) -> None:
    with pytest.raises(ConfigurationError):
        narrate(pages_that_cannot_be_read(), Settings.of({"engine": "preview"}), store)
    assert not is_planning(store)


def test_where_there_is_no_store_nothing_is_made_for_a_plan(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    store.planning.begin()
    store.planning.end()
    assert not store.root.exists()
