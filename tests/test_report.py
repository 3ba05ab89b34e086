"""The report of a site: one content in three forms, from a build, a built site, or the store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from mkdocs_qwen_tts import Proof, Settings, SourcePage, Store, narrate, plan
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._report import (
    SilentPart,
    SiteReport,
    combined,
    rendered_as,
    report_of,
    with_changes,
    write_report,
)
from mkdocs_qwen_tts._report.advice import advice_for

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts.testing import Fake

HOSTILE = "<script>alert(1)</script> | [x](https://example.org) @all \x1b[31m"


def page(name: str, text: str, title: str = "") -> SourcePage:
    key = "" if name == "index.md" else f"{name.removesuffix('.md')}/"
    return SourcePage(key, title or name, "en", f"<h1>{name}</h1><p>{text}</p>", source=name)


PAGES = [
    page("index.md", "The gate opens at seven in the morning."),
    page("quay.md", "You find the quay behind the old customs house. " * 12),
    page("pilots.md", "The pilots wait for the tide."),
    page("log.md", "The log is kept for three years."),
]


@pytest.fixture
def settings() -> Settings:
    return Settings.of({"minimum": 0, "exclude": ["log.md", "chanelog.md"]})


def report(settings: Settings, folder: Path, pages: list[SourcePage] = PAGES) -> SiteReport:
    store = Store(folder)
    return report_of(plan(pages, settings, store), settings, store, folder)


def test_before_a_build_everything_is_missing_and_priced(
    settings: Settings, tmp_path: Path
) -> None:
    found = report(settings, tmp_path)
    assert [(one.page, one.status) for one in found.pages] == [
        ("index.md", "missing"),
        ("quay.md", "missing"),
        ("pilots.md", "missing"),
        ("log.md", "skipped"),
    ]
    assert found.total.requests == sum(one.charge.requests for one in found.pages) > 0
    assert sum(one.share for one in found.pages) == pytest.approx(1, abs=0.001)
    assert found.requests_sent is None


def test_after_a_build_it_says_what_was_sent(
    qwen_tts: Fake, settings: Settings, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    planned = plan(PAGES, settings, store)
    build = narrate(PAGES, settings, store)
    found = report_of(planned, settings, store, tmp_path, build)
    assert [one.status for one in found.pages] == ["fresh", "fresh", "fresh", "skipped"]
    assert found.requests_sent == qwen_tts.ledger.requests
    assert found.characters_sent == qwen_tts.ledger.characters
    assert found.duration == pytest.approx(sum(one.duration or 0 for one in found.pages))
    later = report(settings, tmp_path)
    assert [one.status for one in later.pages] == ["cached", "cached", "cached", "skipped"]
    assert later.total.requests == 0


def test_it_advises_what_is_worth_a_change(tmp_path: Path) -> None:
    settings = Settings.of({"minimum": 0, "exclude": ["chanelog.md"]})
    badge = "".join(f"<p>Only for insiders.</p><p>Number {one}.</p>" for one in range(20))
    pages = [*PAGES, SourcePage("badges/", "Badges", "en", badge, source="badges.md")]
    advice = "\n".join(report(settings, tmp_path, pages).advice)
    assert "quay.md is 4" in advice
    assert "the pattern 'chanelog.md' matches no page" in advice
    assert "“Only for insiders.” is read 20 times" in advice


def test_it_says_how_much_of_a_page_is_covered(settings: Settings, tmp_path: Path) -> None:
    found = report(settings, tmp_path)
    assert found.pages[0].coverage == 1
    lost = msgspec.structs.replace(found.pages[0], coverage=0.4, uncovered="<div class=contents>")
    advice = advice_for(
        msgspec.structs.replace(found, pages=(lost,)),
        plan(PAGES, settings, Store(tmp_path)),
        settings,
    )
    assert any("Only 40% of the words of index.md" in one for one in advice)
    assert any("<div class=contents>" in one for one in advice)


@pytest.mark.usefixtures("qwen_tts")
def test_doubtful_clips_can_be_heard_in_the_page(settings: Settings, tmp_path: Path) -> None:
    store = Store(tmp_path)
    narrate(PAGES, settings, store)
    utterance = plan(PAGES, settings, store).pages[0].utterances[0]
    store.annotate_clip(
        utterance.fingerprint, proof=Proof(1.7, "It is twice as long as usual.", "Hear, hear.")
    )
    found = report(settings, tmp_path)
    (doubt,) = found.pages[0].doubts
    assert (doubt.text, doubt.clip) == (utterance.text, utterance.fingerprint)
    html = rendered_as(".html", found, store)
    assert html.count('src="data:audio/flac;base64,') == 1
    assert "It is twice as long as usual." in html
    assert "A recogniser understood: Hear, hear." in html
    assert "1 clip sounds unlike the text" in html


@pytest.mark.parametrize("form", [".html", ".md", ".json"])
def test_what_is_left_out_is_shown(form: str, settings: Settings, tmp_path: Path) -> None:
    found = report(settings, tmp_path)
    part = SilentPart(text="A refused sentence.", reason="The service refuses it.")
    first = msgspec.structs.replace(found.pages[0], silent=(part,))
    text = rendered_as(form, msgspec.structs.replace(found, pages=(first, *found.pages[1:])))
    assert "A refused sentence." in text
    assert "The service refuses it." in text


def test_json_is_read_back_as_what_it_was(settings: Settings, tmp_path: Path) -> None:
    found = report(settings, tmp_path)
    assert msgspec.json.decode(rendered_as(".json", found), type=SiteReport) == found


@pytest.mark.parametrize("form", [".html", ".md"])
def test_what_pages_say_is_escaped(form: str, settings: Settings, tmp_path: Path) -> None:
    found = report(settings, tmp_path, [page("a.md", "Some text.", HOSTILE), *PAGES])
    found = msgspec.structs.replace(found, site=HOSTILE, notes=(HOSTILE,), advice=(HOSTILE,))
    text = rendered_as(form, found)
    assert "<script" not in text
    assert form == ".html" or not re.search(r"(?<!\\)\]\(", text), "no link of theirs"
    assert " @all" not in text or form == ".html"


def test_no_policy_has_anything_to_forbid_in_the_page(settings: Settings, tmp_path: Path) -> None:
    html = rendered_as(".html", report(settings, tmp_path))
    assert "default-src 'none'; media-src 'self' data:" in html.replace("&#39;", "'")
    for inline in ("<style", "style=", "<script", " on", "http://", "https://", "<link", "url("):
        assert inline not in html.replace(" on purpose", "").replace(" one", ""), inline


@pytest.mark.usefixtures("qwen_tts")
def test_clips_are_files_beside_a_page_that_is_written(settings: Settings, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    narrate(PAGES, settings, store)
    first, second = (one.utterances[0] for one in plan(PAGES, settings, store).pages[:2])
    proof = Proof(1.7, "It is twice as long as usual.")
    folder = tmp_path / "out/a report-clips"

    def written() -> str:
        found = report_of(plan(PAGES, settings, store), settings, store, tmp_path)
        write_report(tmp_path / "out/a report.html", found, store)
        return (tmp_path / "out/a report.html").read_text("utf-8")

    store.annotate_clip(first.fingerprint, proof=proof)
    name = f"{first.fingerprint[:16]}.flac"
    assert f'src="a%20report-clips/{name}"' in written()
    stored = store.clip(first.fingerprint)
    assert stored is not None
    assert (folder / name).read_bytes() == stored.data
    (folder / "of-the-user.flac").touch()
    store.annotate_clip(first.fingerprint, proof=Proof(0.1))
    store.annotate_clip(second.fingerprint, proof=proof)
    written()
    others = {"of-the-user.flac", f"{second.fingerprint[:16]}.flac"}
    assert {one.name for one in folder.iterdir()} == others, "the clip of the earlier one is gone"


def test_long_lists_are_cut_in_markdown(settings: Settings, tmp_path: Path) -> None:
    pages = [page(f"{number:04}.md", "Some text. " * 30) for number in range(2000)]
    text = rendered_as(".md", report(settings.changed(exclude=()), tmp_path, pages[:60]))
    assert "and 40 more" in text
    assert len(text) < 65_536


def test_changes_are_shown_with_their_price(settings: Settings, tmp_path: Path) -> None:
    from mkdocs_qwen_tts import _prose as prose

    old = plan(PAGES, settings, Store(tmp_path))
    new_pages = [page("index.md", "The gate opens at nine in the morning."), *PAGES[1:]]
    new = plan(new_pages, settings, Store(tmp_path))
    changes = prose.compare(
        {one.page.name: one.script for one in old.pages},
        {one.page.name: one.script for one in new.pages},
    )
    found = with_changes(report(settings, tmp_path), "main", changes, new.bill.total)
    (change,) = found.changes
    assert (change.page, change.after) == ("index.md", "The gate opens at nine in the morning.")
    for form in (".html", ".md"):
        text = rendered_as(form, found)
        assert "Spoken otherwise since main" in text
        assert "The gate opens at nine" in text


def test_parts_of_a_site_make_one_report(settings: Settings, tmp_path: Path) -> None:
    parts = [report(settings, tmp_path, PAGES[:2]), report(settings, tmp_path, PAGES[2:])]
    whole = combined(parts)
    assert [one.page for one in whole.pages] == [one.source for one in PAGES]
    assert whole.total.requests == sum(part.total.requests for part in parts)
    assert sum(one.share for one in whole.pages) == pytest.approx(1, abs=0.001)


def test_an_ending_without_a_form_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"valid: \.html, \.json, \.md"):
        write_report(tmp_path / "report.pdf", report(settings, tmp_path))
    (problem,) = Settings.problems({"report": ["report.pdf"]}, environ={})
    assert problem.option == "report"
