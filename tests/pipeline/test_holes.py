"""A passage that cannot be spoken leaves a hole, not a silent page, and is not asked for again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from mkdocs_qwen_tts._errors import FrozenError
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._pipeline import messages
from mkdocs_qwen_tts._player import captions
from mkdocs_qwen_tts._store import prune

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Outcome, Report
    from tests.pipeline.conftest import Bench

REFUSED = "remark 4 of page 1"


def outcome(report: Report, page: str = "page1") -> Outcome:
    found = report.of(page)
    assert found is not None
    return found


@pytest.fixture
def refused(bench: Bench) -> Bench:
    """Three pages; the service refuses one passage of the second."""
    bench.server.fake.faults.add("rejected", text=REFUSED)
    return bench


def test_the_page_is_narrated_without_the_refused_passage(refused: Bench) -> None:
    report = refused.narrate()
    page = outcome(report)
    assert page.status is Status.FRESH
    (hole,) = page.holes
    assert REFUSED in hole.text
    assert "DataInspectionFailed" in hole.reason
    assert page.narration is not None
    spoken = {cue.passage for cue in page.narration.cues}
    everything = set(range(len(page.narration.script.passages)))
    assert everything - spoken == set(hole.passages) == set(page.narration.unspoken)
    assert all(not outcome(report, name).holes for name in ("page0", "page2"))


def test_only_the_passage_is_lost_and_not_its_neighbours(refused: Bench) -> None:
    """It was sent together with others: they are asked for one by one, and spoken."""
    pack = next(
        one for page in refused.plan().pages for one in page.utterances if REFUSED in one.text
    )
    assert len(pack.spans) > 1
    planned = refused.plan().bill.total.requests
    refused.narrate()
    assert refused.asked() == planned + len(pack.spans)
    assert refused.server.ledger.requests == 0


def test_it_is_not_asked_for_again_until_somebody_says_so(refused: Bench) -> None:
    refused.narrate()
    refused.asked()
    report = refused.narrate()
    assert refused.asked() == 0
    assert outcome(report).status is Status.CACHED
    assert outcome(report).holes
    assert refused.plan().bill.total.requests == 0
    refused.server.fake.faults.clear()
    assert refused.narrate().requests == 0
    report = refused.narrate(retry_refused=True)
    assert refused.asked() == 1
    assert outcome(report).status is Status.FRESH
    assert outcome(report).holes == ()
    assert outcome(refused.narrate()).holes == (), "it was spoken after all"
    assert refused.asked() == 0


def test_another_wording_is_asked_for(refused: Bench) -> None:
    refused.narrate()
    refused.asked()
    refused.edit("page1", REFUSED, "remark four of page 1")
    report = refused.narrate()
    assert outcome(report).holes == ()
    assert refused.asked() >= 1


def test_another_voice_is_asked_for(refused: Bench) -> None:
    refused.narrate()
    refused.server.fake.faults.clear()
    assert outcome(refused.narrate(voice="Ethan")).holes == ()


def test_the_warning_quotes_it_once_and_later_builds_only_mention_it(refused: Bench) -> None:
    said = messages(refused.narrate().outcomes, refused.settings())
    (warning,) = said.wrong
    assert REFUSED in warning
    assert "page1" in warning
    assert "the rest of the page is narrated" in warning
    again = messages(refused.narrate().outcomes, refused.settings())
    assert again.wrong == ()
    (mention,) = again.expected
    assert REFUSED in mention


def test_the_transcript_marks_it(refused: Bench) -> None:
    narration = outcome(refused.narrate()).narration
    assert narration is not None
    blocks = re.sub(r"<[\d:.]+>", "", captions(narration)).split("\n\n")
    (note,) = [block for block in blocks if block.startswith("NOTE")]
    assert REFUSED in note
    at = blocks.index(note)  # a block is a sentence
    before, after = "".join(blocks[at - 4 : at]), "".join(blocks[at + 1 : at + 5])
    assert "remark 3 of page 1" in before or "Section 3" in before
    assert "remark 5 of page 1" in after


def test_on_error_fail_names_it_in_every_build(refused: Bench) -> None:
    settings = refused.settings(on_error="fail")
    for _ in range(2):
        (wrong,) = messages(refused.narrate(on_error="fail").outcomes, settings).wrong
        assert REFUSED in wrong


def test_frozen_fails_naming_it(refused: Bench) -> None:
    refused.narrate()
    with pytest.raises(FrozenError, match=r"page1\.md: .*remark 4 of page 1"):
        refused.narrate(mode="frozen")


def test_a_page_of_nothing_else_fails_and_says_why(refused: Bench) -> None:
    refused.add("alone", f"<h1>Alone: {REFUSED}</h1><p>Just {REFUSED}, and {REFUSED} again.</p>")
    report = refused.narrate()
    page = outcome(report, "alone")
    assert page.status is Status.FAILED
    assert "DataInspectionFailed" in page.reason
    assert REFUSED in page.sentence


def test_a_service_that_refuses_everything_is_not_held_against_the_texts(bench: Bench) -> None:
    bench.server.fake.faults.add("silent-audio")
    bench.narrate()
    bench.server.fake.faults.clear()
    bench.asked()
    planned = bench.plan().bill.total.requests
    report = bench.narrate()
    assert report.count(Status.FRESH) == 3
    assert bench.asked() == planned


def test_a_passage_that_is_spoken_badly_twice_is_left_out(bench: Bench) -> None:
    bench.server.fake.faults.add("silent-audio", text="remark 2 of page 0")
    bench.narrate(target=0, api={"retries": 1})
    bench.asked()
    report = bench.narrate(target=0)
    assert bench.asked() == 0
    (hole,) = outcome(report, "page0").holes
    assert "remark 2 of page 0" in hole.text


def test_a_passage_that_broke_is_a_hole_until_the_next_build(bench: Bench) -> None:
    """It was not the text's fault: nothing is remembered against it."""
    bench.server.fake.faults.add("reset-inside", text=REFUSED)
    report = bench.narrate(target=0, budget={"again": 0})
    page = outcome(report)
    assert page.status is Status.FRESH
    (hole,) = page.holes
    assert REFUSED in hole.text
    assert hole.passing
    (warning,) = messages(report.outcomes, bench.settings()).wrong
    assert REFUSED in warning
    assert "The next build asks for it again" in warning
    bench.server.fake.faults.clear()
    bench.asked()
    assert outcome(bench.narrate(target=0)).holes == ()
    assert bench.asked() == 1


def test_what_came_badly_once_and_could_not_be_afforded_is_not_held_against_the_text(
    bench: Bench,
) -> None:
    bench.server.fake.faults.add("silent-audio", text=REFUSED)
    (hole,) = outcome(bench.narrate(target=0, budget={"again": 0})).holes
    assert hole.passing
    assert not bench.store.refusal(next(iter(bench.plan(target=0).missing)).fingerprint)


def test_all_passages_of_what_broke_are_left_out_together(bench: Bench) -> None:
    """They were sent together, and none of them is asked for alone: that would be billed again."""
    bench.server.fake.faults.add("reset-inside", text=REFUSED)
    pack = next(one for one in bench.plan().missing if REFUSED in one.text)
    report = bench.narrate(budget={"again": 0})
    holes = outcome(report).holes
    assert [one for hole in holes for one in hole.passages] == [span.passage for span in pack.spans]
    bench.server.fake.faults.clear()
    assert outcome(bench.narrate()).holes == ()


def test_a_page_of_which_most_broke_is_silent(bench: Bench) -> None:
    bench.add("short", "<h1>Short</h1><p>A page that is hardly longer than this sentence.</p>")
    bench.server.fake.faults.add("reset-inside", text="hardly longer")
    report = bench.narrate(target=0, budget={"again": 0})
    assert outcome(report, "short").status is Status.FAILED
    assert outcome(report).status is Status.FRESH


def test_the_budget_goes_first_to_pages_that_would_be_silent(bench: Bench) -> None:
    bench.add("short", "<h1>Short</h1><p>A page that is hardly longer than this sentence.</p>")
    for text in (REFUSED, "hardly longer"):
        bench.server.fake.faults.add("reset-inside", text=text, count=1)
    planned = bench.plan(target=0).bill.total.characters
    enough = len("A page that is hardly longer than this sentence.")
    report = bench.narrate(target=0, budget={"characters": planned + enough})
    assert outcome(report, "short").holes == ()
    (hole,) = outcome(report).holes
    assert REFUSED in hole.text


def test_a_refusal_without_a_clear_cause_is_a_hole_that_is_not_remembered(bench: Bench) -> None:
    """One refused of three spoken is not enough to blame the text for what may have another cause."""
    bench.server.fake.faults.add("misleading", text="remark")
    bench.server.fake.faults.add("misleading", text="Section")
    report = bench.narrate(target=0)
    assert report.count(Status.FAILED) == 3, "most of each page is missing"
    bench.server.fake.faults.clear()
    bench.server.fake.faults.add("misleading", text="remark 4")
    bench.server.fake.faults.add("misleading", text="remark 2")
    bench.server.fake.faults.add("misleading", text="remark 0")
    report = bench.narrate(target=0)
    assert report.count(Status.FRESH) == 3
    assert all(hole.passing for page in report.outcomes for hole in page.holes)
    bench.server.fake.faults.clear()
    assert not any(page.holes for page in bench.narrate(target=0).outcomes)


def test_a_service_that_is_away_leaves_no_holes(narrated: Bench) -> None:
    narrated.edit("page1", "remark 5", "observation 5")
    narrated.server.fake.faults.add("unavailable")
    page = outcome(narrated.narrate(api={"retries": 0}))
    assert page.status is Status.STALE
    assert page.holes == ()


def test_a_paragraph_in_a_language_that_the_model_lacks_is_a_hole(bench: Bench) -> None:
    bench.add(
        "mixed",
        "<h1>Mixed</h1><p>A page in English, which is about the harbour and its boats in the morning.</p><p lang='sw'>Habari za asubuhi.</p>",
    )
    report = bench.narrate()
    page = outcome(report, "mixed")
    assert page.status is Status.FRESH
    (hole,) = page.holes
    assert hole.text == "Habari za asubuhi."
    assert "does not speak 'sw'" in hole.reason


def test_a_page_that_fails_whole_keeps_its_earlier_narration_and_its_place_in_the_record(
    bench: Bench,
) -> None:
    bench.narrate()
    bench.pages[1:2] = [replace(bench.pages[1], language="sw")]
    page = outcome(bench.narrate())
    assert page.status is Status.STALE
    assert prune(bench.store).objects == 0
