"""The player on pages that a script draws and draws anew, as Docusaurus and VitePress do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import site
from mkdocs_qwen_tts.testing import FakeServer

from .conftest import SOUND, play, slowly, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

PAGE = """<!DOCTYPE html>
<html lang="en" data-has-hydrated="false">
<head><meta charset="utf-8"><meta name="generator" content="Docusaurus v3.10.2"><title>{title} | Harbour</title><link rel="icon" href="/one/"></head>
<body><div id="__docusaurus"><nav><a href="/two/">Page two</a> <a href="/silent/">Silent page</a></nav>
<main><article><div class="theme-doc-markdown">{content}</div></article></main></div>
<script src="/app.js"></script></body></html>
"""
APP = """
// Takes over what it finds, and tolerates nothing in it that it did not draw: as React does, it then draws all anew.
const pages = %s;
const root = document.querySelector("#__docusaurus");
const content = () => document.querySelector(".theme-doc-markdown");
const draw = (path) => { content().innerHTML = pages[path] ?? "<h1>Nothing</h1>"; };
root.querySelector("nav").addEventListener("click", (event) => {
  event.preventDefault();
  history.pushState({}, "", event.target.getAttribute("href"));
  setTimeout(() => draw(location.pathname), 150);
});
addEventListener("popstate", () => draw(location.pathname));
setTimeout(() => {
  const bare = content().cloneNode(true);
  for (const one of bare.querySelectorAll("[data-narration]")) one.removeAttribute("data-narration");
  window.mismatch = bare.innerHTML !== pages[location.pathname];
  if (window.mismatch) draw(location.pathname);
  document.documentElement.dataset.hasHydrated = "true";
}, 300);
"""
CONTENT = {
    "/one/": "<header><h1>Page one</h1></header><p>The gate opens at seven in the morning.</p><p>It closes at night.</p>",
    "/two/": "<h1>Page two</h1><p>Ask at the office for a berth.</p><ul><li>Bring a rope.</li><li>Mind the tide.</li></ul>",
    "/silent/": "<h1>Silent page</h1><p>This page is not narrated.</p>",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("app") / "build"
    for path, content in CONTENT.items():
        file = root / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True)
        page = PAGE.format(title=content[4:12], content=content)
        if path == "/silent/":
            page = page.replace("<title>", '<meta name="narration" content="false"><title>')
        file.write_text(page, encoding="utf-8")
    (root / "app.js").write_text(APP % json.dumps(CONTENT), encoding="utf-8")
    with FakeServer() as server:
        api = {"key": "sk-test", "base_url": server.base_url, "requests_per_minute": 1e6}
        site.narrate_site(root, site.SiteConfig.of({"minimum": 0, "api": api}, root.parent))
    return root


PLACED = "document.querySelector('#__docusaurus qwen-narration.narration-ready') !== null"


def test_the_player_survives_being_taken_over_and_follows_the_reader(
    page: Page, app: Path, serve: Callable[..., str]
) -> None:
    page.add_init_script(SOUND)
    page.goto(serve(app) + "one/")
    until(page, PLACED)
    assert not page.evaluate("window.mismatch"), "nothing but attributes went into the content"
    assert page.locator("h1 + qwen-narration").count() == 1
    slowly(page)
    play(page)
    until(page, "document.querySelector('.narration-now') !== null")
    first = page.evaluate("window.sound.src")

    page.get_by_role("link", name="Page two").click()
    page.locator("h1", has_text="Page two").wait_for()
    until(page, PLACED)
    assert page.locator("qwen-narration").count() == 1
    assert page.evaluate("window.sound.src") == first, "the voice goes on"
    assert not page.evaluate("window.sound.paused")
    page.locator("qwen-narration .narration-play").click()
    until(page, "document.querySelector('#__docusaurus h1.narration-now') !== null")
    assert page.evaluate("window.sound.src") != first

    page.get_by_role("link", name="Silent page").click()
    page.locator("h1", has_text="Silent page").wait_for()
    until(page, "document.querySelector('qwen-narration') === null")
    page.go_back()
    until(page, PLACED)
    page.locator(".narration-now").wait_for()  # the page knows its own voice


def test_what_is_drawn_anew_beside_the_player_is_marked_again(
    page: Page, app: Path, serve: Callable[..., str]
) -> None:
    page.add_init_script(SOUND)
    page.goto(serve(app) + "one/")
    until(page, PLACED)
    slowly(page)
    play(page)
    page.locator("h1.narration-now").wait_for()

    page.evaluate(
        """() => {
            for (const one of document.querySelectorAll("header, p"))
                if (!one.closest("qwen-narration")) {
                    const anew = one.cloneNode(true);
                    anew.querySelector("qwen-narration")?.remove();
                    for (const each of [anew, ...anew.querySelectorAll("*")]) {
                        each.removeAttribute("data-narration");
                        each.removeAttribute("class");
                    }
                    one.replaceWith(anew);
                }
        }"""
    )

    page.locator("h1.narration-now").wait_for()
    until(page, "document.querySelectorAll('main [data-narration]').length === 3")
    assert page.locator("qwen-narration").count() == 1
    assert not page.evaluate("sound.paused")


def test_without_script_the_player_stands_before_the_page(app: Path) -> None:
    html = (app / "one/index.html").read_text("utf-8")
    assert html.index("<audio controls") < html.index('<div id="__docusaurus">')
    assert html.index("<body>") < html.index("<qwen-narration")
