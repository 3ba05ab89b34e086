"""Identifiers: the words that a name is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_HUMP = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])"
    # `POSIXct` and `GNUstep` begin with a name that small letters go on with
    r"|(?<=[A-Z]{2})(?=[A-Z][a-z](?!\d))(?<!\bPOSI)(?<!\bGN)"
)


def say_name(name: str, words: Vocabulary) -> str:
    """An identifier: its words; underscores at its edges are said, and several in a row."""
    plain = name.strip("_")
    if not plain:
        return f" {words.symbol(name) or words.repeated('underscore', len(name))} "
    start = len(name) - len(name.lstrip("_"))
    end = len(name) - len(name.rstrip("_"))
    underscore = f" {words.word('underscore')} "

    def row(run: re.Match[str]) -> str:
        pairs, one = divmod(len(run[0]), 2)
        return f" {words.symbol('__')} " * pairs + underscore * one

    said = _HUMP.sub(" ", re.sub("__+", row, plain).replace("_", " "))
    if start == end == 2:  # noqa: PLR2004 - `__init__`
        return f" {words.word('dunder')} {said} "
    return f"{underscore * start}{said}{underscore * end}"
