"""Narration → HTML of one page's player.

The page grows by little: the player's words and controls come with its script, and what is spoken
when stands in a file beside the audio (`cue_sheet`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from mkdocs_qwen_tts._player.cue_sheet import cue_sheet
from mkdocs_qwen_tts._player.frame import frame_of
from mkdocs_qwen_tts._player.templates import FOLDER, TEMPLATE, THEME, workshop
from mkdocs_qwen_tts._player.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

    from mkdocs_qwen_tts import _settings as options
    from mkdocs_qwen_tts._model import Narration

STYLESHEET = f"{FOLDER}/player.css"
SCRIPT = f"{FOLDER}/player.js"
"""Classic, to be loaded with `defer`; it loads `words-xx.js` beside it."""
APP_SCRIPT = f"{FOLDER}/app.js"
"""Classic, to be loaded with `defer`, on pages that a script draws: see its head.

Its tag says `data-root` (a CSS selector of what is drawn), `data-content` (a JSON list of selectors
of the content in it) and `data-place` (the player's)."""

WAITING = "narration-waiting"
"""The class of what holds the player in front of a page that is yet to be drawn."""

ASSETS = tuple(
    sorted(path.relative_to(THEME).as_posix() for path in (THEME / "assets").rglob("*.*"))
)
"""Every file that has to be published, relative to the site's root."""


def render(
    narration: Narration,
    *,
    settings: options.Player,
    src: str,
    cues: str | None = None,
    environment: Environment | None = None,
) -> str:
    """The HTML of a page's player. The same narration gives the same bytes.

    Args:
        narration: what is spoken, and when.
        settings: what readers are offered.
        src: URL of the audio file, relative to the page.
        cues: name of its cue sheet, where that is made already.
        environment: where `partials/narration.html` is looked up, so that a site's own comes first.
            Values are escaped before they reach it, whether or not it escapes by itself.

    Raises:
        ConfigurationError: `player.words` names a word that the player does not have.
    """
    words = Words.of(narration.script.language, settings.words)
    template = (environment or workshop()).get_template(TEMPLATE)
    of_page = {
        "seconds": f"{narration.track.duration:.3f}".rstrip("0").rstrip("."),
        "duration": escape(words.duration(narration.track.duration)),
        "src": escape(src),
        "data": data_block(_data(narration, settings, words, cues)),
    }
    shared = {
        "language": escape(words.language),
        "label": escape(settings.label or words["label"]),
        "download": settings.download,
        "preview": narration.preview,
        "free": narration.free,
        "stale": narration.stale,
    }
    kind = (*shared.values(), words.shipped, *words.replaced.items())
    shared["words"] = words.escaped
    frame = frame_of(template, kind, shared)
    return frame.filled(of_page) if frame else template.render(**shared, **of_page).strip()


def data_block(data: Any) -> Markup:
    """JSON as the text of an element. Quotes, which mean nothing there, stay as they are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return Markup(escaped)  # noqa: S704 - the two characters that matter there are escaped


def _data(
    narration: Narration, settings: options.Player, words: Words, cues: str | None
) -> dict[str, Any]:
    """What the script needs before it is touched, and cannot read off the page."""
    data: dict[str, Any] = {
        "title": narration.script.title,
        "cues": cues or cue_sheet(narration, anchored=settings.read_along).name,
    }
    off = [name for name in ("read_along", "from_here", "dock") if not getattr(settings, name)]
    if off:
        data["off"] = off
    if settings.style != "highlight":
        data["style"] = settings.style
    if words.replaced:
        data["words"] = dict(words.replaced)
    spoken = (narration.script.language or words.language).replace("_", "-")
    if spoken.partition("-")[0].lower() != words.language:
        data["lang"] = (
            spoken  # the words had to fall back: the text is in another language than they are
        )
    if words.shipped != words.language:
        data["language"] = words.shipped
    return data
