"""How a developer reads inline code aloud, so that different code never sounds the same.

Every sign is said, but for the few equivalences of `tests/prose/equivalences.py`, each with its
reason: quotes around a word, the brackets of a call that ends the code, how the words of a name are
joined. A group is closed aloud only where something follows it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.announcements import announcements
from mkdocs_qwen_tts.prose.facts import facts
from mkdocs_qwen_tts.prose.say import address
from mkdocs_qwen_tts.prose.say.tokens import code_tokens
from mkdocs_qwen_tts.prose.say.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"[^\W_]")
_DRAWING = re.compile(r"[\s\u2500-\u25ff]*")
"""Lines and boxes: a drawing of a folder's tree, say."""
_TYPE = re.compile(
    r"\b(?:None|str|int|float|bool|bytes|list|dict|tuple|set|Any|null|undefined|string|number"
    r"|[A-Z]\w*[a-z]\w*)\b"
)
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
    code = code.rstrip("; ") or code
    said = _Reading(code, words, closed=closed).whole()
    return " ".join(said.split()).replace(" ,", ",").replace(" : ", ": ")


def _signs(code: str, words: Vocabulary) -> str:
    """Code without a letter or digit: the names of its signs."""
    if _DRAWING.fullmatch(code):
        return ""
    if _BLANKS.fullmatch(code):
        return words.word("blank")
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
        self._types = _TYPE.search(code) is not None
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
        if self._code.endswith("()") and self._tokens[-2].joins:
            return end - 2
        while end and self._tokens[end - 1].closes:
            end -= 1
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
        if token.text == "<" and not token.before.isalnum():
            return self._angle(at, end, closed), end + 1
        return f" {self._opener(at)} {self._range(at + 1, end)}{closed}", end + 1

    def _opener(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        if token.joins and token.text == "(":
            return words.word("with")
        inner = self._tokens[at + 1]
        if token.joins and token.text in "[<" and inner.text != ",":
            counted = inner.kind in {"number", "string"} or inner.text == "-"
            return words.word("index" if counted and token.text == "[" else "of")
        return words.word(_OPENERS[token.text])

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
        is_tag = named.text in _html_elements()
        start, stop = at + 1, end
        if is_tag:
            start += closing
            while stop > start and self._tokens[stop - 1].text in {"/", " "}:
                stop -= 1  # `<br />` is `<br>`
        name = ("closing_tag" if closing else "tag") if is_tag else "angle"
        inside = self._inside(start, stop) if end < self._end else self._range(start, stop)
        return f" {words.word(name)} {inside}{closed}"

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
        last = all(follower.closes for follower in self._tokens[at + 1 :])
        plain = _PLAIN.fullmatch(inner) and not prefixed
        said = words.word("blank")
        if inner.strip():
            said = _said(inner.strip(), words.language, closed=bool(plain and not last))
        if plain:
            return f" {said} "
        return f" {words.word('quote')} {said} {'' if last else words.word('unquote')} "

    def _name(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        before = self._tokens[at - 1].text if at else ""
        if len(token.text) == 1 and token.text.isupper() and before in {"-", "%", "\\"}:
            return f" {words.word('capital')} {token.text} "
        return say_name(token.text, words)

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
        """A union of types is an "or"; between commands it is a bar."""
        alone = self._tokens[at].text == "|"
        return f" {self._words.word('or')} " if alone and self._types else ""

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
        if len(token.text) == 1 and (token.apart or between):
            return f" {words.word('times')} "
        return f" {words.repeated('star', len(token.text))} "

    def _comma(self, at: int) -> str:
        """A comma is heard as a pause between two things; elsewhere it is said."""
        before = next((one for one in self._tokens[at - 1 :: -1] if one.kind != "blank"), None)
        behind = next((one for one in self._tokens[at + 1 :] if one.kind != "blank"), None)
        between = (
            at > 0
            and before is not None
            and behind is not None
            and not (before.opens or before.text == "," or behind.closes or behind.text == ",")
        )
        return ", " if between else f" {self._words.symbol(',')} "

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
