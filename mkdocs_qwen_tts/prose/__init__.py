"""HTML of a page → its script → the utterances to be spoken. Pure: no network, no clock.

Importing the package costs nothing: its rules are loaded with the first function that is used, so
that a build which finds every page as it was never loads them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "Change": "review",
    "Lexicon": "lexicon",
    "Pronunciation": "lexicon",
    "compare": "review",
    "extract_script": "page",
    "pack_script": "pack",
    "sentence_ends": "sentences",
    "unknown_terms": "review",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
