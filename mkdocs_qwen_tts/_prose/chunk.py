"""A text too long for one request is cut: at sentences, clauses, blanks, then graphemes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import category

from mkdocs_qwen_tts._prose.divide import Rank, divide, fingerprint, refined
from mkdocs_qwen_tts._prose.language import CJK
from mkdocs_qwen_tts._prose.sentences import clause_ends, sentence_ends, word_ends

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Limit

Cuts: TypeAlias = "Callable[[str], list[int]]"
"""Finds the offsets at which a text may be cut."""

_ZERO_WIDTH_JOINER = "\u200d"
_JOINING = re.compile(
    f"[{_ZERO_WIDTH_JOINER}\ufe00-\ufe0f\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
"""Variation selectors, vowels and finals of Hangul, skin tones and tags: never the first of a
character."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
"""The letters that flags are written with."""
_BETWEEN_CJK = re.compile(rf"(?<={CJK})(?={CJK})")


def split_text(text: str, language: str | None, limit: Limit) -> list[str]:
    """A text in pieces, each within the limit, in order, cut where a reader would draw breath.

    Blanks at the cuts are dropped; nothing else is. A word is cut only where it alone is over the
    limit, a grapheme only where it alone is.
    """
    if limit.count(text) <= limit.maximum:
        return [text]
    finders: list[Cuts] = [
        lambda part: sentence_ends(part, language),
        clause_ends,
        word_ends,
        _characters,
        _graphemes,
        lambda part: list(range(1, len(part))),
    ]
    units = _units(text, 0, finders, limit)
    starts = [start for start, _ in units]
    texts = [text[start:stop] for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)]
    ranks: list[Rank] = [
        (level, *fingerprint(unit)) for unit, (_, level) in zip(texts, units, strict=True)
    ]
    divided = divide([limit.count(unit) for unit in texts], ranks, maximum=limit.maximum)
    fitting = refined(divided, lambda piece: limit.count(_join(texts, piece)) <= limit.maximum)
    return [piece for piece in (_join(texts, units) for units in fitting) if piece]


def _join(texts: list[str], piece: range) -> str:
    return "".join(texts[piece.start : piece.stop]).strip()


def _units(text: str, level: int, finders: list[Cuts], limit: Limit) -> list[tuple[int, int]]:
    """Where the units begin that make up pieces, with the level of the cut before each."""
    cuts = [0, *sorted({cut for cut in finders[level](text) if 0 < cut < len(text)})]
    units: list[tuple[int, int]] = []
    for start, stop in zip(cuts, [*cuts[1:], len(text)], strict=True):
        part = text[start:stop]
        if limit.count(part.strip()) <= limit.maximum or level + 1 == len(finders):
            units.append((start, level))
            continue
        finer = _units(part, level + 1, finders, limit)
        units.append((start, level))
        units.extend((start + offset, deeper) for offset, deeper in finer[1:])
    return units


def _characters(text: str) -> list[int]:
    """Between characters of scripts that are written without spaces."""
    return [found.start() for found in _BETWEEN_CJK.finditer(text)]


def _graphemes(text: str) -> list[int]:
    """Before each character that does not belong to the one in front of it."""
    cuts: list[int] = []
    paired = False
    for at in range(1, len(text)):
        character, before = text[at], text[at - 1]
        paired = bool(_FLAG.match(character) and _FLAG.match(before)) and not paired
        if not (paired or _belongs(character, before)):
            cuts.append(at)
    return cuts


def _belongs(character: str, before: str) -> bool:
    """Whether a character goes on with the one before it (after UAX 29)."""
    return (
        category(character)[0] == "M"
        or _JOINING.match(character) is not None
        or before == _ZERO_WIDTH_JOINER
    )
