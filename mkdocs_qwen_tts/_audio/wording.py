"""What to expect of a text's sound: how long it takes, and where a speaker may pause."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model.speaking_pace import SPEAKING_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDINGS = re.compile(r"[.!?…:;]+(?=[\s\"'”’»)\]]|$)|[。！？：；…]+")
_COMMAS = re.compile(r"[,–—(](?=\s|\w)|(?<=\s)-(?=\s)|[，、（）]")


@dataclass(frozen=True)
class Place:
    """Where the texts let a speaker pause: after `weight` more of text."""

    weight: float
    skipping: float
    """What it costs that there is no pause."""
    longest: float
    """Seconds of pause that speak for this kind of place."""
    border: bool = False


_COMMA = Place(0.0, skipping=0.3, longest=0.25)
_ENDING = Place(0.0, skipping=1.5, longest=0.6)
_BORDER = Place(0.0, skipping=math.inf, longest=0.6, border=True)


def weight(text: str) -> float:
    """How long a text takes to say, in units of a Latin letter (`speaking_pace.csv`)."""
    return max(sum(map(_weight_of, text)), 0.5)


@lru_cache(maxsize=4096)
def _weight_of(character: str) -> float:
    category = unicodedata.category(character)
    if category[0] == "L":
        return SPEAKING_WEIGHTS[_script(character)]
    if category[0] == "N":
        return SPEAKING_WEIGHTS["number"]
    if category[0] == "S":
        return SPEAKING_WEIGHTS["symbol"]
    return SPEAKING_WEIGHTS["space"] if category == "Zs" else 0.0


def _script(letter: str) -> str:
    """Its row in the table."""
    code = ord(letter)
    if 0x3040 <= code <= 0x30FF:  # noqa: PLR2004 - kana
        return "kana"
    if 0xAC00 <= code <= 0xD7AF:  # noqa: PLR2004 - Hangul syllables
        return "hangul"
    if 0x2E80 <= code <= 0x9FFF or code >= 0x20000:  # noqa: PLR2004 - Han
        return "han"
    return "capital" if letter.isupper() else "latin"


def places(texts: Sequence[str]) -> list[Place]:
    """Every place where a speaker may pause, in order; the last is the end of the last text."""
    listed = []
    for text in texts:
        found = {match.end(): _ENDING for match in _ENDINGS.finditer(text)}
        found = {match.end(): _COMMA for match in _COMMAS.finditer(text)} | found
        start = 0
        for end in sorted(found):
            if text[end:].strip() and text[start:end].strip():
                listed.append(replace(found[end], weight=weight(text[start:end])))
                start = end
        listed.append(replace(_BORDER, weight=weight(text[start:])))
    return listed
