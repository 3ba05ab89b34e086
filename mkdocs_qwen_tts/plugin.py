"""The MkDocs door, which ProperDocs opens too.

`on_env` is the barrier: by then every page is rendered and none is written, so all scripts can be read, the whole bill
added up and the budget checked before the first request. The player goes in at `on_page_context`, behind the search
plugins, which index `page.content` at priority 0.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.commands.build import build
from mkdocs.config import config_options, load_config
from mkdocs.config.base import LegacyConfig, ValidationError
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_build_datetime

from mkdocs_qwen_tts import bill, inject, narrator, player, speech
from mkdocs_qwen_tts.errors import ConfigurationError, NarrationError
from mkdocs_qwen_tts.model import Charge, Report, Site, SourcePage, Status
from mkdocs_qwen_tts.progress import describe, watcher
from mkdocs_qwen_tts.settings import Settings
from mkdocs_qwen_tts.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Literal

    from jinja2 import Environment
    from mkdocs.config.base import ConfigErrors, ConfigWarnings
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from mkdocs_qwen_tts.model import Narration, Outcome
    from mkdocs_qwen_tts.settings import Feed

log = get_plugin_logger(__name__)

LAST = -100
"""Behind every neighbour that changes or indexes a page: autorefs resolves at -50, search indexes at 0."""

FIRST = 100
"""Before every neighbour that rewrites a finished page: a minifier may leave out `</head>`."""

AUDIO_FOLDER = "assets/narration"

NO_KEY = (
    "there is no API key, so only narration from the store is published; set DASHSCOPE_API_KEY, or "
    "QWEN_TTS_MODE=cached to build without it on purpose"
)

PAGES_NAMED = 20
"""Pages that one message lists by name."""


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
        self._site = _Published()
        self._nav: list[str] = []
        self._narrated: dict[str, dict[str, player.NarratedPage]] = {}
        """By locale, then by the page's URL: locales of one build publish one after the other."""
        self._whole = False
        self._reports: list[Report] = []
        self._spent = Charge()

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check the options with our own settings: their errors name path, value and closest valid value."""
        super().load_config({}, config_file_path)
        problems = Settings.problems(options)
        if not problems:
            self.settings = Settings.of(options)
        return [(problem.option, ValidationError(_without_path(problem))) for problem in problems], []

    # ------------------------------------------------------------ events

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was called for. Keeps this object alive across the rebuilds of `serve`."""
        self.command = command
        self.dirty = dirty
        self._spent = Charge()
        self._narrated.clear()
        self._whole = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the player's files. Runs again for every rebuild and locale, so it adds only what is not there."""
        if not self._speaks:
            return config
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
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Remember the order of the pages, in which they are listed and played."""
        self._nav = [page.url for page in nav.pages]
        return nav

    @event_priority(LAST)
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Read every page, know the whole bill, speak, assemble, and hand the audio files to MkDocs."""
        self._site = _Published(environment=env)
        if not self._speaks:
            return env
        try:
            pages = self._pages(config, files)
            if self.collected is not None:
                self.collected += pages
                if not _builds_in_turns(config):
                    raise _Collected
                return env
            report = self._narrate(pages, config)
        except MkDocsException:
            raise
        except NarrationError as error:
            raise PluginError(str(error)) from error
        self._publish(report, config, files)
        self._publish_around(config, files)
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
        if self._speaks and inject.wants_list(page.content):
            page.content = inject.place_list(page.content, self._list(page, config))
        published = self._site.published.get(page.url)
        if published is None:
            return context
        narration, audio_file = published
        settings = self.settings.player
        html = player.render(
            narration,
            settings=settings,
            src=audio_file.url_relative_to(page.file),
            environment=self._site.environment,
        )
        page.content = inject.place(page.content, html, settings.place)
        context["narration"] = narration  # type: ignore[typeddict-unknown-key]  # for template authors
        return context

    @event_priority(FIRST)
    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Tell programs about the audio, in the head of the page."""
        head = [self._site.head]
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
        return inject.place_in_head(output, told) if told else output

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        """One line that sums up. Locales of one build nest here, so what was said is not said again."""
        reports, self._reports = self._reports, []
        if reports:
            log.info(_summary(reports))

    # ------------------------------------------------------------ the site

    @property
    def _speaks(self) -> bool:
        return self.settings.enabled and self._effective().mode != "off"

    def _effective(self) -> Settings:
        """The settings as this command uses them: `serve` holds back an engine that costs money."""
        if (
            self.command != "serve"
            or speech.resolve(self.settings) == "preview"
            or self.settings.mode != "full"
        ):
            return self.settings
        mode = {"full": "full", "cached": "cached", "off": "off"}[self.settings.serve]
        return self.settings.changed(mode=mode)

    def _list(self, page: Page, config: MkDocsConfig) -> str:
        """The list of all narrated pages, for a page that asks for it."""
        return player.listening_page(
            self._site.narrated,
            settings=self.settings.player,
            root="../" * page.url.count("/"),
            language=_language(page, config),
            environment=self._site.environment,
        )

    def _pages(self, config: MkDocsConfig, files: Files) -> list[SourcePage]:
        pages = []
        for file in files.documentation_pages():
            page = file.page
            # Under --dirty an unchanged page is not rendered: what was published for it stays as it is.
            if page is None or page.content is None or _is_listing(page):
                continue
            overrides = page.meta.get("narration")
            if overrides is False:
                continue
            if overrides is not None and overrides is not True and not isinstance(overrides, Mapping):
                raise ConfigurationError(
                    f"{file.src_uri}: narration",
                    f"expected false or a mapping of options, found {overrides!r}.",
                )
            pages.append(
                SourcePage(
                    key=page.url,
                    title=str(page.title or ""),
                    language=_language(page, config),
                    html=page.content,
                    overrides=overrides if isinstance(overrides, Mapping) else {},
                    source=file.src_uri,
                )
            )
        return pages

    def _narrate(self, pages: list[SourcePage], config: MkDocsConfig) -> Report:
        settings = self._effective()
        store = open_store(settings, _base(config))
        plan = bill.prepare(pages, settings, store, _site(config), _base(config))
        report = narrator.narrate(
            plan, settings, store, partial=self.dirty, spent=self._spent, progress=watcher(log.info)
        )
        self._spent = Charge(
            requests=self._spent.requests + report.requests,
            characters=self._spent.characters + report.characters,
            price=(self._spent.price or 0) + report.bill.total.price
            if report.bill.total.price is not None
            else None,
            currency=report.bill.total.currency,
        )
        self._reports.append(report)
        names = {page.key: page.name for page in pages}
        self._tell(report, settings, names)
        return report

    def _tell(self, report: Report, settings: Settings, names: dict[str, str]) -> None:
        """Log what the user should know; with `on_error: fail`, stop over what failed."""
        for note in report.notes:
            log.warning(note)
        failed = [outcome for outcome in report.outcomes if outcome.status in (Status.FAILED, Status.STALE)]
        if not failed:
            return
        if settings.mode == "cached":  # asked for: nothing is wrong
            log.info(_listing("`mode: cached` asks for nothing", failed, names))
            return
        by_reason: dict[str, list[Outcome]] = defaultdict(list)
        without_key = speech.resolve(settings) == "dashscope" and settings.api.key is None
        for outcome in failed:
            by_reason[NO_KEY if without_key and not outcome.sentence else outcome.reason].append(outcome)
        messages = [_listing(reason, outcomes, names) for reason, outcomes in by_reason.items()]
        if settings.on_error == "fail":
            raise PluginError("\n".join(messages))
        for message in messages:
            log.warning(message)

    def _publish(self, report: Report, config: MkDocsConfig, files: Files) -> None:
        pages = {file.page.url: file.page for file in files.documentation_pages() if file.page is not None}
        for outcome in report.outcomes:
            narration = outcome.narration
            if narration is None:
                continue
            uri = f"{AUDIO_FOLDER}/{narration.track.file_name}"
            audio_file = files.get_file_from_path(uri)
            if audio_file is None:
                audio_file = File.generated(
                    config, uri, abs_src_path=str(narration.track.path), inclusion=InclusionLevel.INCLUDED
                )
                files.append(audio_file)
            self._site.published[outcome.page] = (narration, audio_file)
            page = pages[outcome.page]
            if self.settings.player.read_along and page.content is not None:
                # Attributes only, so search may see them; offsets hold now, before anybody else edits.
                page.content = inject.annotate(page.content, narration.script.elements)

    def _publish_around(self, config: MkDocsConfig, files: Files) -> None:
        """Hand to MkDocs what is told about all narrated pages together: the guide and the feeds."""
        pages = [file.page for file in files.documentation_pages() if file.page is not None]
        locale = next((_locale(page) for page in pages), "")
        earlier = self._narrated.get(locale, {}) if self.dirty else {}
        self._narrated[locale] = self._in_order(
            {
                **earlier,
                **{page.url: self._narrated_page(page) for page in pages if page.url in self._site.published},
            }
        )
        narrated = list(self._narrated[locale].values())
        self._site.narrated = [page.in_guide for page in narrated]
        settings = self.settings
        if not config.site_url and (settings.feed or settings.player.metadata):
            asked = "feed" if settings.feed else "player.metadata: true"
            log.warning("`%s` needs absolute addresses: set `site_url`, or it publishes nothing.", asked)
        # Under --dirty most pages are not read; what an earlier build published of them all stays as it is.
        self._whole = not self.dirty or self._whole or all(page.content is not None for page in pages)
        if not self._whole:
            return
        written: dict[str, str] = {}
        if settings.player.guide:
            written[player.GUIDE_PAGES] = player.guide_pages(
                replace(page.in_guide, section=f"{locale}/{page.in_guide.section}")
                for locale, by_url in self._narrated.items()
                for page in by_url.values()
            )
        if settings.feed and config.site_url and narrated:
            folder = f"{locale}/" if all(page.url.startswith(f"{locale}/") for page in narrated) else ""
            channel = _channel(settings.feed, config, folder)
            written |= player.podcast(
                narrated,
                channel=channel,
                site=config.site_url,
                folder=folder,
                sections=settings.feed.sections,
            )
            href = urljoin(config.site_url, folder + player.FEED)
            self._site.head = player.feed_link(title=channel.title, href=href)
        for path, content in written.items():
            if files.get_file_from_path(path) is None:  # a file of the site's own wins
                files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))

    def _narrated_page(self, page: Page) -> player.NarratedPage:
        narration, audio_file = self._site.published[page.url]
        return player.NarratedPage(
            narration,
            url=page.url,
            src=audio_file.url,
            sections=tuple(str(section.title) for section in [*page.ancestors][::-1]),
            description=str(page.meta.get("description") or ""),
            published=player.moment(page.meta.get("date")) or _build_time(),
        )

    def _in_order(self, pages: dict[str, player.NarratedPage]) -> dict[str, player.NarratedPage]:
        """As in the navigation; behind them the pages that are not in it."""
        order = {url: number for number, url in enumerate(self._nav)}
        return dict(sorted(pages.items(), key=lambda one: order.get(one[0], len(order))))


@dataclass
class _Published:
    """What one build of one locale publishes."""

    environment: Environment | None = None
    published: dict[str, tuple[Narration, File]] = field(default_factory=dict)
    """By the page's URL."""
    narrated: list[player.GuidePage] = field(default_factory=list)
    """In the order of the navigation."""
    head: str = ""
    """HTML for the head of every page."""


# ---------------------------------------------------------------- for the command line


class _Collected(BaseException):
    """Every page is read; the rest of the build is not needed. No `Exception`, lest a build handler log it."""


def read_site(config_file: str | None) -> tuple[list[SourcePage], Settings, Path, Site]:
    """Render a site and return its pages without narrating or publishing anything.

    Args:
        config_file: path of the configuration file, as `mkdocs -f` takes it.

    Returns:
        The pages, the plugin's settings, the folder of the configuration file, and which site it is.

    Raises:
        ConfigurationError: the configuration is wrong or does not name the plugin.
    """
    with tempfile.TemporaryDirectory() as elsewhere, _quiet():
        try:
            config = load_config(config_file, site_dir=elsewhere)
            config.plugins.on_startup(command="build", dirty=False)
        except MkDocsException as error:
            raise ConfigurationError("", str(error)) from error
        door = next((one for one in config.plugins.values() if isinstance(one, NarrationPlugin)), None)
        if door is None:
            raise ConfigurationError(
                "plugins", f"{config.config_file_path} does not name qwen-tts; add `- qwen-tts`."
            )
        door.collected = []
        try:
            build(config)
        except _Collected:
            pass
        except MkDocsException as error:
            raise ConfigurationError("", str(error)) from error
        finally:
            config.plugins.on_shutdown()
            pages, door.collected = door.collected, None  # MkDocs keeps the object for the next build
        return pages, door.settings, _base(config), _site(config)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """MkDocs says what it thinks of the site when the site is built; here only errors matter."""
    logger = logging.getLogger("mkdocs")
    told = logging.StreamHandler()
    told.setLevel(logging.ERROR)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(told)
    try:
        yield
    finally:
        logger.removeHandler(told)
        logger.propagate = propagate


def _builds_in_turns(config: MkDocsConfig) -> bool:
    """static-i18n builds each locale behind the other, so its site is read only when all builds are through."""
    return any(name.split(" ")[0].split("/")[-1] == "i18n" for name in config.plugins)


# ---------------------------------------------------------------- what MkDocs knows


def _base(config: MkDocsConfig) -> Path:
    """The folder of the configuration file; where that came from standard input, the working folder."""
    return Path(config.config_file_path).resolve().parent if config.config_file_path else Path.cwd()


def _site(config: MkDocsConfig) -> Site:
    """What tells this site apart in a shared store; mike names the version it deploys in the environment."""
    return Site(
        config.site_name,
        config.site_url or "",
        os.environ.get("MIKE_DOCS_VERSION", ""),
        _theme_language(config),
    )


def _language(page: Page, config: MkDocsConfig) -> str | None:
    """The page's locale as an i18n plugin sets it, else the theme's language."""
    return _locale(page) or _theme_language(config) or None


def _theme_language(config: MkDocsConfig) -> str:
    # Material calls it `language`; mkdocs and readthedocs `locale`.
    return str(config.theme.get("language") or config.theme.get("locale") or "").replace("_", "-")


def _locale(page: Page) -> str:
    """The page's locale as an i18n plugin sets it, or nothing."""
    return str(getattr(page.file, "locale", None) or "")


def _channel(feed: Feed, config: MkDocsConfig, folder: str) -> player.Channel:
    """What the feed of the whole site says of itself: its own options, else what MkDocs knows."""
    site = config.site_url or ""
    return player.Channel(
        title=feed.title or config.site_name,
        description=feed.description or config.site_description or "",
        link=urljoin(site, folder),
        url="",
        language=_theme_language(config) or "en",
        author=feed.author or config.site_author or "",
        image=urljoin(site, feed.image) if feed.image else "",
    )


def _build_time() -> datetime | None:
    """The time that a reproducible build is told; never the clock's, with which no two builds would be equal."""
    return get_build_datetime() if os.environ.get("SOURCE_DATE_EPOCH") else None


def _is_listing(page: Page) -> bool:
    """Whether a blog plugin made the page out of excerpts of others: those are narrated where they stand whole."""
    kind = type(page)
    return "plugins.blog" in kind.__module__ and kind.__name__ != "Post"


# ---------------------------------------------------------------- what the user reads


def _without_path(problem: ConfigurationError) -> str:
    hint = f" Did you mean {problem.closest!r}?" if problem.closest else ""
    return problem.message + hint


def _listing(reason: str, outcomes: list[Outcome], names: dict[str, str]) -> str:
    """One message about pages that share a reason, naming each page and the sentence it failed at."""
    lines = []
    for outcome in outcomes[:PAGES_NAMED]:
        sentence = f": “{outcome.sentence}”" if outcome.sentence else ""
        older = " (keeps its earlier narration)" if outcome.status is Status.STALE else ""
        lines.append(f"\n  {names[outcome.page]}{sentence}{older}")
    more = len(outcomes) - PAGES_NAMED
    rest = f"\n  and {more} more" if more > 0 else ""
    return f"{len(outcomes)} page{'s' * (len(outcomes) != 1)} not narrated: {reason}{''.join(lines)}{rest}"


def _summary(reports: list[Report]) -> str:
    def pages(*statuses: Status) -> int:
        return sum(report.count(status) for report in reports for status in statuses)

    narrated = pages(Status.FRESH, Status.CACHED, Status.STALE)
    details = [
        f"{count} {word}"
        for count, word in (
            (pages(Status.FRESH), "fresh"),
            (pages(Status.CACHED), "from the store"),
            (pages(Status.STALE), "of an earlier state"),
        )
        if count
    ]
    words = f"Narrated {narrated} page{'s' * (narrated != 1)}" + (
        f" ({', '.join(details)})" if details else ""
    )
    for count, word in ((pages(Status.SKIPPED), "skipped"), (pages(Status.FAILED), "without narration")):
        words += f", {count} {word}" if count else ""
    sent = Charge(
        requests=sum(report.requests for report in reports),
        characters=sum(report.characters for report in reports),
    )
    words += f"; sent {describe(sent)}"
    for count, word in (
        (sum(report.unanswered for report in reports), "got no answer and may have been billed all the same"),
        (sum(report.billed_otherwise for report in reports), "billed otherwise than planned"),
    ):
        words += f"; {count} of them {word}" if count else ""
    return words
