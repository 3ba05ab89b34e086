"""What the head of a page tells programs, in a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _player as player

from . import sites
from .conftest import open_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

TOLD = """() => ({
  things: [...document.head.querySelectorAll("script[type='application/ld+json']")].map(one => one.textContent),
  audio: [...document.head.querySelectorAll("meta[property='og:audio']")].map(one => one.content),
  feeds: [...document.head.querySelectorAll("link[type='application/rss+xml']")].map(one => one.href),
  plays: new URL(document.querySelector("qwen-narration audio, qwen-narration")?.player?.track.src
    ?? document.querySelector("qwen-narration audio").src, document.baseURI).href,
})"""


def test_instant_navigation_tells_of_the_page_in_view(
    page: Page, themed: Callable[[str], str]
) -> None:
    url = themed("material")
    open_page(page, url + "one/")
    seen = set()
    for number, name in enumerate(("one", "two", "three", "one")):
        if number:
            page.get_by_role("navigation").get_by_role("link", name=f"Page {name}").first.click()
            page.locator("h1", has_text=f"Page {name}").wait_for()
            page.wait_for_selector(".narration-ready")
        told = page.evaluate(TOLD)
        (thing,) = (json.loads(text) for text in told["things"])
        assert thing["mainEntityOfPage"] == f"{url}{name}/"
        assert told["audio"] == [thing["contentUrl"]] == [told["plays"]]
        assert told["feeds"] == [url + "narration.xml"]
        seen.add(thing["contentUrl"])
    assert len(seen) == 3
    page.allow("ERR_")  # type: ignore[attr-defined]


def test_the_strictest_policy_lets_the_data_pass(
    page: Page, tmp_path: Path, serve: Callable[..., str]
) -> None:
    """The page fixture fails over anything that the policy refuses."""
    sites.tones(tmp_path)
    file = tmp_path / "guide" / "index.html"
    text = file.read_text(encoding="utf-8")
    data = '<script type="application/ld+json">{"@type":"AudioObject"}</script>\n</head>'
    file.write_text(text.replace("</head>", data, 1), encoding="utf-8")
    assert player.SCRIPT in text
    open_page(page, serve(tmp_path) + "guide/")
    assert page.evaluate(
        "document.querySelector(\"script[type='application/ld+json']\").textContent"
    )
