"""Where sentences, clauses and words end."""

from __future__ import annotations

import re

import sentencex

from mkdocs_qwen_tts.prose.language import primary

STOPS = ".!?…:;。！？：；"
"""What a passage may end with, so that it is spoken as ended."""

_CLOSERS = "\"'”’»›)]}）」』】〉》"
_ENDED = re.compile(f"[{re.escape(STOPS)}][{re.escape(_CLOSERS)}]*$")
_CLAUSE_END = re.compile(r"[,;:][\"'”’»)\]]*\s+|[，、；：][”’」』）】》]*|\s+(?=[—–(（])")
_BLANK = re.compile(r"\s+")


def is_ended(text: str) -> bool:
    """Whether a text ends in sentence punctuation, quotes and brackets behind it aside."""
    return _ENDED.search(text) is not None


def sentence_ends(text: str, language: str | None) -> list[int]:
    """Offsets behind each sentence of a text and the blanks that follow it."""
    return [
        int(boundary["end_index"])
        for boundary in sentencex.get_sentence_boundaries(primary(language) or "en", text)
    ]


def clause_ends(text: str) -> list[int]:
    """Offsets behind commas, colons and semicolons, and before dashes and brackets."""
    return [found.end() for found in _CLAUSE_END.finditer(text)]


def word_ends(text: str) -> list[int]:
    """Offsets behind the blanks of a text."""
    return [found.end() for found in _BLANK.finditer(text)]
