"""Render the golden sources anew: `python render.py FOLDER…` (material, mkdocs, readthedocs, pymdown, mkdocstrings).

Needs the generators themselves (see README.md). Writes `NAME.html` beside every `NAME.md`: what
MkDocs hands to plugins as the content of the page, as it is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

HERE = Path(__file__).parent


def render(folder: Path) -> None:
    """Build the sources of one folder and keep each page's content."""
    os.chdir(folder)  # mkdocstrings names sources by their way from here
    with tempfile.TemporaryDirectory() as site:
        config = load_config(
            str(folder / "mkdocs.yml"),
            config_file_path=str(
                HERE / "mkdocs.yml"
            ),  # MkDocs takes no sources from beside its configuration
            docs_dir=str(folder),
            site_dir=site,
            site_name="Golden",
        )
        config.plugins._register_event("env", keep)
        build(config)


def keep(env: object, *, config: object, files: object) -> object:  # noqa: ARG001 - an event of MkDocs
    """Write each page's content beside its source."""
    for file in files.documentation_pages():
        Path(file.abs_src_path).with_suffix(".html").write_text(file.page.content, "utf-8")
    return env


if __name__ == "__main__":
    for name in sys.argv[1:]:
        render(HERE / name)
