"""Two pages that do something: one counts what a text costs, one speaks with every free voice."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import generate

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._model import Site, SourcePage
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import billing
from mkdocs_qwen_tts._store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

EXTENSIONS = ["attr_list", "md_in_html", "tables"]
SCRIPT = generate.DOCS / "assets" / "prices.js"


def rendered(name: str) -> str:
    text = (generate.DOCS / "reference" / name).read_text("utf-8")
    return markdown.markdown(
        re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL), extensions=EXTENSIONS
    )


@pytest.fixture
def prices(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of prices, as its reader has it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/prices.js").write_bytes(SCRIPT.read_bytes())
    folder = tmp_path / "reference/prices"
    folder.mkdir(parents=True)
    html = f"<!doctype html><html lang=en><meta charset=utf-8><main>{rendered('prices.md')}</main>"
    (folder / "index.html").write_text(html, "utf-8")
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    page.close()


def yours(page: Page, model: str, region: str) -> str:
    row = page.locator("tbody tr", has_text=model).filter(has_text=region).first
    return row.locator("td").nth(2).inner_text()


def test_a_text_is_counted_and_priced_as_a_bill_is(prices: Page) -> None:
    text = "The tide comes in twice a day. 潮水每天来两次。"
    prices.get_by_label("Paste a text").fill(text)
    units = billing.units(text)
    assert prices.locator("output").inner_text() == f"{units} billing characters"
    assert yours(prices, "qwen3-tts-flash", "beijing") == f"{0.00008 * units:.4f} CNY"
    prices.get_by_label("number of characters").fill("200000")
    assert yours(prices, "qwen3-tts-flash", "beijing") == "16.00 CNY"
    assert yours(prices, "qwen-audio-3.0-tts-plus", "singapore") == "4.00 USD"
    assert yours(prices, "qwen-audio-3.1-tts-flash", "singapore").startswith("≈ ")


def test_what_is_counted_stands_apart_from_the_table_which_stays_where_it_is(prices: Page) -> None:
    edges = """() => [
        document.querySelector("output").getBoundingClientRect().bottom,
        document.querySelector("table").getBoundingClientRect().top,
    ]"""
    before = prices.evaluate(edges)
    prices.get_by_label("number of characters").fill("50")
    bottom, top = prices.evaluate(edges)
    assert top - bottom >= 8
    assert [bottom, top] == before


def test_every_price_of_the_table_is_read(prices: Page) -> None:
    prices.get_by_label("number of characters").fill("1000000")
    rows = prices.locator("tbody tr")
    for cells in (row.locator("td").all_inner_texts() for row in rows.all()):
        assert cells[2] == cells[3], "a million characters cost what the table says"
        assert re.search(r"20\d\d", cells[-1])
    assert rows.count() > 20


def test_the_script_counts_the_characters_that_are_billed_twice() -> None:
    (written,) = re.findall(r"/(\[\\u2e80.+?\])/gu;", SCRIPT.read_text("utf-8"))
    twice = re.compile(re.sub(r"\\u\{?([0-9a-f]+)\}?", lambda it: chr(int(it[1], 16)), written))
    others = (0x1F600, 0x1FFFF, 0x20000, 0x2A6DF, 0x323AF, 0x323B0)
    for code in (*range(0x20, 0xD800), *range(0xF000, 0x10000), *others):
        assert billing.units(chr(code)) == (2 if twice.match(chr(code)) else 1), hex(code)


def test_every_free_voice_speaks_its_own_sample(tmp_path: Path) -> None:
    page = SourcePage("samples/", "Samples", "en", rendered("samples.md"), source="samples.md")
    settings = Settings.of({"engine": "preview"}, environ={})
    plan = pipeline.prepare([page], settings, Store(tmp_path), Site("Docs"), tmp_path)
    lines = {row["language"]: row["text"] for row in catalogue.rows("samples")}
    spoken = {
        (one.voice.name, language)
        for one in plan.pages[0].utterances
        for language, line in lines.items()
        if line in one.text
    }
    wanted = {
        (voice, language)
        for language, known in catalogue.preview_voices().items()
        for voice in known.values()
    }
    neural = {(one.name, one.language) for one in catalogue.neural_voices() if one.bundled}
    assert wanted | neural <= spoken
    assert plan.notes == ()
