"""All narrated pages of a site, as the players of that site know them: for playing on through a section."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

GUIDE_SCRIPT = "assets/narration/guide.js"
"""Classic, to be loaded with `defer` behind the player's own, where `player.guide` is on."""

GUIDE_PAGES = "assets/narration/pages.js"
"""Where the text of `guide_pages` has to be published."""


@dataclass(frozen=True)
class GuidePage:
    """A narrated page in the navigation."""

    section: str
    """Which part of the navigation it belongs to: pages of the same section are played one behind the other."""
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
    return f"window.narrationPages = {json.dumps(written, ensure_ascii=False, separators=(',', ':'))};\n"
