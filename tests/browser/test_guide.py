"""Playing on through a section of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import sites
from .conftest import close_menu, hear, menu, open_page, play, until

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
    entries = page.get_by_role("list", name="Queue").get_by_role("button")
    entries.first.wait_for()
    return [entry.split("\n")[0] for entry in entries.all_inner_texts()]


def test_the_section_is_played_page_after_page(page: Page, url: str) -> None:
    open_page(page, url + "one/")
    menu(page, "Play this guide")
    assert queue(page) == ["Page one", "Page fourth", "Page three"]

    page.get_by_role("button", name="Page one").click()
    for name in ("one", "fourth", "three"):
        page.wait_for_url(url + name + "/")
        page.locator(".narration-now").wait_for()
        hear(page, page.evaluate("narration.session.track.duration") - 0.2)
    page.get_by_text("Finished").wait_for()
    assert page.url == url + "three/"


def test_the_page_stays_where_the_listener_wants_it(page: Page, url: str) -> None:
    open_page(page, url + "one/")
    menu(page, "Settings")
    page.get_by_label("Turn the page with the voice").uncheck()
    close_menu(page)
    menu(page, "Play this guide", "Page fourth")
    close_menu(page)

    link = page.locator(".narration-dock").get_by_role("link")
    link.get_by_text("Page fourth").wait_for()
    until(page, "window.sound.currentTime > 0.1")
    assert page.url == url + "one/"
    menu(page, "Play this guide", "Next page", within=".narration-dock")
    link.get_by_text("Page three").wait_for()


def test_a_page_played_by_itself_ends_there(page: Page, url: str) -> None:
    open_page(page, url + "one/")
    play(page)
    hear(page, page.evaluate("window.sound.duration") - 0.2)
    page.get_by_text("Finished").wait_for()
    page.wait_for_timeout(200)

    assert page.evaluate("window.sound.ended")


def test_it_works_from_a_folder(page: Page, folder: Path) -> None:
    open_page(page, (folder / "fourth" / "index.html").as_uri())
    menu(page, "Play this guide")

    assert queue(page) == ["Page one", "Page fourth", "Page three"]
    page.get_by_role("button", name="Page three").click()
    page.wait_for_url("**/three/index.html")
    page.locator(".narration-now").wait_for()
