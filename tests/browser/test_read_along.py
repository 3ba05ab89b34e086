from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .sites import Tones


def test_nothing_plays_and_nothing_is_loaded_before_the_reader_asks(page: Page, tones_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(tones_url)))

    page.goto(tones_url + "guide/")
    page.wait_for_selector(".narration-ready")

    assert sorted(path for path in asked if path != "favicon.ico") == [
        "assets/narration/player.css",
        "assets/narration/player.js",
        "assets/narration/words-en.js",
        "guide/",
        "icon.svg",
        "shell.css",
    ]


def test_the_element_being_spoken_is_marked(narrated: Page, state: Callable[[], dict[str, Any]]) -> None:
    narrated.get_by_role("button", name="Play", exact=True).click()
    narrated.wait_for_selector('[data-narration="1"].narration-now')

    assert state()["button"] == "Pause"
    assert narrated.locator(".narration-now").count() == 1
