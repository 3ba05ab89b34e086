"""Track → HTML: what readers see and hear.

The player is a custom element around a native `<audio controls>`. Without its script it still
plays; with it, it reads along. Everything it looks like and says stands in `theme/`: a template
with named blocks, one stylesheet, one classic script, and the words of each language.
"""

from __future__ import annotations

from mkdocs_qwen_tts._player.captions import CAPTIONS, captions
from mkdocs_qwen_tts._player.cue_sheet import CUE_SHEET, Cues, CueSheet, cue_sheet, listed_cues
from mkdocs_qwen_tts._player.guide import (
    GUIDE_PAGES,
    GUIDE_SCRIPT,
    GuidePage,
    guide_pages,
    listening_page,
)
from mkdocs_qwen_tts._player.metadata import structured_data
from mkdocs_qwen_tts._player.podcast import (
    FEED,
    NarratedPage,
    build_time,
    channel_of,
    feed_link,
    moment,
    podcast,
    without_address,
)
from mkdocs_qwen_tts._player.published import published
from mkdocs_qwen_tts._player.render import (
    APP_SCRIPT,
    ASSETS,
    SCRIPT,
    STYLESHEET,
    WAITING,
    render,
)
from mkdocs_qwen_tts._player.templates import FOLDER, TEMPLATE, THEME
from mkdocs_qwen_tts._player.words import Words, check_words, languages_with_words

__all__ = [
    "APP_SCRIPT",
    "ASSETS",
    "CAPTIONS",
    "CUE_SHEET",
    "FEED",
    "FOLDER",
    "GUIDE_PAGES",
    "GUIDE_SCRIPT",
    "SCRIPT",
    "STYLESHEET",
    "TEMPLATE",
    "THEME",
    "WAITING",
    "CueSheet",
    "Cues",
    "GuidePage",
    "NarratedPage",
    "Words",
    "build_time",
    "captions",
    "channel_of",
    "check_words",
    "cue_sheet",
    "feed_link",
    "guide_pages",
    "languages_with_words",
    "listed_cues",
    "listening_page",
    "moment",
    "podcast",
    "published",
    "render",
    "structured_data",
    "without_address",
]
