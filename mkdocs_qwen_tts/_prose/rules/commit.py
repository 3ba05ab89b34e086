"""Commits that a changelog leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def commit_hash(element: Element, reader: Reader) -> None:
    """The short hash of a commit that happens to hold no letter: digits, and no number."""
    reader.add(" ".join(element.text.strip()), "said")


def _is_hash_of_digits(element: Element) -> bool:
    text = element.text.strip()
    return (
        _DIGITS.fullmatch(text) is not None
        and re.search(rf"/commits?/{text}", element.get("href")) is not None
    )


_DIGITS = re.compile(r"[0-9]{7,12}")
"""As many as Git and its hosts show of the forty."""

RULES = (rule(commit_hash, "a", where=_is_hash_of_digits, covers="said"),)
