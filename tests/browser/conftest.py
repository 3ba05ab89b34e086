"""A real browser on real pages with real sound, whose truth is known.

Needs Chromium on the machine; without one, every test here is skipped with that reason.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts._settings import Player

from . import sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

THEMES = ("mkdocs", "readthedocs", "material", "furo", "zensical", "alabaster")

PATIENCE = 60.0
"""Seconds until what is waited for counts as never coming: a busy machine takes its time."""

POLICY = "default-src 'self'"
"""The strictest policy that a site can have and still load files of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as a careful host would: a strict policy, and byte ranges, without which nothing can be sought."""

    protocol_version = "HTTP/1.1"
    policy: str | None = POLICY
    ranges = True

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        if self.ranges:
            self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        path = Path(self.translate_path(self.path))
        if not self.ranges or not asked.startswith("bytes=") or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(data) - 1), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(end - start + 1))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start : end + 1])

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a browser that has enough of a sound hangs up
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder on loopback and returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, *, policy: str | None = POLICY, ranges: bool = True) -> str:
        handler = type("Handler", (Handler,), {"policy": policy, "ranges": ranges})
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
        )  # type: ignore[arg-type]
        server.daemon_threads = True
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not break any rule: no error, no refused resource, no host but the site's own."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("http://127.0.0.1:", "file:", "blob:", "data:"))
            or wrong.append(request.url)
        ),
    )
    page.allow = lambda part: wrong.__setitem__(
        slice(None), [one for one in wrong if part not in one]
    )  # type: ignore[attr-defined]
    yield page
    assert wrong == []


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> sites.Tones:
    """A page whose every passage is a tone of its own."""
    return sites.tones(tmp_path_factory.mktemp("tones"))


@pytest.fixture(scope="session")
def bare_url(tones: sites.Tones, tones_url: str) -> str:
    """A site whose page `bare/` has everything switched off that can be."""
    settings = Player(read_along=False, from_here=False, dock=False, download=False)
    sites.page_of_tones(tones.folder, "bare/", settings=settings)
    return tones_url


@pytest.fixture(scope="session")
def tones_url(tones: sites.Tones, serve: Callable[..., str]) -> str:
    return serve(tones.folder)


SOUND = """
(() => {
if (window.sought) return; // for a page that is opened twice
window.sought = [];
window.places = [];
window.unmuted = [];
const Own = window.Audio;
const time = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
const muted = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "muted");
window.Audio = function (...all) {
    const sound = (window.sound = new Own(...all));
    Object.defineProperty(sound, "currentTime", {
        get: time.get,
        set(at) {
            // A player may say it again while a busy browser has not got there.
            if (window.sought.at(-1) !== at) window.sought.push(at);
            time.set.call(this, at);
        },
    });
    Object.defineProperty(sound, "muted", {
        get: muted.get,
        set(to) {
            if (this.muted && !to) window.unmuted.push(this.currentTime);
            muted.set.call(this, to);
        },
    });
    for (const event of ["playing", "timeupdate"])
        sound.addEventListener(event, () => {
            const { paused, muted, seeking, readyState, currentTime } = sound;
            if (!paused && !muted && !seeking && readyState > 2) window.places.push(currentTime);
        });
    return sound;
};
})();
"""
"""Lets a test hear what plays: the player keeps its audio element to itself. Keeps the places, in seconds, that the
sound was told to go to (`sought`), at which it was unmuted (`unmuted`) and that were heard (`places`), so that a busy
machine misses none."""


def open_page(page: Page, url: str) -> Page:
    """Open a narrated page and wait for its player."""
    page.add_init_script(SOUND)
    page.goto(url)
    page.wait_for_selector(".narration-ready")
    return page


def until(page: Page, condition: str, arg: object = None) -> None:
    """Wait for a JavaScript condition. Playwright's own waiting needs `eval`, which a strict policy forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition, arg):
        assert time.monotonic() < end, f"never true: {condition}"
        page.wait_for_timeout(15)


def play(page: Page) -> None:
    """Press play on the page's own player, and wait for sound."""
    page.locator("qwen-narration .narration-play").click()
    until(page, "window.sound.currentTime > 0")


def menu(page: Page, *names: str, within: str = "qwen-narration") -> None:
    """Open what the bar's three dots lead to."""
    page.locator(f"{within} .narration-more").click()
    for name in names:
        page.locator(f"{within} .narration-panel").get_by_role("button", name=name).click()


def close_menu(page: Page) -> None:
    """Let the panel go, as a key does."""
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.narration-panel:popover-open')")


def scroll_away(page: Page) -> None:
    """Bring the dock up, and hold the voice, which would bring the page back at its next passage."""
    page.evaluate("window.sound.pause()")
    page.evaluate("scrollTo(0, 1e6)")
    page.locator(".narration-dock").wait_for()


def hear(page: Page, seconds: float) -> None:
    """Let the sound go on from a moment, once it is where the player wants it."""
    until(page, "(narration.session.wanted ?? null) === null")
    page.evaluate("at => { window.sound.currentTime = at }", seconds)


SLOWLY = "(narration.choices.choose('rate', 0.1), narration.session.pace())"
"""From here on the voice creeps: what is shown at a moment is still there when a busy machine comes to look."""


def slowly(page: Page) -> None:
    """Let the voice creep, whether it speaks already or not."""
    page.evaluate(SLOWLY)


def reaches(page: Page, seconds: float) -> None:
    """Wait for sound at a place."""
    until(page, "at => window.places.some(one => one >= at - 0.1 && one < at + 1.5)", seconds)


@pytest.fixture
def narrated(page: Page, tones_url: str) -> Page:
    """The page of tones, open, its player ready."""
    return open_page(page, tones_url + "guide/")


@pytest.fixture
def state(narrated: Page) -> Callable[[], dict[str, Any]]:
    """What the player shows at this moment."""
    return lambda: narrated.evaluate(
        """() => ({
            now: document.querySelector(".narration-now")?.dataset.narration ?? null,
            time: document.querySelector(".narration-time").textContent,
            button: document.querySelector(".narration-play").ariaLabel,
            status: document.querySelector(".narration-status").textContent,
            scroll: scrollY,
        })"""
    )


@pytest.fixture(scope="session")
def themed(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]
) -> Callable[[str], str]:
    """Address of a small narrated site in one of the `THEMES`."""
    cache = tmp_path_factory.mktemp("cache")

    @functools.cache
    def address(theme: str) -> str:
        folder = tmp_path_factory.mktemp(theme)
        pytest.importorskip("espeakng_loader", reason="needs the preview voice")
        if theme in ("furo", "alabaster"):
            return serve(sites.build_with_sphinx(folder, theme, cache), policy=None)
        if theme == "zensical":
            return serve(sites.build_with_zensical(folder, cache), policy=None)
        # Themes have inline scripts and styles of their own, so no strict policy here.
        url = serve(folder / "site", policy=None)
        sites.build_with_mkdocs(folder, theme, cache, url)
        return url

    return address
