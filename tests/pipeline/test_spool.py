"""A build that ends in the middle loses nothing that has arrived."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import pipeline
from mkdocs_qwen_tts.model import Sound, Status
from mkdocs_qwen_tts.pipeline import ask
from mkdocs_qwen_tts.pipeline.progress import Unwatched
from mkdocs_qwen_tts.store.seal import Seal
from mkdocs_qwen_tts.store.spool import Spool

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.conftest import Bench

ONE, OTHER = "a" * 64, "b" * 64


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is done."""


def left(bench: Bench) -> list[Path]:
    return list((bench.store.root / "spool").glob("*/*.sound"))


def test_what_had_arrived_when_a_build_was_killed_is_not_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = bench.plan().bill.total.requests

    def killed(self: Spool, fingerprint: str) -> Any:
        self._thread.fingerprint, self._thread.size = fingerprint, -1
        return KillsBehind()

    class KillsBehind:
        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...

    def packing(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(Spool, "receiving", killed)
    monkeypatch.setattr(ask.Asking, "_keep", packing)
    with pytest.raises(Killed):
        bench.narrate(api={"concurrency": 1})
    monkeypatch.undo()
    sent, kept = bench.asked(), len(left(bench))
    assert sent == kept > 0
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned - kept
    assert left(bench) == []


def test_a_damaged_leftover_is_asked_for_again(bench: Bench) -> None:
    planned = bench.plan()
    first, second = planned.missing[:2]
    spool = bench.store.spool
    for utterance, data in ((first, b"not a sound"), (second, bytes(48_000))):
        path = spool._path(utterance.fingerprint)
        path.parent.mkdir(parents=True, exist_ok=True)
        head = b'{"sample_rate": 24000, "size": %d}\n' % len(data)
        path.write_bytes(head + data)
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned.bill.total.requests


def test_of_a_text_that_is_spoken_in_halves_nothing_is_left_over(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Seal())
    spool._thread.fingerprint, spool._thread.size = ONE, -1
    spool.arrived(Sound(b"cut short", 24_000, whole=False))
    spool.arrived(Sound(b"the first half of it", 24_000))
    assert spool.left_over(ONE) is None


def test_a_sound_belongs_to_the_utterance_that_its_thread_asks_for(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Seal())
    spool._thread.fingerprint, spool._thread.size = ONE, -1
    spool.arrived(Sound(b"one", 24_000))

    def elsewhere() -> None:
        spool.arrived(Sound(b"nobody's", 24_000))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert spool.left_over(OTHER) is None
    found = spool.left_over(ONE)
    assert found is not None
    assert (found.data, found.sample_rate, found.usage.requests) == (b"one", 24_000, 0)


def test_sigterm_is_ctrl_c(bench: Bench) -> None:
    """What is under way is waited for and kept, and the next build asks for the rest alone."""

    class Terminator(Unwatched):
        stopped = False

        def spoken(self, _characters: int) -> None:
            if not self.stopped:
                self.stopped = True
                os.kill(os.getpid(), signal.SIGTERM)

    settings = bench.settings(target=0)
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    with pytest.raises(KeyboardInterrupt):
        pipeline.carry_out(plan, settings, bench.store, progress=Terminator())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    sent, kept = bench.asked(), len(list(bench.store.root.glob("clips/*/*.flac")))
    assert 0 < kept == sent < plan.bill.total.requests
    assert bench.narrate(target=0).count(Status.FAILED) == 0
    assert bench.asked() == plan.bill.total.requests - kept
