"""A site's pages for the command line, read by MkDocs itself."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.plugin.door import Collected, NarrationPlugin
from mkdocs_qwen_tts.plugin.site import base, identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts.model import Site, SourcePage
    from mkdocs_qwen_tts.settings import Settings


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
        except Collected:
            pass
        except MkDocsException as error:
            raise ConfigurationError("", str(error)) from error
        finally:
            config.plugins.on_shutdown()
            pages, door.collected = door.collected, None  # MkDocs keeps the object for the next build
        return pages, door.settings, base(config), identity(config)


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
