"""Whether a listener's place survives: every browser, server, policy and size, crossed.

    python tests/benchmarks/sessions.py [--browser chromium firefox] [--size small big]
        [--site static serve file]

A page is opened by a link to a moment, played, sought in, left, opened again, and its audio broken
and mended. Each cell says `ok` where the next place that is heard is the one that was asked for,
to a second; else what was heard. Big is a file of 10 MB. Needs the `dev` extra, Chromium and Firefox.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import shutil
import sys
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mkdocs.livereload import LiveReloadServer
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import sites
from tests.browser.conftest import POLICY, SOUND, Handler
from tests.browser.firefox import firefox
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60.0
"""Seconds until a step is given up. Where nothing but playing on leads to a place, ten minutes of
sound take 40."""
NEAR = 1.2
"""Seconds that the sound may be off."""
MOMENT = 3.0
"""Seconds that are still heard of the place before."""

PRESS = """[...document.querySelectorAll(".narration-bar button")]
    .find(one => one.checkVisibility() && one.title.startsWith(TITLE)).click()"""

HEARD = "window.places.map(Math.round).slice(0, 3)"


class Browser(Protocol):
    """What both browsers can do here."""

    def open(self, url: str) -> None: ...

    def evaluate(self, expression: str) -> Any: ...


class Listener:
    """Somebody who listens to one page."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.before: float | None = None
        """Where the sound was when something was last done; `None`: it was silent."""

    def open(self, query: str = "") -> None:
        self.browser.open(self.url + query)
        self.until("!!document.querySelector('.narration-ready')")

    def until(self, condition: str) -> bool:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.browser.evaluate(condition):
                return True
            time.sleep(0.05)
        return False

    def does(self, action: str) -> None:
        """Do something in the page, and forget what was heard until then."""
        self.before = self.browser.evaluate(
            "(window.was = window.sound.paused ? null : window.sound.currentTime,"
            f" window.places = [], {action}, window.was)"
        )

    def press(self, title: str) -> None:
        self.does(PRESS.replace("TITLE", repr(title)))

    def hears(self, at: float) -> bool:
        """Whether a place is the next that is heard, but for the end of the one before."""
        self.until(f"window.places.some(one => one >= {at} - 0.6 && one <= {at} + {NEAR})")
        heard = self.browser.evaluate("window.places")
        if self.before is not None:
            heard = [one for one in heard if not -0.1 <= one - self.before <= MOMENT]
        return bool(heard) and at - 0.6 <= heard[0] <= at + NEAR


def link(who: Listener, at: float) -> bool:
    """The first thing is a link to a moment."""
    who.open(f"?t={at:g}")
    who.press("Play")
    return who.hears(at)


def seek(who: Listener, at: float) -> bool:
    """The first thing in a page that plays from its beginning is a seek."""
    who.browser.evaluate("(narration.session.stop(), localStorage.clear(), 1)")
    who.open()
    who.press("Play")
    who.hears(0)
    who.does(f"narration.session.seek({at})")
    return who.hears(at)


def chapter(who: Listener, _: float) -> bool:
    """A jump to the next chapter."""
    chapters = "narration.session.track.chapters"
    first, start = who.browser.evaluate(f"[{chapters}[1].start, {chapters}[2].start]")
    who.does(f"narration.session.seek({first})")
    who.hears(first)
    who.does("narration.session.step(1, true)")
    return who.hears(start)


def resume(who: Listener, at: float) -> bool:
    """The page is left and opened again."""
    who.does(f"narration.session.seek({at})")
    who.hears(at)
    who.press("Pause")
    kept = "Object.values(JSON.parse(localStorage.narration).at ?? {})"
    who.until(f"Math.abs({kept}[0] - {at}) < 3")
    place = who.browser.evaluate(f"{kept}[0]")
    who.open()
    who.press("Play")
    return abs(place - at) < 3 and who.hears(place - 5)


def retry(who: Listener, _: float) -> bool:
    """The sound breaks, and the listener asks for it again."""
    at = who.browser.evaluate("window.sound.currentTime")
    who.browser.evaluate("(narration.session.fail(), 1)")
    who.press("Try again")
    return who.hears(at)


STEPS: tuple[Callable[[Listener, float], bool], ...] = (link, seek, chapter, resume, retry)


class Chromium:
    """With a profile on disk, as people have it: a private window keeps no large files."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.add_init_script(SOUND)

    def open(self, url: str) -> None:
        self.page.goto(url)

    def evaluate(self, expression: str) -> Any:
        return self.page.evaluate(expression)


SILENT = """
const sounding = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "muted");
Object.defineProperty(HTMLMediaElement.prototype, "muted", {
    get() { return this.silenced ?? false },
    set(silenced) { this.silenced = silenced; sounding.set.call(this, true) },
});
"""
"""Keeps it silent, whatever the page asks for: Firefox is confused by machines without a sound device.

There, an element that was heard stops loading, and can no longer be moved to what it has not yet."""


class Fox:
    """Firefox, which takes the script that runs before a page's own once."""

    def __init__(self, browser: Any) -> None:
        self.browser, self.before = browser, SILENT + SOUND

    def open(self, url: str) -> None:
        self.browser.open(url, before=self.before)
        self.before = ""

    def evaluate(self, expression: str) -> Any:
        return self.browser.evaluate(expression)


@contextlib.contextmanager
def opened(name: str) -> Iterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        if name == "firefox":
            with firefox(Path(profile)) as browser:
                yield Fox(browser)
            return
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
            )
            yield Chromium(context.pages[0])
            context.close()


def with_policy(folder: Path, pages: Path) -> Path:
    """A copy of a site whose pages say the policy themselves, where no server does."""
    shutil.copytree(pages, folder)
    tag = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<head>", "<head>" + tag), encoding="utf-8")
    return folder


@contextlib.contextmanager
def served(folder: Path, kind: str, *, ranges: bool, policy: bool) -> Iterator[str]:
    if kind == "file":
        yield folder.as_uri() + "/"
        return
    if kind == "serve":
        server: Any = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(folder))
        server.server_bind()
        server.server_activate()
        server.set_app(server.serve_request)
    else:
        changes = {"policy": POLICY if policy else None, "ranges": ranges}
        handler = type("Handler", (Handler,), changes)
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
        )
    loop = ThreadingHTTPServer.serve_forever
    threading.Thread(target=loop, args=(server,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    ThreadingHTTPServer.shutdown(server)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--browser", nargs="+", default=["chromium", "firefox"])
    parser.add_argument("--size", nargs="+", default=["small", "big"])
    parser.add_argument("--site", nargs="+", default=["static", "serve", "file"])
    arguments = parser.parse_args()
    kinds = [
        *(("static", *one) for one in itertools.product((True, False), (False, True))),
        *(("serve", False, policy) for policy in (False, True)),
        *(("file", True, policy) for policy in (False, True)),
    ]
    lost = 0
    print(
        "| browser | site | ranges | policy | size | "
        + " | ".join(step.__name__ for step in STEPS)
        + " |"
    )
    print("| --- " * (5 + len(STEPS)) + "|")
    with tempfile.TemporaryDirectory() as root:
        plain = Path(root, "plain")
        sites.tones(plain)
        sites.long_page(plain, "long/")
        strict = with_policy(Path(root, "strict"), plain)
        for name, size in itertools.product(arguments.browser, arguments.size):
            for kind, ranges, policy in (one for one in kinds if one[0] in arguments.site):
                folder = strict if policy else plain
                with (
                    opened(name) as browser,
                    served(folder, kind, ranges=ranges, policy=policy) as url,
                ):
                    page, at = ("guide/", 20.0) if size == "small" else ("long/", 600.0)
                    who = Listener(browser, url + page + ("index.html" if kind == "file" else ""))
                    cells = []
                    for step in STEPS:
                        try:
                            cells.append("ok" if step(who, at) else f"at {browser.evaluate(HEARD)}")
                        except Exception as error:  # noqa: BLE001 - a cell says what went wrong
                            cells.append(str(error).splitlines()[0][:40])
                lost += sum(cell != "ok" for cell in cells)
                facts = [name, kind, "yes" if ranges else "no", "yes" if policy else "no", size]
                print("| " + " | ".join([*facts, *cells]) + " |", flush=True)
    if lost:
        raise SystemExit(f"{lost} places lost")


if __name__ == "__main__":
    main()
