"""Which language a text is in, as far as its tags and its letters say."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from string import ascii_letters

from mkdocs_qwen_tts._prose.facts import facts

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = r"\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_CYRILLIC = r"\u0400-\u052f"

CJK = rf"[{_HAN}{_KANA}\u3000-\u303f\uff00-\uff65]"
"""A character of the scripts that are written without spaces, or their punctuation."""

EAST_ASIAN = rf"[{_HAN}{_KANA}{_HANGUL}\u3000-\u303f\uff00-\uff65]"
"""A character of Chinese, Japanese or Korean, or its punctuation: a symbol may touch it."""

LATIN = frozenset({"en", "de", "fr", "es", "it", "pt"})
"""Languages of the speech service that are written in Latin letters."""

FALLBACK = "en"
"""What Latin letters count as, where nothing tells the language."""

_SCRIPTS = (
    ("ja", re.compile(f"[{_KANA}]")),
    ("ko", re.compile(f"[{_HANGUL}]")),
    ("zh", re.compile(f"[{_HAN}]")),
    ("ru", re.compile(f"[{_CYRILLIC}]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_SHARE = 0.1
"""Share of letters from which a script decides: Chinese pages are full of identifiers."""

MOSTLY = 0.4
"""Share of letters from which a page seems to be in another language than declared."""


@lru_cache(maxsize=256)
def primary(tag: str | None) -> str:
    """The primary subtag in lower case (`zh` of `zh-Hans-CN`), `""` for none."""
    return re.split(r"[-_]", tag.strip(), maxsplit=1)[0].lower() if tag else ""


def normal(tag: str | None) -> str | None:
    """A tag in the shape of BCP 47 (`zh_CN` → `zh-CN`), `None` for an empty one."""
    return (tag or "").strip().replace("_", "-") or None


def tag_of(language: str) -> str | None:
    """The BCP 47 tag of a language given by name (`Chinese`) or tag; `None` for `auto`."""
    folded = language.strip().casefold()
    if folded in {"", "auto"}:
        return None
    return _names().get(folded) or normal(language)


def guess(text: str, share: float = _SHARE) -> str:
    """The language that `text` seems to be in, where nothing declares it.

    The script tells it, and of languages in Latin letters the words that every text is full of. A
    short text in Latin letters counts as English.
    """
    if not _is_latin(text, share):
        letters = len(_LETTER.findall(text))
        for language, script in _SCRIPTS:
            if letters and len(script.findall(text)) >= share * letters:
                return language
    return _guess_latin(text)


def told(text: str) -> str:
    """The language that `text` certainly tells; empty for a Latin text that tells none."""
    found = guess(text)
    latin = found == FALLBACK
    return _sure(_LATIN_WORD.findall(text[:_SAMPLE].casefold())) if latin else found


def _is_latin(text: str, share: float) -> bool:
    """Whether letters of other scripts are too few to count, as a bound that is quick.

    Counted are all characters beyond Latin 1, and of the letters those of ASCII.
    """
    latin = text.encode("latin-1", "ignore")
    return len(text) - len(latin) < share * len(latin.translate(None, _NOT_ASCII_LETTERS))


_NOT_ASCII_LETTERS = bytes(set(range(256)) - set(ascii_letters.encode()))


_SAMPLE = 3_000
"""Characters of a page that tell its language."""
_FEWEST = 60
"""Words from which on the words that every text is full of tell languages apart."""
_USUAL = 0.12
"""Share of those words in a text of their language, at least."""
_DIFFERENT = 4
"""How many different ones a text of their language has: `EST_Features` is no French."""
_AHEAD = 1.4
"""How many times more there have to be than of the next language."""


def _guess_latin(text: str) -> str:
    """The language in Latin letters that a longer text is in; a short one counts as English."""
    return _sure(_LATIN_WORD.findall(text[:_SAMPLE].casefold())) or FALLBACK


def _sure(found: list[str]) -> str:
    """The language in Latin letters that these words tell for certain; empty for none."""
    if len(found) < _FEWEST:
        return ""
    counted = Counter(found)
    counts = sorted(
        (
            (sum(map(counted.__getitem__, met)), name)
            for name, known in _function_words().items()
            if len(met := known & counted.keys()) >= _DIFFERENT or name == FALLBACK
        ),
        reverse=True,
    )
    (most, language), next_most = counts[0], counts[1][0] if counts[1:] else 0
    sure = most >= _USUAL * len(found) and most >= _AHEAD * next_most
    return language if sure else ""


_LATIN_WORD = re.compile(r"[a-zà-öø-ÿ]+")

_PLAINLY = 3
"""Usual words of English from which on a passage without one of its page's is in English."""


def is_left_in_english(text: str, language: str) -> bool:
    """Whether a passage of a page in another language of Latin letters is plainly in English.

    Translations leave whole paragraphs as they were. Names and calls in English are no sentence:
    it takes words that only English is full of, and none of those of the page's language.
    """
    if language == FALLBACK or language not in LATIN:
        return False
    found = set(_LATIN_WORD.findall(text.casefold()))
    known = _function_words()
    english, own = known[FALLBACK], known[language]
    return len(found & (english - own)) >= _PLAINLY and found.isdisjoint(own - english)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in facts("function_words").items()}


@cache
def usual_words() -> frozenset[str]:
    """Words of two letters and more that texts in Latin letters are full of."""
    return frozenset(
        word for words in _function_words().values() for word in words if len(word) > 1
    )


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): tag for tag, name in facts("languages").items()}


_WORD = re.compile(rf"[^\W_{_HAN}{_KANA}]+(?:[-'’.][^\W_{_HAN}{_KANA}]+)*|[{_HAN}{_KANA}]")


_SIGNS_ALONE = re.compile(r"(?<!\S)[^\sA-Za-z0-9]+(?!\S)")


def words(text: str) -> int:
    """How many words a text has. Chinese and Japanese write no blanks: each character counts."""
    if text.isascii():
        return 1 if text.isalnum() else len(text.split()) - len(_SIGNS_ALONE.findall(text))
    return len(_WORD.findall(text))
