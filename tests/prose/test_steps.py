"""What reading a page takes grows with the page: counted in steps, never in seconds."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from mkdocs_qwen_tts._html import parsable
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._prose.dom import Element
from mkdocs_qwen_tts._settings import Settings
from tests.benchmarks import quadratic

PICTURES = {
    "plain": '<img alt="A gate {number}" src="gate.png">',
    "badges": '<img alt="passing" src="https://img.shields.io/{number}.svg">',
    "for the dark": '<img alt="A gate {number}" src="gate-dark.png">',
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_block_is_read_once_for_all_its_pictures(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: Counter[str] = Counter()
    own_text, own_walk = Element.text.fget, Element.walk

    def text(element: Element) -> str:
        steps["text"] += len(element.children)
        return own_text(element)

    def walk(element: Element) -> object:
        for one in own_walk(element):
            steps["walk"] += 1
            yield one

    monkeypatch.setattr(Element, "text", property(text))
    monkeypatch.setattr(Element, "walk", walk)

    def taken(count: int) -> int:
        steps.clear()
        pictures = "".join(PICTURES[kind].format(number=number) for number in range(count))
        page = SourcePage("a/", "A", "en", f"<div><p>{pictures}</p></div>")
        extract_script(page, Settings())
        return steps.total()

    assert taken(400) <= 2.5 * taken(200)


def test_a_diagram_of_empty_lines_has_no_title() -> None:
    diagram = '<pre class="mermaid"><code>' + "\n" * 20_000 + "title  The   gate \n</code></pre>"
    script = extract_script(SourcePage("a/", "A", "en", diagram), Settings())
    assert any("The gate" in passage.text for passage in script.passages)


# ---------------------------------------------------------------- every kind

FEW, MANY = 120, 240
TWICE = 2.8
"""Times as many steps that twice the page may take; what costs its square takes four times."""


def calls_of(html: str) -> int:
    """How many functions are called, ours and those of C, for finding, reading and marking a page."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(watch)
    try:
        quadratic.seconds(html)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", quadratic.KINDS)
def test_twice_the_page_takes_twice_the_steps(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsable, "_COPIES", 1_000)  # as small as the pages
    make = quadratic.KINDS[kind]
    quadratic.seconds(make(FEW - 10))  # what is loaded or compiled once is no page's
    assert calls_of(make(MANY)) <= TWICE * calls_of(make(FEW)) + 2000
