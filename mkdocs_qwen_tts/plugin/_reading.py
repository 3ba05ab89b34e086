"""A site's pages for the command line, read by MkDocs itself."""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._sitefile import own_options
from mkdocs_qwen_tts.plugin._door import Collected, NarrationPlugin
from mkdocs_qwen_tts.plugin._site import base, identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._model import Site, SourcePage
    from mkdocs_qwen_tts._settings import Settings


def read_site(config_file: str | None) -> tuple[list[SourcePage], Settings, Path, Site]:
    """Render a site and return its pages without narrating or publishing anything.

    Args:
        config_file: path of the configuration file, as `mkdocs -f` takes it.

    Returns:
        The pages, the plugin's settings, the folder of the configuration file, and which site it
        is.

    Raises:
        ConfigurationError: the configuration is wrong or does not name the plugin.
    """
    with tempfile.TemporaryDirectory() as elsewhere, _quiet():
        try:
            config = load_config(config_file, site_dir=elsewhere)
            config.plugins.on_startup(command="build", dirty=False)
        except MkDocsException as error:
            raise ConfigurationError("", str(error)) from error
        door = next(
            (one for one in config.plugins.values() if isinstance(one, NarrationPlugin)), None
        )
        if door is None:
            raise ConfigurationError(
                "plugins",
                f"{config.config_file_path} does not name qwen-tts; `mkdocs-qwen-tts init -f` "
                "with that path adds it.",
            )
        door.collected = []
        try:
            build(config)
        except Collected:
            pass
        except MkDocsException as error:
            raise ConfigurationError("", str(error)) from error
        finally:
            config.plugins.on_shutdown()
            pages, door.collected = (
                door.collected,
                None,
            )  # MkDocs keeps the object for the next build
        return pages, door.settings, base(config), identity(config)


@dataclass(frozen=True)
class Configuration:
    """What MkDocs makes of a configuration file. Nothing is built."""

    problems: tuple[str, ...] = ()
    """Why it does not take it, one sentence each."""
    warnings: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    """Names of the plugins it runs."""
    options: Mapping[str, Any] | None = None
    """What is written for this plugin, unchecked; `None` where it is not named."""
    site_url: str = ""
    theme: str = ""
    """Its name; empty for a folder of the site's own."""
    base: Path = field(default_factory=Path.cwd)
    """The folder of the configuration file."""
    site_dir: Path | None = None
    """Where the built site goes; `None` where that is not known."""
    docs_dir: Path | None = None
    """Where the pages are; `None` where that is not known."""


def read_configuration(config_file: Path, content: bytes | None = None) -> Configuration:
    """Have MkDocs check a configuration file, plugins and all.

    Args:
        config_file: path of the file.
        content: what to take for its content; by default what it holds.

    Raises:
        OSError: the file cannot be read.
    """
    stream = io.BytesIO(config_file.read_bytes() if content is None else content)
    stream.name = str(config_file.resolve())  # what it inherits from lies beside it
    config = MkDocsConfig(config_file_path=stream.name)
    folder = config_file.resolve().parent
    options = None
    with contextlib.redirect_stdout(io.StringIO()), _quiet(logging.CRITICAL):
        try:
            config.load_file(stream)
            own = own_options(config.get("plugins"))  # before MkDocs takes it apart
            options = own if own is None else own or {}
            failed, warned = config.validate()
        except MkDocsException as error:
            return Configuration((str(error),), options=options, base=folder)
        except Exception as error:  # noqa: BLE001 - other people's plugins, and the tags of YAML, run any code
            return Configuration(
                (f"{type(error).__name__}: {error}",), options=options, base=folder
            )
    problems = tuple(line for name, error in failed for line in f"{name}: {error}".splitlines())
    return Configuration(
        problems,
        tuple(f"{name}: {warning}" for name, warning in warned),
        () if problems else tuple(config.plugins),
        options,
        site_url="" if problems else config.site_url or "",
        theme="" if problems else config.theme.name or "",
        base=folder,
        site_dir=None if problems else Path(config.site_dir),
        docs_dir=None if problems else Path(config.docs_dir),
    )


@contextlib.contextmanager
def _quiet(level: int = logging.ERROR) -> Iterator[None]:
    """MkDocs says what it thinks of the site when the site is built; here only errors matter."""
    logger = logging.getLogger("mkdocs")
    told = logging.StreamHandler()
    told.setLevel(level)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(told)
    try:
        yield
    finally:
        logger.removeHandler(told)
        logger.propagate = propagate
