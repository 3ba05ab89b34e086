"""Sound that has arrived goes before all other work."""

from __future__ import annotations

import os
import threading

import pytest

from mkdocs_qwen_tts._pipeline import decoding_pool

PATIENCE = 10.0


def _busy(
    listening: decoding_pool.DecodingPool, tasks: int
) -> tuple[threading.Event, list[threading.Thread]]:
    """So many tasks in hand, which end with the event."""
    end = threading.Event()
    begun = threading.Barrier(tasks + 1)

    def task() -> None:
        begun.wait(PATIENCE)
        end.wait(PATIENCE)

    threads = [threading.Thread(target=listening.work, args=(task,)) for _ in range(tasks)]
    for thread in threads:
        thread.start()
    begun.wait(PATIENCE)
    return end, threads


@pytest.mark.parametrize(("processors", "enough"), [(1, 1), (2, 1), (4, 3)])
def test_other_work_waits_until_a_processor_is_free_of_sound(
    monkeypatch: pytest.MonkeyPatch, processors: int, enough: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    listening = decoding_pool.DecodingPool()
    end, threads = _busy(listening, enough)
    went_on = threading.Event()
    other = threading.Thread(target=lambda: (listening.give_way(), went_on.set()))
    other.start()
    assert not went_on.wait(2 * decoding_pool.LULL)
    end.set()
    assert went_on.wait(PATIENCE)
    for thread in [*threads, other]:
        thread.join()


def test_other_work_goes_on_beside_little_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    listening = decoding_pool.DecodingPool()
    listening.give_way()
    end, threads = _busy(listening, 2)
    listening.give_way()
    end.set()
    for thread in threads:
        thread.join()


def test_work_that_fails_is_not_in_hand_any_more() -> None:
    listening = decoding_pool.DecodingPool()

    def fail() -> None:
        raise OSError("no sound")

    for _ in range(8):
        with pytest.raises(OSError, match="no sound"):
            listening.work(fail)
    listening.give_way()
    assert listening.work(divmod, 7, 2) == (3, 1)
