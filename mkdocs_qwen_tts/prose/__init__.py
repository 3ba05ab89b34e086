"""HTML of a page → its script → the utterances to be spoken. Pure: no network, no clock."""

from __future__ import annotations

from mkdocs_qwen_tts.prose.lexicon import Lexicon, Pronunciation
from mkdocs_qwen_tts.prose.pack import pack_script
from mkdocs_qwen_tts.prose.page import extract_script
from mkdocs_qwen_tts.prose.review import Change, compare, unknown_terms
from mkdocs_qwen_tts.prose.sentences import sentence_ends

__all__ = [
    "Change",
    "Lexicon",
    "Pronunciation",
    "compare",
    "extract_script",
    "pack_script",
    "sentence_ends",
    "unknown_terms",
]
