"""What an edit costs, counted at the service's ledger."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pipeline.conftest import Bench


def reorder(bench: Bench) -> None:
    bench.pages.reverse()


def rename(bench: Bench) -> None:
    bench.pages[1] = replace(bench.pages[1], key="moved/elsewhere", source="moved/elsewhere.md")


def change(before: str, after: str) -> Callable[[Bench], None]:
    return lambda bench: bench.edit("page1", before, after)


def upgrade(bench: Bench) -> None:
    """Another version of the plugin trusts no note of this one, and reads every page anew."""
    shutil.rmtree(bench.folder / "store" / "notes")


FREE = {
    "whitespace": change("remark 3", "remark\n   3"),
    "a comment": change("<p>", "<!-- a note to ourselves --><p>"),
    "a heading's id": change('id="s3"', 'id="quite-another"'),
    "emphasis": change("remark 2", "<em>remark</em> 2"),
    "a link's target": change("remark 2 of", '<a href="https://example.org/x">remark 2</a> of'),
    "a page renamed": rename,
    "pages reordered": reorder,
    "the output format's bitrate": lambda _: {"audio": {"bitrate": 96}},
    "the loudness": lambda _: {"audio": {"loudness": -18}},
    "the pauses": lambda _: {"audio": {"pauses": {"heading": 1.0}}},
    "a player option": lambda _: {"player": {"download": False}},
    "the streaming switch": lambda _: {"api": {"stream": True}},
    "the region": lambda _: {"api": {"region": "singapore"}},
    "the plugin's version": upgrade,
    "the concurrency": lambda _: {"api": {"concurrency": 2}},
    "the minimum": lambda _: {"minimum": 1},
    "a voice for a language that no page is in": lambda _: {"voices": {"zh": "Serena"}},
}


@pytest.mark.parametrize("edit", FREE.values(), ids=FREE.keys())
def test_what_changes_no_spoken_word_asks_for_nothing(
    narrated: Bench, edit: Callable[[Bench], dict[str, Any] | None]
) -> None:
    options = edit(narrated) or {}
    report = narrated.narrate(**options)
    assert narrated.asked() == 0
    assert all(outcome.narration for outcome in report.outcomes)


def test_the_code_in_a_code_block_is_not_paid_for(narrated: Bench) -> None:
    narrated.edit("page1", "<p>", "<pre><code>print('one')\nx = 1\ny = 2</code></pre><p>")
    narrated.narrate()
    assert narrated.asked() == 1, "the announcement"
    narrated.edit("page1", "print('one')", "print('two')")
    narrated.narrate()
    assert narrated.asked() == 0


def test_one_word_costs_one_request(narrated: Bench) -> None:
    narrated.edit("page1", "remark 5", "observation 5")
    narrated.narrate()
    assert narrated.asked() == 1


@pytest.mark.parametrize("place", range(6))
def test_a_paragraph_inserted_or_deleted_costs_two_requests_at_most(
    narrated: Bench, place: int
) -> None:
    behind = f"remark {place} of page 1.</p>"
    new = "<p>A new paragraph stands here, and it says a little about the weather.</p>"
    narrated.edit("page1", behind, f"{behind}{new}")
    narrated.narrate()
    assert narrated.asked() <= 2
    narrated.edit("page1", new, "")
    narrated.narrate()
    assert narrated.asked() == 0, "what was spoken before is still there"


def test_another_voice_for_one_language_costs_that_language_only(narrated: Bench) -> None:
    narrated.add(
        "zh", "<h1>港口</h1><p>港口每天早晨都会记录所有进港船只的名字。</p>", language="zh"
    )
    narrated.narrate()
    narrated.asked()
    count = len(narrated.plan().pages[-1].utterances)
    narrated.narrate(voices={"zh": "Serena"})
    assert narrated.asked() == count


def test_a_pronunciation_costs_the_utterances_that_hold_the_word(
    narrated: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.yml").write_text("observation: ob ser vation\nlighthouse: light house\n")
    holding = [
        one for page in narrated.plan().pages for one in page.utterances if "lighthouse" in one.text
    ]
    in_all = narrated.plan().bill.total.utterances
    narrated.narrate(prose={"lexicon": "words.yml"})
    assert 0 < narrated.asked() == len(holding) < in_all


def test_the_same_page_in_another_version_of_the_site_costs_nothing(narrated: Bench) -> None:
    narrated.site = replace(narrated.site, version="2.0")
    narrated.narrate()
    assert narrated.asked() == 0
