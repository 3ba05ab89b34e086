"""What is being spoken is what is marked, to the cue, and the page follows only while the reader wants it to."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import close_menu, hear, menu, open_page, play, slowly, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from .sites import Tones

LISTEN = """
(pitches) => {
    // The sound itself, as it leaves the audio element: which tone is heard, and since when.
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
    context.createMediaElementSource(window.sound).connect(analyser).connect(context.destination);
    const levels = new Float32Array(analyser.frequencyBinCount);
    const bin = (hertz) => Math.round((hertz * analyser.fftSize) / context.sampleRate);
    window.heard = [];
    window.shown = [];
    window.clocks = [];
    window.due = [];
    const later = window.setTimeout;
    window.setTimeout = (run, wait) => {
        const { currentTime, playbackRate } = window.sound;
        window.due.push(currentTime + (wait / 1000) * playbackRate);
        return later(run, wait);
    };
    let last = null;
    setInterval(() => {
        window.clocks.push([performance.now(), context.currentTime * 1000]);
        analyser.getFloatFrequencyData(levels);
        const heard = pitches.map((pitch) => levels[bin(pitch)]);
        const most = Math.max(...heard);
        const pitch = most > -60 ? pitches[heard.indexOf(most)] : null;
        if (pitch !== last && pitch) window.heard.push([performance.now(), pitch]);
        last = pitch ?? last;
    }, 4);
    new MutationObserver(() => {
        const now = document.querySelector(".narration-now");
        if (now) window.shown.push([performance.now(), window.sound.currentTime, Number(now.dataset.narration)]);
    }).observe(document.body, { subtree: true, attributeFilter: ["class"] });
}
"""


def stalled(clocks: list[tuple[float, float]], moment: float) -> float:
    """How many milliseconds the machine itself was late around a moment: its timers, and its sound."""
    near = [(at, sound) for at, sound in clocks if abs(at - moment) <= 300]
    gaps = [after - before for (before, _), (after, _) in pairwise(near)]
    drift = [at - sound for at, sound in near]
    return max(gaps) + max(drift) - min(drift)


STANDSTILL = 200
"""Milliseconds between two looks at the clocks, 4 ms apart as a rule, after which passages may have gone by unseen."""


def listened(narrated: Page, tones: Tones, rate: float) -> dict[str, Any]:
    """What is marked, due and heard while the first passages are played."""
    narrated.evaluate(LISTEN, sorted(set(tones.pitches)))
    if rate != 1:
        menu(narrated, "Speed", f"{rate}×")
        close_menu(narrated)
    play(narrated)
    until(narrated, "window.shown.some(([,, anchor]) => anchor === 4)")
    until(narrated, "pitch => window.heard.some(([, one]) => one === pitch)", tones.pitches[4])
    return narrated.evaluate("({ shown, due, heard, clocks })")


@pytest.mark.parametrize("rate", [1, 2])
def test_marks_are_within_50_ms_of_the_sound(narrated: Page, tones: Tones, rate: int) -> None:
    found = listened(narrated, tones, rate)
    for _ in range(4):
        if (
            max(after - before for (before, _), (after, _) in pairwise(found["clocks"]))
            < STANDSTILL
        ):
            break
        # The machine stood still: once more, from the beginning.
        narrated.evaluate("narration.session.pause(), (narration.choices.place = () => {})")
        narrated.evaluate("localStorage.clear()")
        narrated.reload()
        narrated.wait_for_selector(".narration-ready")
        found = listened(narrated, tones, rate)

    marks = [one for one in found["shown"] if 0 < one[2] < 5]
    assert {anchor for *_, anchor in marks} == {1, 2, 3, 4}
    assert [one for one in marks if not tones.speaks(one[2], one[1])] == []
    for start in tones.starts[2:5]:
        assert min(abs(one - start) for one in found["due"]) <= 0.02, (
            "it wakes up when the next begins"
        )
    # What leaves the loudspeaker. A busy machine delays timers, and the measuring too.
    heard = dict(map(reversed, found["heard"]))
    errors = [
        abs(moment - heard[tones.pitches[anchor]]) - stalled(found["clocks"], moment)
        for moment, _, anchor in marks
    ]
    assert median(errors) <= 50, errors


NUMBERS = "[...document.querySelectorAll('main :not(qwen-narration *)[data-narration]')].map(one => [one.dataset.narration, one.innerText.split(' has')[0]])"


def test_every_element_is_found_though_few_are_marked_in_the_page(
    page: Page, tones_url: str
) -> None:
    assert page.request.get(tones_url + "guide/").text().count("data-narration=") == 4

    open_page(page, tones_url + "guide/")

    numbers = page.evaluate(NUMBERS)
    assert [number for number, _ in numbers] == [str(number) for number in range(24)]
    assert all(
        text == f"Passage {number}" for number, text in numbers if text.startswith("Passage")
    )


def test_nothing_is_marked_where_the_page_was_changed_behind_the_build(
    page: Page, tones_url: str, tones: Tones
) -> None:
    page.route(
        "**/guide/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=page.request.get(tones_url + "guide/")
            .text()
            .replace("<h2", "<p>An advertisement.</p><h2", 1),
        ),
    )
    open_page(page, tones_url + "guide/")

    assert [number for number, _ in page.evaluate(NUMBERS)] == ["0", "1", "21", "22", "23"]
    play(page)
    hear(page, tones.starts[6])
    until(page, f"window.sound.currentTime > {tones.starts[6] + 0.1}")
    assert page.locator(".narration-now").count() == 0
    hear(page, tones.starts[24])
    page.wait_for_selector('[data-narration="22"].narration-now')


def test_marks_keep_to_the_cues_after_seeking(narrated: Page, tones: Tones) -> None:
    slowly(narrated)
    play(narrated)
    for cue in (20, 3, 24, 11):
        hear(narrated, tones.starts[cue] + 0.01)
        anchor = tones.narration.cues[cue].anchor
        narrated.wait_for_selector(f'[data-narration="{anchor}"].narration-now')
        assert narrated.locator(".narration-now").count() == 1


def test_the_sentence_is_marked_inside_a_passage_of_several_pieces(
    narrated: Page, tones: Tones
) -> None:
    slowly(narrated)
    play(narrated)
    sentences = {
        5: "The first sentence is here.",
        6: "The second one follows it.",
        7: "And the third closes.",
    }
    for cue, sentence in sentences.items():
        hear(narrated, tones.starts[cue] + 0.05)
        until(
            narrated,
            "sentence => `${[...(CSS.highlights.get('narration') ?? [])][0] ?? ''}` === sentence",
            sentence,
        )


def test_the_text_itself_is_not_touched(narrated: Page) -> None:
    prose = "[...document.querySelectorAll('main > :not(qwen-narration)')].map(one => one.outerHTML).join('\\n')"
    before = narrated.evaluate(prose)

    play(narrated)
    narrated.wait_for_selector('[data-narration="2"].narration-now')

    after = re.sub(r' class="(narration-now)?"', "", narrated.evaluate(prose))
    assert after == before.replace(' class=""', "")


def test_marking_survives_a_browser_without_highlights(
    page: Page, tones_url: str, tones: Tones
) -> None:
    page.add_init_script("delete CSS.highlights; delete window.Highlight")
    open_page(page, tones_url + "guide/")

    play(page)
    hear(page, tones.starts[6])

    page.wait_for_selector('[data-narration="5"].narration-now')


def test_the_page_scrolls_only_when_the_voice_has_left_the_view(
    narrated: Page, tones: Tones, state: Callable[[], dict[str, Any]]
) -> None:
    play(narrated)
    narrated.wait_for_selector('[data-narration="1"].narration-now')
    assert state()["scroll"] == 0

    hear(narrated, tones.starts[24])
    until(narrated, "scrollY > 200")
    until(
        narrated,
        "(() => { const b = document.querySelector('.narration-now').getBoundingClientRect(); return b.top > 0 && b.bottom < innerHeight })()",
    )


def test_the_readers_own_scrolling_ends_the_following_until_asked_back(
    narrated: Page, tones: Tones, state: Callable[[], dict[str, Any]]
) -> None:
    slowly(narrated)
    play(narrated)
    narrated.wait_for_selector('[data-narration="0"].narration-now')
    narrated.evaluate("addEventListener('scrollend', () => { window.still = true })")
    narrated.mouse.move(600, 400)
    narrated.mouse.wheel(0, 2000)
    until(narrated, "window.still && scrollY > 500")
    away = state()["scroll"]

    hear(narrated, tones.starts[2])
    narrated.wait_for_selector('[data-narration="2"].narration-now')
    narrated.wait_for_timeout(300)
    assert state()["scroll"] == away

    back = narrated.locator(".narration-dock").get_by_role("button", name="Back to the voice")
    back.click()
    until(narrated, "scrollY < 300")
    back.wait_for(state="hidden")


def test_scrolling_along_can_be_switched_off_and_stays_off(
    narrated: Page, tones: Tones, state: Callable[[], dict[str, Any]]
) -> None:
    menu(narrated, "Settings")
    narrated.get_by_label("Scroll along with the voice").uncheck()
    narrated.reload()
    narrated.wait_for_selector(".narration-ready")

    slowly(narrated)
    play(narrated)
    hear(narrated, tones.starts[24])
    narrated.wait_for_selector('[data-narration="22"].narration-now')
    narrated.wait_for_timeout(300)

    assert state()["scroll"] == 0


@pytest.mark.parametrize(
    ("style", "dimmed", "marked"),
    [("Highlight it", 0, 1), ("Dim the rest", 1, 1), ("Do not mark it", 0, 0)],
)
def test_how_it_is_marked_is_the_readers_choice(
    narrated: Page, style: str, dimmed: int, marked: int
) -> None:
    menu(narrated, "Settings")
    narrated.get_by_label("Passage being spoken").select_option(style)
    close_menu(narrated)
    play(narrated)
    until(narrated, "narration.session.sentence >= 0")  # whose mark comes in the same moment

    assert narrated.locator(".narration-now").count() == marked
    assert narrated.locator(":root.narration-dim").count() == dimmed
    opacity = narrated.evaluate(
        "getComputedStyle(document.querySelector('[data-narration=\"9\"]')).opacity"
    )
    assert (float(opacity) < 1) == bool(dimmed)


def test_reduced_motion_is_honoured(browser: Browser, tones_url: str, tones: Tones) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(
        "window.behaviors = []; const own = Element.prototype.scrollIntoView;"
        "Element.prototype.scrollIntoView = function (how) { window.behaviors.push(how?.behavior); own.call(this, how) };"
    )
    open_page(page, tones_url + "guide/")
    play(page)
    hear(page, tones.starts[24])
    until(page, "scrollY > 200")

    assert set(page.evaluate("window.behaviors")) == {"auto"}
    context.close()
