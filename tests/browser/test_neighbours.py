"""The player on pages that a neighbour rewrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.testing import FakeServer

from ..doors import neighbours  # noqa: TID252 - the sites are of another room
from .conftest import open_page, play, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from playwright.sync_api import Page


def test_the_player_of_a_minified_site_plays_and_follows_along(
    page: Page, serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neighbours.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    (door,) = (door for door in neighbours.DOORS if door.name == "minify")
    with FakeServer() as server:
        neighbours.Site(door, tmp_path, server).build()
    html = (tmp_path / "site/guide/quay/index.html").read_text(encoding="utf-8")
    assert "player.min.js" in html
    assert "player.min.css" in html

    open_page(page, serve(tmp_path / "site", policy=None) + "guide/quay/")
    play(page)
    until(page, "document.querySelector('.narration-now') !== null")
