"""What a door hands in: a page, and the site that it is of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from mkdocs_qwen_tts._model.digest import digest


class SourcePage(Struct, frozen=True):
    """What a door hands in: one page's content as HTML, before a theme is put around it."""

    key: str
    """URL path of the page within the site (`guide/install/`); unique."""
    title: str
    """Of the page."""
    language: str | None
    """BCP 47 tag of the page (`en`, `zh-Hans`), or `None` when nothing declares it."""
    html: str
    """Its content."""
    overrides: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """The page's own `narration:` mapping from its front matter; the same names as the settings."""
    source: str = ""
    """Path of the file it came from, as its author knows it (`guide/install.md`). Messages name it,
    and `include` and `exclude` match it. If it is empty, the key is used."""
    generator: str = ""
    """Who made it: `mkdocs`, `sphinx`, or another name that `prose` knows class names of. Empty:
    what class names mean is not known."""
    unread: int = 0
    """Number of words that readers see outside `html`, and that may be content."""
    unread_in: str = ""
    """The element that most of them are in, as `<div class=contents>`."""
    withheld: str = ""
    """Why readers do not see its content, so that nobody may hear it. Empty: they see it."""
    wrong: str = ""
    """What is wrong with the options that the page itself sets, so that it is not narrated."""

    @property
    def name(self) -> str:
        """What messages call the page."""
        return self.source or self.key or "index.html"


class Site(Struct, frozen=True):
    """Which site is narrated. Together these values tell apart the sites that share a store."""

    name: str = ""
    """`site_name`; the album of the audio files."""
    url: str = ""
    """`site_url`."""
    version: str = ""
    """Of the documentation, as `mike` deploys it."""
    locale: str = ""
    """The language that this part of the site is in."""

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal): the name of the site's record in the store."""
        return digest([self.name, self.url, self.version, self.locale])
