"""What MkDocs and its plugins know about a site and its pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def base(config: MkDocsConfig) -> Path:
    """The folder of the configuration file, or the working folder for standard input."""
    return Path(config.config_file_path).resolve().parent if config.config_file_path else Path.cwd()


def identity(config: MkDocsConfig) -> Site:
    """What tells this site apart in a shared store; mike puts its version in the environment."""
    return Site(
        config.site_name,
        config.site_url or "",
        os.environ.get("MIKE_DOCS_VERSION", ""),
        theme_language(config),
    )


THEME_DEFAULT = "en"
"""What `mkdocs`, `readthedocs` and Material speak unless told otherwise."""


def page_language(page: Page, config: MkDocsConfig) -> str | None:
    """The page's locale as an i18n plugin sets it, else the theme's language.

    Every theme comes with English set, which therefore declares nothing: there the letters of the
    page tell more.
    """
    theme = theme_language(config)
    return locale(page) or (theme if theme != THEME_DEFAULT else "") or None


def theme_language(config: MkDocsConfig) -> str:
    """The theme's language, or nothing: Material calls it `language`, others `locale`."""
    return str(config.theme.get("language") or config.theme.get("locale") or "").replace("_", "-")


def locale(page: Page) -> str:
    """The page's locale as an i18n plugin sets it, or nothing."""
    return str(getattr(page.file, "locale", None) or "")


def is_listing(page: Page) -> bool:
    """Whether the page lists excerpts of blog posts, which are narrated where they are whole."""
    kind = type(page)
    return "plugins.blog" in kind.__module__ and kind.__name__ != "Post"


def builds_in_turns(config: MkDocsConfig) -> bool:
    """static-i18n builds locales in turns, so its site is read when all builds are through."""
    return any(name.split(" ")[0].split("/")[-1] == "i18n" for name in config.plugins)
