"""All narrated pages of a site together: the guide, the feeds, and the list of pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.structure.files import File, InclusionLevel
from msgspec import Struct, field
from msgspec.structs import replace

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts.plugin._site import locale, theme_language

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from mkdocs_qwen_tts._model import Narration
    from mkdocs_qwen_tts._settings import Settings


class Listing(Struct):
    """What one build of one locale says of all its narrated pages."""

    pages: list[player.GuidePage] = field(default_factory=list)
    """In the order of the navigation."""
    head: str = ""
    """HTML for the head of every page."""


class NarratedPages:
    """The narrated pages of a site, kept while its locales are built in turns."""

    def __init__(self) -> None:
        self.nav: list[str] = []
        """URLs of the pages of the navigation in its order."""
        self._pages: dict[str, dict[str, player.NarratedPage]] = {}
        """By locale, then by URL."""
        self._whole: set[str] = set()
        """The locales of which every page was read."""
        self._written: set[str] = set()
        """Paths of the files that this plugin wrote."""

    def forget(self) -> None:
        """Begin anew: MkDocs keeps a plugin for the next build of the process."""
        self._pages.clear()
        self._whole.clear()
        self._written.clear()

    def publish(
        self,
        published: Mapping[str, tuple[Narration, File]],
        settings: Settings,
        config: MkDocsConfig,
        files: Files,
        *,
        dirty: bool,
    ) -> Listing:
        """Hand the guide and the feeds to MkDocs.

        Args:
            published: the narrated pages of this build by URL, with their audio files.
            settings: which of it is wanted.
            config: of MkDocs.
            files: of MkDocs; what is written is added here.
            dirty: whether only pages that changed are read.
        """
        pages = [file.page for file in files.documentation_pages() if file.page is not None]
        own = next((locale(page) for page in pages), "")
        known = dict(self._pages.get(own, {})) if dirty else {}
        known.update(
            (page.url, _narrated(page, *published[page.url]))
            for page in pages
            if page.url in published
        )
        order = {url: number for number, url in enumerate(self.nav)}
        self._pages[own] = dict(
            sorted(known.items(), key=lambda one: order.get(one[0], len(order)))
        )
        if not dirty or all(page.content is not None for page in pages):
            self._whole.add(own)

        listing, written = self._listed(own, settings, config)
        if own in self._whole:  # else the lists of an earlier build stay
            for path, content in written.items():
                if files.get_file_from_path(path) is None:  # a file of the site's own wins
                    files.append(
                        File.generated(
                            config, path, content=content, inclusion=InclusionLevel.INCLUDED
                        )
                    )
                    self._written.add(path)
        return listing

    def withdraw(self, urls: Collection[str], settings: Settings, config: MkDocsConfig) -> None:
        """Take pages off the lists that were written already: they do not show their content."""
        for own, pages in self._pages.items():
            if pages.keys().isdisjoint(urls):
                continue
            for url in urls:
                pages.pop(url, None)
            _, written = self._listed(own, settings, config)
            for path in self._written:
                target = Path(config.site_dir, path)
                if path in written:
                    target.write_text(written[path], "utf-8")
                else:  # a feed without episodes
                    target.unlink(missing_ok=True)

    def _listed(
        self, own: str, settings: Settings, config: MkDocsConfig
    ) -> tuple[Listing, dict[str, str]]:
        """What is said of the narrated pages of a locale, and the files that say it."""
        narrated = list(self._pages[own].values())
        listing = Listing([page.in_guide for page in narrated])
        written: dict[str, str] = {}
        if settings.player.guide:
            written[player.GUIDE_PAGES] = self._guide()
        if settings.feed and config.site_url and narrated:
            folder = f"{own}/" if all(page.url.startswith(f"{own}/") for page in narrated) else ""
            channel = player.channel_of(
                settings.feed,
                name=config.site_name,
                link=urljoin(config.site_url, folder),
                site=config.site_url,
                description=config.site_description or "",
                author=config.site_author or "",
                language=narrated[0].narration.script.language or theme_language(config) or "en",
            )
            written |= player.podcast(
                narrated,
                channel=channel,
                site=config.site_url,
                folder=folder,
                sections=settings.feed.sections,
            )
            listing.head = player.feed_link(
                title=channel.title, href=urljoin(config.site_url, folder + player.FEED)
            )
        return listing, written

    def _guide(self) -> str:
        """The pages of all locales, of which none plays on into another."""
        return player.guide_pages(
            replace(page.in_guide, section=f"{own}/{page.in_guide.section}")
            for own, pages in self._pages.items()
            for page in pages.values()
        )


def _narrated(page: Page, narration: Narration, audio_file: File) -> player.NarratedPage:
    return player.NarratedPage(
        narration,
        url=page.url,
        src=audio_file.url,
        sections=tuple(str(section.title) for section in [*page.ancestors][::-1]),
        description=str(page.meta.get("description") or ""),
        published=player.moment(page.meta.get("date")) or player.build_time(),
    )
