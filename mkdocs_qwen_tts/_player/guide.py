"""All narrated pages of a site: for playing on through a section, and as a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape
from msgspec import Struct

from mkdocs_qwen_tts._player.templates import FOLDER, workshop
from mkdocs_qwen_tts._player.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from mkdocs_qwen_tts import _settings as options

GUIDE_SCRIPT = f"{FOLDER}/guide.js"
"""Classic, to be loaded with `defer` behind the player's own, where `player.guide` is on."""

GUIDE_PAGES = f"{FOLDER}/pages.js"
"""Where the text of `guide_pages` has to be published."""

LISTENING_TEMPLATE = "partials/narrated-pages.html"


class GuidePage(Struct, frozen=True):
    """A narrated page in the navigation."""

    section: str
    """Which part of the navigation it belongs to: pages of the same section are played one behind
    the other."""
    title: str
    url: str
    """Relative to the site's root, like `src`."""
    src: str
    duration: float
    """Seconds."""


def guide_pages(pages: Iterable[GuidePage]) -> str:
    """The script that tells the players which pages there are, in the order given.

    It is a script, not JSON, because a page opened from a folder may load nothing else.
    """
    sections: dict[str, int] = {}
    written = [
        [
            sections.setdefault(page.section, len(sections)),
            page.title,
            page.url,
            page.src,
            round(page.duration, 3),
        ]
        for page in pages
    ]
    data = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    return f"window.narrationPages = {data};\n"


def listening_page(
    pages: Iterable[GuidePage],
    *,
    settings: options.Player,
    root: str,
    language: str | None = None,
    environment: Environment | None = None,
) -> str:
    """The HTML of a list of all narrated pages, by section, each with a player.

    Args:
        pages: the pages in order.
        settings: for the words that a site replaces.
        root: relative URL from the page that shows the list to the site's root (`../`, or nothing).
        language: BCP 47 tag of the page that shows the list.
        environment: where `partials/narrated-pages.html` is looked up; its values arrive escaped.
    """
    words = Words.of(language, settings.words)
    all_pages = list(pages)
    by_section: dict[str, list[dict[str, str]]] = {}
    for page in all_pages:
        by_section.setdefault(page.section, []).append(
            {
                "title": escape(page.title),
                "url": escape(root + page.url or "./"),
                "src": escape(root + page.src),
                "seconds": f"{page.duration:.3f}",
                "duration": escape(words.duration(page.duration)),
            }
        )
    template = (environment or workshop()).get_template(LISTENING_TEMPLATE)
    return template.render(
        sections=[
            {"title": escape(title), "pages": listed} for title, listed in by_section.items()
        ],
        label=escape(words["narrated_pages"]),
        language=escape(words.language),
        shipped=escape(words.shipped),
        total=escape(words.duration(sum(page.duration for page in all_pages))),
    ).strip()
