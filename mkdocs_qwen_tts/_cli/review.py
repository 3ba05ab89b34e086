"""The command that opens the review desk."""

from __future__ import annotations

import contextlib
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.init import named_or_found
from mkdocs_qwen_tts._cli.planning import planned
from mkdocs_qwen_tts._cli.site import config_option, site_argument
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._sitefile import with_inherited
from mkdocs_qwen_tts.site._config import FILE

if TYPE_CHECKING:
    from mkdocs_qwen_tts._review import ReviewedSite

PORT = 8766


@click.command(
    epilog=examples("mkdocs-qwen-tts review --open", "mkdocs-qwen-tts review site --port 0")
)
@site_argument
@config_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def review(site_dir: Path | None, config_file: str | None, *, port: int, opens: bool) -> None:
    """Open a desk to hear, mend, skip and approve what is spoken, until Ctrl-C.

    It listens on this machine alone, and needs the extra `review`. It asks the speech service for
    nothing unless you agree to the price that it shows.

    SITE_DIR is the folder of a built site, of any generator; without it, MkDocs reads the sources.
    """
    try:
        from mkdocs_qwen_tts._review import (  # noqa: PLC0415 - an optional extra
            Desk,
            ReviewServer,
        )
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "werkzeug":
            raise
        raise ConfigurationError(
            "", 'the desk needs a further package: pip install "mkdocs-qwen-tts[review]".'
        ) from None
    server = ReviewServer(Desk(lambda: _reviewed(config_file, site_dir)), port)
    echo(f"The review desk is at {server.address}")
    echo("Ctrl-C ends it.", err=True)
    if opens:
        webbrowser.open(server.address)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


def _reviewed(config_file: str | None, site_dir: Path | None) -> ReviewedSite:
    from mkdocs_qwen_tts._review import ReviewedSite  # noqa: PLC0415 - an optional extra

    found = planned(config_file, site_dir)
    if site_dir is not None:
        config = Path(config_file) if config_file else found.base / FILE
        return ReviewedSite(found.plan, found.settings, found.base, config, site_dir)
    config = named_or_found(Path(config_file) if config_file else None)
    written, _ = with_inherited(config)
    files = found.base / str(written.get("docs_dir") or "docs")
    return ReviewedSite(found.plan, found.settings, found.base, config, files)
