"""Every control does what it says, and what the reader chose is there the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .conftest import close_menu, hear, menu, open_page, play, scroll_away, slowly, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .sites import Tones

NOW = "window.sound.currentTime"

ROUNDED = 0.01
"""Seconds: cues are told in hundredths, and the slider in whole ones."""


def near(page: Page, seconds: float, by: float = ROUNDED) -> None:
    """Wait until the sound was told to go to a place."""
    until(page, f"Math.abs(window.sought.at(-1) - {seconds}) <= {by}")


def test_play_and_pause(narrated: Page, state: Callable[[], dict[str, Any]]) -> None:
    play(narrated)
    assert state()["button"] == "Pause"

    narrated.get_by_role("button", name="Pause").click()
    assert narrated.evaluate("window.sound.paused")
    until(
        narrated, "document.querySelector('.narration-play').ariaLabel === 'Play'"
    )  # its event comes a little later


def test_jumps_passages_and_chapters(narrated: Page, tones: Tones) -> None:
    play(narrated)
    narrated.evaluate("window.sound.pause()")
    until(narrated, "!narration.session.speaking")
    hear(narrated, 0)
    menu(narrated)
    for name, expected in (
        ("Forward 15 seconds", 15),
        ("Back 15 seconds", 0),
        ("Next sentence", tones.starts[1]),
        ("Next sentence", tones.starts[2]),
        ("Previous sentence", tones.starts[1]),
        ("Next chapter", tones.starts[4]),
        ("Next chapter", tones.starts[10]),
        ("Previous chapter", tones.starts[4]),
    ):
        if name.endswith("seconds"):
            close_menu(narrated)
        elif narrated.locator(".narration-steps").is_hidden():
            menu(narrated)
        narrated.locator("qwen-narration").get_by_role("button", name=name).click()
        near(narrated, expected)


def test_the_slider_seeks_by_click_and_by_key(narrated: Page, tones: Tones) -> None:
    play(narrated)
    slider = narrated.get_by_role("slider", name="Position")
    box = slider.bounding_box()
    assert box
    narrated.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    near(narrated, tones.narration.track.duration / 2, by=1)

    before = narrated.evaluate(NOW)
    slider.press("ArrowRight")
    until(narrated, f"{NOW} > {before}")
    slider.press("Home")
    near(narrated, 0)


def test_chapters_are_listed_and_the_current_one_is_marked(narrated: Page, tones: Tones) -> None:
    play(narrated)
    menu(narrated, "Chapters")
    entries = narrated.get_by_role("dialog", name="Chapters").locator(".narration-entry")
    assert [entry.split("\n")[0] for entry in entries.all_inner_texts()][:3] == [
        "Tones",
        "Chapter 1",
        "Chapter 2",
    ]

    slowly(narrated)
    entries.nth(2).click()
    near(narrated, tones.starts[10])
    until(
        narrated,
        "document.querySelector('.narration-chapter[aria-current=true]').textContent.startsWith('Chapter 2')",
    )


def test_the_transcript_holds_what_only_the_voice_says_and_says_so(narrated: Page) -> None:
    menu(narrated, "Transcript")
    said = narrated.get_by_role("dialog", name="Transcript").locator("p").all_inner_texts()
    passages = [text.strip() for text in said]

    assert len(passages) == 24
    assert passages[0] == "Tones", "without the permalink mark"
    assert passages[2] == "Code example: three lines. (Spoken only)"
    assert passages[3].startswith("Passage 3 has a link")


def test_speed_and_volume_are_remembered_for_the_site(narrated: Page, tones_url: str) -> None:
    menu(narrated, "Speed", "1.5×")
    close_menu(narrated)
    menu(narrated, "Settings")
    narrated.get_by_role("slider", name="Volume").fill("40")

    open_page(narrated, tones_url + "guide/")
    play(narrated)

    assert narrated.evaluate("[window.sound.playbackRate, window.sound.volume]") == [1.5, 0.4]
    assert narrated.get_by_role("button", name="Speed 1.5×").is_visible()


def test_a_page_resumes_a_little_earlier(narrated: Page, tones_url: str) -> None:
    play(narrated)
    hear(narrated, 20)
    until(narrated, f"{NOW} > 20")
    narrated.get_by_role("button", name="Pause").click()
    start = narrated.evaluate("Math.round(window.sound.currentTime)") - 5

    open_page(narrated, tones_url + "guide/")
    assert narrated.get_by_role("status").inner_text() == f"Starts at 0:{start:02}"
    play(narrated)
    near(narrated, start)


def test_a_page_heard_to_its_end_begins_anew(narrated: Page, tones: Tones, tones_url: str) -> None:
    play(narrated)
    hear(narrated, tones.narration.track.duration - 0.3)
    narrated.get_by_text("Finished").wait_for()
    assert narrated.locator(".narration-now").count() == 0

    open_page(narrated, tones_url + "guide/")
    play(narrated)
    assert narrated.evaluate("window.sought") == []


def test_play_after_the_end_begins_anew(narrated: Page, tones: Tones) -> None:
    play(narrated)
    hear(narrated, tones.narration.track.duration - 0.3)
    narrated.get_by_text("Finished").wait_for()

    narrated.locator("qwen-narration").get_by_role("button", name="Play", exact=True).click()
    near(narrated, 0)


def test_a_broken_file_is_told_and_can_be_tried_again(page: Page, tones_url: str) -> None:
    page.route("**/*.mp3", lambda route: route.fulfill(status=503, body=""))
    open_page(page, tones_url + "guide/")
    page.evaluate(
        "document.addEventListener('narration:error', ({ detail }) => { window.failed = detail })"
    )
    page.locator("qwen-narration .narration-play").click()
    page.get_by_role("status").get_by_text("The narration could not be played.").wait_for()
    failed = page.evaluate("window.failed")
    assert failed["page"] == tones_url + "guide/"
    assert failed["message"]

    page.unroute("**/*.mp3")
    page.get_by_role("button", name="Try again").click()

    until(page, f"{NOW} > 0.2")
    assert page.get_by_role("button", name="Try again").count() == 0
    assert page.locator("qwen-narration .narration-status").inner_text() == ""
    page.allow("503")  # type: ignore[attr-defined]


def test_a_server_without_byte_ranges_can_be_sought_in(
    page: Page, serve: Callable[..., str], tones: Tones
) -> None:
    url = serve(tones.folder, policy=None, ranges=False)
    open_page(page, url + "guide/")
    play(page)
    menu(page, "Next chapter")

    near(page, tones.starts[4])
    until(page, "!window.sound.paused")
    close_menu(page)
    page.get_by_role("button", name="Forward 15 seconds").click()
    until(page, f"{NOW} > {tones.starts[4] + 14}")


def test_lock_screens_and_headsets_are_told(page: Page, tones_url: str, tones: Tones) -> None:
    page.add_init_script(
        "window.handlers = {}; const own = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);"
        "navigator.mediaSession.setActionHandler = (name, handler) => { window.handlers[name] = handler; own(name, handler) }"
    )
    open_page(page, tones_url + "guide/")
    play(page)
    slowly(page)
    hear(page, tones.starts[4] + 0.1)
    until(page, "navigator.mediaSession.metadata?.title === 'Chapter 1'")
    said = "(({ album, artist, artwork }) => [album, artist, artwork.map(({ src }) => src)])"
    assert page.evaluate(said + "(navigator.mediaSession.metadata)") == [
        "Tones",
        "Tones",  # the title of this page says nothing of a site
        [tones_url + "icon.svg"],
    ]

    page.evaluate("window.handlers.nexttrack({})")
    near(page, tones.starts[10])
    page.evaluate("window.handlers.seekto({seekTime: 3})")
    near(page, 3)
    page.evaluate("window.handlers.pause({})")
    assert page.evaluate("window.sound.paused")


DEVICES = """
Object.defineProperty(HTMLMediaElement.prototype, "remote", { value: {
    watchAvailability: async tell => tell(DEVICE),
    prompt: async () => { window.prompted = true },
} });
"""


@pytest.mark.parametrize("device", [True, False])
def test_another_device_is_offered_where_there_is_one(
    page: Page, tones_url: str, device: bool
) -> None:
    page.add_init_script(DEVICES.replace("DEVICE", str(device).lower()))
    open_page(page, tones_url + "guide/")
    menu(page)
    offer = page.get_by_role("button", name="Play on another device")
    if device:
        offer.click()  # the browser tells of devices some time after it is asked
        assert page.evaluate("window.prompted")
    else:
        assert not offer.is_visible()


def test_events_for_any_analytics(narrated: Page, tones: Tones) -> None:
    narrated.evaluate(
        "() => { window.told = []; for (const name of ['play', 'pause', 'progress', 'chapter', 'finished', 'error'])"
        "document.addEventListener('narration:' + name, event => window.told.push([name, event.detail])) }"
    )
    play(narrated)
    until(narrated, "window.told.some(([name]) => name === 'chapter')")
    duration = tones.narration.track.duration
    for share in (0.26, 0.51, 0.76):
        hear(narrated, duration * share)
        until(
            narrated,
            f"window.told.some(([, detail]) => detail.percent === {round(share * 4) * 25})",
        )
    narrated.locator("qwen-narration").get_by_role("button", name="Pause").click()
    narrated.locator("qwen-narration").get_by_role("button", name="Play", exact=True).click()
    hear(narrated, duration - 0.3)
    until(narrated, "window.told.some(([name]) => name === 'finished')")

    told = narrated.evaluate("window.told")
    names = [name for name, _ in told]
    assert [detail["percent"] for name, detail in told if name == "progress"] == [25, 50, 75, 100]
    assert names.count("pause") == 1
    assert names[-1] == "finished"
    assert next(detail["chapter"] for name, detail in told if name == "chapter") == "Tones"
    assert told[0][1]["title"] == "Tones"
    assert told[0][1]["duration"] == pytest.approx(duration, abs=0.001)


def test_the_dock_appears_past_the_player_and_closing_it_stops(
    narrated: Page, state: Callable[[], dict[str, Any]]
) -> None:
    dock = narrated.locator(".narration-dock")
    play(narrated)
    assert dock.count() == 0 or dock.is_hidden()

    scroll_away(narrated)
    assert dock.get_by_role("link").inner_text().startswith("Tones")

    dock.get_by_role("button", name="Stop and close").click()
    assert dock.is_hidden()
    assert narrated.evaluate("window.sound.paused")
    assert state()["now"] is None
    assert narrated.evaluate("document.activeElement.matches('qwen-narration .narration-play')")


def test_the_dock_goes_when_the_player_is_back(narrated: Page) -> None:
    play(narrated)
    narrated.evaluate("scrollTo(0, 1e6)")
    narrated.locator(".narration-dock").wait_for()

    narrated.evaluate("scrollTo(0, 0)")
    narrated.locator(".narration-dock").wait_for(state="hidden")


def test_no_dock_where_the_site_wants_none(page: Page, bare_url: str) -> None:
    open_page(page, bare_url + "bare/")
    play(page)
    page.evaluate("scrollTo(0, 1e6)")
    page.wait_for_timeout(300)

    assert page.locator(".narration-dock").count() == 0
