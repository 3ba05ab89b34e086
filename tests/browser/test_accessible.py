"""WCAG 2.2 AA, requirement by requirement, in every theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._player import Words
from mkdocs_qwen_tts._settings import Player

from . import sites
from .conftest import (
    PATIENCE,
    THEMES,
    close_menu,
    hear,
    menu,
    open_page,
    play,
    scroll_away,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from .sites import Tones

GOLDEN = Path(__file__).parent / "golden"

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

CONTRAST = """
([front, back]) => {
    // Colours come in many notations; a canvas reads them all.
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (color) => {
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [low, high] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}
"""

OPEN = ".narration-panel:popover-open"

PAGES = (
    "Chapters",
    "Transcript",
    "Speed",
    "Sleep timer",
    "Settings",
    "Share",
    "Keyboard shortcuts",
)
"""Of the panel, as its menu names them."""

COVERED = """
() => [...document.querySelectorAll(".narration-dock :is(button, a)")]
    .filter((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return one.checkVisibility() && !one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    })
    .map((one) => one.outerHTML)
"""
"""What of the dock something of the theme lies on."""

CUT = """() => [...document.querySelectorAll(":is(qwen-narration, .narration-dock) :is(button, select, input, p, dd)")]
    .filter((one) => one.checkVisibility() && !one.matches(".narration-line *, .narration-notice")
        && (one.scrollWidth > one.clientWidth + 2 || one.getBoundingClientRect().right > innerWidth))
    .map((one) => one.outerHTML)
"""
"""What is wider than its place; the bar's one line of words may end in an ellipsis."""

TEXT_SPACING = """
() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }");
    document.adoptedStyleSheets = [sheet];
}
"""


def violations(page: Page, *within: str) -> list[str]:
    """What axe finds wrong. It is half a megabyte, so a page is given it once; of what is right it tells nothing."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "([context, options]) => axe.run(context, options).then((results) => results.violations)",
        [{"include": [[one] for one in within]}, RULES],
    )
    return [
        f"{violation['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("colors", ["light", "dark", "forced"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(
    browser: Browser, themed: Callable[[str], str], theme: str, colors: str
) -> None:
    context = browser.new_context(
        color_scheme="dark" if colors == "dark" else "light",
        forced_colors="active" if colors == "forced" else "none",
        viewport={"width": 1280, "height": 420},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = open_page(context.new_page(), themed(theme) + "one/")
    closed = violations(page, "qwen-narration")
    play(page)
    page.evaluate("window.sound.pause()")
    marked = violations(page, "qwen-narration", ".narration-now")
    menu(page)
    paged = violations(page, OPEN)
    for name in PAGES:
        page.locator(OPEN).get_by_role("button", name=name).click()
        paged += violations(page, OPEN)
        page.locator(OPEN).get_by_role("button", name="More controls").click()
    close_menu(page)
    page.evaluate("narration.session.fail()")
    failed = violations(page, "qwen-narration")
    scroll_away(page)
    docked = violations(page, ".narration-dock")
    menu(page, within=".narration-dock")
    page.locator(".narration-dock .narration-steps").wait_for()
    docked += violations(page, ".narration-dock")
    close_menu(page)
    covered = page.evaluate(COVERED)
    shapes = page.evaluate(
        """() => {
            const play = getComputedStyle(document.querySelector(".narration-dock .narration-play"));
            const dock = getComputedStyle(document.querySelector(".narration-dock"));
            return [[play.color, play.backgroundColor], [play.backgroundColor, dock.backgroundColor]];
        }"""
    )
    contrasts = [page.evaluate(CONTRAST, pair) for pair in shapes]
    context.close()

    assert closed + marked + paged + failed + docked == []
    assert covered == []
    assert colors == "forced" or min(contrasts) >= 3, contrasts


FOCUSED = """() => {
    const element = document.activeElement;
    if (!element.closest("qwen-narration, .narration-dock")) return null;
    return (element.ariaLabel || element.labels?.[0]?.innerText || element.innerText).split("\\n")[0];
}"""


def tabbed(page: Page) -> list[str]:
    """What the focus meets inside the player, one Tab after the other."""
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate(FOCUSED)
        if name is None or name in seen:
            break
        seen.append(name)
    return seen


def test_the_whole_player_is_worked_by_keyboard_without_a_trap(narrated: Page) -> None:
    narrated.locator("h1 a").focus()
    assert tabbed(narrated) == ["Play", "More controls"]

    play(narrated)
    narrated.evaluate("window.sound.pause()")
    narrated.locator("h1 a").focus()
    assert tabbed(narrated) == [
        "Play",
        "Back 15 seconds",
        "Forward 15 seconds",
        "Position",
        "Speed 1×",
        "More controls",
    ]
    narrated.locator(".narration-more").press("Enter")
    narrated.get_by_role("button", name="Previous chapter").wait_for()
    assert [narrated.evaluate(FOCUSED), *tabbed(narrated)] == [
        "Previous chapter",
        "Previous sentence",
        "Next sentence",
        "Next chapter",
        "Chapters",
        "Transcript",
        "Speed",
        "Sleep timer",
        "Settings",
        "Share",
        "Keyboard shortcuts",
        "Download",
    ]


def test_escape_closes_the_panel_and_gives_the_focus_back(narrated: Page) -> None:
    narrated.locator(".narration-more").press("Enter")
    narrated.get_by_role("button", name="Chapters").press("Enter")
    narrated.get_by_role("dialog", name="Chapters").wait_for()

    close_menu(narrated)

    assert narrated.evaluate(FOCUSED) == "More controls"


def test_the_dock_is_what_the_focus_meets_first(page: Page, tones_url: str) -> None:
    open_page(page, tones_url + "guide/#listen=c4")
    page.locator(".narration-dock").wait_for()

    page.keyboard.press("Tab")

    assert page.evaluate("!!document.activeElement.closest('.narration-dock')")


def test_from_a_link_in_mid_page_the_dock_is_one_tab_away_and_the_page_goes_on_behind_it(
    narrated: Page,
) -> None:
    play(narrated)
    scroll_away(narrated)
    narrated.keyboard.press("Shift")  # whoever has a keyboard has used it before
    until(narrated, "!!narration.keys")
    link = "document.querySelector('[data-narration=\"%d\"] a')"
    narrated.evaluate(link % 9 + ".focus()")

    narrated.keyboard.press("Tab")
    assert narrated.evaluate(FOCUSED) == "Play"
    narrated.keyboard.press("Shift+Tab")
    if narrated.evaluate(FOCUSED):  # the button that leads back to the voice is first
        narrated.keyboard.press("Shift+Tab")
    assert narrated.evaluate(f"document.activeElement === {link % 9}")

    narrated.locator("footer").click(position={"x": 500, "y": 5})
    narrated.evaluate(link % 9 + ".focus()")
    narrated.keyboard.press("Tab")
    assert tabbed(narrated)[-1] == "Stop and close"
    assert narrated.evaluate(f"document.activeElement === {link % 10}")
    narrated.keyboard.press("Tab")
    assert narrated.evaluate(f"document.activeElement === {link % 11}")


def test_whoever_has_pressed_no_key_gets_to_the_dock_with_the_second_tab(narrated: Page) -> None:
    play(narrated)
    scroll_away(narrated)
    narrated.evaluate("document.querySelector('[data-narration=\"9\"] a').focus()")

    narrated.keyboard.press("Tab")
    until(narrated, "!!narration.keys")
    narrated.keyboard.press("Tab")

    assert narrated.evaluate(FOCUSED) == "Play"


def test_focus_is_always_visible(narrated: Page) -> None:
    play(narrated)
    narrated.locator("h1 a").focus()
    for _ in range(6):
        narrated.keyboard.press("Tab")
        outline = narrated.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(outline.removesuffix("px")) >= 2


def test_what_a_screen_reader_is_given(narrated: Page) -> None:
    play(narrated)
    narrated.get_by_role("button", name="Pause").click()
    hear(narrated, 0)
    menu(narrated, "Chapters")
    until(narrated, "document.querySelector('.narration-time').textContent.startsWith('0:00')")

    snapshot = narrated.locator("qwen-narration").aria_snapshot()

    # Whether a snapshot tells addresses depends on Playwright's version.
    lines = [line for line in snapshot.splitlines() if "/url:" not in line]
    assert [line.replace('"Download":', '"Download"') for line in lines] == (
        GOLDEN / "player.aria.yml"
    ).read_text(encoding="utf-8").splitlines()


def test_the_position_is_spoken_in_words_and_seldom(narrated: Page) -> None:
    moment = 1_900_000_000
    narrated.clock.set_fixed_time(moment)
    play(narrated)
    slider = narrated.get_by_role("slider", name="Position")
    slider.focus()
    narrated.evaluate(
        "() => { window.changes = 0; new MutationObserver(all => window.changes += all.length)"
        ".observe(document.activeElement, { attributeFilter: ['aria-valuetext'] }) }"
    )
    start = narrated.evaluate("window.sound.currentTime")
    until(narrated, f"window.sound.currentTime > {start + 2}")
    assert narrated.evaluate("window.changes") <= 1, "in what is one moment by the clock"
    before = narrated.evaluate("window.changes")
    narrated.clock.set_fixed_time(moment + 11)
    until(narrated, f"window.changes > {before}")

    slider.press("PageUp")
    until(narrated, "/^\\d+ seconds? of \\d+ seconds?$/.test(document.activeElement.ariaValueText)")


def test_news_comes_from_a_region_of_its_own_and_moves_no_focus(page: Page, tones_url: str) -> None:
    page.route("**/*.mp3", lambda route: route.fulfill(status=503, body=""))
    open_page(page, tones_url + "guide/")
    page.locator("qwen-narration .narration-play").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("The narration could not be played.").wait_for()

    assert page.evaluate("document.activeElement.matches('.narration-play')")
    assert page.get_by_role("status").locator("button").count() == 0
    page.allow("503")  # type: ignore[attr-defined]


def test_single_keys_work_inside_the_player_only(narrated: Page) -> None:
    narrated.locator("header a").focus()
    for key in "kjl,.":
        narrated.keyboard.press(key)
    assert narrated.evaluate("window.sound.paused")

    narrated.locator("qwen-narration .narration-play").focus()
    narrated.keyboard.press("Control+k")
    assert narrated.evaluate("window.sound.paused")
    narrated.keyboard.press("k")
    until(narrated, "!window.sound.paused")
    narrated.keyboard.press("l")
    until(narrated, "window.sound.currentTime > 14")
    narrated.keyboard.press("k")
    until(narrated, "window.sound.paused")


FOCUS_AND_DOCK = """() => {
    const dock = document.querySelector(".narration-dock")
    const focused = document.activeElement.closest("main :not(qwen-narration *)")
    return focused && dock.checkVisibility()
        ? [focused.getBoundingClientRect().bottom, dock.getBoundingClientRect().top]
        : null
}"""
"""Lower edge of what has the focus in the text, and upper edge of the dock, at one moment."""


def test_focus_is_never_behind_the_dock(narrated: Page) -> None:
    play(narrated)
    seen: list[tuple[float, float]] = []
    for _ in range(10):  # rounds: how long the dock is up in one depends on the machine
        scroll_away(narrated)
        narrated.evaluate("document.querySelector('[data-narration=\"6\"] a').focus()")
        for _ in range(40):
            up = narrated.evaluate("document.querySelector('.narration-dock').checkVisibility()")
            narrated.keyboard.press("Tab")
            if up and (edges := narrated.evaluate(FOCUS_AND_DOCK)):
                # One that came up later was not there when the focus moved.
                seen.append(edges)
        if len(seen) > 4:
            break

    assert len(seen) > 4
    assert [(bottom, top) for bottom, top in seen if bottom > top + 1] == []


@pytest.mark.parametrize("how", ["320 px", "200 % text", "text spacing"])
def test_nothing_is_cut_off(browser: Browser, tones_url: str, how: str) -> None:
    context = browser.new_context(
        viewport={"width": 320 if how == "320 px" else 640, "height": 700}, reduced_motion="reduce"
    )
    page = open_page(context.new_page(), tones_url + "guide/")
    if how == "200 % text":
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    if how == "text spacing":
        page.evaluate(TEXT_SPACING)
    page.set_default_timeout(PATIENCE * 1000)
    play(page)
    page.evaluate("window.sound.pause()")
    cut = page.evaluate(CUT)
    menu(page)
    for name in PAGES:
        page.locator(OPEN).get_by_role("button", name=name).click()
        cut += page.evaluate(CUT)
        page.locator(OPEN).get_by_role("button", name="More controls").click()
    close_menu(page)
    scroll_away(page)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert cut + page.evaluate(CUT) == []
    context.close()


@pytest.mark.parametrize("width", [390, 360])
def test_what_an_idle_bar_says_and_its_duration_are_read_whole_on_phones_in_every_language(
    browser: Browser, tones_url: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = open_page(context.new_page(), tones_url + "guide/")
    cut = {}
    for language in player.languages_with_words():
        words = Words.of(language)
        for notice in ("notice", "stale"):
            told = [words["label"], words.duration(754), words[notice], words["preview"]]
            cut[language, notice] = page.evaluate(
                """([label, duration, notice, preview]) => {
                    const bar = document.querySelector("qwen-narration");
                    const said = bar.querySelector(".narration-notice");
                    bar.querySelector("b").textContent = label;
                    bar.querySelector("b + span").textContent = duration;
                    said.innerHTML = `${notice} <span>${preview}</span>`;
                    const time = bar.querySelector("b + span").getBoundingClientRect();
                    const place = said.getBoundingClientRect();
                    const whole = bar.getBoundingClientRect();
                    return [
                        said.scrollWidth > said.clientWidth || said.scrollHeight > said.clientHeight ? said.innerText : "",
                        time.left < place.left || time.right > place.right ? duration : "",
                        bar.offsetHeight === 58 ? "" : bar.offsetHeight,
                        whole.bottom - place.bottom < 2.5 ? whole.bottom - place.bottom : "",
                    ].filter(Boolean);
                }""",
                told,
            )
    context.close()

    assert {what: found for what, found in cut.items() if found} == {}


WRAPPED = """() => {
    const label = document.querySelector("qwen-narration b");
    return [label.scrollWidth > label.clientWidth, getComputedStyle(label).whiteSpace];
}"""


def test_a_label_that_is_too_long_for_a_small_screen_is_wrapped(
    browser: Browser, tones_url: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = open_page(context.new_page(), tones_url + "guide/")
    page.evaluate("document.querySelector('qwen-narration b').textContent = 'Listen to '.repeat(9)")
    assert page.evaluate(WRAPPED) == [False, "normal"]
    context.close()


APART = """() => {
    const rows = [...document.querySelectorAll(".narration-panel:popover-open li")]
        .map((one) => one.getBoundingClientRect());
    return rows.slice(1).map((row, index) => row.top - rows[index].bottom).filter((gap) => gap > 0.5);
}"""
"""Pixels between the entries of a list."""


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_sets_the_entries_of_the_panel_apart(
    browser: Browser, themed: Callable[[str], str], theme: str
) -> None:
    page = open_page(browser.new_page(), themed(theme) + "one/")
    page.set_default_timeout(PATIENCE * 1000)
    menu(page, "Chapters")
    page.get_by_role("dialog", name="Chapters").wait_for()
    apart = page.evaluate(APART)
    page.locator(OPEN).get_by_role("button", name="More controls").click()
    page.locator(OPEN).get_by_role("button", name="Transcript").click()
    page.get_by_role("dialog", name="Transcript").wait_for()
    apart += page.evaluate(APART)
    page.close()

    assert apart == []


def test_a_bubble_without_words_is_not_shown(narrated: Page) -> None:
    play(narrated)
    narrated.evaluate("window.sound.pause()")
    hint = narrated.locator("qwen-narration .narration-hint")
    hint.evaluate("one => one.style.transition = 'none'")
    narrated.locator("qwen-narration .narration-scrub").hover()
    until(narrated, "getComputedStyle(document.querySelector('.narration-hint')).opacity === '1'")
    hint.evaluate("one => one.textContent = ''")
    assert hint.evaluate("one => getComputedStyle(one).opacity") == "0"


def test_targets_are_44_pixels(narrated: Page) -> None:
    """All but the slider, which is as wide as the bar, and 26 pixels high (WCAG 2.2 AA asks for 24)."""
    small = """
        () => [...document.querySelectorAll(":is(qwen-narration, .narration-dock) :is(button, select, label, input[type=range])")]
            .map((one) => [one, one.getBoundingClientRect()])
            .filter(([one, box]) => one.checkVisibility() && !one.closest("label *") &&
                Math.min(box.width, box.height) < (one.type === "range" ? 24 : 43.9))
            .map(([one]) => one.outerHTML)
    """
    play(narrated)
    narrated.evaluate("window.sound.pause()")
    assert narrated.evaluate(small) == []
    menu(narrated)
    for name in PAGES:
        narrated.locator(OPEN).get_by_role("button", name=name).click()
        assert narrated.evaluate(small) == []
        narrated.locator(OPEN).get_by_role("button", name="More controls").click()
    close_menu(narrated)

    scroll_away(narrated)
    assert narrated.evaluate(small) == []


def test_it_says_that_it_is_an_automated_narration_of_the_text(narrated: Page) -> None:
    assert (
        "Automated narration of this page’s text."
        in narrated.locator("qwen-narration").inner_text()
    )


def test_the_transcript_names_the_language_of_its_parts(narrated: Page) -> None:
    narrated.evaluate("document.querySelector('[data-narration=\"3\"]').lang = 'fr'")
    menu(narrated, "Transcript")

    languages = (
        narrated.get_by_role("dialog", name="Transcript")
        .locator("p")
        .evaluate_all("all => all.map(one => one.lang)")
    )
    assert languages[2:5] == ["en", "fr", "en"]


def test_the_player_stands_at_the_same_place_on_every_page(
    page: Page, themed: Callable[[str], str]
) -> None:
    for path in ("", "one/", "two/"):
        open_page(page, themed("readthedocs") + path)
        assert (
            page.evaluate("document.querySelector('qwen-narration').previousElementSibling.tagName")
            == "H1"
        )
    page.allow("ERR_")  # type: ignore[attr-defined]


def test_the_list_of_all_narrated_pages(page: Page, tones: Tones, tones_url: str) -> None:
    track = tones.narration.track
    entries = [
        player.GuidePage(
            section,
            f"{section}: tones",
            "guide/",
            f"assets/narration/{track.file_name}",
            track.duration,
        )
        for section in ("First", "Second")
    ]
    listed = player.listening_page(entries, settings=Player(), root="../", language="en")
    (tones.folder / "all").mkdir(exist_ok=True)
    (tones.folder / "all/index.html").write_text(
        sites.shell(f"<h1>All</h1>{listed}", root="../", title="All"), encoding="utf-8"
    )
    page.goto(tones_url + "all/")

    assert violations(page, ".narration-pages") == []
    page.get_by_role("button", name="Play: Second: tones").click()
    page.get_by_role("button", name="Pause: Second: tones").wait_for()
    until(page, "narration.session.position > 0.1")
    assert page.locator(".narration-dock").get_by_text("Second: tones").is_visible()
    assert violations(page, ".narration-pages", ".narration-dock") == []
    page.get_by_role("link", name="Second: tones").last.click()
    page.wait_for_selector(".narration-ready")


SEEN = """() => {
    const color = (selector, name, part) => getComputedStyle(document.querySelector(selector), part)[name];
    return {
        icon: [color(".narration-play svg", "fill"), color(".narration-play", "backgroundColor")],
        played: [color(".narration-rail", "backgroundColor", "::after"), color(".narration-tick", "backgroundColor")],
        rail: [color(".narration-rail", "backgroundColor"), color(".narration-tick", "backgroundColor")],
    };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_is_seen_in_forced_colours(browser: Browser, tones_url: str, scheme: str) -> None:
    context = browser.new_context(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    page = open_page(context.new_page(), tones_url + "guide/")
    play(page)
    page.locator(".narration-tick").first.wait_for(state="attached")
    pairs = page.evaluate(SEEN)
    context.close()

    assert {name: pair for name, pair in pairs.items() if pair[0] == pair[1]} == {}


def test_the_mark_is_seen_without_colour(browser: Browser, tones_url: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = open_page(context.new_page(), tones_url + "guide/")
    play(page)
    page.wait_for_selector('[data-narration="1"].narration-now')

    assert (
        page.evaluate("getComputedStyle(document.querySelector('.narration-now')).outlineStyle")
        == "solid"
    )
    context.close()
