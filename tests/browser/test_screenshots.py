"""Pictures of the player, to be looked at by a person: five themes, light and dark, desktop and phone.

NARRATION_SCREENSHOTS=folder pytest tests/browser/test_screenshots.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import open_page, play, scroll_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

SIZES = {"desktop": {"width": 1280, "height": 760}, "phone": {"width": 390, "height": 760}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material", "furo", "zensical"])
def test_pictures(
    browser: Browser,
    themed: Callable[[str], str],
    tmp_path: Path,
    theme: str,
    scheme: str,
    size: str,
) -> None:
    folder = Path(os.environ.get("NARRATION_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        color_scheme=scheme, viewport=SIZES[size], reduced_motion="reduce"
    )  # type: ignore[arg-type]
    page = open_page(context.new_page(), themed(theme) + "one/")
    name = f"{theme}-{scheme}-{size}"

    page.screenshot(path=folder / f"{name}-1-closed.png")
    play(page)
    page.get_by_role("button", name="Transcript").click()
    page.wait_for_selector(".narration-now")
    page.screenshot(path=folder / f"{name}-2-open.png")
    page.set_viewport_size({**SIZES[size], "height": 420})
    scroll_away(page)
    page.locator("[data-narration]").last.hover()
    page.screenshot(path=folder / f"{name}-3-dock.png")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "nothing sticks out sideways"
    )
    context.close()
