"""The plugin itself: what it does at each event of MkDocs.

`on_env` is the barrier: by then every page is rendered and none is written, so all scripts can be
read, the whole bill added up and the budget checked before the first request. The player goes in at
`on_page_context`, behind the search plugins, which index `page.content` at priority 0.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.config import config_options
from mkdocs.config.base import LegacyConfig, ValidationError
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError
from mkdocs_qwen_tts._html import (
    BEGIN,
    END,
    mark,
    place_in_head,
    place_list,
    place_player,
    remove,
    wants_list,
)
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._pipeline import prefetch_site
from mkdocs_qwen_tts._quotation import printable
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import check_place, open_store
from mkdocs_qwen_tts.plugin._companions import KnownCompanions
from mkdocs_qwen_tts.plugin._copies import Copies
from mkdocs_qwen_tts.plugin._front_matter import front_matter_fault, overrides_of
from mkdocs_qwen_tts.plugin._kept import KeptFiles
from mkdocs_qwen_tts.plugin._listing import NarratedPages
from mkdocs_qwen_tts.plugin._narrating import SpeakingBuild
from mkdocs_qwen_tts.plugin._published import Published, publish_assets
from mkdocs_qwen_tts.plugin._site import base, builds_in_turns, identity, is_listing, page_language
from mkdocs_qwen_tts.plugin._visibility import Visibility

if TYPE_CHECKING:
    from typing import Literal

    from jinja2 import Environment
    from mkdocs.config.base import ConfigErrors, ConfigWarnings
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from mkdocs_qwen_tts._model import Report
    from mkdocs_qwen_tts._store import Store

log = get_plugin_logger(__name__)

LAST = -100
"""Behind every neighbour that changes or indexes a page: autorefs resolves at -50, search indexes
at 0."""

FIRST = 100
"""Before every neighbour that rewrites a finished page: a minifier may leave out `</head>`."""


class NarrationPlugin(BasePlugin[LegacyConfig]):
    """Narrates the site it is configured in."""

    # Declared so that `enabled` reaches our own settings, with `!ENV` and all.
    config_scheme = (("enabled", config_options.Type(bool, default=True)),)

    settings: Settings

    def __init__(self) -> None:
        self.command = "build"
        self.dirty = False
        self.collected: list[SourcePage] | None = None
        """Where pages are put, instead of being narrated, while the command line reads a site."""
        self._site = Published()
        self._narrated = NarratedPages()
        self._store: Store | None = None
        """Of this build, where it is open already."""
        self._copies = Copies()
        self._kept = KeptFiles()
        self._speaking = SpeakingBuild()

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check the options with our own settings, whose errors name path, value and a mend."""
        super().load_config({}, config_file_path)
        problems = Settings.problems(options)
        if not problems:
            self.settings = Settings.of(options)
        return [
            (problem.option, ValidationError(_without_path(problem))) for problem in problems
        ], []

    # ------------------------------------------------------------ events

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember MkDocs' command. Keeps this object alive across rebuilds of `serve`."""
        self.command = command
        self.dirty = dirty
        self._speaking.start(dirty=dirty)
        self._narrated.forget()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the player's files where they are missing: this runs for every rebuild and locale."""
        if not self._speaks:
            return config
        try:
            check_place(
                self.settings,
                base(config),
                published=Path(config.site_dir),
                sources=Path(config.docs_dir),
            )
        except ConfigurationError as error:
            raise PluginError(str(error)) from error
        if str(player.THEME) not in config.theme.dirs:
            config.theme.dirs.append(str(player.THEME))
        if player.STYLESHEET not in [str(path) for path in config.extra_css]:
            config.extra_css.append(player.STYLESHEET)
        for path in [player.SCRIPT, *([player.GUIDE_SCRIPT] if self.settings.player.guide else [])]:
            if path not in [str(script) for script in config.extra_javascript]:
                script = config_options.ExtraScriptValue(path)
                script.defer = True
                config.extra_javascript.append(script)
        return config

    @event_priority(LAST)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Move away what is published already: behind this event MkDocs empties the site."""
        if self._speaks and self.collected is None and not (self.dirty or builds_in_turns(config)):
            with contextlib.suppress(NarrationError):  # as below
                store = open_store(self._effective(), base(config))
                self._kept.set_aside(Path(config.site_dir), store)

    @event_priority(LAST)
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002 - MkDocs gives it by name
        """Remember the order of the pages, and begin to check their tracks.

        Pages are listed and played in that order. From here on MkDocs reads Markdown, and nobody
        changes the configuration any more.
        """
        self._narrated.nav = [page.url for page in nav.pages]
        if (
            self._speaks and self.collected is None and not self.dirty
        ):  # a dirty build needs but a few tracks
            with contextlib.suppress(NarrationError):  # raised again, and told, at the barrier
                self._store = open_store(self._effective(), base(config))
                prefetch_site(self._effective(), self._store, identity(config), base(config))
        return nav

    @event_priority(LAST)
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Read every page, know the bill, speak, assemble, hand the audio files to MkDocs."""
        self._site = Published(environment=env)
        if not self._speaks:
            return env
        try:
            pages = self._pages(config, files, env)
            if self.collected is not None:
                self.collected += pages
                if not builds_in_turns(config):
                    raise Collected
                return env
            settings = self._effective()
            store = self._store or open_store(settings, base(config))
            sources = [file.src_uri for file in files.documentation_pages()]
            report = self._speaking.narrate(pages, sources, settings, store, config)
        except MkDocsException:
            raise
        except NarrationError as error:
            raise PluginError(str(error)) from error
        finally:
            self._stop_prefetch()
        self._publish(report, config, files)
        self._site.listing = self._narrated.publish(
            self._site.published, self.settings, config, files, dirty=self.dirty
        )
        self._kept.put_back(files)
        self._warn_without_address(config)
        return env

    @event_priority(LAST)
    def on_page_context(
        self,
        context: TemplateContext,
        /,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,  # noqa: ARG002 - MkDocs passes by keyword
    ) -> TemplateContext:
        """Put the player in, now that search has read the page without it."""
        if page.content is None:
            return context
        if self._speaks and wants_list(page.content):
            page.content = place_list(page.content, self._list(page, config))
        published = self._site.published.get(page.url)
        if published is None:
            return context
        visibility = self._site.visibility
        if visibility is not None and not (
            visibility.is_as_left(page) or visibility.is_shown(page, page.content)
        ):
            self._site.hide(page)
            return context
        narration, audio_file = published
        settings = self.settings.player
        html = player.render(
            narration,
            settings=settings,
            src=audio_file.url_relative_to(page.file),
            cues=self._site.companions[page.url].cue_sheet,
            environment=self._site.environment,
        )
        page.content = place_player(page.content, html, settings.place)
        context["narration"] = narration  # type: ignore[typeddict-unknown-key]  # for template authors
        return context

    @event_priority(FIRST)
    def _on_post_page_first(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Tell programs about the audio, in the page's head, marked so that `narrate` finds it."""
        head = [self._site.listing.head]
        published = self._site.published.get(page.url)
        if published is not None and self.settings.player.metadata and config.site_url:
            narration, audio_file = published
            head.append(
                player.structured_data(
                    narration,
                    src=urljoin(config.site_url, audio_file.url),
                    page=urljoin(config.site_url, page.url),
                )
            )
        told = "\n".join(filter(None, head))
        return place_in_head(output, f"{BEGIN}{told}\n{END}") if told else output

    @event_priority(LAST)
    def _on_post_page_last(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs gives it by name
        """See whether the finished page shows its content. One that does not tells of no audio."""
        visibility = self._site.visibility
        if visibility is None:
            return output
        if page.url in self._site.published and not visibility.is_shown(page, output):
            self._site.hide(page)
        if visibility.is_back(page, output):
            log.info(
                printable(f"{page.file.src_uri} shows its content: the next build narrates it.")
            )
        return remove(output) if page.url in self._site.hidden else output

    on_post_page = CombinedEvent(_on_post_page_first, _on_post_page_last)

    @event_priority(FIRST)
    def _on_post_build_first(self, *, config: MkDocsConfig) -> None:
        """Have all audio files in the site, and none of pages that do not show their content.

        Other plugins may look at the whole site now, or build the next locale.
        """
        self._copies.finish()
        self._withdraw(config)
        self._kept.remember()

    @event_priority(LAST)
    def _on_post_build_last(self, *, config: MkDocsConfig) -> None:
        """Sum up in one line. Locales of one build nest here: each is reported once."""
        self._speaking.sum_up(self.settings, config)

    on_post_build = CombinedEvent(_on_post_build_first, _on_post_build_last)

    def on_build_error(self, **_: object) -> None:
        """Leave nothing running."""
        self._stop_prefetch()
        self._copies.abandon()
        self._kept.abandon()

    def on_shutdown(self) -> None:
        """Leave nothing running; Ctrl-C ends a build with this event alone."""
        self._stop_prefetch()
        self._copies.abandon()
        self._kept.abandon()

    # ------------------------------------------------------------ the site

    @property
    def _speaks(self) -> bool:
        return self.settings.enabled and self._effective().mode != "off"

    def _effective(self) -> Settings:
        """The settings as this command uses them: `serve` holds back an engine that costs money."""
        if (
            self.command != "serve"
            or speech.engine_for(self.settings).free
            or self.settings.mode != "full"
        ):
            return self.settings
        mode = {"full": "full", "cached": "cached", "off": "off"}[self.settings.serve]
        return self.settings.changed(mode=mode)

    def _stop_prefetch(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.stop_prefetch()

    def _list(self, page: Page, config: MkDocsConfig) -> str:
        """The list of all narrated pages, for a page that asks for it."""
        if not self._site.listing.pages:
            return ""
        return player.listening_page(
            self._site.listing.pages,
            settings=self.settings.player,
            root="../" * page.url.count("/"),
            language=page_language(page, config),
            environment=self._site.environment,
        )

    def _withdraw(self, config: MkDocsConfig) -> None:
        """Take pages that turned out to hide their content out of the site again."""
        withdrawn = list(self._site.withdraw())
        for page in withdrawn:
            log.warning(
                printable(
                    f"{page.file.src_uri}: the finished page does not show its content, so its "
                    "narration was taken out of the site. It will not be asked for again; leave "
                    "the page out with `narration: false` in its front matter."
                )
            )
        if withdrawn:
            self._narrated.withdraw([page.url for page in withdrawn], self.settings, config)

    def _pages(self, config: MkDocsConfig, files: Files, env: Environment) -> list[SourcePage]:
        pages = []
        store = self._store or open_store(self._effective(), base(config))
        visibility = self._site.visibility = Visibility(env, store, identity(config))
        for file in files.documentation_pages():
            page = file.page
            # Under --dirty an unchanged page is not rendered: what was published for it stays as it
            # is.
            if page is None or page.content is None or is_listing(page):
                continue
            overrides = page.meta.get("narration")
            if overrides is False:
                continue
            fault = front_matter_fault(page.markdown or "") if not page.meta else ""
            if fault:
                log.warning(printable(f"{file.src_uri}{fault}, so it is read aloud as text."))
            withheld = visibility.why_withheld(page)
            own, wrong = overrides_of(overrides, file, self.settings)
            pages.append(
                SourcePage(
                    key=page.url,
                    title=str(page.title or ""),
                    language=page_language(page, config),
                    html="" if withheld else page.content,
                    overrides=own,
                    source=file.src_uri,
                    generator="mkdocs",
                    withheld=withheld,
                    wrong=wrong,
                )
            )
        return pages

    def _warn_without_address(self, config: MkDocsConfig) -> None:
        for note in player.without_address(self.settings, config.site_url):
            log.warning(note)

    def _publish(self, report: Report, config: MkDocsConfig, files: Files) -> None:
        pages = {
            file.page.url: file.page
            for file in files.documentation_pages()
            if file.page is not None
        }
        known = KnownCompanions(
            open_store(self._effective(), base(config)),
            identity(config),
            anchored=self.settings.player.read_along,
        )
        for outcome in report.outcomes:
            narration = outcome.narration
            if narration is None:
                continue
            page = pages[outcome.page]
            companions = known.of(narration, page.content or "")
            self._site.add(page, narration, companions, self._copies, config, files)
            if self.settings.player.read_along and page.content is not None:
                # Attributes only, so search may see them; offsets hold now, before anybody else
                # edits.
                page.content = mark(page.content, narration.script.elements, companions.marks)
            if self._site.visibility is not None:
                self._site.visibility.leave(page)
        publish_assets(config, files, known.code)


def _without_path(problem: ConfigurationError) -> str:
    """What is wrong with an option; MkDocs names its path itself."""
    hint = f" Did you mean {problem.closest!r}?" if problem.closest else ""
    return printable(problem.message + hint)


class Collected(BaseException):
    """Every page is read, the rest of the build is not needed. Build handlers must not log it."""
