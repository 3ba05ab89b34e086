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

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_TELLING = re.compile(r"[=+*\\{}\[\]|~^$<>_@&%#…]|(?<![\w-])-[\d(]|\.\.|::|(?<!\w)\?\w|\d\s-\s")
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
  | (?P<equals>(?<![=<>!~:+\-*/|&^%.?])=(?![=>~<)]|-(?!\d)))
  | (?P<plusminus>\+\s?/\s?[-−](?=[\s\w)]))
  | (?P<plus>(?<!^)(?<![+\-=|])\+(?![+\-=|])|^\+(?=[\w(]))
  | (?P<times>(?<=[A-Za-z0-9)\]])\*(?=[A-Za-z0-9(])(?![^\s*]{{0,30}}\*\w*_)
      |(?<=[^\w*][\w)]\s)\*(?=\s[\w(](?![\w*]))|(?<=\d\s)\*(?=\s[\d(]))
  | (?P<star>(?<=[-_/])\*(?![\w*])
      |(?<=[\s(,])\*{{1,2}}(?=[a-z_]\w*(?![\w*]))(?![^*\n]{{0,200}}\w[)\].,;:]?\*)
      |(?<=\()\*(?=[,)])|(?<=[,(]\s)\*(?=[,)])|(?<=[\"“‘'])\*{{1,2}}(?=[\"”’']))
  | (?P<option>(?<!\w\s)(?<![\w)\]}}/.%§-])-(?=\d)(?!\d+(?:\.\d+){{2}})|(?<=[a-zà-ÿ]\s)-(?=\d))
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
  | (?P<at>(?<=[\w\]])@(?=[\w{{]))
  | (?P<amp>(?<![\w&])&(?=[A-Za-z_#])|(?<=[\s(,])&(?=[,)]))
  | (?P<question>(?<![\w?!”)\]])\?(?=[A-Za-z0-9]))
  | (?P<colons>(?<![\w:])::(?=[a-z]))
  | (?P<range>(?<=[\w)\]])\s?\.\.\s?(?=[-+\d(\[]|[A-Z]\d)|(?<=\])\.\.(?=\w))
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
    opens = "" if not before or before.isspace() or before in _OPENING else " "
    closes = "" if not behind or behind.isspace() or behind in _CLOSING else " "
    if before in _STRAIGHT and text[start - 2 : start - 1].isalnum():
        opens = " "  # the quote closes
    if behind in _STRAIGHT and text[end + 1 : end + 2].isalnum():
        closes = " "  # it opens
    return f"{opens}{name}{closes}"


def _word(name: str) -> Callable[[re.Match[str], Vocabulary], str]:
    return lambda _found, words: words.word(name)


def _symbol(found: re.Match[str], words: Vocabulary) -> str:
    """The name of a sign, or of each of several."""
    sign = found[0].strip()
    name = words.symbol(sign).casefold()
    before = found.string[max(0, found.start() - _NEAR) : found.start()].casefold()
    if name and before.endswith(f"{name} ("):
        return found[0]  # its name is written there: "the caret (^)"
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


_OPTION = re.compile(
    r"\b(?:options?|switch(?:es)?|flags?|ls|kill|head|tail|revision)\b|Option|ключ|选项|選項|修[订訂]"
    r"|オプション|옵션",
    re.IGNORECASE,
)
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
    near = f"{before} {text[found.end() : found.end() + _NEAR]}"
    return words.word("dash" if _OPTION.search(near) else "negative")


def _difference(found: re.Match[str], words: Vocabulary) -> str:
    """A dash between numbers takes one from the other where an equation or a sum is written."""
    text, start, end = found.string, found.start(), found.end()
    near = f"{text[max(0, start - _NEAR) : start]} {text[end : end + _NEAR]}"
    names = (words.word(name) for name in ("equals", "plus", "times"))
    calculates = any(sign in near for sign in "=+^") or any(f" {name} " in near for name in names)
    return words.word("minus") if calculates else found[0]


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
    """Underscores around words, which nobody resolved; alone behind a name, one belongs to it."""
    text, start = found.string, found.start()
    if text[found.end() : found.end() + 1].isalnum():
        return ""
    before = text[max(0, start - 2 * _NEAR) : start]
    if _EMPHASISED.search(before):
        return ""
    return found[0] if _BETWEEN_TWO.search(before) else words.symbol("_")


_EMPHASISED = re.compile(r"(?<![A-Za-z0-9_])_\w[^_,;\n]{0,60}\s[^_,;\n]{0,60}$")
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
    return words.word("dollar") if _CAPTURED.search(around) else found[0]


def _times(found: re.Match[str], words: Vocabulary) -> str:
    text, end = found.string, found.end()
    around = text[max(0, found.start() - 1)] + text[end : end + 1]
    is_asian = any(re.match(EAST_ASIAN, one) for one in around)
    return words.word("star" if is_asian else "times")


_READINGS: dict[str, Callable[[re.Match[str], Vocabulary], str]] = {
    "compound": _compound,
    "equals": _word("equals"),
    "plusminus": lambda _found, words: say_plus_minus(words),
    "plus": _plus,
    "times": _times,
    "star": lambda found, words: words.repeated("star", len(found[0])),
    "option": _minus,
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
    "percent": _word("percent"),
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
