"""HTML of a page → its script → the utterances to be spoken. Pure: no network, no clock, no file but our own data."""

from __future__ import annotations

from mkdocs_qwen_tts.prose.lexicon import Lexicon
from mkdocs_qwen_tts.prose.pack import utterances
from mkdocs_qwen_tts.prose.page import script

__all__ = ["Lexicon", "script", "utterances"]
