"""Intervals of which one end is left out, as running text writes them: `[0, 1)`, `]0, 1]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.code import say_code

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_NUMBER = r"[-+]?\d[\d.]{0,20}"
_NAMED = rf"(?:{_NUMBER}|[A-Za-z]\w{{0,60}}(?:\(\))?)"
"""A number, or what a number is called."""
INTERVAL = (
    rf"(?<![\w\])])(?:\[{_NUMBER},\s?{_NAMED}[)\[]|[\](]{_NUMBER},\s?{_NAMED}\])"
    r"(?=$|[\s.;:)”\"，。；：）]|,\s[^\W\d_]{2})"
)
"""Two brackets that belong to no pair. A list of what may be left out (`f(a[, b])`) is none."""
_PARTS = re.compile(r"(.)(.*),\s?(.*)(.)")
_INTERVAL = re.compile(
    r"\b(?:interval|range|intervall|intervalle|intervalo|intervallo)\s$", re.IGNORECASE
)
_NEAR = 20
"""Characters before an interval that may say that it is one."""


def say_interval(found: re.Match[str], words: Vocabulary) -> str:
    """An interval as it is said: "the interval 0 to 1, right end open"."""
    parts = _PARTS.fullmatch(found[0])
    assert parts is not None  # noqa: S101 - `INTERVAL` has two brackets and a comma
    _, low, high, closing = parts.groups()
    name = "interval_left_open" if closing == "]" else "interval_right_open"
    template = str(words.template(name))
    named, _, rest = template.partition("{a}")
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    if _INTERVAL.search(before):  # "in the range [0, 64)"
        named = ""
    low, high = say_code(low, words), say_code(high, words)
    stop = "," if found.string[found.end() : found.end() + 1] == " " else ""
    return f"{named}{low}{rest.format(b=high)}{stop}"
