"""The bill, to the character, before anything is sent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import BudgetExceeded, ConfigurationError
from mkdocs_qwen_tts._pipeline import check_budget, heavy_pages
from mkdocs_qwen_tts._store import stats

if TYPE_CHECKING:
    from tests.pipeline.conftest import Bench

CHINESE = (
    "<h1>港口</h1><p>港口每天早晨都会记录所有进港船只的名字，并把日志保存三年以上。</p>"
    "<p>配置文件叫做 <code>harbor.toml</code>。</p>"
)


def test_the_bill_is_what_the_ledger_says_afterwards(bench: Bench) -> None:
    bench.add("zh", CHINESE, language="zh")
    bench.add(
        "mixed",
        "<h1>Mixed</h1><p>The word 港口 means harbour, and 灯塔 means lighthouse in Chinese.</p>",
    )
    total = bench.plan().bill.total
    assert bench.server.ledger.requests == 0
    report = bench.narrate()
    ledger = bench.server.ledger
    assert (total.requests, total.characters) == (ledger.requests, ledger.characters)
    assert (report.requests, report.characters) == (ledger.requests, ledger.characters)
    assert report.notes == ()


def test_pages_add_up_to_the_total(bench: Bench) -> None:
    plan = bench.plan()
    for name in ("utterances", "cached", "requests", "characters", "price"):
        assert sum(getattr(charge, name) for _, charge in plan.bill.pages) == getattr(
            plan.bill.total, name
        )
    assert plan.bill.total.utterances == plan.bill.total.requests + plan.bill.total.cached


def test_the_price_is_exact_and_dated(bench: Bench) -> None:
    total = bench.plan().bill.total
    assert total.price == Decimal(total.characters) * Decimal("0.8") / 10_000
    assert (total.currency, total.price_date) == ("CNY", "2026-03")


def test_a_sentence_on_two_pages_is_paid_once(bench: Bench) -> None:
    before = bench.plan().bill.total
    bench.add("copy", bench.pages[0].html)
    after = bench.plan().bill
    assert after.total.requests == before.requests
    assert after.pages[-1][1].requests == 0
    assert after.pages[-1][1].cached == after.pages[-1][1].utterances
    bench.narrate()
    assert bench.asked() == before.requests


def test_what_is_in_the_store_costs_nothing(bench: Bench) -> None:
    bench.narrate()
    total = bench.plan().bill.total
    assert (total.requests, total.characters, total.price) == (0, 0, 0)
    assert total.cached == total.utterances


@pytest.mark.parametrize("budget", [{"characters": 10}, {"price": 0.0001}])
def test_a_bill_over_the_budget_stops_before_the_first_request(
    bench: Bench, budget: dict[str, float]
) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        bench.narrate(budget=budget)
    assert bench.server.ledger.requests == 0
    assert caught.value.bill == bench.plan().bill
    assert "budget" in str(caught.value)
    assert stats(bench.store).clips == 0


def test_a_bill_within_the_budget_is_paid(bench: Bench) -> None:
    total = bench.plan().bill.total
    assert total.price is not None
    check_budget(
        bench.plan().bill,
        bench.settings(budget={"characters": total.characters, "price": total.price}),
    )
    with pytest.raises(BudgetExceeded):
        check_budget(bench.plan().bill, bench.settings(budget={"characters": total.characters - 1}))


def test_the_budget_does_not_stop_a_build_that_asks_for_nothing(bench: Bench) -> None:
    bench.narrate()
    assert bench.narrate(budget={"characters": 0}).requests == 0


def test_pages_are_chosen_by_patterns(bench: Bench) -> None:
    def narrated(**options: object) -> list[str]:
        return [one.page.key for one in bench.plan(**options).pages if not one.skipped]

    assert narrated(exclude=["page1.md"]) == ["page0", "page2"]
    assert narrated(include=["page1*"]) == ["page1"]
    assert narrated(include="*.md\n!page2.md") == ["page0", "page1"]


def test_a_page_without_prose_or_with_little_is_skipped_and_says_why(bench: Bench) -> None:
    bench.add("empty", "<div></div>", title="")
    bench.add("short", "<h1>Hi</h1><p>Bye.</p>")
    plans = {one.page.key: one for one in bench.plan().pages}
    assert plans["empty"].skipped == "it has no prose"
    assert "minimum of 3 seconds" in plans["short"].skipped
    assert plans["empty"].charge.requests == plans["short"].charge.requests == 0


def test_a_page_in_a_language_the_model_lacks_is_told_not_mispronounced(bench: Bench) -> None:
    bench.add(
        "nl",
        "<h1>Haven</h1><p>De haven houdt elke ochtend een nauwkeurig logboek bij van de schepen.</p>",
        language="nl",
    )
    assert "does not speak 'nl'" in bench.plan().pages[-1].failed


def test_front_matter_changes_a_pages_voice(bench: Bench) -> None:
    bench.add("other", bench.pages[0].html, overrides={"voice": "Ethan"})
    voices = {
        one.page.key: {utterance.voice.name for utterance in one.utterances}
        for one in bench.plan().pages
    }
    assert voices["page0"] == {"Cherry"}
    assert voices["other"] == {"Ethan"}


def test_front_matter_that_is_wrong_names_the_page(bench: Bench) -> None:
    bench.add("other", bench.pages[0].html, overrides={"voise": "Ethan"})
    *others, wrong = bench.plan().pages
    assert re.search(r"other\.md: narration.*'voice'", wrong.failed)
    assert not any(one.failed for one in others)


def test_a_language_picks_its_voice(bench: Bench) -> None:
    bench.add("zh", CHINESE, language="zh")
    plan = bench.plan(voices={"zh": "Serena"})
    (voice,) = {utterance.voice for utterance in plan.pages[-1].utterances}
    assert (voice.name, voice.language) == ("Serena", "Chinese")
    (english,) = {utterance.voice for utterance in plan.pages[0].utterances}
    assert (english.name, english.language) == ("Cherry", "English")


def test_jobs_that_share_the_asking_pay_for_every_utterance_once(bench: Bench) -> None:
    """Four jobs with one shared store, then a last one that assembles."""
    total = bench.plan().bill.total
    bills = [bench.plan(shard=f"{number}/4").bill.total for number in range(1, 5)]
    assert sum(bill.requests for bill in bills) == total.requests
    assert sum(bill.characters for bill in bills) == total.characters
    for number in range(1, 5):
        bench.narrate(shard=f"{number}/4")
    assert bench.asked() == total.requests
    assert all(outcome.narration for outcome in bench.narrate().outcomes)
    assert bench.asked() == 0


@pytest.mark.parametrize("shard", ["5/4", "0/4", "one", "1/0", "-1/2"])
def test_a_share_that_is_none_is_told(bench: Bench, shard: str) -> None:
    with pytest.raises(ConfigurationError, match="shard"):
        bench.settings(shard=shard)


def test_a_part_that_declares_its_language_is_heard_in_it_even_where_the_sites_is_fixed(
    bench: Bench,
) -> None:
    quote = '<p lang="fr">Le port tient un registre soigneux de tous les navires.</p>'
    bench.add(
        "quote",
        f"<h1>Quote</h1><p>The harbour master says in his own words:</p>{quote}",
        language=None,
    )
    voices = {
        utterance.voice.language
        for utterance in bench.plan(language="English").pages[-1].utterances
    }
    assert voices == {"English", "French"}
    assert bench.plan(language="English").pages[-1].script.language == "en"


def test_a_wrong_voice_in_front_matter_names_page_and_closest(bench: Bench) -> None:
    bench.add("other", bench.pages[0].html, overrides={"voice": "Chery"})
    *others, wrong = bench.plan().pages
    assert re.search(r"other\.md: narration\.voice.*'Cherry'", wrong.failed)
    assert not any(one.failed for one in others)


def test_what_a_fake_spoke_never_passes_for_the_service(bench: Bench) -> None:
    """A rehearsal against loopback and a build at the real address share a store and nothing else."""
    bench.narrate()
    real = bench.plan(api={"base_url": "https://dashscope.aliyuncs.com/api/v1"})
    assert real.bill.total.requests == real.bill.total.utterances
    assert {utterance.voice.engine for utterance in real.missing} == {"dashscope"}
    assert bench.plan().bill.total.requests == 0


def test_pages_with_one_address_are_told_and_paid_for_once(bench: Bench) -> None:
    bench.add(
        "page1",
        "<h1>Other</h1><p>This page has the address of another one, and is written over it.</p>",
    )
    plan = bench.plan()
    assert [one.page.key for one in plan.pages].count("page1") == 1
    assert (
        plan.pages[-1].script.title == "Other" or "Other" in plan.pages[-1].script.passages[0].text
    )
    assert any("same address" in note for note in plan.notes)


def test_options_that_are_lists_survive_the_notes(bench: Bench) -> None:
    weights = [{"voice_id": "male-qn-qingse", "weight": 1}]
    options = {
        "model": "MiniMax/speech-2.8-hd",
        "voice": "male-qn-qingse",
        "options": {"timbre_weights": weights},
    }
    first = bench.plan(**options).missing
    second = bench.plan(**options).missing
    assert first == second
    assert {utterance.voice for utterance in first} == {utterance.voice for utterance in second}


def test_a_page_of_much_of_the_bill_is_named_while_it_is_to_be_paid(bench: Bench) -> None:
    for number in range(10):
        bench.add(
            f"page-{number}", f"<p>The harbour has gate number {number}, as the map shows.</p>"
        )
    changes = "".join(f"<p>Release {number} mends what broke.</p>" for number in range(60))
    bench.add("changelog", changes)

    first = bench.plan()
    (note,) = heavy_pages(first.pages)

    assert note.startswith(f"{bench.pages[-1].name} is ")
    assert note.endswith("% of the bill; `exclude` leaves it out.")
    assert first.notes == (), "a strict build does not fail for it"
    bench.narrate()
    assert heavy_pages(bench.plan().pages) == []
