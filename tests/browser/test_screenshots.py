"""Pictures of the player, to be looked at by a person: every theme, light and dark, desktop and phone.

NARRATION_SCREENSHOTS=folder pytest tests/browser/test_screenshots.py

Without a folder each theme is opened once, and looked at by the test alone: nothing sticks out.
"""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import PATIENCE, THEMES, close_menu, menu, open_page, play, scroll_away, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

SIZES = {
    "desktop": {"width": 1280, "height": 760},
    "phone": {"width": 390, "height": 760},
    "zoomed": {"width": 320, "height": 256},
}
FOLDER = os.environ.get("NARRATION_SCREENSHOTS")
LOOKS = list(product(["light", "dark"], SIZES))
EVERY = [(theme, *look) for theme, look in product(THEMES, LOOKS)]
ONCE = [(theme, *LOOKS[index % len(LOOKS)]) for index, theme in enumerate(THEMES)]

AIR = """() => {
    const bar = document.querySelector("qwen-narration").getBoundingClientRect();
    const label = document.querySelector("qwen-narration .narration-label").getBoundingClientRect();
    const notice = document.querySelector("qwen-narration .narration-notice").getBoundingClientRect();
    return [label.top - bar.top, bar.bottom - notice.bottom];
}"""
"""Pixels between what an idle bar says and its edges."""


@pytest.mark.parametrize(("theme", "scheme", "size"), EVERY if FOLDER else ONCE)
def test_pictures(
    browser: Browser,
    themed: Callable[[str], str],
    tmp_path: Path,
    theme: str,
    scheme: str,
    size: str,
) -> None:
    folder = Path(FOLDER or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport=SIZES[size],  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = open_page(context.new_page(), themed(theme) + "one/")
    page.set_default_timeout(PATIENCE * 1000)

    def picture(name: str) -> None:
        page.screenshot(path=folder / f"{theme}-{scheme}-{size}-{name}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    picture("1-idle")
    assert min(page.evaluate(AIR)) >= 2
    play(page)
    until(page, "narration.session.track.sentences.length > 0")
    page.evaluate("narration.session.seek(narration.session.track.passages[1].start + 0.1)")
    page.locator(".narration-now").wait_for()
    page.evaluate("window.sound.pause()")
    picture("2-playing")
    menu(page)
    page.locator(".narration-steps").wait_for()
    picture("3-panel")
    page.get_by_role("button", name="Transcript").click()
    picture("4-transcript")
    close_menu(page)
    page.evaluate("narration.session.fail()")
    picture("5-error")
    page.set_viewport_size(
        {"width": SIZES[size]["width"], "height": min(SIZES[size]["height"], 420)}
    )
    scroll_away(page)
    page.locator("[data-narration]").last.hover()
    picture("6-dock")
    context.close()
