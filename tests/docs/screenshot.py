"""Takes the picture that the README shows: `python tests/docs/screenshot.py`. Needs Chromium and the preview voice.

The example site is built as the README says, opened in a browser, and played until a passage is
marked.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "player.png"
PAGE = "guide/tides/"
SIZE = {"width": 1100, "height": 1040}
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def build(folder: Path) -> None:
    """Build the example site with the preview voice."""
    source = folder / "example"
    shutil.copytree(ROOT / "example_site", source, ignore=shutil.ignore_patterns("site"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            source / "mkdocs.yml",
            "-d",
            folder / "site",
        ],
        env={**os.environ, "QWEN_TTS_ENGINE": "preview", "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )


def main() -> None:
    """Build, open, play, and take the picture."""
    with tempfile.TemporaryDirectory() as name:
        build(Path(name))
        handler = functools.partial(_Quiet, directory=str(Path(name) / "site"))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport=SIZE, device_scale_factor=1.5, reduced_motion="reduce")
            page.goto(f"http://127.0.0.1:{server.server_port}/{PAGE}")
            player = page.locator("qwen-narration.narration-ready")
            player.wait_for()
            player.locator(".narration-play").click()
            page.wait_for_function("document.querySelector('p.narration-now')", timeout=60_000)
            page.mouse.move(0, 0)
            PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURE)
            browser.close()
        server.shutdown()
    print(f"written: {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
