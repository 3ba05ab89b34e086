"""Text that generators set as it was typed: comments of Doxygen, lines of Zoem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.rules.code import block, code_source
from mkdocs_qwen_tts._prose.rules.preformatted import has_words, is_prose, written
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element

_USUAL = 0.25
"""Share of the words of a comment that are usual ones, from which on it is sentences."""

_STOP = re.compile(r"[\w)'\"][.:](?=\s|$)")
"""What a sentence ends in, a formula too: `N >= 0.`"""


def _is_worded(element: Element) -> bool:
    """Whether this is sentences, with formulas among them."""
    return has_words(code_source(element), _USUAL, _STOP)


def _is_code(element: Element) -> bool:
    """Whether lines that only a style sheet keeps apart are code."""
    return element.text[:1] == "\n" and not is_prose(element.text)


RULES = (
    rule(written, "pre", "fragment", where=_is_worded, generators="doxygen"),
    rule(block, "div", "verbatim", where=_is_code, covers="code"),
)
