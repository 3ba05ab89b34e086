"""Tags of HTML in a sentence."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings


@pytest.mark.parametrize(
    ("language", "html", "said"),
    [
        ("en", "Wrapped in <code>&lt;pre&gt;</code> tags.", "Wrapped in pre tags."),
        ("en", "The <code>&lt;br/&gt;</code> element.", "The br element."),
        ("en", "Begins with <code>&lt;pre&gt;</code>.", "Begins with tag pre."),
        ("en", "A <code>&lt;/pre&gt;</code> tag.", "A closing tag pre tag."),
        ("de", "Ein <code>&lt;div&gt;</code>-Element.", "Ein div-Element."),
        ("zh", "使用 <code>&lt;div&gt;</code> 标签。", "使用 div 标签。"),
    ],
)
def test_what_is_called_a_tag_is_said_to_be_one_once(language: str, html: str, said: str) -> None:
    page = SourcePage("x", "", language, f"<p>{html}</p>")

    assert [passage.text for passage in extract_script(page, Settings()).passages] == [said]
