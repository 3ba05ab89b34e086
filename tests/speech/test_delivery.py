"""How answers are asked for: as streams or as files, and what is learned from those that fail."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

import pytest

from mkdocs_qwen_tts._errors import BadAudioError, ServerError, SpeechError, TransportError
from mkdocs_qwen_tts._speech.http.delivery import BREAKS, SILENCES, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable


def broken() -> SpeechError:
    """A stream that broke off in the middle of its sound."""
    error = TransportError("reset")
    error.began, error.unanswered = True, 1
    return error


def unanswered() -> SpeechError:
    error = TransportError("nothing came")
    error.unanswered = 1
    return error


def gateway() -> SpeechError:
    return ServerError("Gateway timed out.", status=504)


def blocked() -> SpeechError:
    """A finished file that cannot be downloaded."""
    error = TransportError("storage.example cannot be reached")
    error.undelivered, error.retryable = True, False
    return error


def streamed(
    delivery: Delivery,
    name: str,
    error: Callable[[], SpeechError] | None = None,
    *,
    has_file: bool = True,
) -> bool:
    """Whether an utterance is asked for as a stream; it comes, or meets the error."""
    try:
        with delivery.asking(name, has_file=has_file) as stream:
            if error is not None:
                raise error()
    except SpeechError:
        pass
    return stream


@pytest.mark.parametrize(
    ("wish", "has_file", "stream"),
    [
        ("auto", True, False),
        ("auto", False, True),
        (True, True, True),
        (True, False, True),
        (False, True, False),
        (False, False, False),
    ],
)
def test_files_are_asked_for_where_there_are_any(
    wish: bool | Literal["auto"], has_file: bool, stream: bool
) -> None:
    assert streamed(Delivery(wish, near=True), "a", has_file=has_file) is stream


@pytest.mark.parametrize("error", [unanswered, gateway])
def test_what_nobody_answers_for_as_a_file_is_streamed(error: Any) -> None:
    delivery = Delivery("auto", near=True)
    assert not streamed(delivery, "a", error)
    assert streamed(delivery, "a")
    assert not streamed(delivery, "b", error)
    assert SILENCES == 2
    assert streamed(delivery, "c"), "all are from now on"
    for name in "de"[:BREAKS]:
        assert streamed(delivery, name, broken)
    assert not streamed(delivery, "f"), "until streams break off, too"
    assert not streamed(delivery, "g")


def test_a_file_in_between_starts_the_count_anew() -> None:
    delivery = Delivery("auto", near=True)
    for name in "abcdef":
        assert not streamed(delivery, name, unanswered)
        assert not streamed(delivery, name.upper())


def test_what_breaks_off_as_a_stream_is_asked_for_as_a_file() -> None:
    for wish in (True, "auto"):
        delivery = Delivery(wish, near=True)
        for name in "ab"[:BREAKS]:
            assert streamed(delivery, name, broken, has_file=False)
            assert not streamed(delivery, name, has_file=False)
        assert not streamed(delivery, "c", has_file=False)


def test_no_file_is_asked_for_once_one_could_not_be_downloaded() -> None:
    delivery = Delivery("auto", near=True)
    error = blocked()
    assert not streamed(delivery, "a", lambda: error)
    assert error.retryable
    for name in "abc":
        assert streamed(delivery, name, broken)


def test_what_cannot_be_downloaded_any_more_waits_for_the_next_build() -> None:
    delivery = Delivery("auto", near=False)
    assert not streamed(delivery, "a")
    away, garbled = blocked(), BadAudioError("it is no sound")
    garbled.undelivered = True
    for error in (away, garbled):
        streamed(delivery, "b", lambda error=error: error)
    assert streamed(delivery, "c"), "no further file is asked for"
    assert (away.retryable, garbled.retryable) == (False, True)


def test_who_wants_files_gets_no_stream() -> None:
    delivery = Delivery(False, near=True)
    for name in "abc":
        error = blocked()
        assert not streamed(delivery, name, lambda error=error: error)
        assert not error.retryable
        assert not streamed(delivery, name, unanswered)


class Door:
    """A lock that tells who comes to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.came = threading.Semaphore(0)

    def __enter__(self) -> None:
        self.came.release()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


@pytest.mark.parametrize("first", [blocked, None])
def test_to_find_out_that_files_cannot_be_had_costs_one_utterance(first: Any) -> None:
    delivery, door, others = Delivery("auto", near=False), Door(), "bcdefgh"
    delivery._first = door  # type: ignore[assignment]
    together = threading.Barrier(len(others))

    def other(name: str) -> bool:
        with delivery.asking(name, has_file=True) as stream:
            together.wait()  # all of them are under way at once
            return stream

    with ThreadPoolExecutor(len(others)) as threads:

        def meanwhile() -> list[Any]:
            asked = [threads.submit(other, name) for name in others]
            for _ in others:
                door.came.acquire()
            return asked

        asked: list[Any] = []
        try:
            with delivery.asking("a", has_file=True) as stream:
                door.came.acquire()
                assert not stream
                asked = meanwhile()
                if first is not None:
                    raise first()
        except SpeechError:
            pass
        assert {one.result() for one in asked} == {first is not None}
