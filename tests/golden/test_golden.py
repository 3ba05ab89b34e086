"""What is spoken for pages that generators really rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_qwen_tts._model import Passage, SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

HERE = Path(__file__).parent
PAGES = sorted(path.relative_to(HERE).with_suffix("").as_posix() for path in HERE.glob("*/*.html"))
LANGUAGES = {
    "chinese": "zh", "german": "de", "french": "fr", "japanese": "ja", "russian": "ru",
    "spanish": "es", "korean": "ko", "italian": "it", "portuguese": "pt",
}  # fmt: skip


GENERATORS = {"sphinx": "sphinx", "docusaurus": "docusaurus"}
"""Those that are not MkDocs with one theme or another."""


def spoken(page: str) -> str:
    folder, _, name = page.rpartition("/")
    html = (HERE / f"{page}.html").read_text("utf-8")
    title, language = name.replace("-", " ").capitalize(), LANGUAGES.get(name, "en")
    source = SourcePage(page, title, language, html, generator=GENERATORS.get(folder, "mkdocs"))
    return "".join(f"{line(passage)}\n" for passage in extract_script(source, Settings()).passages)


def line(passage: Passage) -> str:
    marks = [
        f"{passage.kind.value}{passage.level or ''}",
        f"lang={passage.language}" if passage.language else "",
        f"voice={passage.voice}" if passage.voice else "",
        "*" if passage.spoken_only else "",
    ]
    return f"{' '.join(mark for mark in marks if mark)} | {passage.text}"


@pytest.mark.parametrize("page", PAGES)
def test_what_is_spoken_is_what_a_person_agreed_to(page: str, pytestconfig: pytest.Config) -> None:
    said = spoken(page)
    golden = HERE / f"{page}.txt"

    if pytestconfig.getoption("--accept", default=False):
        golden.write_text(said, "utf-8")

    assert said == golden.read_text("utf-8")


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(PAGES) >= 80
