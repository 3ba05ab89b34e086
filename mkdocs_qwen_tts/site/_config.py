"""How a built site is narrated: `narration.yml`, or the plugin's own part of a `mkdocs.yml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Site
from mkdocs_qwen_tts._quotation import shown
from mkdocs_qwen_tts._settings import OVERRIDES, Settings
from mkdocs_qwen_tts._sitefile import PLUGIN, is_generators, own_options, with_inherited
from mkdocs_qwen_tts.site._boilerplate import Boilerplate  # noqa: TC001 - a dataclass field

FILE = "narration.yml"
"""What the configuration file is called where nothing else is named."""

OWN = ("site_name", "site_url", "content")
"""What such a file says of the site itself, beside the options."""


@dataclass(frozen=True)
class SiteConfig:
    """The options, and what nothing but a person can tell of a site."""

    settings: Settings
    base: Path
    """The folder of the configuration file: the store and lexicons are relative to it."""
    name: str = ""
    """The album of the audio files."""
    url: str = ""
    """Absolute address of the site's root, with a slash at its end; needed by feeds and metadata
    alone."""
    content: str | None = None
    """CSS selector of the element that holds a page's content, where none is known for its
    generator."""
    pages: frozenset[str] | None = None
    """Paths of the site's pages, where its generator says: other HTML files in its folder are none
    of them."""
    boilerplate: Boilerplate | None = None
    """What the pages of the site have in common, once they have been compared."""

    @classmethod
    def of(
        cls, options: Mapping[str, Any], base: Path, *, environ: Mapping[str, str] = os.environ
    ) -> SiteConfig:
        """Check a mapping of options, as read from a configuration file in the folder `base`.

        Args:
            options: as they are written.
            base: the folder that what they name is relative to.
            environ: whose variables win over them.

        Raises:
            ConfigurationError: for the first wrong option.
        """
        merged = dict(options)
        own = {name: merged.pop(name, None) for name in OWN}
        for name, value in own.items():
            if value is not None and not isinstance(value, str):
                raise ConfigurationError(
                    name, f"expected a text (found {shown(value)}).", value=value
                )
        url = own["site_url"] or ""
        return cls(
            settings=Settings.of(merged, environ=environ),
            base=base,
            name=own["site_name"] or "",
            url=url if not url or url.endswith("/") else f"{url}/",
            content=own["content"] or None,
        )

    def site(self, root: Path) -> Site:
        """What tells the site in this folder apart from others in the same store.

        The versions of a site lie in folders of their own, and share its address. A folder that is
        not the project's, as the temporary one of a build, tells nothing where there is an address.
        """
        try:
            folder = os.path.relpath(root, self.base).replace(os.sep, "/")
        except ValueError:  # it is on another drive
            folder = f"../{root.resolve().as_posix()}"
        return Site(self.name, self.url, "" if self.url and folder.startswith("../") else folder)


def load(path: Path | None = None, *, options: Mapping[str, Any] | None = None) -> SiteConfig:
    """Read the configuration of a built site.

    Args:
        path: the file, in the shape of `narration.yml` or of `mkdocs.yml`; without one,
            `narration.yml` of the working folder, if it is there, else every option has its
            default.
        options: laid over what the file says, and the environment, by name: somebody has just
            typed them.

    Raises:
        ConfigurationError: the file cannot be read, or an option is wrong.
    """
    if path is None and Path(FILE).is_file():
        path = Path(FILE)
    written, files = with_inherited(path) if path is not None else ({}, [])
    base = path.resolve().parent if path is not None else Path.cwd()
    own, given = _of_plugin(written, path), options or {}
    typed = {variable for variable, option in OVERRIDES if option in given}
    environ = {name: value for name, value in os.environ.items() if name not in typed}
    try:
        return SiteConfig.of({**own, **given}, base, environ=environ)
    except ConfigurationError as error:
        name = error.option.partition(".")[0]
        if name not in own or name in given:  # of the command line, or the environment
            raise
        raise ConfigurationError(
            f"{', over '.join(map(str, files))}: {error.option}",
            error.message,
            value=error.value,
            closest=error.closest,
        ) from None


def _of_plugin(written: Mapping[str, Any], path: Path | None) -> dict[str, Any]:
    """The options, where they are written for the plugin in a generator's configuration."""
    if not is_generators(written):
        return dict(written)
    options = own_options(written.get("plugins"))
    if options is None:
        raise ConfigurationError(
            "plugins",
            f"{path} does not name {PLUGIN}; add it with `mkdocs-qwen-tts init -f {path}`, or "
            f"write a {FILE}.",
        )
    if not isinstance(options, Mapping):
        raise ConfigurationError(
            f"{path}: {PLUGIN}", f"expected a mapping of options (found {shown(options)})."
        )
    return {
        **{name: written[name] for name in ("site_name", "site_url") if name in written},
        **options,
    }
