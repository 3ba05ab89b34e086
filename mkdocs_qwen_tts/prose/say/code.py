"""How a developer reads inline code aloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from mkdocs_qwen_tts.prose.announcements import announcements
from mkdocs_qwen_tts.prose.say import address, patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.prose.say.vocabulary import Vocabulary

_TOKEN = re.compile(
    rf"""
    (?P<url>{patterns.URL})
  | (?P<email>{patterns.EMAIL})
  | (?P<uuid>{patterns.UUID})
  | (?P<secret>{patterns.KEY_LIKE})
  | (?P<hash>{patterns.HASH})
  | (?P<plusplus>\b[A-Za-z]\w*\+\+)
  | (?P<sharp>\b[CFJ]\#(?!\w))
  | (?P<dunder>(?<!\w)__(?=[A-Za-z]\w*__(?!\w)))
  | (?P<dunder_end>(?<=\w)__(?!\w))
  | (?P<option>(?<![\w-])--?(?=[A-Za-z]))
  | (?P<version>(?<![\w.])v(?=\d))
  | (?P<moment>\d{{4}}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)
  | (?P<number>(?<!\d)\d+(?:[.,:]\d+)+)
  | (?P<unit>(?<=\d)\ ?(?:{patterns.UNIT})(?![\w/]))
  | (?P<arrow>--?>|[=-]>|→|⇒)
  | (?P<cmp>[=!]==?|[<>~]=|[≠≤≥])
  | (?P<pipe>\s*\|\s*)
  | (?P<and>&&?|\|\|)
  | (?P<apostrophe>(?<=[a-z])'(?=[a-z]))
  | (?P<dots>\.\.\.)
  | (?P<dot>\.(?=[A-Za-z_{{*\[<])|(?<=/)\.\.?(?=/|$)|(?<![\w.])\.\.?(?=/|\.))
  | (?P<tilde>~(?=/))
  | (?P<slash>/)
  | (?P<backslash>\\)
  | (?P<star>\*+)
  | (?P<equals>[:+*/-]?=)
  | (?P<at>@(?=\w))
  | (?P<hash_sign>\#(?=\w))
  | (?P<question>\?(?=\w))
  | (?P<plus>(?<=\s)\+(?=\s)|(?<=\w)\+)
  | (?P<minus>(?<=\s)-(?=\s))
  | (?P<colon>(?<=[\w\])]):(?=[\w\[(.]))
  | (?P<less>(?<=\s)<(?=\s))
  | (?P<greater>(?<=\s)>(?=\s))
  | (?P<edge>(?<![\w)\]])_+(?=\w)|(?<=[A-Za-z0-9])_+(?!\w))
  | (?P<under>_+)
  | (?P<hump>(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{{2}})(?=[A-Z])|(?<=[A-Z]{{2}})(?=[A-Z][a-z]))
  | (?P<pause>(?<=\w):(?=\s))
  | (?P<gap>[\[\](){{}}<>"'`$^~:;!\#]|%(?=\s|$))
    """,
    re.VERBOSE,
)
_TYPE = re.compile(
    r"\b(?:None|str|int|float|bool|bytes|list|dict|tuple|set|Any|null|undefined|string|number|[A-Z]\w*[a-z]\w*)\b"
)
_COMPARISONS = {
    **dict.fromkeys(("==", "==="), "equals"),
    **dict.fromkeys(("!=", "!==", "≠"), "not_equal"),
    **dict.fromkeys((">=", "≥"), "at_least"),
    **dict.fromkeys(("<=", "≤"), "at_most"),
    "~=": "compatible",
}
_NAMED = {
    "at": "at",
    "arrow": "arrow_code",
    "slash": "slash",
    "backslash": "backslash",
    "plus": "plus",
    "minus": "minus",
}
_NAMED |= {
    "equals": "equals",
    "less": "less",
    "greater": "greater",
    "and": "and",
    "uuid": "uuid",
    "hash": "hash",
}
_NAMED |= {"secret": "secret"}
_SYMBOLS = {"hash_sign": "#", "tilde": "~", "question": "?", "colon": ":", "dots": "..."}
_WORD = re.compile(r"[^\W_]")
_SYMBOLS_TOLD = 6


def say_code(text: str, words: Vocabulary) -> str:
    """Inline code as it is said."""
    stripped = text.strip()
    if not stripped:
        return text
    if not _WORD.search(stripped):
        return _symbols(stripped, words)

    def replace(found: re.Match[str]) -> str:
        return _token(found, words)

    return _TOKEN.sub(replace, stripped).strip()


def _symbols(text: str, words: Vocabulary) -> str:
    """Code without a letter or digit: the names of its symbols."""
    whole = words.symbol("".join(text.split()))
    if whole:
        return whole
    # A few symbols are told one by one; a drawing of them is not.
    names: list[str] = []
    for group in text.split():
        name = words.symbol(group)
        names += [name] if name else [words.symbol(character) for character in group]
    told = [name for name in names if name]
    return (
        str(announcements(words.language).entry("list_separator")).join(told)
        if len(told) <= _SYMBOLS_TOLD
        else ""
    )


def _token(found: re.Match[str], words: Vocabulary) -> str:
    kind, text = str(found.lastgroup), found[0]
    if kind in _NAMED:
        return f" {words.word(_NAMED[kind])} "
    if kind in _SYMBOLS:
        return f" {words.symbol(_SYMBOLS[kind])} "
    if kind in {"pause", "apostrophe"}:
        return text
    if kind in {"number", "under", "hump", "gap", "dunder_end"}:
        return text if kind == "number" else " "
    return _SPOKEN[kind](text, found, words)


def _pipe(text: str, found: re.Match[str], words: Vocabulary) -> str:
    """A union of types is an "or"; between commands it is a bar."""
    del text
    return f" {words.word('or')} " if _TYPE.search(found.string) else f" {words.symbol('|')} "


def _stars(text: str, found: re.Match[str], words: Vocabulary) -> str:
    around = found.string[max(0, found.start() - 1) : found.end() + 1]
    if around == " * ":
        return f" {words.word('times')} "
    return f" {words.repeated('star', min(len(text), 2))} "


def number_before(found: re.Match[str]) -> str:
    """The number that a match stands behind."""
    digits = re.search(r"[\d.,]+$", found.string[: found.start()])
    return digits[0] if digits else ""


Said: TypeAlias = "Callable[[str, re.Match[str], Vocabulary], str]"

_SPOKEN: dict[str, Said] = {
    "url": lambda text, _found, words: address.full(text, words),
    "email": lambda text, _found, words: address.email(text, words),
    "plusplus": lambda text, _found, words: f"{text[:-2]} {words.repeated('plus', 2)}",
    "sharp": lambda text, _found, words: f"{text[:-1]} {words.word('sharp')}",
    "dunder": lambda _text, _found, words: f" {words.word('dunder')} ",
    "option": lambda text, _found, words: f" {words.repeated('dash', len(text))} ",
    "version": lambda _text, _found, words: f"{words.word('version')} ",
    "unit": lambda text, found, words: " " + words.unit(text.strip(), number_before(found)),
    "cmp": lambda text, _found, words: f" {words.word(_COMPARISONS[text])} ",
    "pipe": _pipe,
    "dot": lambda text, _found, words: f" {words.repeated('dot', len(text))} ",
    "star": _stars,
    "moment": lambda text, _found, _words: text.replace("T", " ").removesuffix("Z"),
    "edge": lambda _text, _found, words: f" {words.word('underscore')} ",
}
