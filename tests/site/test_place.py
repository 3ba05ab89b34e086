"""Where the player stands: behind the title, and in no header."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._html import spot
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site._publish import title_of_script


@pytest.mark.parametrize(
    "html",
    [
        "<h1>T</h1>|<p>x</p>",
        "<header><h1>T</h1></header>|<p>x</p>",
        "<header><h1>T</h1><h2>U</h2>x</header><p>y</p>".replace("</h1>", "</h1>|"),
        "<header><hgroup><h1>T</h1></hgroup></header>|<p>x</p>",
        "<div><h2>T</h2>|</div><p>x</p>",
        "<nav><a href=x>Up</a></nav><hr><h3>T</h3>|<p>x</p>",
        "<a href=x><h1>T</h1></a>|<p>x</p>",
        "<table><tr><td><h1>T</h1></td></tr></table>|<p>x</p>",
        "<table><tr><td><h1>T</h1>|<p>x</p></td></tr></table>",
        "|<p>x</p><h1>T</h1>",
        "<p hidden>z</p><h1>T</h1>|",
    ],
)
def test_the_player_stands_behind_the_title(html: str) -> None:
    page = html.replace("|", "")
    script = extract_script(SourcePage("x", "", "en", page), Settings())

    assert spot(page, "after-title", title_of_script(script)) == html.index("|")


def test_the_place_that_an_author_marks_wins() -> None:
    html = "<h1>T</h1><p>x</p><!-- narration -->"

    assert spot(html, "after-title", (3, 13)) == len(html)
    assert spot("<h1>T</h1>", "top", (3, 13)) == 0
    assert spot("<h1>T</h1>", "bottom", (3, 13)) == 10
