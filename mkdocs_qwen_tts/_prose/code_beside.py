"""What code needs said because of what stands beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._prose.block import Fragment

_NEAR = 30
"""Characters between a name and its call that are set against each other."""
_NUMBER = re.compile(r"\s*\d")
_CLOSING = (")", "]", "}")


def is_set_against_its_name(words: Sequence[Fragment], index: int) -> bool:
    """Whether a call stands beside its own name: "`Lamp` rather than `Lamp()`"."""
    called = words[index].text.strip()
    if not called.endswith("()"):
        return False
    name = called[:-2]
    for step in (-2, 2):
        at, between = index + step, index + step // 2
        if (
            0 <= at < len(words)
            and words[at].form == "code"
            and words[at].text.strip() == name
            and words[between].form == "text"
            and len(words[between].text) <= _NEAR
        ):
            return True
    return False


def is_tuple_before_words(words: Sequence[Fragment], index: int) -> bool:
    """Whether code that is one pair of brackets stands before words: "a `(rows, 3)` array"."""
    code = words[index].text.strip()
    return (
        code[:1] == "("
        and _TUPLE.fullmatch(code) is not None
        and index + 1 < len(words)
        and words[index + 1].form == "text"
        and _WORDS_FOLLOW.match(words[index + 1].text) is not None
    )


_TUPLE = re.compile(r"\([^()]{1,80},[^()]{0,80}\)")
_WORDS_FOLLOW = re.compile(r"\s*\w")


def ends_in_number(said: str, words: Sequence[Fragment], index: int) -> bool:
    """Whether a number behind code would be counted to it: "`f([1, 2])` 3 times"."""
    return (
        said.rstrip()[-1:].isdigit()
        and words[index].text.rstrip().endswith(_CLOSING)
        and index + 1 < len(words)
        and words[index + 1].form == "text"
        and _NUMBER.match(words[index + 1].text) is not None
    )
