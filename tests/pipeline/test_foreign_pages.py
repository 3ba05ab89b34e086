"""Whatever one page holds or wishes is that page's failure, and the others are narrated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts._model import Site, SourcePage, Status
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._prose import reading_budget
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs_qwen_tts._model import Report
    from mkdocs_qwen_tts._pipeline.draft import Draft
    from tests.pipeline.conftest import Bench

BOMB: list[Any] = ["x"] * 9
for _ in range(8):
    BOMB = [BOMB] * 9
DEEP: Any = "x"
for _ in range(5000):
    DEEP = [DEEP]


def failed_alone(report: Report, why: str) -> None:
    """Of four pages, the last has failed for a reason, and the others are narrated."""
    *others, last = report.outcomes
    assert all(one.narration is not None for one in others)
    assert last.status is Status.FAILED
    assert why in last.reason
    assert len(last.reason) < 1000


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        ({"voise": "Ethan"}, "other.md: narration"),
        ({"voice": "Nobody"}, "other.md: narration.voice"),
        ({"prose": {"skip": ["p["]}}, "is not a CSS selector"),
        ({"prose": {"lexicon": ["../secrets.yml"]}}, "lies outside of the project"),
        ({"prose": {"lexicon": ["missing.yml"]}}, "cannot be read"),
        ({"options": {"volume": BOMB}}, "other.md: narration"),
        ({"options": {"volume": DEEP}}, "other.md: narration"),
        ({"options": BOMB}, "other.md: narration"),
        ({"voices": {"en": BOMB}}, "other.md: narration"),
        ({"prose": BOMB}, "other.md: narration"),
        ({"target": 10**5000}, "other.md: narration"),
    ],
    ids=range(11),
)
def test_wrong_options_of_a_page_are_its_own_failure(
    narrated: Bench, overrides: dict[str, Any], why: str
) -> None:
    narrated.add("other", narrated.pages[0].html, overrides=overrides)
    failed_alone(narrated.narrate(), why)


def test_a_wrong_selector_of_the_site_is_the_sites(narrated: Bench) -> None:
    from mkdocs_qwen_tts._errors import ConfigurationError

    narrated.pages[0] = SourcePage("a", "A", "en", "<p>a</p>", overrides={"voice": "Ethan"})
    with pytest.raises(ConfigurationError, match="CSS selector"):
        narrated.plan(prose={"skip": ["p["]})


def test_wrong_pronunciations_ask_for_nothing_and_keep_what_was_narrated(
    narrated: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be spoken is not known, so nothing is paid for; the site is built as it was."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.yml").write_text("- {term: [a], say: b}")
    read = []
    own = prose.Lexicon.load
    monkeypatch.setattr(prose.Lexicon, "load", lambda paths: read.append(1) or own(paths))
    report = narrated.narrate(prose={"lexicon": ["words.yml"]})
    assert narrated.asked() == 0
    assert report.count(Status.STALE) == 3
    assert len({one.reason for one in report.outcomes}) == 1
    assert "words.yml, entry 1, `term` is not a text" in report.outcomes[0].reason
    assert len(read) == 1, "it is found out once"
    for overrides in ({"voice": [1]}, {"prose": {"skip": ["p["]}}):
        narrated.add(f"other{len(narrated.pages)}", "<p>a</p>", overrides=overrides)
    narrated.narrate(prose={"lexicon": ["words.yml"]})
    assert narrated.asked() == 0


@pytest.mark.parametrize("kind", [RuntimeError, RecursionError, KeyError, MemoryError])
def test_a_defect_in_reading_costs_one_page(
    narrated: Bench, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = prose.extract_script

    def broken(page: SourcePage, given: Settings) -> Any:
        if page.key == "other":
            raise kind("sk-0123456789abcdefghij")
        return own(page, given)

    monkeypatch.setattr(prose, "extract_script", broken)
    narrated.add("other", narrated.pages[0].html)
    report = narrated.narrate()
    failed_alone(report, f"it cannot be read ({kind.__name__}); this is a defect")
    assert "sk-" not in str(report)
    monkeypatch.undo()
    assert narrated.narrate().count(Status.FAILED) == 0, "and it is tried again"


def test_a_defect_in_an_answer_costs_one_utterance(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, seen = audio.to_flac, []

    def broken(*given: Any) -> bytes:
        seen.append(1)
        if len(seen) == 1:
            raise RuntimeError
        return own(*given)

    monkeypatch.setattr(audio, "to_flac", broken)
    report = bench.narrate()
    assert report.count(Status.FAILED) == 1
    assert report.count(Status.FRESH) == 2
    (reason,) = [one.reason for one in report.outcomes if one.reason]
    assert "it cannot be spoken (RuntimeError); this is a defect" in reason


def test_a_defect_in_every_answer_stops_soon(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "to_flac", lambda *_: 1 / 0)
    bench.options = {"target": 0, "api": {"concurrency": 1}}
    bench.narrate()
    assert bench.asked() <= 8


def test_a_page_that_takes_far_more_steps_than_it_is_long_is_left_out(
    narrated: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_budget, "STEPS", 50)
    monkeypatch.setattr(reading_budget, "STEPS_A_CHARACTER", 0)
    narrated.add("other", "<p>Words of a page.</p>" * 60)
    plan = narrated.plan()
    (note,) = [note for note in plan.notes if note.startswith("other.md")]
    assert note == "other.md: reading it takes far more steps than it is long; it is not spoken."
    assert plan.pages[-1].skipped


def test_a_page_that_takes_too_long_is_left_out(
    narrated: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_budget, "SECONDS", -1.0)
    monkeypatch.setattr(reading_budget, "_LOOKS", 1)
    narrated.add("other", "<p>Words of a page.</p>")
    assert any("takes more than" in note for note in narrated.plan().notes)


# ---------------------------------------------------------------- by chance


def monstrous(name: str) -> Any:
    """What cannot be shown: hypothesis knows it by its name."""
    return {"number": 10**5000, "bomb": BOMB, "depth": DEEP}[name]


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Cherry", "en", "{x}", "\x00", "../x", "p["])
    | st.sampled_from(["number", "bomb", "depth"]).map(monstrous)
)
OPTIONS = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("voice", "language", "instructions", "voices", "prose", "options", "skip"),
                    *("optimize_instructions", "lexicon", "code", "longest", "volume", "x", ""),
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
PIECES = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "words ", "<b>", "</b>", "<table>", "<tr>", '<td colspan="9999999">'),
            *('<td rowspan="0">', "</table>", "<ul>", "<li>", "<pre><code>", "</code></pre>"),
            *("<math>", "<mfrac>", "<mi>x</mi>", "</math>", "<svg>", "<ruby>", "<rt>", "<select>"),
            *('<p data-narration="x">', '<p lang="\x00">', "<p data-narration-voice=Nobody>"),
            *(
                "\ud800",
                "\x00",
                "&#xD800;",
                "<!--",
                "-->",
                "<![CDATA[",
                "(1)! ",
                "$x^{",
                "9" * 4400,
            ),
            *('<div class="admonition">', '<a href="http://[">', "<img alt=x src='//['>", "\u202e"),
            *(
                '<pre class="mermaid">graph LR\nA-->',
                '<span class="arithmatex">\\(',
                "\\frac{",
                "^",
            ),
        ]
    ),
    max_size=25,
).map("".join)


@pytest.fixture(scope="module")
def drafts_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[SourcePage], Draft]:
    folder = tmp_path_factory.mktemp("foreign")
    options = {"api": {"key": "sk-0123456789abcdefghij"}, "minimum": 0}
    drafts = Drafts(Settings.of(options, environ={}), Store(folder / "store"), Site("A"), folder)
    return drafts.of


@settings(max_examples=120, suppress_health_check=list(HealthCheck), deadline=None)
@given(html=PIECES, overrides=OPTIONS.filter(lambda one: isinstance(one, dict)), title=st.text())
def test_any_page_becomes_a_draft(
    drafts_of: Callable[[SourcePage], Draft], html: str, overrides: Any, title: str
) -> None:
    page = SourcePage("a/", title, "en", html, overrides=overrides, source="a.md")
    draft = drafts_of(page)
    assert "defect" not in draft.failed, draft.failed
    assert len(draft.failed) < 2000
