"""A real browser on real pages with real sound, whose truth is known.

Needs Chromium on the machine; without one, every test here is skipped with that reason.
"""

from __future__ import annotations

import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--force-prefers-no-reduced-motion",
]

POLICY = "default-src 'self'"
"""The strictest policy that a site can have and still load files of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder as a careful host would: a strict policy, and byte ranges, without which nothing can be sought."""

    protocol_version = "HTTP/1.1"
    policy: str | None = POLICY

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        path = Path(self.translate_path(self.path))
        if not asked.startswith("bytes=") or not path.is_file():
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
        try:
            super().handle()
        except ConnectionError:
            pass  # a browser that has seen enough of a sound hangs up

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder on loopback and returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, *, policy: str | None = POLICY) -> str:
        handler = type("Handler", (_Handler,), {"policy": policy})
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))  # type: ignore[arg-type]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(8000)
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
        lambda request: request.url.startswith(("http://127.0.0.1:", "file:", "blob:", "data:")) or wrong.append(request.url),
    )
    page.allow = lambda part: wrong.__setitem__(slice(None), [one for one in wrong if part not in one])  # type: ignore[attr-defined]
    yield page
    assert wrong == []


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> sites.Tones:
    """A page whose every passage is a tone of its own."""
    return sites.tones(tmp_path_factory.mktemp("tones"))


@pytest.fixture(scope="session")
def tones_url(tones: sites.Tones, serve: Callable[..., str]) -> str:
    return serve(tones.folder)


@pytest.fixture
def narrated(page: Page, tones_url: str) -> Page:
    """The page of tones, open, its player ready."""
    page.goto(tones_url + "guide/")
    page.wait_for_selector(".narration-ready")
    return page


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
