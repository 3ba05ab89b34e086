"""The narrated pages as a podcast: RSS 2.0 with the tags of Apple and of the podcast namespace.

Sources: https://www.rssboard.org/rss-specification,
https://podcasters.apple.com/support/823-podcast-requirements,
https://github.com/Podcastindex-org/podcast-namespace (chapters 1.2, transcript).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mkdocs_qwen_tts._model import Narration

ATOM = "http://www.w3.org/2005/Atom"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"

CHAPTERS_TYPE = "application/json+chapters"
TRANSCRIPT_TYPE = "text/vtt"


@dataclass(frozen=True)
class Channel:
    """The podcast itself."""

    title: str
    description: str
    link: str
    """Absolute URL of the site or of the section."""
    url: str
    """Absolute URL of the feed."""
    language: str = "en"
    author: str = ""
    image: str = ""
    """Absolute URL of a square picture, or nothing."""


@dataclass(frozen=True)
class Episode:
    """One narrated page."""

    narration: Narration
    link: str
    """Absolute URL of the page."""
    src: str
    """Absolute URL of the audio file."""
    description: str = ""
    published: datetime | None = None
    """When the page was written; with its time zone."""
    chapters: str = ""
    """Absolute URL under which `chapters_json` is published, or nothing."""
    transcript: str = ""
    """Absolute URL under which `captions` is published, or nothing."""


def feed(channel: Channel, episodes: Iterable[Episode]) -> str:
    """The feed, in the order given. An edited page stays the same episode: its URL is the id."""
    for prefix, namespace in (("atom", ATOM), ("itunes", ITUNES), ("podcast", PODCAST)):
        ET.register_namespace(prefix, namespace)
    rss = ET.Element("rss", version="2.0")
    head = ET.SubElement(rss, "channel")
    _add(head, "title", channel.title)
    _add(head, "link", channel.link)
    _add(head, "description", channel.description or channel.title)
    _add(head, "language", channel.language)
    _add(head, f"{{{ATOM}}}link", href=channel.url, rel="self", type="application/rss+xml")
    _add(head, f"{{{ITUNES}}}author", channel.author or channel.title)
    _add(head, f"{{{ITUNES}}}type", "serial")
    _add(head, f"{{{ITUNES}}}explicit", "false")
    _add(head, f"{{{ITUNES}}}category", text="Technology")
    if channel.image:
        _add(head, f"{{{ITUNES}}}image", href=channel.image)
    for number, episode in enumerate(episodes, start=1):
        _item(head, episode, number)
    ET.indent(rss)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(rss, encoding="unicode") + "\n"


def chapters_json(narration: Narration) -> str:
    """The page's headings as JSON chapters (podcast namespace, version 1.2)."""
    chapters = [
        {"startTime": round(chapter.start, 3), "title": chapter.title}
        for chapter in narration.chapters
    ]
    return (
        json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False, indent=1) + "\n"
    )


def _item(head: ET.Element, episode: Episode, number: int) -> None:
    narration = episode.narration
    item = ET.SubElement(head, "item")
    _add(item, "title", narration.script.title)
    _add(item, "link", episode.link)
    _add(item, "guid", episode.link, isPermaLink="true")
    if episode.description:
        _add(item, "description", episode.description)
    if episode.published:
        _add(item, "pubDate", format_datetime(episode.published))
    track = narration.track
    _add(item, "enclosure", url=episode.src, length=str(track.size), type=track.media_type)
    _add(item, f"{{{ITUNES}}}duration", str(round(track.duration)))
    _add(item, f"{{{ITUNES}}}episode", str(number))
    if episode.chapters:
        _add(item, f"{{{PODCAST}}}chapters", url=episode.chapters, type=CHAPTERS_TYPE)
    if episode.transcript:
        _add(item, f"{{{PODCAST}}}transcript", url=episode.transcript, type=TRANSCRIPT_TYPE)


def _add(parent: ET.Element, tag: str, content: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = content and _without_control(content)


def _without_control(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
