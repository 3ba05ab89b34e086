"""How many bytes narration adds to a page: exactly, so that none comes back unseen."""

from __future__ import annotations

from pathlib import Path

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._html import mark, place_player, sparse
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Player, Settings

from .conftest import narration_of

GOLDEN = Path(__file__).parent / "golden"
SRC = "../assets/narration/0123456789abcdef.mp3"

GROWN = 486
"""Bytes. Raise it only for something that is worth it on every page of every site."""


def test_a_page_grows_by_so_many_bytes() -> None:
    html = (GOLDEN / "page.html").read_text(encoding="utf-8")
    made = extract_script(SourcePage("install/", "Install", "en", html), Settings())
    starts = [(3.21 * index, index) for index in range(len(made.passages))]
    narration = narration_of(made.passages, starts, title="Install", duration=3.21 * len(starts))

    marked = mark(html, made.elements, sparse(html, made.elements))
    narrated = place_player(
        marked, player.render(narration, settings=Player(), src=SRC), "after-title"
    )

    assert narrated == (GOLDEN / "narrated.html").read_text(encoding="utf-8")
    assert len(narrated.encode()) - len(html.encode()) == GROWN
    assert len(marked) - len(html) < len(made.elements) * len(' data-narration="0"') / 2
