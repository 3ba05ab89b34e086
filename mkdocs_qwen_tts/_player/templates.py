"""Where the player's own templates are found when no site brings an environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

THEME = Path(__file__).parent / "theme"
"""A theme folder: goes behind the site's own, so that a site may override any file in it."""

TEMPLATE = "partials/narration.html"
"""The player of a page."""
TEMPLATE_BELOW = "narration/player.html"
"""What it extends."""

FOLDER = "assets/narration"
"""Where a site has what players need, below its root: their own files, and the audio."""


@cache
def workshop() -> Environment:
    """An environment that knows our templates alone."""
    return Environment(loader=FileSystemLoader(THEME), autoescape=True)
