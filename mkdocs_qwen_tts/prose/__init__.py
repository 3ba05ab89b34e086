"""HTML of a page → its script → the utterances to be spoken. Pure and offline: no network, no clock."""

from __future__ import annotations

from mkdocs_qwen_tts.prose.lexicon import Entry, Lexicon
from mkdocs_qwen_tts.prose.pack import utterances
from mkdocs_qwen_tts.prose.page import script
from mkdocs_qwen_tts.prose.review import Change, compare, unknown_terms

__all__ = ["Change", "Entry", "Lexicon", "compare", "script", "unknown_terms", "utterances"]
