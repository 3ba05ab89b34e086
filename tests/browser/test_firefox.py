"""The same player in the other engine: it plays, marks to the cue, and seeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import POLICY, SLOWLY, SOUND
from .firefox import PROGRAM, Firefox, firefox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .sites import Tones

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Firefox on this machine")

MARKS = """
window.shown = [];
window.due = [];
const later = window.setTimeout;
window.setTimeout = (run, wait) => {
    window.due.push((window.sound?.currentTime ?? 0) + wait / 1000);
    return later(run, wait);
};
new MutationObserver(() => {
    const now = document.querySelector(".narration-now");
    if (now) window.shown.push([window.sound.currentTime, Number(now.dataset.narration)]);
}).observe(document, { subtree: true, attributeFilter: ["class"] });
"""


def choose(fox: Firefox, title: str) -> None:
    """Open what the three dots lead to, whose script comes then, and press a button of it."""
    fox.evaluate(press("More controls"))
    fox.until("!!document.querySelector('.narration-steps')")
    fox.evaluate(press(title))


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as one:
        yield one


def press(title: str) -> str:
    return f"[...document.querySelectorAll('qwen-narration button')].find(one => [one.title, one.textContent].includes('{title}')).click()"


def test_it_plays_and_marks_to_the_cue(fox: Firefox, tones: Tones, tones_url: str) -> None:
    fox.open(tones_url + "guide/", before=SOUND + MARKS)
    fox.until("!!document.querySelector('.narration-ready')")
    fox.evaluate(press("Play"))
    fox.until("window.shown.some(([, anchor]) => anchor === 4)")

    shown = [(at, anchor) for at, anchor in fox.evaluate("window.shown") if anchor < 5]
    assert [(at, anchor) for at, anchor in shown if not tones.speaks(anchor, at)] == []
    due = fox.evaluate("window.due")
    for _, anchor in shown:  # a busy machine may come to the first of them late
        start = tones.starts[anchor + 1]
        assert min(abs(one - start) for one in due) <= 0.02, "it wakes up when the next begins"

    fox.evaluate(SLOWLY)
    choose(fox, "Next chapter")
    fox.until("!!document.querySelector('#c2.narration-now')")
    assert fox.evaluate("window.sought.at(-1)") == pytest.approx(tones.starts[10], abs=0.00501)

    # The seek is over, and nothing else is wanted, before the page moves the sound itself.
    fox.until("(narration.session.wanted ?? null) === null")
    fox.evaluate(f"(window.sound.pause(), window.sound.currentTime = {tones.starts[6] + 0.1})")
    fox.until(
        "`${[...CSS.highlights.get('narration') ?? []][0] ?? ''}`.startsWith('The second one')"
    )
    fox.evaluate(press("Transcript"))
    assert fox.evaluate("document.querySelectorAll('.narration-passage').length") == 24


def test_it_works_from_a_folder(fox: Firefox, tones: Tones) -> None:
    fox.open((tones.folder / "guide" / "index.html").as_uri(), before=SOUND)
    fox.until("!!document.querySelector('.narration-ready')")
    fox.evaluate(SLOWLY)
    fox.evaluate(press("Play"))

    fox.until("!!document.querySelector('[data-narration=\"0\"].narration-now')")


@pytest.mark.parametrize("policy", [None, POLICY], ids=["open", "strict"])
def test_a_link_lands_where_a_server_gives_no_part_of_a_file(
    fox: Firefox, serve: Callable[..., str], tones: Tones, policy: str | None
) -> None:
    fox.open(
        serve(tones.folder, policy=policy, ranges=False) + "guide/index.html?t=20", before=SOUND
    )
    fox.until("!!document.querySelector('.narration-ready')")
    fox.evaluate(press("Play"))

    fox.until("places.length > 0")
    assert fox.evaluate("places[0]") >= 20 - 0.1
    assert fox.evaluate("unmuted.filter(at => Math.abs(at - 20) > 0.76)") == []
    assert fox.evaluate("sound.playbackRate") == 1
