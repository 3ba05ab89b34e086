"""Signs in code: what they are called depends on what stands beside them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.bare_signs import SIGNS_NAMED, names_of_signs
from mkdocs_qwen_tts._prose.say.tokens import beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.tokens import SpelledToken
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

TYPE_NAME = re.compile(
    r"None|str|int|float|bool|boolean|bytes|list|dict|tuple|set|Any|null|undefined|string|number"
    r"|bigint|symbol|object|void|[A-Z]\w*"
)
"""What is likely to be the name of a type: a bar between two of them is an "or"."""
_SPECIFIER = re.compile(
    r"[\w.\[\],-]*\s*(?:(?:[<>=!~]=|===|[<>^~]|~>)\s*v?\d[\w.*+-]*(?:\s*,\s*|\s*\|\|\s*|\s+|$))+"
)
"""A requirement on a version: `>=3.8,<4`, `mkdocs==1.6.1`."""
_DECLARING = frozenset(
    {"typedef", "struct", "const", "static", "extern", "unsigned", "void", "char", "union"}
)
"""Words of C that a declaration begins with: a star in it makes a pointer."""
_NOT_A_PRODUCT = frozenset({"select", "distinct", "import", "export", "returning", "all", "add"})
_BEHIND_ALL = frozenset({"from", "as", "except", "into"})
"""Words around a star that stands for everything: `select * from`, `import * as`."""

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
    "<<-": "double_left_arrow",
    "+": "plus",
    "/": "slash",
    "\\": "backslash",
    "@": "at",
    "$": "dollar",
    "%": "percent",
    "~=": "compatible",
    "-=": "minus equals",
    "<=>": "less equals greater",
}
"""What a sign is called; of two words, each is one of the vocabulary."""
_OPTIONS = re.compile(r"-\d(?:\s*[,|/]\s*-{1,2}\w[\w-]*)*\s*[,|/]\s*--[A-Za-z][\w-]*")
"""The names of one option, of which some are figures: `-4, -6, --ipv4`."""
_FACTOR = re.compile(r"\d+[a-z]")
"""A number of something unknown: `4x`."""
_EXPONENT = re.compile(r"\d+[eE]\d+")
_VALUES = frozenset(
    {"true", "false", "yes", "no", "on", "off", "none", "null", "auto", "always", "never"}
)
"""Of a row of names with bars between them, these say that it is a choice."""
_NOTHING = frozenset({"None", "null", "undefined"})
"""Types of what may be left out: no command has such a name."""
_COMMANDS = frozenset(
    {"curl", "dig", "git", "grep", "gzip", "head", "host", "kill", "killall", "ls", "nc", "ping"}
    | {"pkill", "scp", "ssh", "tail", "traceroute", "wget", "xz", "zip", "zstd"}
)
"""Commands that take options of figures, as in `kill -9` and `head -20`."""
_SIMPLE_TYPES = frozenset({"int", "float", "str", "bool", "bytes", "string", "number", "boolean"})
_INFINITE = frozenset({"inf", "Inf", "infinity", "Infinity", "INFINITY"})
_MODULES = frozenset({"np", "numpy", "math", "cmath", "torch", "jnp"})
"""Modules that hold what has no bounds: `np.inf`."""
_CALCULATES = frozenset({"*", "**", "+", "^"})
_AS_ONE = frozenset({"->", "-->", "<-", "<<-", "<->", "-=", "<=>"})
"""Signs that are said the same wherever they stand."""
_NUMBERED = 3
"""Digits from which on a number behind a capital counts nothing, and is a part of a name."""
_EQUATION = 6
"""Pieces of `R = -T`."""
_SPECIFIERS = {"==": "exactly", "<": "below", ">": "above"}
_LONGEST_CHOICE = 60
"""Names and bars that a choice in brackets may hold."""


class OperatorReading:
    """Reads the signs of one piece of code.

    Args:
        code: the whole of it.
        tokens: the same in pieces.
        words: of the language it is said in.
    """

    def __init__(self, code: str, tokens: list[SpelledToken], words: Vocabulary) -> None:
        self._tokens = tokens
        self._words = words
        self._specifier = (
            _SPECIFIER.fullmatch(code) is not None and re.search(r"\d\.\d|,|^\W", code) is not None
        )
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
            "'": self._prime,
        }
        self._are_options = _OPTIONS.fullmatch(code) is not None
        """Signs that are said by what stands around them; `""` where nothing particular does."""

    def said(self, at: int) -> str:
        """A sign or an operator."""
        token, words = self._tokens[at], self._words
        text = token.text
        by_place = self._by_place.get(text[0]) if text not in _AS_ONE else None
        if by_place is not None:
            said = by_place(at)
            if said:
                return said
        if text == "-->" and self._has_comments:
            return f" {' '.join(names_of_signs(text, words))} "
        if self._specifier and text in _SPECIFIERS:
            return f" {words.word(_SPECIFIERS[text])} "
        if text in _OPERATORS:
            return f" {' '.join(map(words.word, _OPERATORS[text].split()))} "
        if text in {"<<=", ">>="}:
            return f" {words.symbol(text[:2])} {words.word('equals')} "
        name = words.symbol(text)
        return f" {name or ' '.join(words.symbol(sign) or sign for sign in text)} "

    def _colon(self, at: int) -> str:
        token = self._tokens[at]
        names = token.text == ":" and token.behind.isspace() and not token.before.isspace()
        return ": " if names else ""

    def _prime(self, at: int) -> str:
        """Behind a name, a quote that no other one answers belongs to it: `foldl'`."""
        del at
        return f" {self._words.word('prime')} " if self._has_primes else ""

    @cached_property
    def _has_comments(self) -> bool:
        """Whether a comment of HTML begins somewhere, whose end is no arrow."""
        return any(one.text == "<!--" for one in self._tokens)

    @cached_property
    def _has_primes(self) -> bool:
        """Whether every quote that stands alone is behind a name, and so none of them quotes."""
        named = False
        for token in self._tokens:
            if token.text == "'" and not named:
                return False
            named = token.kind == "name" or (named and token.text == "'")
        return True

    def is_or(self, at: int) -> bool:
        """Whether the token at a place is a bar that is said as an "or"."""
        return bool(self._bar(at))

    def _bar(self, at: int) -> str:
        """A choice, as of types, is an "or"; between commands it is a bar."""
        if self._tokens[at].text != "|":
            return ""
        left, right = beside(self._tokens, at)
        if left is None or right is None:
            return ""
        names = (left.kind, right.kind) == ("name", "name")
        types = right.kind in {"string", "number"} or TYPE_NAME.fullmatch(right.text) is not None
        if left.kind == "name":
            types = types and TYPE_NAME.fullmatch(left.text) is not None
        elif left.closes:
            types = types and left.text in {"]", ">"}
        choice = names and not self._tokens[at].apart and self._is_within_choice(at)
        either = names and (self._is_one_of_several(at) or self._may_be_nothing(at))
        return f" {self._words.word('or')} " if types or choice or either else ""

    def _is_one_of_several(self, at: int) -> bool:
        """Whether a bar stands in a row of values such as `true|false`."""
        if self._tokens[at].apart:
            return False
        first = last = at
        least, most = max(1, at - _LONGEST_CHOICE), min(len(self._tokens) - 2, at + _LONGEST_CHOICE)
        while first > least and self._tokens[first - 2].text == "|":
            first -= 2
        while last < most and self._tokens[last + 2].text == "|":
            last += 2
        row = self._tokens[first - 1 : last + 2 : 2]
        return any(one.text.casefold() in _VALUES or TYPE_NAME.fullmatch(one.text) for one in row)

    def _may_be_nothing(self, at: int) -> bool:
        """Whether bars stand between types: one may be nothing, or two say what they are."""
        types = 0
        for step in (1, -1):
            place, most = at + step, at + step * _LONGEST_CHOICE
            while 0 <= place < len(self._tokens) and place != most:
                token = self._tokens[place]
                types += 2 * (token.text in _NOTHING) + (token.text in _SIMPLE_TYPES)
                if types > 1:
                    return True
                if token.kind not in {"name", "blank"} and token.text not in {"|", "."}:
                    break
                place += step
        return False

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
        token = self._tokens[at]
        count = len(token.text)
        if count == 1 and token.before.islower() and token.behind.isspace() and self._is_prose(at):
            return ". "  # a message, not a name
        return "" if count > 2 else f" {self._words.repeated('dot', count)} "  # noqa: PLR2004 - `...` has a name

    def _is_prose(self, at: int) -> bool:
        """Whether words with blanks between them end at a place, and a capital begins the next."""
        words = [one.kind for one in self._tokens[max(0, at - 3) : at]] == ["name", "blank", "name"]
        behind = self._tokens[at + 2 : at + 3]
        return words and bool(behind) and behind[0].text[:1].isupper()

    def _dash(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        if len(token.text) > SIGNS_NAMED:
            return f" {names_of_signs(token.text, words)[0]} "
        if len(token.text) == 1 and token.joins and token.behind.isalnum():
            return self._hyphen(at)
        name = "dash"
        if len(token.text) == 1 and token.apart:
            name = "minus"
        elif len(token.text) == 1 and not token.joins and self._is_negative(at):
            name = "negative"
        return f" {words.repeated(name, len(token.text))} "

    def _is_negative(self, at: int) -> bool:
        """Whether a sign makes what is behind it negative: `-1`, `(-x+1)`, not `(-v)`."""
        token = self._tokens[at]
        if at and self._tokens[at - 1].kind == "plusplus":  # `g++-12`
            return False
        if token.before in {".", "/"}:
            return False  # a range of signs, as in `[.-0]`
        if token.behind.isdigit() and self._is_option(at):
            return False
        return (
            token.behind.isdigit()
            or self._is_infinite(at + 1)
            or (token.before in {"(", ","} and token.behind.isalpha() and self._calculates)
            or self._negates_letter(at)
        )

    def _is_infinite(self, at: int) -> bool:
        """Whether a name without bounds stands here: `inf`, `np.inf`; no option has such a name."""
        names = [one.text for one in self._tokens[at : at + 4]]
        if len(names) > 2 and names[1] == "." and names[0] in _MODULES:  # noqa: PLR2004 - `np.inf`
            names = names[2:]
        return names[:1] != [] and names[0] in _INFINITE and names[1:2] not in (["."], ["-"])

    def _negates_letter(self, at: int) -> bool:
        """Whether one letter equals another one, negated: `R = -T`."""
        around = self._tokens[max(0, at - 4) : at + 2]
        return (
            len(self._tokens) == _EQUATION
            and [one.text for one in around[1:4]] == [" ", "=", " "]
            and len(around[0].text) == len(around[-1].text) == 1
            and around[0].kind == around[-1].kind == "name"
        )

    def _is_option(self, at: int) -> bool:
        """Whether a sign and a number are an option: `-4, --ipv4`, `ping -4 host`."""
        behind = [one.text for one in self._tokens[at + 2 : at + 6] if one.kind != "blank"]
        parted = behind[:1] in ([","], ["|"], ["/"])
        if at == 0 and parted and behind[1:2] == ["--"]:
            return True
        if self._are_options:
            return True
        begins = [one.text for one in self._tokens[:2]]
        return len(begins) > 1 and begins[0] in _COMMANDS and self._tokens[at - 1].kind == "blank"

    @cached_property
    def _calculates(self) -> bool:
        """Whether signs of arithmetic stand between operands, and not in a class of letters."""
        return not any(one.text == "[" for one in self._tokens) and any(
            one.text in _CALCULATES and ((one.joins and one.behind.isalnum()) or one.apart)
            for one in self._tokens
        )

    def _hyphen(self, at: int) -> str:
        """Within a name it joins; before a number it may be a minus; elsewhere it is a dash."""
        left, right = self._tokens[at - 1], self._tokens[at + 1]
        short = left.text in {")", "]"} or (left.kind == "name" and len(left.text) == 1)
        numbered = left.text.isupper() and len(right.text) >= _NUMBERED  # `P-256`
        numbered = numbered and not (self._calculates or (at == 2 and left.before == "("))  # noqa: PLR2004 - `(N-100)/2`
        numbered = numbered or self._is_of_file(at)
        if short and right.kind == "number" and not numbered:
            return f" {self._words.word('minus')} "
        operands = short or left.kind == "number" or _FACTOR.fullmatch(left.text) is not None
        operands = operands and (right.kind == "number" or len(right.text) == 1)
        if operands and self._calculates:
            return f" {self._words.word('minus')} "
        number = left.kind == "number" or _EXPONENT.fullmatch(left.text) is not None
        apart = left.kind == "sign" or (number and right.kind == "number")
        return f" {self._words.word('dash')} " if apart else "-"

    def _is_of_file(self, at: int) -> bool:
        """Whether a letter and a version are the name of a file: `/pool/b-2.0-1.tar`."""
        before = self._tokens[at - 2] if at > 1 else None
        return before is not None and before.text == "/" and "." in self._tokens[at + 1].text

    def _star(self, at: int) -> str:
        token, words = self._tokens[at], self._words
        factor = at > 0 and self._tokens[at - 1].kind == "number" and token.behind.isalpha()
        between = token.joins and (token.behind.isdigit() or factor)
        declares = self._tokens[0].text.casefold() in _DECLARING
        product = (token.apart or between) and not declares and self._is_between_operands(at)
        if len(token.text) == 1 and product and not self._is_all(at):
            return f" {words.word('times')} "
        return f" {words.repeated('star', len(token.text))} "

    def _is_between_operands(self, at: int) -> bool:
        """Whether what could be multiplied stands on both sides, unlike in `:: * -> *`."""
        before, behind = beside(self._tokens, at)
        return (
            before is not None
            and behind is not None
            and before.kind != "operator"
            and not (before.opens or behind.closes)
            and (behind.kind != "operator" or behind.text in {"-", "--", "*", "**"})
        )

    def _is_all(self, at: int) -> bool:
        """Whether a star stands for everything, and is no product."""
        before, behind = beside(self._tokens, at)
        return (before is not None and before.text.casefold() in _NOT_A_PRODUCT) or (
            behind is not None and behind.text.casefold() in _BEHIND_ALL
        )

    def _comma(self, at: int) -> str:
        """A comma is heard as a pause between two things; elsewhere it is said."""
        before, behind = beside(self._tokens, at)
        between = (
            before is not None
            and behind is not None
            and not (before.opens or before.text == "," or behind.closes or behind.text == ",")
        )
        return ", " if between else f" {self._words.symbol(',')} "

    def _shifts_letters(self, at: int, operand: SpelledToken) -> bool:
        """Whether a number or a letter is shifted: `a << b`, `1 << n`, not `echo x >> file`."""
        before, _ = beside(self._tokens, at)
        if before is None:
            return False
        letters = len(before.text) == len(operand.text) == 1
        return before.kind == "number" or (letters and len(self._tokens) <= 5)  # noqa: PLR2004 - `a << b`

    def _is_shift(self, at: int) -> bool:
        """Whether `<<` or `>>` stands between two operands, not before a file or a marker."""
        token, follower = self._tokens[at], self._tokens[at + 1 : at + 3]
        operand = next((one for one in follower if one.kind != "blank"), None)
        return (
            operand is not None
            and (token.apart or (token.joins and token.behind.isalnum()))
            and (operand.kind == "number" or self._shifts_letters(at, operand))
        )
