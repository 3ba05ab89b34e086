"""Signs that running text still holds once all that has a reading of its own is said.

A voice passes over most of them, or garbles them. Each is read by its name, or as what it can only
mean where it stands; where it may be decoration, it stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.language import EAST_ASIAN
from mkdocs_qwen_tts._prose.say.bare_signs import names_of_signs
from mkdocs_qwen_tts._prose.say.endings import parts_endings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_TELLING = re.compile(
    r"[=+*\\{}\[\]|~^$<>_@&%#…]|(?<![\w-])-[\d(iI]|\.\.|::|(?<!\w)\?\w|\d\s-\s|[‘’“”\"'][,:;]\s[‘’“”\"']"
)
"""What every text with such a sign holds, and few others."""
_OPENING = "([{“‘\"'«「『（"
_CLOSING = ")]},.;:!?”’\"'»、，。；：！？」』）"
_STRAIGHT = frozenset("\"'’”")
"""Quotes that open and close."""
_NEAR = 40
"""Characters beside a sign that tell what it is."""
_RUN = r"*/=>@|!+<&^~?\\"
"""Signs of which several, one behind the other, are a list of signs."""
_LEFT = re.compile(
    rf"""
    (?P<pressed>(?:(?<=\w)|(?<=\w\s))\[(?:[<>]{{1,2}}|\|<|>\|)\])
  | (?P<run>(?<![\w:{_RUN}])(?=[{_RUN}]*?([{_RUN}])(?!\1)[{_RUN}])[{_RUN}]{{4,12}}(?![\w{_RUN}]))
  | (?P<comment>(?<!\S)(?:/\*|\*/)(?!\S))
  | (?P<compound>(?<=[\w)\]])\s?(?:[-+*/%&^]|\|\|?|<<|>>)=(?=[\s\w(]))
  | (?P<equals>(?<![=<>!~:+\-*/|&^%.?])=(?![=>~<)]|-(?!\d)|(?<=\s=)[DPO](?!\w)))
  | (?P<plusminus>\+\s?/\s?[-−](?=[\s\w)]))
  | (?P<plus>(?<!^)(?<![+\-=|])\+(?![+\-=|])|^\+(?=[\w(]))
  | (?P<times>(?<=[A-Za-z0-9)\]])\*(?=[A-Za-z0-9(])(?![^\s*]{{0,30}}\*\w*_)
      |(?<=[^\w*][\w)]\s)\*(?=\s[\w(](?![\w*]))|(?<=\d\s)\*(?=\s[\d(]))
  | (?P<star>(?<=[-_/])\*(?![\w*])
      |(?<=[\s(,])\*{{1,2}}(?=[a-z_]\w*(?![\w*]))(?![^*\n]{{0,200}}\w[)\].,;:]?\*)
      |(?<=\()\*(?=[,)])|(?<=[,(]\s)\*(?=[,)])|(?<=[\"“‘'])\*{{1,2}}(?=[\"”’']))
  | (?P<option>(?:(?<![^\n])|(?<=[(\[{{,;:=<>*+|~±≥≤“‘«「『（，、；：＝])|(?<=[^\w\s]\s)
      |(?<=[\s(][\"'])|(?<=[a-zà-ÿа-яё]\s))-(?=\d)(?!\d+(?:\.\d+){{2}}|\d+-(?!\d)))
  | (?P<infinite>(?<![^\s([,])-(?=(?:[Ii]nf|[Ii]nfinity|INFINITY)(?![\w-]|\.\w)))
  | (?P<parent>(?<=\bcd\s)\.\.(?![\w./]))
  | (?P<spaced>(?<=[(\s])(?<![‘’“”"'][(\s])
      (?:[‘“][,:;]\s[‘’“”](?=[,)])|[’”][,:;]\s[‘“](?=,\s[‘“]\S)))
  | (?P<negated>(?<![^\s(=])-(?=\())
  | (?P<minus>(?<=[\d)]\s)-(?=\s(?:\d|[A-Za-z](?!\w)))|(?<=\d[a-zA-Z]\s)-(?=\s\d)
      |(?<=[^\w.][a-zA-Z]\s)-(?=\s\d))
  | (?P<less>(?<=[\w)\]])<(?=[\d.(]|[A-Za-z](?!\w))(?![^<>\n]{{0,60}}>)
      |(?<=\d)<(?=\w)(?![^<>\n]{{0,60}}>)|(?<=\w\s)<(?=3(?![\d.])))
  | (?P<greater>(?<=[\w)\]])>(?=\.?\d)|(?<=[^\w<]\w)>(?=\w(?!\w))
      |(?<={EAST_ASIAN})>(?={EAST_ASIAN})|(?<=[\s(])>(?=\d))
  | (?P<emphasis>(?<![A-Za-z0-9_@])_(?=\w)(?=[^_,;\n]{{1,60}}\s[^_,;\n]{{0,60}}\w_(?!\w))
      |(?<=\w)_(?![\w*]))
  | (?P<underscore>(?<![\w_])_{{1,2}}(?=[A-Za-z])(?!\w{{1,60}}_(?!\w))|(?<=\s)_(?=[\s,.;:])
      |(?<=[\"“‘'(])_{{1,2}}(?=[\"”’')]))
  | (?P<tilde>(?<![\w~])~(?=[A-Za-z])|(?<=\d)~(?=[A-Za-z])|(?<=[(\"“‘'])~(?=[)\s\"”’']))
  | (?P<caret>(?<=[\w)\]])\^(?=[\w({{-])|(?<![\w^])\^(?=[A-Z](?!\w))|(?<=\()\^(?=\)))
  | (?P<dollar>(?<!\w)\$(?=\d(?![\w.,]*\d))|(?<!\w)\$[@#?*!$<_](?!\w))
  | (?P<percent>(?<![\w%])(?<!\d\s)%%?(?=[A-Za-z(]))
  | (?P<hash>(?<![\w&\#/])\#(?=[A-Za-z]))
  | (?P<at>(?<=[\w\]])@(?=[\w{{])(?!s(?!\w)))
  | (?P<amp>(?<![\w&])&(?=[A-Za-z_#])|(?<=[\s(,])&(?=[,)]))
  | (?P<question>(?<![\w?!”)\]])\?(?=[A-Za-z0-9]))
  | (?P<colons>(?<![\w:])::(?=[a-z]))
  | (?P<range>(?:(?<=[\d)\]])|(?<=(?<!\w)[A-Za-z])|(?<=(?<!\w)[A-Z]\d))
      (?:\.\.|\s\.\.\s)(?=[-+\d(\[]|[A-Z]\d|[a-z](?!\w))|(?<=\])\.\.(?=\w))
  | (?P<backslash>(?<!\\)\\(?=[A-Za-z*+/^"'|&%$\#_.-])|(?<=[\"“‘'(])\\(?=[\"”’')]))
  | (?P<pair>(?<![\w$\\)\]])(?:\{{\}}|\[\])(?=[\s,.;:)\"”’']|$))
  | (?P<bar>(?<=[\w)\]}}>\"'’])\|(?=[\w(\[{{<\"'‘]))
  | (?P<bars>(?<=\s)\|\|(?=\s))
  | (?P<ellipsis>(?<=[“‘\"'])(?:…|\.\.\.)(?=[\"”’']))
    """,
    re.VERBOSE,
)


def say_left_signs(said: str, words: Vocabulary) -> str:
    """Text whose other signs are said already, with those that are left by their names."""
    if not _TELLING.search(said):
        return said
    return _LEFT.sub(lambda found: _say(found, words), said)


def _say(found: re.Match[str], words: Vocabulary) -> str:
    kind = str(found.lastgroup)
    name = _READINGS[kind](found, words)
    if name == found[0] or not name:
        return name
    start, end = found.span()
    text = found.string
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before in {"(", "（"} and behind in {")", "）"}:
        named = text[max(0, start - _NEAR) : start - 1].rstrip().casefold()
        if named.endswith((name.casefold(), words.symbol(found[0]).casefold() or name)):
            return found[0]  # its name is written there: "the caret (^)"
    opens = "" if not before or before.isspace() or before in _OPENING else " "
    closes = "" if not behind or behind.isspace() or behind in _CLOSING else " "
    if before in _STRAIGHT and text[start - 2 : start - 1].isalnum():
        opens = " "  # the quote closes
    if behind in _STRAIGHT and (
        text[end + 1 : end + 2].isalnum() or text[end + 1 : end + 2] == behind
    ):
        closes = " "  # it opens
    return f"{opens}{name}{closes}"


def _word(name: str) -> Callable[[re.Match[str], Vocabulary], str]:
    return lambda _found, words: words.word(name)


def _symbol(found: re.Match[str], words: Vocabulary) -> str:
    """The name of a sign, or of each of several."""
    sign = found[0].strip()
    separator = str(announcements(words.language).entry("list_separator"))
    return words.symbol(sign) or separator.join(names_of_signs(sign, words))


def _each(signs: str, words: Vocabulary) -> str:
    """The names of several signs, one after the other."""
    separator = str(announcements(words.language).entry("list_separator"))
    return separator.join(words.symbol(sign) or sign for sign in signs)


def _compound(found: re.Match[str], words: Vocabulary) -> str:
    """An operator that assigns: `x += 1`."""
    return f"{words.symbol(found[0].strip()[:-1])} {words.word('equals')}"


def say_plus_minus(words: Vocabulary) -> str:
    """How `+/-` is said."""
    return f"{words.word('plus')} {words.word('or')} {words.word('minus')}"


def _plus(found: re.Match[str], words: Vocabulary) -> str:
    """A sum; where a line begins with it and a blank, it may draw an entry of a list."""
    begins = not found.string[: found.start()].strip()
    draws = begins and found.string[found.end() : found.end() + 1].isspace()
    return found[0] if draws else words.word("plus")


_OPTION = (
    r"(?:\b(?:options?|switch(?:es)?|flags?|ls|kill|head|tail|py|xz|gzip|nice|xargs|perl|presets?|revision)\b"
    r"|Option(?!al)|ключ|选项|選項|修[订訂]|オプション|옵션)"
)
_JOINING = (
    r"(?:[^\w{}]|[\d_]|\d+e|\b(?:and|or|to|the|with|like|as|are|is|und|oder|et|ou|y|o|e|и)\b"
    r"|[和或とや와과은는를])"
)
_OF_OPTION = re.compile(rf"{_OPTION}\w{{0,4}}{_JOINING}*$", re.IGNORECASE)
_BEFORE_OPTION = re.compile(rf"\d+e(?!\w)|\d+{_JOINING}*{_OPTION}", re.IGNORECASE)
"""A preset as of xz (`-6e`), or figures that the word behind them calls options."""
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?!\d)")
_COUNTED = re.compile(r"\d\s$|[^\W_][.)]\s$")


def _minus(found: re.Match[str], words: Vocabulary) -> str:
    """A number below zero, unless it is an option, or a dash stands before it."""
    text, start = found.string, found.start()
    before = text[max(0, start - _NEAR) : start]
    if text[:1].isspace() and not before.strip():  # what stands before it is code
        return found[0]
    if _COUNTED.search(before) or (before[-1:].isspace() and _YEAR.match(text, found.end())):
        return found[0]
    behind = text[found.end() : found.end() + _NEAR]
    is_option = _OF_OPTION.search(before) or _BEFORE_OPTION.match(behind)
    return words.word("dash" if is_option else "negative")


def _difference(found: re.Match[str], words: Vocabulary) -> str:
    """A dash between numbers takes one from the other where they are part of an equation or sum.

    Elsewhere it stands between the first and the last of them: "open 9 - 17, x = 5".
    """
    text, start, end = found.string, found.start(), found.end()
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    equals = re.escape(words.word("equals"))
    of_sum = re.search(rf"(?:=|\*|\^|[\w)]\s{{1,2}}\+|\b{equals})\s?{_OPERAND}\s$", before)
    with_result = re.match(rf"\s{_OPERAND}\s?(?:=|{equals})", behind)
    return words.word("minus") if of_sum or with_result else found[0]


_OPERAND = r"[\w.()]{1,20}(?:\s-\s[\w.()]{1,20}){0,3}"


_COUNTS = re.compile(
    r"\b(?:versions?|needs?|requir\w*|supports?|depend\w*|compatib\w*|install\w*|upgrad\w*|releases?"
    r"|python|numpy|values?|if|when|numbers?|length|size)\b|版本|需要",
    re.IGNORECASE,
)


_LOVES = re.compile(r"\b(?:I|we|you|they|with|much)\s$", re.IGNORECASE)


def _less(found: re.Match[str], words: Vocabulary) -> str:
    """A comparison; `<3` behind words is a heart, where nothing tells that something counts."""
    text, start, end = found.string, found.start(), found.end()
    is_heart = text[end : end + 1] == "3" and text[start - 1].isspace()
    if is_heart and _LOVES.search(text[max(0, start - _NEAR) : start]):
        return found[0]
    if is_heart and not _COUNTS.search(text[max(0, start - 2 * _NEAR) : end + _NEAR]):
        return found[0]
    return words.word("less")


def _greater(found: re.Match[str], words: Vocabulary) -> str:
    """A comparison, unless it closes what a sign before it opens."""
    before = found.string[max(0, found.start() - 2 * _NEAR) : found.start()]
    return found[0] if before.rfind("<") > before.rfind(">") else words.word("greater")


def _emphasis(found: re.Match[str], words: Vocabulary) -> str:
    """Underscores around words, which nobody resolved; alone behind a name, one belongs to it.

    Where a word joins what is between them, they may be of two names: "_read and write_".
    """
    text, start = found.string, found.start()
    if text[found.end() : found.end() + 1].isalnum():
        inside = _TO_UNDERSCORE.match(text, found.end())
        return found[0] if inside and _JOINS.search(inside[0]) else ""
    before = text[max(0, start - 2 * _NEAR) : start]
    if stressed := _EMPHASISED.search(before):
        return found[0] if _JOINS.search(stressed[0]) else ""
    return found[0] if _BETWEEN_TWO.search(before) else words.symbol("_")


_EMPHASISED = re.compile(r"(?<![A-Za-z0-9_])_\w[^_,;\n]{0,60}\s[^_,;\n]{0,60}$")
_TO_UNDERSCORE = re.compile(r"[^_,;\n]{1,122}(?=_)")
_JOINS = re.compile(r"\s(?:and|or|und|oder|et|ou|y|o|e|и|или|和|或)\s", re.IGNORECASE)
_BETWEEN_TWO = re.compile(r"(?<![A-Za-z0-9_])_\w{1,60}$")
"""A word between underscores, which may be a name or stressed."""


_CAPTURED = re.compile(
    r"\b(?:variables?|back-?references?|arguments?|parameters?|positional|match\w*|captur\w*|groups?"
    r"|regex\w*|columns?|fields?|macros?|substitut\w*|script)\b|变量|變數|引数|変数",
    re.IGNORECASE,
)


def _dollar(found: re.Match[str], words: Vocabulary) -> str:
    """A variable of a shell; before a figure it may be money."""
    if name := found[0][1:]:
        return f"{words.word('dollar')} {words.symbol(name)}"
    around = found.string[max(0, found.start() - 2 * _NEAR) : found.end() + 2 * _NEAR]
    is_variable = _CAPTURED.search(around) and not _PAID.search(around)
    return words.word("dollar") if is_variable else found[0]


_PAID = re.compile(
    r"\b(?:costs?|pric\w*|pay\w*|paid|fees?|per|monthly|months?|years?|budgets?|charg\w*|cheap\w*|USD"
    r"|dollars?|buy\w*|bought|worth|s[eo]ll\w*|sold|earn\w*|spen[dt]\w*|each"
    r"|discounts?|bills?|billed|extra|up to)\b|价|價|费|費|元|円|料",
    re.IGNORECASE,
)
"""Here it is money."""


def _times(found: re.Match[str], words: Vocabulary) -> str:
    text, end = found.string, found.end()
    if parts_endings(found, words.language):
        return found[0]
    before, behind = text[max(0, found.start() - 2) : found.start()], text[end : end + 2]
    between_words = before.isalpha() and behind.isalpha() and len(before + behind) == 4  # noqa: PLR2004 - two letters each
    is_asian = any(re.match(EAST_ASIAN, one) for one in (before[-1:], behind))
    return words.word("star" if is_asian or between_words else "times")


_READINGS: dict[str, Callable[[re.Match[str], Vocabulary], str]] = {
    "compound": _compound,
    "equals": _word("equals"),
    "plusminus": lambda _found, words: say_plus_minus(words),
    "plus": _plus,
    "times": _times,
    "star": lambda found, words: words.repeated("star", len(found[0])),
    "option": _minus,
    "infinite": _word("negative"),
    "parent": lambda _found, words: words.repeated("dot", 2),
    "spaced": lambda found, words: (
        f"{words.symbol(found[0][1])} {words.word('and')} {words.word('blank')}"
    ),
    "negated": _word("minus"),
    "minus": _difference,
    "pressed": lambda found, words: _each(found[0][1:-1], words),
    "run": lambda found, words: _each(found[0], words),
    "comment": lambda found, words: " ".join(map(words.symbol, found[0])),
    "less": _less,
    "greater": _greater,
    "emphasis": _emphasis,
    "underscore": _symbol,
    "tilde": _symbol,
    "caret": _symbol,
    "dollar": _dollar,
    "percent": lambda found, words: words.repeated("percent", len(found[0])),
    "hash": _symbol,
    "at": _word("at"),
    "amp": _symbol,
    "question": _symbol,
    "colons": _symbol,
    "range": _word("to"),
    "backslash": _word("backslash"),
    "pair": _symbol,
    "bar": _symbol,
    "bars": _symbol,
    "ellipsis": lambda _found, words: words.symbol("..."),
}
