"""Track → HTML: what readers see and hear.

The player is a custom element around a native `<audio controls>`. Without its script it still plays; with
it, it reads along. Everything it looks like and says stands in `theme/`: a template with named blocks, one
stylesheet, one classic script, and the words of each language.
"""

from __future__ import annotations

from mkdocs_qwen_tts.player.render import ASSETS, SCRIPT, STYLESHEET, TEMPLATE, THEME, render
from mkdocs_qwen_tts.player.words import Words, languages

__all__ = ["ASSETS", "SCRIPT", "STYLESHEET", "TEMPLATE", "THEME", "Words", "languages", "render"]
