"""HTML of a page → its script → the utterances to be spoken. Pure: no network, no clock.

Importing the package costs nothing: its rules are loaded with the first function that is used, so
that a build which finds every page as it was never loads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.empty_sections import has_prose
    from mkdocs_qwen_tts._prose.lexicon import Lexicon, Pronunciation
    from mkdocs_qwen_tts._prose.pack import pack_script
    from mkdocs_qwen_tts._prose.page import extract_script
    from mkdocs_qwen_tts._prose.review import Change, compare, unknown_terms
    from mkdocs_qwen_tts._prose.sentences import sentence_ends

__all__ = [
    "Change",
    "Lexicon",
    "Pronunciation",
    "compare",
    "extract_script",
    "has_prose",
    "pack_script",
    "sentence_ends",
    "unknown_terms",
]

_HOMES = {
    "Change": "review",
    "Lexicon": "lexicon",
    "Pronunciation": "lexicon",
    "compare": "review",
    "extract_script": "page",
    "has_prose": "empty_sections",
    "pack_script": "pack",
    "sentence_ends": "sentences",
    "unknown_terms": "review",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
