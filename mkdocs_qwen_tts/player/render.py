"""Narration → HTML of one page's player.

The page grows by little: the player's words and controls come with its script, cues are written as
differences, and whatever stands on the page already (passages, headings) is not written again.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from mkdocs_qwen_tts.player.words import Words
from mkdocs_qwen_tts.player.workshop import THEME, workshop

if TYPE_CHECKING:
    from jinja2 import Environment

    from mkdocs_qwen_tts import settings as options
    from mkdocs_qwen_tts.model import Narration

TEMPLATE = "partials/narration.html"
STYLESHEET = "assets/narration/player.css"
SCRIPT = "assets/narration/player.js"
"""Classic, to be loaded with `defer`; it loads `words-xx.js` beside it."""

ASSETS = tuple(sorted(path.relative_to(THEME).as_posix() for path in (THEME / "assets").rglob("*.*")))
"""Every file that has to be published, relative to the site's root."""


def render(
    narration: Narration,
    *,
    settings: options.Player,
    src: str,
    environment: Environment | None = None,
) -> str:
    """The HTML of a page's player. The same narration gives the same bytes.

    Args:
        narration: what is spoken, and when.
        settings: what readers are offered.
        src: URL of the audio file, relative to the page.
        environment: where `partials/narration.html` is looked up, so that a site's own comes first. Values
            are escaped before they reach it, whether or not it escapes by itself.

    Raises:
        ConfigurationError: `player.words` names a word that the player does not have.
    """
    words = Words.of(narration.script.language, settings.words)
    template = (environment or workshop()).get_template(TEMPLATE)
    return template.render(
        language=escape(words.language),
        label=escape(settings.label or words["label"]),
        words={name: escape(word) for name, word in words.by_name.items()},
        seconds=f"{narration.track.duration:.3f}",
        duration=escape(words.duration(narration.track.duration)),
        src=escape(src),
        file_name=escape(file_name(narration.script.title, narration.track.format)),
        download=settings.download,
        preview=narration.preview,
        stale=narration.stale,
        data=data_block(_data(narration, settings, words)),
    ).strip()


def file_name(title: str, extension: str) -> str:
    """Under which name a reader saves the file: the page's title, fit for every file system."""
    kept = "".join(character if character.isalnum() or character in " -_." else " " for character in title)
    return f"{' '.join(kept.split()).strip('. ')[:80].strip() or 'narration'}.{extension}"


def data_block(data: Any) -> Markup:
    """JSON as the text of an element. Quotes stay as they are: they are many, and mean nothing there."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return Markup(escaped)  # noqa: S704 - the two characters that matter there are escaped


def _data(narration: Narration, settings: options.Player, words: Words) -> dict[str, Any]:
    """What the script needs and cannot read off the page."""
    data: dict[str, Any] = {
        "title": narration.script.title,
        "cues": _cues(narration, anchored=settings.read_along),
        "chapters": _chapters(narration, anchored=settings.read_along),
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
        data["lang"] = spoken  # the words had to fall back: the text is in another language than they are
    if words.shipped != words.language:
        data["language"] = words.shipped
    return data


def _cues(narration: Narration, *, anchored: bool) -> list[Any]:
    """The cues, each as the difference to the one before.

    A number is milliseconds from the last start to this one; its element is the one after the last. Where
    that does not say it all, a list: `[milliseconds]` goes on with the same passage, `[milliseconds, anchor]`
    names the element, and `[milliseconds, anchor or null, text, language]` brings words that do not stand on
    the page. Differences are taken between rounded times, so that rounding never adds up.
    """
    written: list[Any] = []
    last_start, last_anchor, last_passage = 0, -1, None
    for cue in narration.cues:
        passage = narration.script.passages[cue.passage]
        start = round(cue.start * 1000)
        wait = start - last_start
        anchor = cue.anchor if anchored else None
        if cue.passage == last_passage:
            written.append([wait])
        elif anchor is None or passage.spoken_only:
            language = [passage.language] if passage.language else []
            written.append([wait, anchor, passage.text, *language])
        else:
            written.append(wait if anchor == last_anchor + 1 else [wait, anchor])
        last_start, last_passage = start, cue.passage
        last_anchor = last_anchor if anchor is None else anchor
    return written


def _chapters(narration: Narration, *, anchored: bool) -> list[Any]:
    """The chapters as indices into the cues.

    Title, level and link are the heading's own. Where no heading on the page says them, a list:
    `[index, title, level, id]`.
    """
    starts = [cue.start for cue in narration.cues]
    written: list[Any] = []
    for chapter in narration.chapters:
        index = max(bisect_right(starts, chapter.start) - 1, 0)
        heading = anchored and bool(starts) and narration.cues[index].anchor is not None
        written.append(
            index if heading else [index, chapter.title, chapter.level, *([chapter.id] if chapter.id else [])]
        )
    return written
