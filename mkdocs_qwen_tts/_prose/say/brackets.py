"""Square brackets that are neither an index nor what a type holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._prose.say.tokens import SpelledToken
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_INSTALLS = re.compile(
    r"\b(?:pip|pip3|pipx|pipenv|uv|poetry|pdm|conda|mamba)\b.{0,80}?\b(?:install|add|run|sync|inject)\b"
)
_RANGE = re.compile(r"\^?[\w.\\/:@%&~!#=+*?-]*(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d)[^\s\[\]]*")
_JOINS_RANGES = re.compile(r"[A-Za-z0-9]{1,2}_+[A-Za-z0-9]{1,2}")


_EXTRAS = re.compile(
    r"[a-z]+\d?(?:-[a-z]+\d?)+\[[a-z][a-z\d-]+(?:,\s?[a-z][a-z\d-]+)*\](?:[<>=~!]=?\s?\d.*)?"
)
"""A distribution with extras; no type has a hyphen in its name."""


def installs(code: str) -> bool:
    """Whether brackets hold extras: in `pip install lamp[oil]`, `oil-lamp[wick]`."""
    return "[" in code and (
        _INSTALLS.search(code) is not None or _EXTRAS.fullmatch(code) is not None
    )


def is_character_class(tokens: Sequence[SpelledToken], at: int) -> bool:
    """Whether the bracket at a place opens characters to choose from, as in `[a-z][a-z0-9]*`."""
    end = tokens[at].partner
    if tokens[at].text != "[" or tokens[at].joins or end is None or end - at > _LONGEST:
        return False
    inside = "".join(one.text for one in tokens[at + 1 : end])
    return _RANGE.fullmatch(inside) is not None


def joins_ranges(tokens: Sequence[SpelledToken], at: int) -> bool:
    """Whether an underscore in a name stands between ranges of characters: `[A-Z_a-z]`."""
    name = tokens[at]
    return (
        name.before == name.behind == "-"
        and _JOINS_RANGES.fullmatch(name.text) is not None
        and any(one.text == "[" for one in tokens[max(0, at - _LONGEST) : at])
    )


def say_ranges(text: str, words: Vocabulary) -> str:
    """Letters and digits from one to another: `A-Za-z0-9`."""
    said = []
    for first, last in re.findall("(.)-(.)", text):
        capital = f"{words.word('capital')} " if first.isupper() else ""
        said.append(f"{capital}{first} {words.word('to')} {last}")
    return f" {', '.join(said)} "


def has_comma(tokens: Sequence[SpelledToken], *, in_braces: bool) -> bool:
    """Whether a comma is among tokens; one in braces parts values of an option: `{a,b}`."""
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "," and (in_braces or not depth):
            return True
    return False


_LONGEST = 24
"""Pieces of code in such brackets, at most."""


def holds_one_type(code: str) -> bool:
    """Whether this is a type that holds one other: `list[str]`."""
    return _HOLDS_ONE.fullmatch(code) is not None


_HOLDS_ONE = re.compile(r"[A-Za-z_][\w.]*\[[A-Za-z_][\w.]*\]")
