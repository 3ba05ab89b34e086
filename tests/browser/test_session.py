"""The listener's place and wishes survive what happens to pages, tabs, servers and networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from . import sites
from .conftest import (
    POLICY,
    SOUND,
    close_menu,
    hear,
    menu,
    open_page,
    play,
    reaches,
    slowly,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from .sites import Tones

NOW = "window.sound.currentTime"
PLACES = "JSON.parse(localStorage.narration ?? '{}').at ?? {}"


@pytest.mark.parametrize("policy", [None, POLICY], ids=["open", "strict"])
def test_a_link_lands_where_a_server_gives_no_part_of_a_file(
    page: Page, serve: Callable[..., str], tones: Tones, policy: str | None
) -> None:
    url = serve(tones.folder, policy=policy, ranges=False)
    open_page(page, url + "guide/?t=20")
    page.locator("qwen-narration .narration-play").click()

    reaches(page, 20)
    page.get_by_role("button", name="Pause").click()
    until(page, f"Object.values({PLACES})[0] >= 20")

    open_page(page, url + "guide/")
    page.locator("qwen-narration .narration-play").click()
    reaches(page, 15)
    page.allow("blob:")  # type: ignore[attr-defined]  # a policy may refuse one way of several


STANDSTILL = """
let stood = false;
setInterval(() => {
    if (stood || !window.sound?.muted || window.sound.currentTime < 5) return;
    stood = true;
    for (const end = performance.now() + 1500; performance.now() < end; );
}, 5);
"""
"""The machine stands still for a while on the way to a place, on which the sound goes at 16 times its pace."""


def test_a_place_is_not_gone_past_while_the_machine_stands_still(
    page: Page, serve: Callable[..., str], tones: Tones
) -> None:
    page.add_init_script(STANDSTILL)
    url = serve(tones.folder, ranges=False)

    def unkept(route: Route) -> None:
        route.fulfill(body=route.fetch().body(), content_type="audio/mpeg")

    # Neither kept by the browser, nor allowed from its memory: only playing on leads to the place.
    page.route("**/*.mp3", unkept)
    open_page(page, url + "guide/?t=20")
    page.locator("qwen-narration .narration-play").click()

    until(page, "unmuted.length > 0")
    assert page.evaluate("narration.session.whole") == "refused"
    assert page.evaluate("unmuted[0]") == pytest.approx(20, abs=0.76)
    page.allow("blob:")  # type: ignore[attr-defined]


def test_a_place_is_not_lost_before_the_sound_has_got_there(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/")
    play(page)
    hear(page, 30)
    page.get_by_role("button", name="Pause").click()
    until(page, f"Object.values({PLACES})[0] >= 30")
    page.route("**/*.mp3", lambda _: None)  # never answers
    open_page(page, tones_url + "guide/")

    page.locator("qwen-narration .narration-play").click()
    page.evaluate("narration.session.keep()")

    assert page.evaluate(f"Object.values({PLACES})[0]") >= 25


def test_one_voice_over_all_tabs(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/")
    play(page)
    other = open_page(page.context.new_page(), tones_url + "guide/")
    other.locator("qwen-narration .narration-play").click()

    until(page, "window.sound.paused")
    until(other, "!window.sound.paused")


def test_two_tabs_do_not_undo_each_others_choices(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/")
    other = open_page(page.context.new_page(), tones_url + "guide/")
    # What one tab has written reaches the other's process a moment later.
    page.evaluate("narration.choices.choose('rate', 1.5)")
    until(other, "localStorage.narration?.includes('1.5')")
    other.evaluate("narration.choices.choose('skip', true)")
    until(page, "localStorage.narration.includes('skip')")
    page.evaluate("narration.choices.place('https://h/a.mp3', 9)")
    until(other, "localStorage.narration.includes('a.mp3')")
    other.evaluate("narration.choices.place('https://h/b.mp3', 8)")

    kept = other.evaluate("JSON.parse(localStorage.narration)")
    assert (kept["rate"], kept["skip"], kept["at"]) == (1.5, True, {"a.mp3": 9, "b.mp3": 8})


def test_the_voice_goes_on_in_the_next_page(page: Page, tones: Tones, tones_url: str) -> None:
    sites.page_of_tones(tones.folder, "next/", title="Next")
    open_page(page, tones_url + "guide/")
    play(page)
    hear(page, 20)
    until(page, f"{NOW} > 20.1")
    page.evaluate("addEventListener('pagehide', () => { sessionStorage.left = sound.currentTime })")
    page.evaluate(
        "(() => { const link = document.querySelector('footer a'); link.href = '../next/'; link.click() })()"
    )

    page.wait_for_url("**/next/")
    page.wait_for_selector(".narration-ready")
    until(page, "window.places.length > 0")
    left = float(page.evaluate("sessionStorage.left"))
    assert page.evaluate("window.sought") == [pytest.approx(left, abs=0.01)]
    dock = page.locator(".narration-dock")
    assert dock.get_by_role("link").inner_text().startswith("Tones")
    assert dock.get_by_role("button", name="Pause").is_visible()
    assert (
        page.locator("qwen-narration").get_by_role("button", name="Play", exact=True).is_visible()
    )


def test_a_paused_voice_stays_where_it_was(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/")
    play(page)
    page.get_by_role("button", name="Pause").click()
    page.reload()
    page.wait_for_selector(".narration-ready")

    assert page.evaluate("window.sound.paused && !narration.session.started")


def test_a_reload_goes_by_the_place_that_was_reached_and_a_link_by_itself(
    page: Page, tones_url: str
) -> None:
    open_page(page, tones_url + "guide/?t=12")
    page.reload()
    page.get_by_role("status").get_by_text("Starts at 0:12").wait_for()
    slowly(page)
    play(page)
    hear(page, 30)
    until(page, f"{NOW} > 30")
    page.get_by_role("button", name="Pause").click()
    until(page, f"Object.values({PLACES})[0] === 30")

    page.reload()
    page.get_by_role("status").get_by_text("Starts at 0:25").wait_for()

    page.goto(tones_url + "guide/?t=12")
    page.get_by_role("status").get_by_text("Starts at 0:12").wait_for()


def test_a_voice_that_goes_on_over_a_reload_stays_where_it_is(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/?t=12")
    slowly(page)
    play(page)
    hear(page, 30)
    until(page, f"{NOW} > 30")

    page.reload()

    until(page, "window.places.length > 0")
    assert [place for place in page.evaluate("sought") if place < 30] == []


def test_a_link_in_another_tab_waits_there_and_takes_the_voice_when_it_is_played(
    page: Page, tones_url: str
) -> None:
    open_page(page, tones_url + "guide/")
    slowly(page)
    play(page)
    page.evaluate(
        "url => { const link = document.querySelector('footer a'); link.href = url; link.target = '_blank' }",
        tones_url + "guide/?t=20",
    )
    page.context.add_init_script(SOUND)
    with page.context.expect_page() as opened:
        page.locator("footer a").click()
    other = opened.value
    other.get_by_role("status").get_by_text("Starts at 0:20").wait_for()
    assert other.evaluate("sound.paused")
    assert not page.evaluate("sound.paused")

    other.locator("qwen-narration .narration-play").click()
    until(page, "window.sound.paused")
    until(other, "window.places.length > 0")
    assert other.evaluate("sought") == [20]


def test_a_lost_network_is_tried_again_when_it_is_back(page: Page, tones_url: str) -> None:
    page.route("**/*.mp3", lambda route: route.abort())
    open_page(page, tones_url + "guide/?t=12")
    page.locator("qwen-narration .narration-play").click()
    page.get_by_role("button", name="Try again").wait_for()

    page.unroute("**/*.mp3")
    page.evaluate("dispatchEvent(new Event('online'))")

    reaches(page, 12)
    page.allow("ERR_FAILED")  # type: ignore[attr-defined]


@pytest.mark.parametrize("lost", ["script", "sound"])
def test_a_connection_lost_while_the_whole_file_is_fetched_leaves_a_player_that_tries_again(
    page: Page, serve: Callable[..., str], tones: Tones, lost: str
) -> None:
    def lose(route: Route) -> None:
        if lost == "script" or route.request.resource_type == "fetch":
            route.abort()
        else:
            route.fallback()

    files = "**/whole.js" if lost == "script" else "**/*.mp3"
    page.route(files, lose)
    open_page(page, serve(tones.folder, policy=None, ranges=False) + "guide/?t=20")
    page.locator("qwen-narration .narration-play").click()
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    assert page.evaluate("places") == []

    page.unroute(files)
    again.click()

    reaches(page, 20)
    assert page.evaluate("Math.min(...places)") >= 20 - 0.1
    page.allow("ERR_FAILED")  # type: ignore[attr-defined]


LOST = re.compile(r"/(along|lockscreen|word|panel|panel-words-en|keys)\.js$")


def test_what_did_not_load_is_loaded_when_it_is_needed_again(page: Page, tones_url: str) -> None:
    page.route(LOST, lambda route: route.abort())
    open_page(page, tones_url + "guide/")
    slowly(page)
    play(page)
    page.keyboard.press("k")
    menu(page)
    until(page, "!document.querySelector('.narration-panel:popover-open')")
    assert not page.evaluate("sound.paused")
    assert page.locator(".narration-now").count() == 0

    page.unroute(LOST)
    page.locator(".narration-play").press("k")
    until(page, "sound.paused")
    page.locator(".narration-play").press("k")
    page.locator(".narration-now").wait_for()
    menu(page, "Settings")
    page.get_by_label("Passage being spoken").wait_for()
    until(page, "navigator.mediaSession.metadata?.title === 'Tones'")
    page.allow("ERR_FAILED")  # type: ignore[attr-defined]


def test_the_dock_is_there_for_a_link_and_can_be_dismissed(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/#listen=c4")
    dock = page.locator(".narration-dock")
    dock.get_by_text("Starts at").wait_for()

    dock.get_by_role("button", name="Stop and close").click()

    dock.wait_for(state="hidden")


def test_it_falls_silent_at_the_end_of_a_chapter(narrated: Page, tones: Tones) -> None:
    play(narrated)
    menu(narrated, "Sleep timer", "End of chapter")
    close_menu(narrated)
    slowly(narrated)
    hear(narrated, tones.starts[4] - 0.05)

    until(narrated, "window.sound.paused")
    assert abs(narrated.evaluate(NOW) - tones.starts[4]) < 0.5


def test_it_falls_silent_after_some_minutes(page: Page, tones_url: str) -> None:
    page.clock.install()
    open_page(page, tones_url + "guide/")
    play(page)
    menu(page, "Sleep timer", "30 minutes")
    assert page.get_by_role("button", name="Sleep timer 30 minutes").is_visible()

    page.clock.fast_forward("30:01")

    until(page, "window.sound.paused")


def test_announcements_of_code_are_skipped_for_who_wants_that(narrated: Page, tones: Tones) -> None:
    menu(narrated, "Settings")
    narrated.get_by_label("Skip announcements of code").check()
    close_menu(narrated)
    narrated.evaluate("window.seen = []")
    narrated.evaluate(
        "document.addEventListener('narration:sentence', ({ detail }) => seen.push(detail.passage))"
    )
    slowly(narrated)
    play(narrated)
    hear(narrated, tones.starts[2] - 0.05)
    narrated.locator('[data-narration="3"].narration-now').wait_for()

    assert narrated.evaluate(NOW) >= tones.starts[3] - 0.01
    assert narrated.locator('[data-narration="2"].narration-now').count() == 0


def test_what_stands_nowhere_is_shown_in_the_bar(narrated: Page, tones: Tones) -> None:
    slowly(narrated)
    play(narrated)
    hear(narrated, tones.starts[2] + 0.1)

    narrated.locator("qwen-narration").get_by_text("Code example: three lines.").wait_for()


@pytest.mark.parametrize("key", ["k", "K"])
def test_caps_lock_changes_no_key(narrated: Page, key: str) -> None:
    narrated.locator("qwen-narration .narration-play").focus()
    narrated.evaluate(
        "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))",
        key,
    )

    until(narrated, "!window.sound.paused")


def test_keys_work_on_the_whole_page_for_who_wants_that(narrated: Page) -> None:
    menu(narrated, "Settings")
    narrated.get_by_label("Shortcuts on the whole page").check()
    close_menu(narrated)
    narrated.locator("header a").focus()

    narrated.keyboard.press("k")
    until(narrated, "!window.sound.paused")
    narrated.keyboard.press("m")
    until(narrated, "window.sound.muted")
    narrated.keyboard.press("Shift+>")
    until(narrated, "window.sound.playbackRate === 1.25")
    narrated.keyboard.press("?")
    narrated.get_by_role("dialog", name="Keyboard shortcuts").wait_for()


def test_a_page_that_is_dimmed_is_printed_whole(narrated: Page) -> None:
    menu(narrated, "Settings")
    narrated.get_by_label("Passage being spoken").select_option("Dim the rest")
    close_menu(narrated)
    play(narrated)
    narrated.locator(":root.narration-dim").wait_for()

    narrated.emulate_media(media="print")

    faded = "getComputedStyle(document.querySelector('[data-narration=\"9\"]')).opacity"
    assert narrated.evaluate(faded) == "1"


FOLD = """() => {
    const fold = (element, tag) => {
        const around = document.createElement(tag);
        element.replaceWith(around);
        around.append(element);
        return around;
    };
    fold(document.querySelector('[data-narration="6"]'), "details");
    const block = fold(document.querySelector('[data-narration="9"]'), "div");
    block.className = "tabbed-block";
    block.hidden = true;
    const set = fold(fold(block, "div"), "div");
    set.className = "tabbed-set";
    set.insertAdjacentHTML("afterbegin", "<input type=radio name=t>");
    set.querySelector("input").onclick = () => { block.hidden = false; };
}"""


def test_what_is_spoken_opens(narrated: Page, tones: Tones) -> None:
    narrated.evaluate(FOLD)
    slowly(narrated)
    play(narrated)
    hear(narrated, tones.starts[8] + 0.1)
    until(narrated, "document.querySelector('details').open")

    hear(narrated, tones.starts[11] + 0.1)
    until(narrated, "!document.querySelector('.tabbed-block').hidden")


def test_a_sentence_is_shared_with_its_link(narrated: Page, tones: Tones, tones_url: str) -> None:
    narrated.context.grant_permissions(["clipboard-read", "clipboard-write"])
    play(narrated)
    narrated.evaluate("window.sound.pause()")
    hear(narrated, tones.starts[6] + 0.3)
    menu(narrated, "Share", "Copy this sentence with its link")

    narrated.get_by_text("Link copied").wait_for()
    at = int(tones.starts[6])
    assert narrated.evaluate("navigator.clipboard.readText()") == (
        f"“The second one follows it.”\n{tones_url}guide/?t={at}"
    )


def test_a_click_in_the_transcript_goes_to_the_sentence(narrated: Page, tones: Tones) -> None:
    slowly(narrated)
    play(narrated)
    menu(narrated, "Transcript")
    narrated.get_by_role("dialog").get_by_text("And the third closes.").click()

    current = narrated.locator(".narration-sentence[aria-current=true]")
    current.filter(has_text="And the third closes.").wait_for()
    assert narrated.evaluate("sought") == [pytest.approx(tones.starts[7], abs=0.01)]


@pytest.mark.parametrize("place", ["host", "folder"])
def test_words_are_marked_where_their_times_are_known(
    page: Page, tones: Tones, tones_url: str, place: str
) -> None:
    url = tones_url if place == "host" else tones.folder.as_uri() + "/"
    open_page(page, url + "guide/index.html")
    play(page)
    page.evaluate("window.sound.pause()")
    hear(page, tones.starts[sites.TIMED] + 3.25 * sites.WORD)

    until(page, "`${[...(CSS.highlights.get('narration-word') ?? [])][0] ?? ''}` === 'follows'")


def test_the_bar_is_as_high_idle_as_playing_as_docked(narrated: Page) -> None:
    height = "selector => document.querySelector(selector).getBoundingClientRect().height"
    idle = narrated.evaluate(height, "qwen-narration")
    play(narrated)
    narrated.evaluate("window.sound.pause()")

    assert idle == narrated.evaluate(height, "qwen-narration") == 58
    narrated.evaluate("scrollTo(0, 1e6)")
    narrated.locator(".narration-dock").wait_for()
    assert narrated.evaluate(height, ".narration-dock .narration-bar") == 56


def test_playing_lays_the_page_out_at_most_twice_a_second(narrated: Page) -> None:
    client = narrated.context.new_cdp_session(narrated)
    client.send("Performance.enable")

    def layouts() -> float:
        metrics = client.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "LayoutCount")

    play(narrated)
    hear(narrated, 35.0)
    until(narrated, f"{NOW} > 35.2")
    # What is counted lies within what is timed, however long the questions take.
    start, before = narrated.evaluate(NOW), layouts()
    until(narrated, f"{NOW} > 38")
    assert layouts() - before <= 2 * (narrated.evaluate(NOW) - start) + 2


SHEET = re.compile(r"/[0-9a-f]{16}\.js$")
SHEETS = "performance.getEntriesByType('resource').filter(one => /[0-9a-f]{16}.js$/.test(one.name)).length"


@pytest.mark.parametrize(
    ("query", "sheets"), [("", 0), ("?t=20", 1), ("#listen=c4", 1)], ids=["idle", "time", "heading"]
)
def test_what_is_spoken_is_loaded_at_the_first_touch(
    page: Page, tones_url: str, query: str, sheets: int
) -> None:
    open_page(page, tones_url + "guide/" + query)
    if sheets:
        until(page, "narration.player.track.passages.length === 24")
    assert page.evaluate(SHEETS) == sheets

    page.mouse.move(1, 1)
    page.locator("main > p").nth(2).hover()
    page.get_by_role("button", name="Listen from here").wait_for()
    play(page)
    menu(page, "Transcript")
    page.locator(".narration-passage").first.wait_for()
    assert page.evaluate(SHEETS) == 1


def test_it_plays_without_what_is_spoken_and_says_so(page: Page, tones_url: str) -> None:
    page.route(SHEET, lambda route: route.abort())
    open_page(page, tones_url + "guide/")
    play(page)

    page.locator("qwen-narration").get_by_text("The text cannot be marked.").wait_for()
    page.unroute(SHEET)
    menu(page, "Transcript")
    assert page.locator(".narration-passage").count() == 24
    page.locator(".narration-now").wait_for()
    page.allow("ERR_FAILED")  # type: ignore[attr-defined]
