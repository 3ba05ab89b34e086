"""The report of a site in a browser: under the strictest policy it looks right, and clips play."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import Proof, Settings, SourcePage, Store, narrate, plan
from mkdocs_qwen_tts._prose import compare
from mkdocs_qwen_tts._report import report_of, with_changes, write_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from mkdocs_qwen_tts.testing import Fake

NAMES = [
    "index.md",
    "a-guide-with-a-long-name/to-everything-on-the-quay.md",
    "log.md",
    "log/old.md",
]


def page_of(name: str, words: str) -> SourcePage:
    html = f"<h1>{name}</h1><p>The gate of {words} opens at seven in the morning.</p>"
    return SourcePage(name, name, "en", html, source=name)


@pytest.fixture
def written(qwen_tts: Fake, tmp_path: Path) -> Path:
    """A folder with a report that has something of everything."""
    del qwen_tts
    settings, store = Settings.of({"minimum": 0}), Store(tmp_path / "store")
    pages = [page_of(name, "the harbour " * (number + 1)) for number, name in enumerate(NAMES)]
    narrate(pages, settings, store)
    old = plan(pages, settings, store)
    for utterance in old.pages[2].utterances:
        store.annotate_clip(utterance.fingerprint, proof=Proof(1.7, "It is twice as long."))
    new = plan([page_of(NAMES[0], "the town"), *pages[1:]], settings, store)
    scripts = [{one.page.name: one.script for one in each.pages} for each in (old, new)]
    changes = compare(*scripts)
    found = report_of(new, settings, store, tmp_path)
    found = with_changes(found, "main", changes, new.bill.total)
    write_report(tmp_path / "out/report.html", found, store)
    return tmp_path / "out"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_looks_right_under_a_strict_policy(
    scheme: str, written: Path, serve: Callable[..., str], page: Page
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(serve(written) + "report.html")
    found = page.evaluate(
        """async () => {
            const body = getComputedStyle(document.querySelector("h1"));
            const bars = [...document.querySelectorAll("rect")];
            const widths = bars.map((one) => one.getBoundingClientRect().width);
            const text = getComputedStyle(document.querySelector("svg text")).fill;
            const audio = document.querySelector("audio");
            await audio.play();
            return {
                font: body.fontFamily, ink: body.color, text, widths,
                playing: !audio.paused && audio.duration > 0,
                wide: document.documentElement.scrollWidth <= innerWidth,
            };
        }"""
    )
    assert found["font"].startswith("system-ui")
    assert (
        found["ink"]
        == found["text"]
        == {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme]
    )
    assert found["widths"] == sorted(found["widths"], reverse=True)
    assert found["widths"][-1] > 10
    assert found["playing"]
    assert found["wide"]
    page.locator("del", has_text="The gate of the harbour").wait_for()
    page.locator("ins", has_text="The gate of the town").wait_for()
