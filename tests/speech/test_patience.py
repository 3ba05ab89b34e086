"""When a request is sent again, and how fast requests go out."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import httpcore
import pytest
from pyrate_limiter import RateItem

from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts._speech.http import deadline, pace, retry

TEXT = "Install the package with pip. Then open your configuration, and add one line."


def test_waits_grow_and_are_jittered(bench: Any) -> None:
    bench.fake.faults.add("unavailable")
    with pytest.raises(errors.ServerError) as caught:
        bench.speak(api={"retries": 5})
    assert caught.value.requests == bench.fake.ledger.requests == 6
    assert len(bench.slept) == 5
    assert all(0 <= wait <= retry.FIRST_SECONDS * 2**at for at, wait in enumerate(bench.slept))
    assert len(set(bench.slept)) == 5


def test_retry_after_is_the_least_that_is_waited(bench: Any) -> None:
    bench.fake.faults.add("throttled-with-hint", count=1)
    assert bench.speak().usage.requests == 2
    assert 1 <= bench.slept[0] <= 1 + retry.FIRST_SECONDS


def test_a_service_that_asks_for_an_hour_is_left_alone(bench: Any) -> None:
    bench.fake.faults.add("throttled-for-long")
    with pytest.raises(errors.ThrottledError) as caught:
        bench.speak()
    assert (caught.value.requests, caught.value.retry_after, bench.slept) == (1, 3600, [])


def test_retries_can_be_switched_off(bench: Any) -> None:
    bench.fake.faults.add("server-error", count=1)
    with pytest.raises(errors.ServerError):
        bench.speak(api={"retries": 0})
    assert bench.fake.ledger.requests == 1


def test_an_expired_link_is_asked_for_again_once(bench: Any) -> None:
    """The audio is gone, so it has to be spoken anew; a second time would be paying for nothing."""
    bench.fake.faults.add("expired-link", count=1)
    clip = bench.speak(api={"stream": False})
    assert (clip.usage.requests, clip.usage.characters) == (2, 2 * len(TEXT))
    bench.fake.faults.add("expired-link")
    with pytest.raises(errors.ServerError) as caught:
        bench.speak(api={"stream": False, "retries": 5})
    assert caught.value.requests == 2
    assert caught.value.usage is not None
    assert caught.value.usage.characters == 2 * len(TEXT)


def test_a_broken_download_is_not_paid_for_twice(bench: Any) -> None:
    bench.fake.faults.add("broken-link")
    with pytest.raises(errors.ServerError, match="could not be downloaded") as caught:
        bench.speak(api={"stream": False, "retries": 3})
    assert caught.value.requests == bench.fake.ledger.requests == 1


def test_a_connection_that_cannot_be_made_sends_nothing(bench: Any) -> None:
    with pytest.raises(errors.TransportError, match="cannot be reached") as caught:
        bench.speak(api={"base_url": "http://127.0.0.1:9/api/v1", "retries": 1})
    assert (caught.value.requests, caught.value.unanswered) == (0, 0)
    assert len(bench.slept) == 1


def test_without_a_key_nothing_is_sent(bench: Any) -> None:
    with pytest.raises(errors.AuthenticationError, match="DASHSCOPE_API_KEY"):
        bench.speak(api={"key": None})
    assert bench.fake.ledger.requests == 0


def test_closing_ends_every_wait(bench: Any) -> None:
    """Threads that sleep between attempts, or wait for their turn, come back when the engine is closed."""
    from mkdocs_qwen_tts import _audio as audio
    from mkdocs_qwen_tts import _speech as speech
    from mkdocs_qwen_tts._model import Utterance

    bench.fake.faults.add("throttled-with-hint")
    settings = bench.settings(api={"retries": 20, "requests_per_minute": 1})
    voice = speech.engine_for(settings).resolve_voice("en")
    assert voice is not None
    engine = speech.open_engine(settings, audio.decode)
    with ThreadPoolExecutor(3) as pool:
        futures = [
            pool.submit(engine.speak, Utterance(f"{TEXT} {number}", voice)) for number in range(3)
        ]
        while not bench.fake.ledger.requests:
            time.sleep(0.005)
        engine.close()
        found = [future.exception(timeout=60) for future in futures]
    assert all(isinstance(error, errors.SpeechError) for error in found)


# ---------------------------------------------------------------- pace


def let_through(per_minute: float, milliseconds: int) -> list[int]:
    """At which moments requests go out while more than enough of them wait, on a clock of our own."""
    bucket = pace.limiter(per_minute).bucket_factory.bucket
    at = []
    for moment in range(milliseconds):
        while bucket.put(RateItem("m", moment)):
            at.append(moment)
    return at


def test_requests_are_spread_evenly() -> None:
    at = let_through(per_minute=3000, milliseconds=1000)
    assert {later - earlier for earlier, later in itertools.pairwise(at)} == {20}


def test_a_high_rate_is_kept_up_with() -> None:
    assert len(let_through(per_minute=1e6, milliseconds=60)) == pytest.approx(1000, rel=0.2)


def test_threads_share_one_queue() -> None:
    limiter = pace.Pace(threading.Event())
    begun = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: limiter.wait("m", lambda: 6000), range(20)))
    limiter.close()
    assert time.monotonic() - begun >= 0.95 * 19 * 60 / 6000, "they cannot be faster than the rate"


def test_a_closed_engine_lets_nobody_wait() -> None:
    closed = threading.Event()
    limiter = pace.Pace(closed)
    limiter.wait("m", lambda: 0.5)
    closed.set()
    with pytest.raises(errors.TransportError, match="stopped"):
        limiter.wait("m", lambda: 0.5)


def test_no_thread_outlives_its_engine(bench: Any) -> None:
    bench.speak()
    assert not [thread.name for thread in threading.enumerate() if "Leaker" in thread.name]


def test_a_throttled_model_is_asked_more_slowly_until_it_answers_again() -> None:
    lane = pace.Pace(threading.Event())
    lane.wait("m", lambda: 600_000)
    assert lane.rate("m") == 600_000
    lane.throttled("m")
    slow = lane.rate("m")
    assert slow == pytest.approx(pace.SLOWER * 600_000)
    for _ in range(50):
        lane.throttled("m")
    assert lane.rate("m") == pytest.approx(pace.SLOWEST * 600_000), "never to a standstill"
    lane.wait("m", lambda: 600_000)
    for _ in range(pace.RUN * 20):
        lane.answered("m")
    assert lane.rate("m") == 600_000, "and never faster than documented"
    lane.close()


def test_a_connection_that_opens_when_everybody_has_hung_up_is_closed() -> None:
    closed: list[str] = []
    opened = SimpleNamespace(close=lambda: closed.append("it"))
    network: Any = SimpleNamespace(connect_tcp=lambda *_: opened)
    connections = deadline.Connections()
    backend = deadline._Backend(network, connections)
    assert backend.connect_tcp("service.example", 443) is not None
    connections.hang_up()
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("service.example", 443)
    assert closed == ["it"]
