"""Which feeds a site has, and what is published beside them, for any door."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from markupsafe import escape
from msgspec import Struct

from mkdocs_qwen_tts._machine import is_device
from mkdocs_qwen_tts._model import Narration
from mkdocs_qwen_tts._player.captions import CAPTIONS, captions
from mkdocs_qwen_tts._player.guide import GuidePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs_qwen_tts._player.feed import Channel
    from mkdocs_qwen_tts._settings import Feed, Settings

FEED = "narration.xml"
"""The feed of all narrated pages, below the site's root or the locale's folder."""

SECTION_FEEDS = "narration"
"""The folder of the feeds of the sections."""


class NarratedPage(Struct, frozen=True):
    """A narrated page and where it stands on the site."""

    narration: Narration
    url: str
    """Relative to the site's root, percent-encoded, like `src`."""
    src: str
    sections: tuple[str, ...] = ()
    """The titles of the sections of the navigation that it stands in, from the top down."""
    description: str = ""
    published: datetime | None = None
    """When it was written; with its time zone."""

    @property
    def in_guide(self) -> GuidePage:
        """The same as the players and the listening page need it."""
        narration = self.narration
        section = " / ".join(self.sections)
        return GuidePage(
            section, narration.script.title, self.url, self.src, narration.track.duration
        )


def without_address(settings: Settings, site: str | None) -> list[str]:
    """One sentence for each option that publishes nothing, since the site's address is not told."""
    wanted = {"feed": settings.feed, "player.metadata: true": settings.player.metadata}
    return [
        f"`{option}` needs absolute addresses: set `site_url`, or it publishes nothing."
        for option, is_wanted in wanted.items()
        if is_wanted and not site
    ]


def channel_of(
    options: Feed,
    *,
    name: str,
    link: str,
    site: str,
    description: str = "",
    author: str = "",
    language: str,
) -> Channel:
    """What the feed of the whole site says of itself: its own options, else what the door knows.

    Args:
        options: of the feed.
        name: the site's.
        link: absolute URL of what the feed is of: the site, or one of its locales.
        site: absolute URL of the site's root, which the picture is relative to.
        description: the site's.
        author: the site's; without one, its name serves.
        language: BCP 47 tag of what is spoken.
    """
    from mkdocs_qwen_tts._player.feed import Channel  # noqa: PLC0415 - most sites have no feed

    return Channel(
        title=options.title or name,
        description=options.description or description,
        link=link,
        url="",
        language=language,
        author=options.author or author or name,
        image=urljoin(site, options.image) if options.image else "",
    )


def podcast(
    pages: Sequence[NarratedPage],
    *,
    channel: Channel,
    site: str,
    folder: str = "",
    sections: bool = False,
) -> dict[str, str]:
    """The files of a podcast of these pages: feeds, and for each page its chapters and transcript.

    Args:
        pages: the narrated pages, in order.
        channel: what is told about the feed of the whole site; its `url` is put in here.
        site: absolute URL of the site's root, with a slash at its end.
        folder: where the feeds stand below it: nothing, or a locale's folder with a slash at its
            end.
        sections: whether every section of the navigation gets a feed of its own, with the pages of
            the sections in it.

    Returns:
        Path relative to the site's root → text. The same pages give the same bytes.
    """
    from mkdocs_qwen_tts._player.feed import (  # noqa: PLC0415 - most sites have no feed
        Episode,
        chapters_json,
        feed,
    )

    files: dict[str, str] = {}
    episodes = []
    for page in pages:
        beside = page.src.rpartition(".")[0]
        files[f"{beside}.json"] = chapters_json(page.narration)
        files[f"{beside}{CAPTIONS}"] = captions(page.narration)
        episodes.append(
            Episode(
                page.narration,
                link=urljoin(site, page.url),
                src=urljoin(site, page.src),
                description=page.description,
                published=page.published,
                chapters=urljoin(site, f"{beside}.json"),
                transcript=urljoin(site, f"{beside}.vtt"),
            )
        )
    path = folder + FEED
    files[path] = feed(replace(channel, url=urljoin(site, quote(path))), episodes)
    for titles, slug in _slugs(pages).items() if sections else ():
        path = f"{folder}{SECTION_FEEDS}/{slug}.xml"
        own = [
            episode
            for page, episode in zip(pages, episodes, strict=True)
            if page.sections[: len(titles)] == titles
        ]
        files[path] = feed(
            replace(
                channel,
                title=f"{channel.title}: {' / '.join(titles)}",
                link=own[0].link,
                url=urljoin(site, quote(path)),
            ),
            own,
        )
    return files


def feed_link(*, title: str, href: str) -> str:
    """HTML for the head of a page, by which programs find the feed."""
    named = f'title="{escape(title)}" href="{escape(href)}"'
    return f'<link rel="alternate" type="application/rss+xml" {named}>'


def moment(written: object) -> datetime | None:
    """The time in a page's front matter: a date or time, text, or Material's mapping.

    A time without a zone is taken as UTC, a day as its beginning. Anything else is nobody's time:
    `None`.
    """
    if isinstance(written, Mapping):
        written = written.get("created")
    if isinstance(written, str):
        try:
            written = datetime.fromisoformat(written.strip())
        except ValueError:
            return None
    if isinstance(written, date) and not isinstance(written, datetime):
        written = datetime.combine(written, time())
    if not isinstance(written, datetime):
        return None
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def build_time() -> datetime | None:
    """The time that a reproducible build is given; never the clock's, which always differs."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() else None


def _slugs(pages: Iterable[NarratedPage]) -> dict[tuple[str, ...], str]:
    """A path for each section, in the order of the pages; sections that read alike get numbers."""
    found: dict[tuple[str, ...], str] = {}
    for page in pages:
        for depth in range(1, len(page.sections) + 1):
            titles = page.sections[:depth]
            if titles in found:
                continue
            plain = "/".join(_slug(title) for title in titles)
            slug, number = plain, 1
            while slug in found.values():
                number += 1
                slug = f"{plain}-{number}"
            found[titles] = slug
    return found


def _slug(title: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).lower())
    slug = "-".join(words) or "section"
    return f"{slug}-section" if is_device(slug) else slug
