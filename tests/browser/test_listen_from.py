"""Any heading and paragraph is a place to start, and so is a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._settings import Player

from . import sites
from .conftest import hear, menu, open_page, play, slowly

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from .sites import Tones

ROUNDED = 0.00501
"""Seconds: cues are told in hundredths."""


def test_a_button_beside_the_paragraph_starts_there(narrated: Page, tones: Tones) -> None:
    slowly(narrated)
    narrated.locator('[data-narration="9"]').hover()
    narrated.get_by_role("button", name="Listen from here").click()

    narrated.wait_for_selector('[data-narration="9"].narration-now')
    assert narrated.evaluate("sought") == [pytest.approx(tones.starts[11], abs=ROUNDED)]


def test_a_heading_is_a_place_to_start_too(narrated: Page) -> None:
    slowly(narrated)
    narrated.locator("#c2").hover()
    narrated.get_by_role("button", name="Listen from here").click()

    narrated.wait_for_selector("#c2.narration-now")


def test_the_button_moves_out_of_the_way(narrated: Page) -> None:
    narrated.locator('[data-narration="9"]').hover()
    button = narrated.locator(".narration-beside")
    button.wait_for()

    narrated.locator("header a").hover()
    assert button.is_hidden()


def test_links_and_selections_keep_their_meaning(narrated: Page, tones_url: str) -> None:
    narrated.locator('[data-narration="6"]').dblclick(position={"x": 10, "y": 10})
    assert narrated.evaluate("`${getSelection()}`.trim()") == "Passage"

    narrated.locator('[data-narration="6"] a').click()
    assert narrated.url == tones_url + "guide/#c1"
    assert narrated.evaluate("window.sound.paused")


def test_a_tap_offers_the_button_and_starts_nothing(browser: Browser, tones_url: str) -> None:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 700}
    )
    page = open_page(context.new_page(), tones_url + "guide/")
    slowly(page)

    page.locator('[data-narration="1"]').tap(position={"x": 20, "y": 40})
    button = page.locator(".narration-beside")
    button.wait_for()
    assert page.evaluate("window.sound.paused")
    box = button.bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"]

    button.tap()
    page.wait_for_selector('[data-narration="1"].narration-now')
    context.close()


def test_the_keyboard_starts_anywhere_through_the_transcript(narrated: Page) -> None:
    slowly(narrated)
    narrated.get_by_role("button", name="More controls").press("Enter")
    narrated.get_by_role("button", name="Transcript").press("Enter")
    for _ in range(4):
        narrated.keyboard.press("Tab")
    assert narrated.evaluate("document.activeElement.ariaLabel") == "0:06 Listen from here"
    narrated.keyboard.press("Enter")

    narrated.wait_for_selector('[data-narration="4"].narration-now')


@pytest.mark.parametrize(
    ("link", "second"),
    [
        ("#listen=c2", None),
        ("?t=12", 12),
        ("?t=12#c3", 12),
        ("?t=9999", 0),
        ("#listen=nowhere", 0),
        ("?t=abc", 0),
        ("?t=0m12s", 12),
        ("?t=0:12", 12),
        ("#listen=%E4", 0),
    ],
)
def test_a_link_to_a_place_waits_there_for_the_reader(
    page: Page, tones_url: str, tones: Tones, link: str, second: int | None
) -> None:
    open_page(page, tones_url + "guide/" + link)
    expected = tones.starts[10] if second is None else second

    assert page.evaluate("window.sound.paused"), "nothing may start by itself"
    play(page)
    sought = [pytest.approx(expected, abs=ROUNDED)] if expected else []
    assert page.evaluate("sought") == sought
    if second is None:
        assert page.evaluate(
            "document.getElementById('c2').getBoundingClientRect().top < innerHeight"
        )


def test_a_link_inside_the_page_starts_what_it_names(narrated: Page) -> None:
    slowly(narrated)
    narrated.evaluate("document.querySelector('footer a').href = '#listen=c3'")
    narrated.locator("footer a").click()

    narrated.wait_for_selector("#c3.narration-now")


def test_a_link_to_this_moment_can_be_copied(narrated: Page, tones_url: str) -> None:
    narrated.context.grant_permissions(["clipboard-read", "clipboard-write"])
    slowly(narrated)
    play(narrated)
    hear(narrated, 12.3)
    menu(narrated, "Share", "Copy link to this moment")

    narrated.get_by_role("status").get_by_text("Link copied").wait_for()
    assert narrated.evaluate("navigator.clipboard.readText()") == tones_url + "guide/?t=12"


def test_without_a_clipboard_the_link_is_there_to_be_copied(page: Page, tones_url: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    open_page(page, tones_url + "guide/?t=12")

    menu(page, "Share", "Copy link to this moment")

    shown = page.get_by_role("textbox", name="Share")
    assert shown.input_value() == tones_url + "guide/?t=12"
    assert page.evaluate("`${getSelection()}`") == tones_url + "guide/?t=12"


def test_it_can_be_switched_off(page: Page, tones: Tones, tones_url: str) -> None:
    sites.page_of_tones(tones.folder, "quiet/", settings=Player(from_here=False))
    open_page(page, tones_url + "quiet/")
    page.locator('[data-narration="1"]').hover()

    assert page.locator(".narration-beside").count() == 0
