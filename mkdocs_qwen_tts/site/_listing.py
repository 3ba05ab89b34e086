"""All narrated pages of a built site together: the guide, the feeds, and the list of them.

A built site does not say how its navigation is ordered. Its folders serve instead: a folder is a
section, called as its own page is, and the pages follow one another as their paths do, a folder's
own page first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._html import wants_list

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Narration
    from mkdocs_qwen_tts._player.feed import Channel
    from mkdocs_qwen_tts.site._config import SiteConfig
    from mkdocs_qwen_tts.site._pages import BuiltPage
    from mkdocs_qwen_tts.site._publish import Publisher


@dataclass
class SiteListing:
    """Remembers the narrated pages of a site: with a feed whole, else what a list shows of them."""

    config: SiteConfig
    _guide: list[player.GuidePage] = field(default_factory=list)
    _episodes: list[player.NarratedPage] = field(default_factory=list)
    _held: list[tuple[BuiltPage, Narration | None]] = field(default_factory=list)
    """Pages that show the list of all pages, and so are written last."""
    _titles: dict[str, str] = field(default_factory=dict)
    """By folder, the title of its own page."""

    @property
    def head(self) -> str:
        """HTML for the head of every narrated page: where the feed is."""
        feed = self.config.settings.feed
        if feed is None or not self.config.url:
            return ""
        return player.feed_link(
            title=self._channel().title, href=urljoin(self.config.url, player.FEED)
        )

    def notes(self) -> list[str]:
        """What the user should know."""
        return player.without_address(self.config.settings, self.config.url)

    def add(self, page: BuiltPage, narration: Narration | None, publisher: Publisher) -> None:
        """Publish a page, now or at the end, and remember it if it is narrated."""
        folder, _, name = page.path.rpartition("/")
        if name == "index.html":
            self._titles[folder] = page.source.title or (
                narration.script.title if narration else ""
            )
        if narration is not None:
            self._remember(page, narration)
        if wants_list(page.source.html):
            self._held.append((page, narration))
        else:
            publisher.page(page, narration)

    def _remember(self, page: BuiltPage, narration: Narration) -> None:
        settings = self.config.settings
        src = f"{player.FOLDER}/{narration.track.file_name}"
        url = quote(page.source.key)
        title = narration.script.title
        self._guide.append(player.GuidePage(page.path, title, url, src, narration.track.duration))
        if settings.feed is not None and self.config.url:
            head = LexborHTMLParser(page.document[: page.content.start])
            self._episodes.append(
                player.NarratedPage(
                    narration,
                    url=url,
                    src=src,
                    sections=(page.path,),
                    description=_meta(head, "meta[name=description]"),
                    published=player.moment(_meta(head, 'meta[property="article:published_time"]'))
                    or player.build_time(),
                )
            )

    def finish(self, publisher: Publisher) -> None:
        """Publish what is told of all pages, and the pages that show the list."""
        settings = self.config.settings
        folders = {folder for one in self._guide for folder in _sections_of(one.section)}
        listed = [
            replace(one, section=" / ".join(self._sections(one.section, folders)))
            for one in self._guide
        ]
        guided = listed if settings.player.guide else []
        if (
            guided or (publisher.root / player.GUIDE_PAGES).is_file()
        ):  # that of an earlier run has other audio
            publisher.write(player.GUIDE_PAGES, player.guide_pages(guided).encode("utf-8"))
        if self._episodes:
            episodes = [
                replace(one, sections=self._sections(one.sections[0], folders))
                for one in self._episodes
            ]
            files = player.podcast(
                episodes,
                channel=self._channel(),
                site=self.config.url,
                sections=settings.feed is not None and settings.feed.sections,
            )
            for path, text in files.items():
                publisher.used.add(path.rpartition("/")[2])
                publisher.feeds.add(path)
                publisher.write(path, text.encode("utf-8"))
        for page, narration in self._held:
            html = player.listening_page(
                listed, settings=settings.player, root=page.root, language=page.source.language
            )
            publisher.page(page, narration, listing=html if listed else "")

    def _sections(self, path: str, folders: set[str]) -> tuple[str, ...]:
        """The titles of a page's folders; one that holds its own page alone is no section."""
        own = [path.rpartition("/")[0]] if path.endswith("/index.html") else []
        sections = [*_sections_of(path), *(folder for folder in own if folder in folders)]
        return tuple(self._titles.get(folder) or _readable(folder) for folder in sections)

    def _channel(self) -> Channel:
        feed = self.config.settings.feed
        assert feed is not None  # noqa: S101 - asked for by those that have one
        spoken = Counter(one.narration.script.language or "en" for one in self._episodes)
        return player.channel_of(
            feed,
            name=self.config.name or self.config.url,
            link=self.config.url,
            site=self.config.url,
            language=spoken.most_common(1)[0][0] if spoken else "en",
        )


def _sections_of(path: str) -> list[str]:
    """The folders in which a page is one among others, from the top down."""
    parts = path.split("/")[: -2 if path.endswith("/index.html") else -1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def _readable(folder: str) -> str:
    """`docs/how-to` as a title: `How to`."""
    words = folder.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _meta(head: LexborHTMLParser, selector: str) -> str:
    tag = head.css_first(selector)
    return (tag.attributes.get("content") or "").strip() if tag is not None else ""
