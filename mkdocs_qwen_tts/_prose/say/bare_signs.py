"""Code without a letter or digit: the names of its signs."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_DRAWING = re.compile(r"[\s\u2500-\u25ff]*")
"""Lines and boxes: a drawing of a folder's tree, say."""
_BLANKS = re.compile(r"([\"'])\s+\1")
QUOTED_SIGN = re.compile(r"([\"'])([^\w\s\"'`]{1,3})\1")
"""A sign in quotes is that sign."""
SIGNS_NAMED = 6
"""Signs up to which code that consists of nothing else is told sign by sign."""


def say_signs(code: str, words: Vocabulary) -> str:
    """Code without a letter or digit: the names of its signs."""
    if _DRAWING.fullmatch(code):  # one shape alone is spoken of
        return words.symbol(code.strip()) or ""
    if _BLANKS.fullmatch(code):
        return words.word("blank")
    if quoted := QUOTED_SIGN.fullmatch(code):
        code = quoted[2]
    code = unicodedata.normalize("NFKC", code) if not code.isascii() else code
    compact = "".join(code.split())
    whole = words.symbol(compact)
    if whole:
        return whole
    names: list[str] = []
    for group in code.split():
        name = words.symbol(group)
        names += [name] if name else names_of_signs(group, words)
    return str(announcements(words.language).entry("list_separator")).join(names)


def names_of_signs(group: str, words: Vocabulary) -> list[str]:
    """A few signs one by one; a row of the same sign by its length."""
    named: list[str] = []
    for run in re.finditer(r"(.)\1*", group, re.DOTALL):
        name, count = words.symbol(run[1]) or run[1], len(run[0])
        if count > SIGNS_NAMED:
            named.append(words.word("repeated").format(name=name, count=count))
        else:
            named += [name] * count
    return named
