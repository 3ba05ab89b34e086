"""A build never pays by surprise: not again and again for nothing, and not for a whole site anew."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import SurprisingBill
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._pipeline import ask, surprise, worst_case
from mkdocs_qwen_tts._pipeline.ask import SPARE
from mkdocs_qwen_tts._pipeline.breaker import FUTILE, FUTILE_ANYWHERE
from mkdocs_qwen_tts._pipeline.progress import Unwatched
from mkdocs_qwen_tts._pipeline.retry_budget import LEAST
from tests.pipeline.conftest import prose

if TYPE_CHECKING:
    from tests.pipeline.conftest import Bench

CONCURRENCY = 2


@pytest.fixture
def many(bench: Bench) -> Bench:
    """Three pages of which every passage is a request of its own: 27 of them."""
    bench.options = {"target": 0, "api": {"concurrency": CONCURRENCY}}
    return bench


@pytest.fixture
def one_by_one(many: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """One thread asks, so that what is under way depends on nobody else's speed."""
    monkeypatch.setattr(ask, "SPARE", 0)
    many.options["api"] = {"concurrency": 1}
    return many


@pytest.mark.parametrize("fault", ["too-large", "rejected"])
def test_after_a_few_equal_refusals_nothing_more_is_asked(one_by_one: Bench, fault: str) -> None:
    many = one_by_one
    many.server.fake.faults.add(fault)
    report = many.narrate()
    assert many.asked() == FUTILE
    (note,) = [note for note in report.notes if "stopped asking" in note]
    assert "Check `voice` against `model`" in note
    many.server.fake.faults.clear()
    assert many.narrate().count(Status.FRESH) == 3, "nothing is held against the texts"


@pytest.mark.parametrize("fault", ["silent-audio", "missing-last-chunk", "reset-inside"])
def test_what_is_paid_for_and_useless_is_not_bought_on_and_on(many: Bench, fault: str) -> None:
    many.server.fake.faults.add(fault)
    many.options["api"]["stream"] = fault == "missing-last-chunk" or "auto"
    planned = many.plan().bill.total
    many.narrate()
    assert many.server.ledger.characters <= planned.characters + LEAST


def test_a_service_that_is_silent_is_found_out_soon(one_by_one: Bench) -> None:
    one_by_one.server.fake.faults.add("silent-audio")
    one_by_one.narrate()
    assert one_by_one.asked() == FUTILE


@pytest.mark.parametrize("fault", ["too-large", "silent-audio"])
def test_and_however_the_threads_are_scheduled(many: Bench, fault: str) -> None:
    many.server.fake.faults.add(fault)
    many.narrate()
    assert many.asked() <= FUTILE_ANYWHERE + CONCURRENCY + SPARE < many.plan().bill.total.requests


def test_asking_again_stops_at_its_share_of_the_bill(many: Bench) -> None:
    many.server.fake.faults.add("silent-audio", share=0.5, seed=3)
    bill = many.plan().bill
    report = many.narrate()
    allowed = worst_case(bill, many.settings()).characters
    assert allowed == bill.total.characters + LEAST, "two requests' worth, as the bill is small"
    assert many.server.ledger.characters == report.characters <= allowed


def test_without_a_share_nothing_is_bought_twice(many: Bench) -> None:
    many.server.fake.faults.add("silent-audio", share=0.5, seed=3)
    bill = many.plan().bill.total
    many.narrate(budget={"again": 0})
    assert many.server.ledger.characters <= bill.characters


def test_the_worst_case_keeps_to_the_budget(many: Bench) -> None:
    bill = many.plan().bill
    settings = many.settings(budget={"characters": bill.total.characters + 7})
    assert worst_case(bill, settings).characters == bill.total.characters + 7


# ---------------------------------------------------------------- surprises


@pytest.fixture
def known(narrated: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A site that is narrated already, and small enough for a test to be a surprise."""
    monkeypatch.setattr(surprise, "LEAST", 5)
    return narrated


def test_another_voice_for_everything_is_a_surprise(known: Bench) -> None:
    with pytest.raises(SurprisingBill, match=r"100 % .* has `voice`, `model`"):
        known.narrate(voice="Ethan")
    assert known.asked() == 0
    assert known.narrate(voice="Ethan", spend=True).count(Status.FRESH) == 3


def test_a_lost_store_is_named(known: Bench) -> None:
    shutil.rmtree(known.store.root / "clips")
    shutil.rmtree(known.store.root / "tracks")
    with pytest.raises(SurprisingBill, match="the store has lost what was paid for"):
        known.narrate()
    assert known.asked() == 0


class Heard(Unwatched):
    """Keeps what is told to whoever watches."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def notice(self, sentence: str) -> None:
        self.notices.append(sentence)


def test_a_first_build_says_so_and_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surprise, "LEAST", 5)
    first, second = Heard(), Heard()
    assert bench.narrate_watched(first).count(Status.FRESH) == 3
    assert "so all of it is asked for: " in first.notices[0]
    bench.edit("page1", "remark 4", "observation 4")
    bench.narrate_watched(second)
    assert second.notices == []


def test_the_limit_is_an_option(known: Bench) -> None:
    assert known.narrate(voice="Ethan", budget={"surprise": 0}).count(Status.FRESH) == 3


def test_an_edit_and_new_pages_are_no_surprise(known: Bench) -> None:
    known.edit("page1", "remark 4", "observation 4")
    for number in range(3, 6):
        known.add(f"page{number}", prose(number))
    assert known.narrate().count(Status.FRESH) == 4


def test_a_first_build_that_was_stopped_goes_on_without_a_question(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surprise, "LEAST", 5)
    bench.server.fake.faults.add("unauthorized", after=2)
    bench.narrate(api={"concurrency": 1})
    bench.server.fake.faults.clear()
    assert bench.narrate().count(Status.FAILED) == 0
