"""The player in pages of every kind: without scripts, from a folder, on paper, right to left, and across pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._settings import Player

from . import sites
from .conftest import hear, menu, open_page, play, scroll_away, slowly, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from .sites import Tones

SHIFTS = (
    "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.shift += one.value })"
    ".observe({ type: 'layout-shift', buffered: true })"
)


def test_nothing_plays_and_nothing_is_loaded_before_the_reader_asks(
    page: Page, tones: Tones, tones_url: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(tones_url)))

    open_page(page, tones_url + "guide/")

    assert page.evaluate("window.sound.paused")
    scripts = ["bar", "elements", "memory", "page", "player", "session", "words-en"]
    assert sorted(asked) == [
        *sorted(
            ["assets/narration/player.css", *(f"assets/narration/{one}.js" for one in scripts)]
        ),
        "guide/",
        "icon.svg",
        "shell.css",
    ]

    asked.clear()
    play(page)
    until(page, "narration.session.sentence >= 0")
    scroll_away(page)

    narration = tones.narration
    sheet = player.cue_sheet(narration, anchored=True).name
    assert {one.removeprefix("assets/narration/") for one in asked if one.endswith(".js")} == {
        "along.js",
        "lockscreen.js",
        "word.js",
        f"{sheet}.js",
    }


def test_the_native_player_is_there_without_scripts(browser: Browser, tones_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(tones_url + "guide/")

    audio = page.locator("qwen-narration audio")
    assert audio.is_visible()
    box = audio.bounding_box()
    assert box
    assert box["height"] >= 40
    assert "41 s" in page.locator("qwen-narration").inner_text()
    assert not audio.get_attribute("controlslist"), "its own menu saves the file"
    context.close()


def test_the_native_player_comes_back_where_the_words_are_missing(
    page: Page, tones_url: str
) -> None:
    page.route("**/words-en.js", lambda route: route.fulfill(status=404, body=""))
    page.clock.install()
    page.goto(tones_url + "guide/")
    audio = page.locator("qwen-narration audio")
    page.evaluate("document.getAnimations().forEach(animation => animation.finish())")

    until(
        page,
        "getComputedStyle(document.querySelector('qwen-narration audio')).visibility === 'visible'",
    )
    box = audio.bounding_box()
    assert box
    assert box["height"] >= 40
    page.allow("404")  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_the_page_loads(browser: Browser, tones_url: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    # Slow files: the page is painted long before its player is ready.
    for file in ("words-en", "link"):
        page.route(f"**/{file}.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    # The native controls, which are to come after seconds without a player, do not.
    client = context.new_cdp_session(page)
    client.send("Animation.enable")
    client.send("Animation.setPlaybackRate", {"playbackRate": 0})
    open_page(page, tones_url + "guide/?t=12")
    page.get_by_role("status").get_by_text("Starts at 0:12").wait_for()

    assert page.evaluate("window.shift") == 0
    context.close()


def test_it_works_from_a_folder(page: Page, tones: Tones) -> None:
    open_page(page, (tones.folder / "guide" / "index.html").as_uri())
    slowly(page)
    play(page)
    menu(page, "Next chapter")

    page.wait_for_selector("#c1.narration-now")
    # Cues are told in hundredths.
    assert page.evaluate("window.sought") == [pytest.approx(tones.starts[4], abs=0.00501)]


def test_it_is_not_printed(narrated: Page) -> None:
    play(narrated)
    scroll_away(narrated)
    narrated.wait_for_selector(".narration-now", state="attached")
    narrated.emulate_media(media="print")

    assert narrated.locator("qwen-narration").is_hidden()
    assert narrated.locator(".narration-dock").is_hidden()
    assert (
        narrated.evaluate("getComputedStyle(document.querySelector('.narration-now')).boxShadow")
        == "none"
    )


def test_right_to_left(page: Page, tones: Tones, tones_url: str) -> None:
    words = {"ar": {"label": "استمع إلى هذه الصفحة", "play": "تشغيل"}}
    sites.page_of_tones(
        tones.folder, "rtl/", language="ar", direction="rtl", settings=Player(words=words)
    )
    open_page(page, tones_url + "rtl/")

    toggle = page.get_by_role("button", name="تشغيل").bounding_box()
    label = page.locator("qwen-narration b").bounding_box()
    more = page.locator(".narration-more").bounding_box()
    assert toggle
    assert label
    assert more
    assert toggle["x"] > label["x"] > more["x"]
    assert page.locator("qwen-narration b").inner_text() == "استمع إلى هذه الصفحة"
    assert page.locator("qwen-narration").get_attribute("lang") == "ar"


def test_a_chinese_page_speaks_chinese(page: Page, tones: Tones, tones_url: str) -> None:
    sites.page_of_tones(tones.folder, "zh/", title="教程", language="zh")
    open_page(page, tones_url + "zh/")
    slowly(page)
    page.get_by_role("button", name="播放", exact=True).click()
    page.get_by_role("button", name="暂停").wait_for()

    assert (
        page.get_by_role("slider", name="播放位置").get_attribute("aria-valuetext")
        == "0秒钟，共 40秒钟"
    )
    assert page.get_by_role("button", name="后退 15 秒").is_visible()
    menu(page, "文字稿")
    assert page.locator(".narration-passage p").first.get_attribute("lang") == "zh"


def test_instant_navigation_does_not_end_the_voice(
    page: Page, themed: Callable[[str], str]
) -> None:
    url = themed("material")
    open_page(page, url + "one/")
    play(page)
    slowly(page)
    page.evaluate(
        "window.loaded = true; window.paused = 0; window.sound.addEventListener('pause', () => window.paused++)"
    )
    times = [page.evaluate("window.sound.currentTime")]

    for name, heading in (
        ("Page two", "two"),
        ("Page three", "three"),
        ("Page index", "index"),
        ("Page two", "two"),
        ("Page one", "one"),
    ):
        page.get_by_role("navigation").get_by_role("link", name=name).first.click()
        page.locator("h1", has_text=f"Page {heading}").wait_for()
        page.wait_for_selector(".narration-ready")
        until(page, f"window.sound.currentTime > {times[-1]}")
        times.append(page.evaluate("window.sound.currentTime"))
        if heading == "one":
            page.locator(".narration-now").wait_for()
            continue
        assert page.locator(".narration-now").count() == 0
        link = page.locator(".narration-dock").get_by_role("link")
        link.get_by_text(re.compile("^Page one")).wait_for()

    assert page.evaluate("window.loaded"), "the page was loaded anew"
    assert page.evaluate("window.paused") == 0
    assert times == sorted(set(times))
    assert page.locator("qwen-narration").get_by_role("button", name="Pause").is_visible(), (
        "the page knows its own voice"
    )
    page.allow("ERR_")  # type: ignore[attr-defined]


def test_another_page_takes_the_voice_over(page: Page, themed: Callable[[str], str]) -> None:
    open_page(page, themed("material") + "one/")
    slowly(page)
    play(page)
    first = page.evaluate("window.sound.src")
    page.get_by_role("navigation").get_by_role("link", name="Page two").first.click()
    page.locator("h1", has_text="Page two").wait_for()
    page.wait_for_selector(".narration-ready")

    page.locator("qwen-narration .narration-play").click()
    page.wait_for_selector("h1.narration-now")
    assert page.evaluate("window.sound.src") != first
    assert page.locator(".narration-dock").is_hidden()
    page.allow("ERR_")  # type: ignore[attr-defined]


def test_a_page_without_marks_still_speaks_and_has_its_transcript(
    page: Page, bare_url: str, tones: Tones
) -> None:
    open_page(page, bare_url + "bare/")
    slowly(page)
    play(page)
    hear(page, tones.starts[4] + 0.1)
    menu(page, "Chapters")
    until(
        page,
        "document.querySelector('.narration-chapter[aria-current=true]').textContent.startsWith('Chapter 1')",
    )
    page.get_by_role("dialog").get_by_role("button", name="More controls").click()
    page.get_by_role("button", name="Transcript").click()

    passages = page.get_by_role("dialog", name="Transcript").locator("p")
    assert passages.nth(4).inner_text().strip() == "Chapter 1"
    assert page.locator(".narration-now").count() == 0
    assert page.get_by_role("link", name="Download").count() == 0
