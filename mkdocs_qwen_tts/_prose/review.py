"""A script to review: what may be mispronounced, and what changed since another state."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mkdocs_qwen_tts._model import Passage, Script

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_./+&'’][A-Za-z0-9]+)*[+#]*")
_TECHNICAL = re.compile(
    r"""
      [A-Z]{2,}s?                                     # API, URLs
    | (?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9]+              # utf8, k8s, OAuth2
    | [a-z]+[A-Z]\w* | [A-Z][a-z]+[A-Z]\w*            # iOS, FastAPI
    | .*[_/+\#&].*                                    # what no rule has put into words
    """,
    re.VERBOSE,
)
_VOWEL = re.compile(r"[aeiouyAEIOUY]")


@dataclass(frozen=True)
class Change:
    """A difference between two states of what is spoken."""

    page: str
    before: Passage | None
    """`None`: the passage is new."""
    after: Passage | None
    """`None`: the passage is gone."""


def unknown_terms(scripts: Iterable[Script], lexicon: Lexicon | None = None) -> Counter[str]:
    """Technical tokens that are spoken as written, most frequent first: for the lexicon.

    Acronyms, mixed case, letters with digits, words without vowels, and what holds symbols.
    """
    lexicon = lexicon or Lexicon()
    found: Counter[str] = Counter()
    for script in scripts:
        for passage in script.passages:
            language = passage.language or script.language
            for match in _TOKEN.finditer(passage.text):
                token = match[0].strip("-./'’")
                if _is_technical(token) and not lexicon.covers(token, language=language):
                    found[token] += 1
    return Counter(dict(found.most_common()))


def _is_technical(token: str) -> bool:
    if token.isdigit() or len(token) < 2:  # noqa: PLR2004 - one letter says itself
        return False
    if token.islower() and token.isalpha():
        return not _VOWEL.search(token) or re.search(r"[^aeiouy]{5}", token) is not None
    return _TECHNICAL.fullmatch(token) is not None


def compare(old: Mapping[str, Script], new: Mapping[str, Script]) -> tuple[Change, ...]:
    """What is spoken differently in `new`, page by page in its order, then pages that are gone.

    Args:
        old: scripts by page key.
        new: scripts by page key.
    """
    changes: list[Change] = []
    for page in [*new, *(page for page in old if page not in new)]:
        before = old[page].passages if page in old else ()
        after = new[page].passages if page in new else ()
        changes.extend(_changes(page, before, after))
    return tuple(changes)


def _changes(page: str, before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Change]:
    matcher = SequenceMatcher(
        None, [_sound(p) for p in before], [_sound(p) for p in after], autojunk=False
    )
    for verb, b1, b2, a1, a2 in matcher.get_opcodes():
        if verb == "equal":
            continue
        paired = min(b2 - b1, a2 - a1)
        yield from (Change(page, before[b1 + n], after[a1 + n]) for n in range(paired))
        yield from (Change(page, passage, None) for passage in before[b1 + paired : b2])
        yield from (Change(page, None, passage) for passage in after[a1 + paired : a2])


def _sound(passage: Passage) -> tuple[str, str | None, str | None]:
    return passage.text, passage.language, passage.voice
