"""Playing on through a section of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import sites
from .conftest import hear, open_page, play, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guided")
    sites.guided(folder)
    return folder


@pytest.fixture(scope="module")
def url(folder: Path, serve: Callable[..., str]) -> str:
    return serve(folder)


def queue(page: Page) -> list[str]:
    entries = page.get_by_role("group", name="Play this guide").get_by_role("button")
    entries.first.wait_for()
    return [entry.split("\n")[0] for entry in entries.all_inner_texts()]


def test_the_section_is_played_page_after_page(page: Page, url: str) -> None:
    open_page(page, url + "one/")
    page.get_by_role("button", name="More controls").click()
    page.get_by_role("button", name="Play this guide").click()
    assert queue(page) == ["Page one", "Page fourth", "Page three"]

    page.get_by_role("button", name="Page one").click()
    for title in ("Page one", "Page fourth", "Page three"):
        until(
            page,
            "title => document.querySelector('.narration-entry[aria-current=true]')?.textContent.startsWith(title)",
            title,
        )
        until(page, "window.sound.duration > 0 && !window.sound.paused")
        page.wait_for_timeout(150)
        hear(page, page.evaluate("window.sound.duration") - 0.2)
    page.locator(".narration-dock").get_by_text("Finished").wait_for()
    assert (
        page.locator(".narration-dock").get_by_role("link").get_attribute("href") == url + "three/"
    )


def test_a_page_played_by_itself_ends_there(page: Page, url: str) -> None:
    open_page(page, url + "one/")
    play(page)
    hear(page, page.evaluate("window.sound.duration") - 0.2)
    page.get_by_text("Finished").wait_for()
    page.wait_for_timeout(200)

    assert page.evaluate("window.sound.ended")


def test_it_works_from_a_folder(page: Page, folder: Path) -> None:
    open_page(page, (folder / "fourth" / "index.html").as_uri())
    page.get_by_role("button", name="More controls").click()
    page.get_by_role("button", name="Play this guide").click()

    assert queue(page) == ["Page one", "Page fourth", "Page three"]
    page.get_by_role("button", name="Page three").click()
    page.locator(".narration-dock").get_by_role("link", name="Page three").wait_for()
