"""How a developer reads inline code aloud, so that different code never sounds the same.

Every sign is said, but for the few equivalences of `tests/prose/equivalences.py`, each with its
reason: quotes around a word, the brackets of a call that ends the code, how the words of a name are
joined. A group is closed aloud only where something follows it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.say import address, patterns
from mkdocs_qwen_tts._prose.say.bare_signs import QUOTED_SIGN, names_of_signs, say_signs
from mkdocs_qwen_tts._prose.say.bracket_pairs import BracketPairs
from mkdocs_qwen_tts._prose.say.brackets import (
    holds_one_type,
    installs,
    is_character_class,
    joins_ranges,
    say_ranges,
)
from mkdocs_qwen_tts._prose.say.identifiers import say_name
from mkdocs_qwen_tts._prose.say.operators import OperatorReading
from mkdocs_qwen_tts._prose.say.quantity import say_quantity
from mkdocs_qwen_tts._prose.say.tokens import code_tokens
from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.tokens import SpelledToken


_WORD = re.compile(r"[^\W_]")
_NOT_A_TEXT = frozenset(
    {"none", "null", "nil", "undefined", "true", "false", "yes", "no", "on", "off"}
)
"""In quotes, these are texts; bare, they are something else."""
_WORDS = re.compile(r"(?=.*[^\W\d_])[\w .,/-]+")
_PLAIN = re.compile(r"(?=.*[^\W\d_])(?:[\w./:@~#+-]|\{\w+\}|\[[\w,-]+\])+|/")
"""What means the same with quotes around it: a word, a path, a name."""
_PLACEHOLDER = re.compile(r"[^\W\d](?:[\w .:|…/@-]|\[\])*")
"""What stands in angle brackets for something that the reader fills in: `<path>`."""
_MANUAL = re.compile(r"([a-z][\w.+]*-[\w.+-]*)\((\d[a-z]{0,2})\)")
"""A page of the manual: no function has a hyphen in its name."""
_KEYS = re.compile(rf"(?:{patterns.KEYS}|{patterns.MAC_KEYS})(?:\s(?:{patterns.KEYS}))*")
"""Keys to press, one combination behind another."""
_WITH_WAVES = frozenset({"zh", "ja", "ko"})
"""Languages in which a wave stands between the first and the last of a range."""
_WAVE = re.compile(r"(\d+)[~～〜](\d+)")
_FULL_STOP = re.compile(r"(?<=[^\W_])\.$")
"""It ends the sentence, not the code: `trigger.`"""
_OPTION_WITH_SEMICOLON = re.compile(r"[-@][^\s;]{0,8};")
"""Here the sign ends no statement: `-n;`."""
_HOLDING = frozenset({"ARRAY", "Literal"})
"""Names whose brackets hold values, none of which is an index: an array of SQL, a type."""
_PATH_BEGINS = frozenset({"/", "~", ".", ".."})
_IN_PATH = re.compile(r"[\w.~/]")
_LONGEST_PATH = 40
"""Pieces of a path that are looked at."""
_OPENERS = {"(": "paren", "[": "bracket", "{": "brace", "<": "angle"}
_EMPTY = {"(": "empty_parens", "[": "empty_brackets", "{": "empty_braces"}


def say_code(text: str, words: Vocabulary, *, closed: bool = False) -> str:
    """Inline code as it is said; `closed`: the brackets at its end too."""
    stripped = text.strip()
    return _said(stripped, words.language, closed=closed) if stripped else text


@lru_cache(maxsize=8192)
def _said(code: str, language: str, *, closed: bool = False, installed: bool = False) -> str:
    """Code as it is said.

    Args:
        code: the code.
        language: primary subtag of the language it is said in.
        closed: whether brackets at its end are said too, since something follows it.
        installed: whether it names what a command installs.
    """
    words = vocabulary(language)
    if not _WORD.search(code):
        return say_signs(code, words)
    if _KEYS.fullmatch(code):
        return " ".join(words.keys(part) for part in code.split())
    if language in _WITH_WAVES and (span := _WAVE.fullmatch(code)):
        return f"{span[1]} {words.word('to')} {span[2]}"
    if page := _MANUAL.fullmatch(code):
        return f"{page[1]} {page[2]}"
    if not _OPTION_WITH_SEMICOLON.fullmatch(code):
        code = code.rstrip("; ") or code
    bare = _FULL_STOP.sub("", code)
    said = _CodeReading(bare, words, closed=closed, installed=installed).whole()
    said = " ".join(said.split()).replace(" ,", ",").replace(" : ", ": ")
    return said if bare == code else f"{said}."


class _CodeReading:
    """One piece of code being read."""

    def __init__(self, code: str, words: Vocabulary, *, closed: bool, installed: bool) -> None:
        self._code = code
        self._installs = installed or installs(code)
        self._words = words
        self._tokens = code_tokens(code)
        self._markup = code.startswith("<") or "</" in code or "/>" in code
        self._pairs = BracketPairs(self._tokens)
        self._operators = OperatorReading(code, self._tokens, words)
        self._end = len(self._tokens) if closed else self._spoken_end()

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
            if called and (not self._tokens[end - 2].joins or self._pairs.is_operator(end - 3)):
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
        closed = self._closing(at, end)
        if token.text in _EMPTY and self._pairs.is_empty(at, end):
            call = token.text == "(" and token.joins and not self._pairs.is_operator(at - 1)
            if token.joins and token.text == "[" and end + 1 == len(self._tokens):
                return f" {words.symbol('[]')} ", end + 1  # of a type: `string[]`
            return f" {words.word('call' if call else _EMPTY[token.text])} ", end + 1
        if token.text == "[" and token.joins and (parts := self._slice(at, end)):
            return f", {words.slice(*parts)}{closed}", end + 1
        touches = token.before.isalnum() or token.before in {")", "}"}
        touches = touches or (token.before == "]" and self._pairs.is_empty_pair(at - 1))
        if token.text == "<" and (not touches or self._tokens[at + 1].text == "/"):
            return self._angle(at, end, closed), end + 1
        if token.text == "[" and (
            self._pairs.is_optional(at, end) or self._pairs.is_one_more(at, end)
        ):
            start = at + 1 + (self._tokens[at + 1].text == ",")
            return f", {words.word('optional')} {self._range(start, end)}{closed}", end + 1
        return f" {self._opener(at)} {self._range(at + 1, end)}{closed}", end + 1

    def _closing(self, at: int, end: int) -> str:
        """What is said where brackets end."""
        if end >= self._end:
            return " "
        if self._tokens[at].text == "[" and self._tokens[at].joins and self._is_before_or(end + 1):
            held = "".join(one.text for one in self._tokens[at - 1 : end + 1])
            if holds_one_type(held):  # "list of str, or None"
                return str(announcements(self._words.language).entry("list_separator"))
        return f" {self._words.word('close')} "

    def _is_before_or(self, at: int) -> bool:
        """Whether a bar stands at a place that is an "or"."""
        while at < len(self._tokens) and self._tokens[at].kind == "blank":
            at += 1
        return at < len(self._tokens) and bool(self._operators.is_or(at))

    def _opener(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        if token.joins and token.text == "(" and not self._pairs.is_link(at - 1):
            return words.word("paren" if self._pairs.is_gloss(at) else "with")
        inner = self._tokens[at + 1]
        # Behind `_` alone stands what it joins: `[language]_[country]`.
        named = token.joins and not (at > 1 and set(self._tokens[at - 1].text) == {"_"})
        if named and token.text in "[<" and inner.text != ",":
            counted = inner.kind in {"number", "string"} or inner.text in {"-", "TRUE", "FALSE"}
            counted = counted or (self._pairs.is_called(at + 1) and inner.text != "TypeVar")
            counted = counted or self._pairs.is_chained(at)
            counted = counted and self._tokens[at - 1].text not in _HOLDING
            if self._holds_others(at):
                return words.word("bracket")
            return words.word("index" if counted and token.text == "[" else "of")
        return words.word(_OPENERS[token.text])

    def _holds_others(self, at: int) -> bool:
        """Whether brackets are no index and of no type: in a pattern, a command to install."""
        if self._tokens[at].text != "[":
            return False
        partner = self._tokens[at - 1].partner if self._tokens[at - 1].text == "]" else None
        follows = partner is not None and is_character_class(self._tokens, partner)
        return follows or self._installs

    def _slice(self, at: int, end: int) -> tuple[str, ...]:
        """The parts of `1:3` or `::2` in brackets; none where it is no slice."""
        start = at + 1
        if self._pairs.is_one_more(at, end):
            return ()
        borders: list[int] = []
        depth = 0
        for place in range(start, end):
            token = self._tokens[place]
            depth += token.opens - token.closes
            if depth or token.text not in {":", "::", ","}:
                continue
            if token.text == "," or token.behind.isspace():
                return ()  # several, or `name: type`
            borders += [place] * len(token.text)
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
        is_tag = (self._markup and self._is_element(named)) or (closing and at + 2 < end)
        if not is_tag and self._is_placeholder(at, end):
            return f" {self._inside(at + 1, end)} "
        start, stop = at + 1, end
        if is_tag:
            start += closing
            unsaid = {" "} if closing else {"/", " "}
            while stop > start and self._tokens[stop - 1].text in unsaid:
                stop -= 1  # `<br />` is `<br>`
        name = ("closing_tag" if closing else "tag") if is_tag else "angle"
        inside = self._inside(start, stop) if end < self._end else self._range(start, stop)
        return f" {words.word(name)} {inside}{closed}"

    def _is_element(self, named: SpelledToken) -> bool:
        """Whether this names an element: one of HTML, or one that the code closes."""
        closed, is_whole = f"</{named.text}", named.behind != "-"  # `<object-1>` is no `<object>`
        return (
            (is_whole and named.text in _html_elements())
            or f"{closed}>" in self._code
            or f"{closed}-" in self._code
        )

    def _is_placeholder(self, at: int, end: int) -> bool:
        inside = "".join(one.text for one in self._tokens[at + 1 : end])
        return _PLACEHOLDER.fullmatch(inside) is not None

    # ------------------------------------------------------------ tokens

    def _token(self, at: int) -> str:
        token = self._tokens[at]
        if token.kind in {"operator", "sign"}:
            return self._operators.said(at)
        if token.kind == "string":
            return self._string(at)
        if token.kind == "name":
            return self._name(at)
        if token.kind == "blank" and (self._follows_root(at) or self._parts_paths(at)):
            return ", "
        return _SPOKEN[token.kind](token.text, self._words)

    def _follows_root(self, at: int) -> bool:
        """Whether a name stands behind the root as in `rm -r / lamp`, which is not `/lamp`."""
        before = self._tokens[at - 1] if at > 1 else None
        named = self._tokens[at + 1 : at + 2]
        return (
            before is not None
            and before.text == "/"
            and before.apart
            and [one.kind for one in named] == ["name"]
            and any(map(self._pairs.is_option, range(at - 1)))
        )

    def _parts_paths(self, at: int) -> bool:
        """Whether a blank must be heard: between two paths, as in `cp a.txt /tmp`, behind `--`."""
        begins = [one.text for one in self._tokens[at + 1 : at + 3]]
        if at and self._tokens[at - 1].text == "--" and begins[:1] in (["-"], ["--"]):
            return True  # `lamp -- -x` is no `lamp ---x`
        here = begins in (["."], [".."])  # the folder at hand
        if not here and (
            len(begins) < 2  # noqa: PLR2004 - a sign and a name
            or begins[0] not in _PATH_BEGINS
            or not _IN_PATH.match(begins[1])
        ):
            return False
        first, least = at, max(0, at - _LONGEST_PATH)
        while first > least and self._tokens[first - 1].kind != "blank":
            first -= 1
        before = self._tokens[first:at]
        return any(one.text == "/" or one.kind == "url" for one in before) or any(
            one.text == "." and one.joins and one.behind.isalpha() for one in before
        )

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
            closes = bool(plain and not last)
            installed = self._installs and "[" in inner
            said = _said(inner.strip(), words.language, closed=closes, installed=installed)
        if plain or QUOTED_SIGN.fullmatch(token.text):
            return f" {said} "
        return f" {words.word('quote')} {said} {'' if last else words.word('unquote')} "

    def _name(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        sign = self._tokens[at - 1] if at else None
        marks = sign is not None and sign.text in {"-", "%", "\\"}
        marks = marks and not (at > 1 and self._tokens[at - 1].joins and self._is_long(at - 2))
        if len(token.text) == 1 and token.text.isupper() and marks:
            return f" {words.word('capital')} {token.text} "
        if joins_ranges(self._tokens, at):
            return token.text.replace("_", f" {words.word('underscore')} ")
        return say_name(self._joined(at), words)

    def _is_long(self, at: int) -> bool:
        """Whether this is a word, which a hyphen joins to what follows: `--keep-X`."""
        token = self._tokens[at]
        return token.kind == "name" and len(token.text) > 1

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
    "quantity": say_quantity,
    "version": lambda _text, words: f" {words.word('version')} ",
    "number": lambda text, _words: text,
    "ranges": say_ranges,
    "cluster": lambda text, words: f" {' '.join(names_of_signs(text, words))} ",
    "plusplus": lambda text, words: (
        f"{text.partition('+')[0]} {words.repeated('plus', 2)} {text.rpartition('+')[2]} "
    ),
    "sharp": lambda text, words: f"{text[:-1]} {words.word('sharp')} ",
    "blank": lambda _text, _words: " ",
}
