"""How a developer reads inline code aloud, so that different code never sounds the same.

Every sign is said, but for the few equivalences of `tests/prose/equivalences.py`, each with its
reason: quotes around a word, the brackets of a call that ends the code, how the words of a name are
joined. A group is closed aloud only where something follows it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.say import address, patterns
from mkdocs_qwen_tts._prose.say.tokens import code_tokens
from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.tokens import SpelledToken

_WORD = re.compile(r"[^\W_]")
_DRAWING = re.compile(r"[\s\u2500-\u25ff]*")
"""Lines and boxes: a drawing of a folder's tree, say."""
_TYPE = re.compile(
    r"None|str|int|float|bool|boolean|bytes|list|dict|tuple|set|Any|null|undefined|string|number"
    r"|bigint|symbol|object|void|[A-Z]\w*"
)
"""What is likely to be the name of a type: a bar between two of them is an "or"."""
_SPECIFIER = re.compile(
    r"[\w.\[\],-]*\s*(?:(?:[<>=!~]=|===|[<>^~]|~>)\s*v?\d[\w.*+-]*(?:\s*,\s*|\s*\|\|\s*|\s+|$))+"
)
"""A requirement on a version: `>=3.8,<4`, `mkdocs==1.6.1`."""
_HUMP = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z])"
)
_NOT_A_TEXT = frozenset(
    {"none", "null", "nil", "undefined", "true", "false", "yes", "no", "on", "off"}
)
"""In quotes, these are texts; bare, they are something else."""
_BLANKS = re.compile(r"([\"'])\s+\1")
_WORDS = re.compile(r"(?=.*[^\W\d_])[\w .,/-]+")
_PLAIN = re.compile(r"(?=.*[^\W\d_])(?:[\w./:@~#+-]|\{\w+\}|\[[\w,-]+\])+|/")
"""What means the same with quotes around it: a word, a path, a name."""
_QUOTED_SIGN = re.compile(r"([\"'])([^\w\s\"'`]{1,3})\1")
"""A sign in quotes is that sign."""
_PLACEHOLDER = re.compile(r"[A-Za-z_](?:[\w .:|…/@-]|\[\])*")
"""What stands in angle brackets for something that the reader fills in: `<path>`."""
_MANUAL = re.compile(r"([a-z][\w.+]*-[\w.+-]*)\((\d[a-z]{0,2})\)")
"""A page of the manual: no function has a hyphen in its name."""
_KEYS = re.compile(rf"(?:{patterns.KEYS}|{patterns.MAC_KEYS})(?:\s(?:{patterns.KEYS}))*")
"""Keys to press, one combination behind another."""
_FULL_STOP = re.compile(r"(?<=[^\W_])\.$")
"""It ends the sentence, not the code: `trigger.`"""
_NOT_A_PRODUCT = frozenset({"select", "distinct", "import", "export", "returning", "all", "add"})
_BEHIND_ALL = frozenset({"from", "as", "except", "into"})
"""Words around a star that stands for everything: `select * from`, `import * as`."""
_VALUES = frozenset(
    {"True", "False", "Bool", "Int", "Integer", "Char", "String", "Double", "Float"}
)
_KEYWORDS = frozenset(
    {"return", "yield", "print", "in", "is", "not", "and", "or", "if", "else", "lambda", "assert"}
)
"""Words behind which a bracket is a list; behind others, it holds what may be left out."""

_OPERATORS = {
    "=": "equals",
    "==": "double_equals",
    "===": "triple_equals",
    "!=": "not_equal",
    "≠": "not_equal",
    "!==": "strictly_not_equal",
    ">=": "at_least",
    "≥": "at_least",
    "<=": "at_most",
    "≤": "at_most",
    "<": "less",
    ">": "greater",
    "->": "arrow_code",
    "→": "arrow_code",
    "=>": "double_arrow",
    "⇒": "double_arrow",
    "-->": "long_arrow",
    "<-": "left_arrow",
    "+": "plus",
    "/": "slash",
    "\\": "backslash",
    "@": "at",
    "$": "dollar",
    "%": "percent",
    "~=": "compatible",
}
_ARROWS = frozenset({"->", "-->", "<-", "<->"})
_SPECIFIERS = {"==": "exactly", "<": "below", ">": "above"}
_OPENERS = {"(": "paren", "[": "bracket", "{": "brace", "<": "angle"}
_EMPTY = {"(": "()", "[": "[]", "{": "{}"}
_LONGEST_CHOICE = 60
"""Names and bars that a choice in brackets may hold."""
_SIGNS_NAMED = 6
"""Signs up to which code that consists of nothing else is told sign by sign."""


def say_code(text: str, words: Vocabulary) -> str:
    """Inline code as it is said."""
    stripped = text.strip()
    return _said(stripped, words.language) if stripped else text


@lru_cache(maxsize=8192)
def _said(code: str, language: str, *, closed: bool = False) -> str:
    """Code as it is said; `closed`: brackets at its end too, since something follows it."""
    words = vocabulary(language)
    if not _WORD.search(code):
        return _signs(code, words)
    if _KEYS.fullmatch(code):
        return " ".join(words.keys(part) for part in code.split())
    if page := _MANUAL.fullmatch(code):
        return f"{page[1]} {page[2]}"
    code = code.rstrip("; ") or code
    bare = _FULL_STOP.sub("", code)
    said = _Reading(bare, words, closed=closed).whole()
    said = " ".join(said.split()).replace(" ,", ",").replace(" : ", ": ")
    return said if bare == code else f"{said}."


def _signs(code: str, words: Vocabulary) -> str:
    """Code without a letter or digit: the names of its signs."""
    if _DRAWING.fullmatch(code):
        return ""
    if _BLANKS.fullmatch(code):
        return words.word("blank")
    if quoted := _QUOTED_SIGN.fullmatch(code):
        code = quoted[2]
    code = unicodedata.normalize("NFKC", code) if not code.isascii() else code
    compact = "".join(code.split())
    whole = words.symbol(compact)
    if whole:
        return whole
    names: list[str] = []
    for group in code.split():
        name = words.symbol(group)
        names += [name] if name else _names_of_signs(group, words)
    return str(announcements(words.language).entry("list_separator")).join(names)


def _names_of_signs(group: str, words: Vocabulary) -> list[str]:
    """A few signs one by one; a row of the same sign by its length."""
    named: list[str] = []
    for run in re.finditer(r"(.)\1*", group, re.DOTALL):
        name, count = words.symbol(run[1]) or run[1], len(run[0])
        if count > _SIGNS_NAMED:
            named.append(words.word("repeated").format(name=name, count=count))
        else:
            named += [name] * count
    return named


class _Reading:
    """One piece of code being read."""

    def __init__(self, code: str, words: Vocabulary, *, closed: bool) -> None:
        self._code = code
        self._words = words
        self._tokens = code_tokens(code)
        self._markup = code.startswith("<") or "</" in code or "/>" in code
        self._specifier = (
            _SPECIFIER.fullmatch(code) is not None and re.search(r"\d\.\d|,|^\W", code) is not None
        )
        self._end = len(self._tokens) if closed else self._spoken_end()
        self._by_place: dict[str, Callable[[int], str]] = {
            "-": self._dash,
            "*": self._star,
            ",": self._comma,
            ":": self._colon,
            "|": self._bar,
            "%": self._percent,
            "<": self._angles,
            ">": self._angles,
            ".": self._dots,
        }
        """Signs that are said by what stands around them; `""` where nothing particular does."""

    def whole(self) -> str:
        """All of it."""
        first = self._tokens[0]
        if len(self._tokens) == 1 and first.kind == "string":
            inner = first.text[1:-1]
            if _WORDS.fullmatch(inner) and inner.casefold() not in _NOT_A_TEXT:
                return _said(inner.strip(), self._words.language)
        return self._range(0, len(self._tokens))

    def _spoken_end(self) -> int:
        """Where nothing follows but brackets that close: those are not said."""
        end = len(self._tokens)
        while end and self._tokens[end - 1].closes:
            partner = self._tokens[end - 1].partner
            called = partner == end - 2 and self._tokens[end - 1].text == ")"
            if called and not self._tokens[end - 2].joins:
                break  # `()` that nothing is called with
            end -= 2 if called else 1
        return end

    def _range(self, start: int, stop: int) -> str:
        said: list[str] = []
        at = start
        while at < min(stop, max(self._end, start)):
            token = self._tokens[at]
            if token.opens:
                text, at = self._group(at)
                said.append(text)
                continue
            said.append(self._token(at))
            at += 1
        return "".join(said)

    # ------------------------------------------------------------ groups

    def _group(self, at: int) -> tuple[str, int]:
        """What a pair of brackets holds, and where the code goes on behind it."""
        token, words = self._tokens[at], self._words
        end = token.partner
        assert end is not None  # noqa: S101 - it opens a group
        closed = f" {words.word('close')} " if end < self._end else " "
        if end == at + 1 and token.text in _EMPTY:
            call = token.text == "(" and token.joins
            name = words.word("call") if call else words.symbol(_EMPTY[token.text])
            return f" {name} ", end + 1
        if token.text == "[" and token.joins and (parts := self._slice(at + 1, end)):
            return f", {words.slice(*parts)}{closed}", end + 1
        if token.text == "<" and not (token.before.isalnum() or token.before in {")", "]", "}"}):
            return self._angle(at, end, closed), end + 1
        if token.text == "[" and self._is_optional(at, end):
            start = at + 1 + (self._tokens[at + 1].text == ",")
            return f", {words.word('optional')} {self._range(start, end)}{closed}", end + 1
        return f" {self._opener(at)} {self._range(at + 1, end)}{closed}", end + 1

    def _opener(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        if token.joins and token.text == "(":
            return words.word("with")
        inner = self._tokens[at + 1]
        if token.joins and token.text in "[<" and inner.text != ",":
            counted = inner.kind in {"number", "string"} or inner.text == "-"
            counted = counted and self._tokens[at - 1].text != "ARRAY"  # of SQL: its elements
            return words.word("index" if counted and token.text == "[" else "of")
        return words.word(_OPENERS[token.text])

    def _is_optional(self, at: int, end: int) -> bool:
        """Whether brackets hold what may be left out: `[, key]`, `[=value]`, `ls [-a] [path]`."""
        token, inner = self._tokens[at], self._tokens[at + 1]
        if token.joins:
            return (inner.text in {",", "="}) == (end > at + 2) and inner.text in {",", "=", "+"}
        before, _ = self._beside(at)
        behind = self._tokens[end].behind
        return (
            before is not None
            and (before.kind == "name" or before.closes)
            and before.text not in _KEYWORDS
            and not (inner.text in _VALUES and end == at + 2)  # a list of Haskell: `h [True]`
            and (inner.kind == "name" or inner.opens or inner.text.startswith("-"))
            and (not behind or behind.isspace() or behind in "])")
            and not any(one.text == "," for one in self._tokens[at + 1 : end])
        )

    def _slice(self, start: int, end: int) -> tuple[str, ...]:
        """The parts of `1:3` or `::2`; none where it is no slice."""
        borders: list[int] = []
        depth = 0
        for at in range(start, end):
            token = self._tokens[at]
            depth += token.opens - token.closes
            if depth or token.text not in {":", "::", ","}:
                continue
            if token.text == "," or token.behind.isspace():
                return ()  # several, or `name: type`
            borders += [at] * len(token.text)
        if not borders or len(borders) > 2:  # noqa: PLR2004 - start, stop and step
            return ()
        begins = [start, *(border + 1 for border in borders)]
        return tuple(
            self._inside(begin, stop) if begin <= stop else ""
            for begin, stop in zip(begins, [*borders, end], strict=True)
        )

    def _inside(self, start: int, end: int) -> str:
        """A part of a group that is not the last: everything in it is said."""
        kept, self._end = self._end, max(self._end, end)
        try:
            return self._range(start, end).strip()
        finally:
            self._end = kept

    def _angle(self, at: int, end: int, closed: str) -> str:
        """`<div class="x">` is a tag; `<path>` stands for something."""
        words, first = self._words, self._tokens[at + 1]
        closing = first.text == "/"
        named = self._tokens[at + 2] if closing and at + 2 < end else first
        is_tag = (self._markup and named.text in _html_elements()) or (closing and at + 2 < end)
        if not is_tag and self._is_placeholder(at, end):
            return f" {self._inside(at + 1, end)} "
        start, stop = at + 1, end
        if is_tag:
            start += closing
            while stop > start and self._tokens[stop - 1].text in {"/", " "}:
                stop -= 1  # `<br />` is `<br>`
        name = ("closing_tag" if closing else "tag") if is_tag else "angle"
        inside = self._inside(start, stop) if end < self._end else self._range(start, stop)
        return f" {words.word(name)} {inside}{closed}"

    def _is_placeholder(self, at: int, end: int) -> bool:
        inside = "".join(one.text for one in self._tokens[at + 1 : end])
        return _PLACEHOLDER.fullmatch(inside) is not None

    # ------------------------------------------------------------ tokens

    def _token(self, at: int) -> str:
        token = self._tokens[at]
        if token.kind in {"operator", "sign"}:
            return self._operator(at)
        if token.kind == "string":
            return self._string(at)
        if token.kind == "name":
            return self._name(at)
        return _SPOKEN[token.kind](token.text, self._words)

    def _string(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        inner = token.text[1:-1]
        if not inner:
            return f" {words.symbol(token.text)} "
        prefixed = token.before.isalnum() or token.before == "_"
        if inner.isdigit() or inner.casefold() in _NOT_A_TEXT:
            return f" {words.word('string')} {inner} "
        behind = range(at + 1, len(self._tokens))
        last = all(self._tokens[place].closes for place in behind)
        plain = _PLAIN.fullmatch(inner) and not prefixed
        said = words.word("blank")
        if inner.strip():
            said = _said(inner.strip(), words.language, closed=bool(plain and not last))
        if plain or _QUOTED_SIGN.fullmatch(token.text):
            return f" {said} "
        return f" {words.word('quote')} {said} {'' if last else words.word('unquote')} "

    def _name(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        before = self._tokens[at - 1].text if at else ""
        if len(token.text) == 1 and token.text.isupper() and before in {"-", "%", "\\"}:
            return f" {words.word('capital')} {token.text} "
        return say_name(self._joined(at), words)

    def _joined(self, at: int) -> str:
        """A name without the underscore that joins it to a placeholder: `CMAKE_<LANG>_FLAGS`."""
        name = self._tokens[at].text
        if at and self._closes_placeholder(at - 1) and re.match("_[^_]", name):
            name = name[1:]
        if at + 1 < len(self._tokens) and re.search("[^_]_$", name):
            behind = self._tokens[at + 1]
            if behind.opens and behind.partner and self._closes_placeholder(behind.partner):
                name = name[:-1]
        return name

    def _closes_placeholder(self, at: int) -> bool:
        token = self._tokens[at]
        if token.text != ">" or token.partner is None:
            return False
        opening = self._tokens[token.partner]
        return not opening.before.isalnum() and self._is_placeholder(token.partner, at)

    def _operator(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        text = token.text
        by_place = self._by_place.get(text[0]) if text not in _ARROWS else None
        if by_place is not None:
            said = by_place(at)
            if said:
                return said
        if self._specifier and text in _SPECIFIERS:
            return f" {words.word(_SPECIFIERS[text])} "
        if text in _OPERATORS:
            return f" {words.word(_OPERATORS[text])} "
        name = words.symbol(text)
        return f" {name or ' '.join(words.symbol(sign) or sign for sign in text)} "

    def _colon(self, at: int) -> str:
        token = self._tokens[at]
        return ": " if token.text == ":" and token.behind.isspace() else ""

    def _bar(self, at: int) -> str:
        """A choice, as of types, is an "or"; between commands it is a bar."""
        if self._tokens[at].text != "|":
            return ""
        left, right = self._beside(at)
        if left is None or right is None:
            return ""
        names = (left.kind, right.kind) == ("name", "name")
        types = right.kind in {"string", "number"} or _TYPE.fullmatch(right.text) is not None
        if left.kind == "name":
            types = types and _TYPE.fullmatch(left.text) is not None
        elif left.closes:
            types = types and left.text in {"]", ">"}
        choice = names and not self._tokens[at].apart and self._is_within_choice(at)
        return f" {self._words.word('or')} " if types or choice else ""

    def _is_within_choice(self, at: int) -> bool:
        """Whether brackets around it hold nothing but names and bars: `<auto|always|never>`."""
        start, least = at, max(0, at - _LONGEST_CHOICE)
        while start > least and not self._tokens[start].opens:
            start -= 1
        end = self._tokens[start].partner if self._tokens[start].opens else None
        inside = self._tokens[start + 1 : end] if end is not None else []
        return end is not None and all(one.kind == "name" or one.text in "|-[]" for one in inside)

    def _percent(self, at: int) -> str:
        token = self._tokens[at]
        if token.before.isdigit() and not token.behind.isalnum():
            return "%"  # every voice says it where its language does
        return f" {self._words.word('modulo')} " if token.apart else ""

    def _angles(self, at: int) -> str:
        """`<<` or `>>` between two operands, not before a file or a marker."""
        token = self._tokens[at]
        if token.text not in {"<<", ">>"} or not self._is_shift(at):
            return ""
        name = "shifted_left" if token.text == "<<" else "shifted_right"
        return f" {self._words.word(name)} "

    def _dots(self, at: int) -> str:
        count = len(self._tokens[at].text)
        return "" if count > 2 else f" {self._words.repeated('dot', count)} "  # noqa: PLR2004 - `...` has a name

    def _dash(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        if len(token.text) > _SIGNS_NAMED:
            return f" {_names_of_signs(token.text, words)[0]} "
        if len(token.text) == 1 and token.joins and token.behind.isalnum():
            return self._hyphen(at)
        name = "dash"
        if len(token.text) == 1 and token.apart:
            name = "minus"
        elif len(token.text) == 1 and not token.joins and token.behind.isdigit():
            name = "negative"
        return f" {words.repeated(name, len(token.text))} "

    def _hyphen(self, at: int) -> str:
        """Within a name it joins; before a number it may be a minus; elsewhere it is a dash."""
        left, right = self._tokens[at - 1], self._tokens[at + 1]
        short = left.text in {")", "]"} or (left.kind == "name" and len(left.text) == 1)
        if short and right.kind == "number":
            return f" {self._words.word('minus')} "
        apart = left.kind == "sign" or left.kind == right.kind == "number"
        return f" {self._words.word('dash')} " if apart else "-"

    def _star(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        between = token.joins and token.behind.isdigit()
        if len(token.text) == 1 and (token.apart or between) and not self._is_all(at):
            return f" {words.word('times')} "
        return f" {words.repeated('star', len(token.text))} "

    def _is_all(self, at: int) -> bool:
        """Whether a star stands for everything, and is no product."""
        before, behind = self._beside(at)
        return (before is not None and before.text.casefold() in _NOT_A_PRODUCT) or (
            behind is not None and behind.text.casefold() in _BEHIND_ALL
        )

    def _comma(self, at: int) -> str:
        """A comma is heard as a pause between two things; elsewhere it is said."""
        before, behind = self._beside(at)
        between = (
            before is not None
            and behind is not None
            and not (before.opens or before.text == "," or behind.closes or behind.text == ",")
        )
        return ", " if between else f" {self._words.symbol(',')} "

    def _beside(self, at: int) -> tuple[SpelledToken | None, SpelledToken | None]:
        """The tokens before and behind one, without blanks; nothing is copied for it."""
        places = range(at - 1, -1, -1), range(at + 1, len(self._tokens))
        before, behind = (
            next((one for place in way if (one := self._tokens[place]).kind != "blank"), None)
            for way in places
        )
        return before, behind

    def _is_shift(self, at: int) -> bool:
        """Whether `<<` or `>>` stands between two operands, not before a file or a marker."""
        token, follower = self._tokens[at], self._tokens[at + 1 : at + 3]
        operand = next((one for one in follower if one.kind != "blank"), None)
        return (
            operand is not None
            and (token.apart or (token.joins and token.behind.isalnum()))
            and (operand.kind == "number" or len(self._tokens) <= 5)  # noqa: PLR2004 - `a << b`
        )


def say_name(name: str, words: Vocabulary) -> str:
    """An identifier: its words; underscores at its edges are said, and two in a row."""
    plain = name.strip("_")
    if not plain:
        return f" {words.symbol(name) or words.repeated('underscore', len(name))} "
    start = len(name) - len(name.lstrip("_"))
    end = len(name) - len(name.rstrip("_"))
    inside = re.sub("__+", lambda run: f" {words.symbol('__')} " * (len(run[0]) // 2), plain)
    said = _HUMP.sub(" ", inside.replace("_", " "))
    if start == end == 2:  # noqa: PLR2004 - `__init__`
        return f" {words.word('dunder')} {said} "
    underscore = f" {words.word('underscore')} "
    return f"{underscore * start}{said}{underscore * end}"


def number_before(found: re.Match[str]) -> str:
    """The number that a match stands behind."""
    digits = re.search(r"[\d.,]+$", found.string[: found.start()])
    return digits[0] if digits else ""


def _quantity(text: str, words: Vocabulary) -> str:
    number = re.match(r"[\d.,]*\d", text)
    assert number is not None  # noqa: S101 - the token begins with digits
    return f"{number[0]} {words.unit(text[number.end() :].strip(), number[0])} "


@cache
def _html_elements() -> frozenset[str]:
    return frozenset(facts("elements"))


_SPOKEN: dict[str, Callable[[str, Vocabulary], str]] = {
    "url": lambda text, words: address.spelled(text, words, say_code),
    "email": address.email,
    "uuid": lambda _text, words: f" {words.word('uuid')} ",
    "secret": lambda _text, words: f" {words.word('secret')} ",
    "hash": lambda _text, words: f" {words.word('hash')} ",
    "moment": lambda text, _words: text.replace("T", " "),
    "quantity": _quantity,
    "version": lambda _text, words: f" {words.word('version')} ",
    "number": lambda text, _words: text,
    "plusplus": lambda text, words: (
        f"{text.partition('+')[0]} {words.repeated('plus', 2)} {text.rpartition('+')[2]} "
    ),
    "sharp": lambda text, words: f"{text[:-1]} {words.word('sharp')} ",
    "blank": lambda _text, _words: " ",
}
