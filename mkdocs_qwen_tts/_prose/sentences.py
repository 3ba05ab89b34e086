"""Where sentences, clauses and words end.

Sentences are sentencex's business; what it gets wrong in documentation is put right here, each rule
with its case in the tests.
"""

from __future__ import annotations

import re
from functools import cache

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.language import primary

STOPS = ".!?…:;。！？：；"
"""What a passage may end with, so that it is spoken as ended."""

_CLOSERS = "\"'”’»›)]}）」』】〉》"
_ENDED = re.compile(f"[{re.escape(STOPS)}][{re.escape(_CLOSERS)}]*$")

_END = re.compile(
    rf"(?<![.!?…])[.!?…]+[{re.escape(_CLOSERS)}]*(?:\s»)?\s+|[。！？]+[{re.escape(_CLOSERS)}]*\s*|(?<!…)…+(?=[“「『])"
)
"""Every place where a sentence could end."""
_CJK_STOP = re.compile("[。！？]")
_INITIAL = re.compile(r"(?:^|[\s(\[“\"'])[^\W\d_]\.$")
_ORDINAL = re.compile(r"(?:^|[^.\s]\s)\d{1,2}\.$")
_PLAIN_STOP = re.compile(r"\.\s+")
_LONGEST_WORD = 40
"""Characters before a full stop that are looked at for an abbreviation."""

_CLAUSE_END = re.compile(r"[,;:][\"'”’»)\]]*\s+|[，、；：][”’」』）】》]*|\s+(?=[—–(（])")
_BLANK = re.compile(r"\s+")


def is_ended(text: str) -> bool:
    """Whether a text ends in sentence punctuation, quotes and brackets behind it aside."""
    return _ENDED.search(text) is not None


def sentence_ends(text: str, language: str | None) -> list[int]:
    """Offsets behind each sentence of a text and the blanks that follow it."""
    code = primary(language) or "en"
    proposed = _proposed(text, code)
    # On plain full stops sentencex has the say. Others it misses where the page's language does not
    # use them, and it gives the quotation mark behind a stop to the next sentence.
    ends = [
        found.end()
        for found in _END.finditer(text)
        if (proposed is None or found.end() in proposed or _PLAIN_STOP.fullmatch(found[0]) is None)
        and not _goes_on(text, found, code)
    ]
    return ends if ends and ends[-1] == len(text) else [*ends, len(text)]


def _proposed(text: str, language: str) -> set[int] | None:
    """Where sentencex has sentences end; `None` on machines without it.

    Rules of our own then decide alone. Of 3,935 passages of real documentation, they divided 11
    otherwise.
    """
    try:
        import sentencex  # noqa: PLC0415 - one passage in two thousand is longer than a request
    except ImportError:  # there is no wheel for musl, nor for Windows on ARM
        return None
    boundaries = sentencex.get_sentence_boundaries(language, text)
    return {int(boundary["end_index"]) for boundary in boundaries}


def _goes_on(text: str, found: re.Match[str], language: str) -> bool:
    """Whether the sentence goes on behind a mark that looks like its end."""
    follower = text[found.end() : found.end() + 1]
    if _CJK_STOP.search(found[0]):
        return follower in _CLOSERS
    if not follower or follower.islower():
        return follower != ""  # "e.g. this", "“Stop!” he said", "Wait... what?"
    return found[0].strip() == "." and _is_abbreviated(
        text[max(0, found.start() - _LONGEST_WORD) : found.start() + 1], follower, language
    )


def _is_abbreviated(before: str, follower: str, language: str) -> bool:
    """Whether the last full stop belongs to an abbreviation, an initial or an ordinal."""
    known = _abbreviations("all") | _abbreviations(language)
    word = before.rsplit(None, 1)[-1]
    if word.lstrip("(“\"'[«„").rstrip(".") in known:
        return not _is_list_end(word, follower)
    if any(" " in name and before.endswith(f" {name}.") for name in known):
        return True
    # "J. K. Rowling", "M. Dupont"; "Im 19. Jahrhundert"
    return bool(_INITIAL.search(before) or (language == "de" and _ORDINAL.search(before)))


def _is_list_end(word: str, follower: str) -> bool:
    """`etc.` ends a sentence where a capital follows."""
    return word.rstrip(".") in {"etc", "usw", "ecc", "др", "a.m", "p.m"} and follower.isupper()


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(str(known) for known in facts("abbreviations").get(language, ()))


def clause_ends(text: str) -> list[int]:
    """Offsets behind commas, colons and semicolons, and before dashes and brackets."""
    return [found.end() for found in _CLAUSE_END.finditer(text)]


def word_ends(text: str) -> list[int]:
    """Offsets behind the blanks of a text."""
    return [found.end() for found in _BLANK.finditer(text)]
