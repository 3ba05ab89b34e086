"""What reading a page takes grows with the page: counted in steps, never in seconds."""

from __future__ import annotations

from collections import Counter

import pytest

from mkdocs_qwen_tts.model import SourcePage
from mkdocs_qwen_tts.prose import extract_script
from mkdocs_qwen_tts.prose.dom import Element
from mkdocs_qwen_tts.settings import Settings

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
