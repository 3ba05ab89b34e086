"""How formulas are said: grouping is heard where it changes the value."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.language import CJK
from mkdocs_qwen_tts._prose.say.mathml import MathNode, from_tex
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 60
"""Letters, numbers and signs up to which a formula can be followed by ear."""

FALLBACK = "en"
_OPENING = "([{⌊⌈〈"
_CLOSING = ")]}⌋⌉〉"
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_FUNCTIONS = frozenset("fghFGHOTPEφψϕΘΩωσμπ")
"""Letters that a bracket behind applies: `f(x)`, `O(n)`. Behind others it may be a product."""
_BARS = "∣∥"
_SETS = frozenset("∪∩∖{")
_CONDITIONS = frozenset("∈∉=≤≥<>⊂⊆")
_LIKELIHOODS = frozenset({"P", "p", "Pr", "E"})
"""Of what is in their brackets, something may be given."""
_NO_SETS = frozenset("XYZ")
"""Capitals that are variables more often than sets."""
_ROUNDINGS = {"⌊": "floor", "⌈": "ceiling"}
_INTERVALS = {"[]": "interval_closed", "[)": "interval_right_open", "(]": "interval_left_open"}
_ACCENTS = {
    **dict.fromkeys("¯―‾_ˉ̅–—", "bar"),
    **dict.fromkeys("^ˆ̂", "hat"),
    **dict.fromkeys("~˜∼̃", "tilde"),
    **dict.fromkeys("→⃗⟶", "vector"),
    **dict.fromkeys("˙.̇", "dot"),
    **dict.fromkeys("¨̈", "ddot"),
}
_FOR = frozenset({"lim", "max", "min", "sup", "inf"})
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")
_PRIMES = {"′": 1, "'": 1, "″": 2, "‴": 3, "⁗": 4}
_ENDING = re.compile(r"(?:\s*\x01[^\x02]*\x02)+\s*$")
_CJK_BLANK = re.compile(rf"(?<={CJK}) (?={CJK})")
_BLANK_AT_COMMA = re.compile(r" +(?=[,;，；、])|(?<=[，；、]) +")
_RELATION = frozenset("=≠<>≤≥≈≡∈∉⊂⊆→⇒⇔,;:+−±×⋅∗÷/∪∩∧∨∖∘⊕⊗∣¬∀∃")


class _UnreadableError(Exception):
    """Something in a formula has no words: it is announced, never read falsely."""


def say_tex(tex: str, language: str, longest: int = LONGEST) -> str:
    """A formula in TeX in words; `""` for one that cannot be read truly, or not followed."""
    return _said_tex(" ".join(tex.split()), language or FALLBACK, longest)


@lru_cache(maxsize=4096)
def _said_tex(tex: str, language: str, longest: int) -> str:
    node = from_tex(tex)
    return "" if node is None else say_formula(node, language, longest)


def say_formula(node: MathNode, language: str, longest: int = LONGEST) -> str:
    """A formula in words; `""` for one that cannot be read truly, or not followed by ear.

    Args:
        node: the formula.
        language: primary subtag of the language it is said in.
        longest: how many letters, numbers and signs it may hold.
    """
    if node.leaves() > longest:
        return ""
    try:
        said = _Formula(language or FALLBACK, _letters(node), _has_modulus(node)).row(node.rows)
    except (_UnreadableError, RecursionError):
        return ""
    return _finished(said)


def say_script(script: MathNode, template: str, language: str) -> str:
    """What stands above or below a base that was said before; `""` where it cannot be read.

    Args:
        script: the exponent or index.
        template: `power`, `squared`, `cubed` or `subscript`.
        language: primary subtag of the language it is said in.
    """
    try:
        said = _Formula(language or FALLBACK, frozenset(), modulus=False).script(script, template)
    except (_UnreadableError, RecursionError):
        return ""
    return _finished(said)


def say_root(written: str, language: str) -> str:
    """A root in running text: `√16`, `∛(a+b)`."""
    inner = written[1:].strip()
    node = from_tex(inner.removeprefix("(").removesuffix(")") if inner[:1] == "(" else inner)
    if node is None:
        return written
    degree = (MathNode("mn", "3"),) if written[0] == "∛" else ()
    root = MathNode("mroot" if degree else "msqrt", "", (node, *degree))
    return say_formula(root, language) or written


def say_ratio(written: str, language: str) -> str:
    """A fraction of two numbers in running text: `3⁄4`."""
    parts = tuple(MathNode("mn", number) for number in written.split("⁄"))
    return say_formula(MathNode("mfrac", "", parts), language) or written


def say_operator(sign: str, language: str) -> str:
    """A sign of formulas in running text."""
    return say_formula(MathNode("mo", sign), language) or sign


def _finished(said: str) -> str:
    """A formula as it is said: what closes a group is left out where nothing follows."""
    said = _ENDING.sub("", said).replace("\x01", "").replace("\x02", "")
    said = _CJK_BLANK.sub("", _BLANK_AT_COMMA.sub("", " ".join(said.split())))
    return said.strip(" ,;，；、")


def _has_modulus(node: MathNode) -> bool:
    """Whether it is about remainders: then `≡` is a congruence, else an identity."""
    return node.text == "mod" or any(map(_has_modulus, node.children))


def _letters(node: MathNode) -> frozenset[str]:
    """The letters of a formula: a capital is said where the small one stands beside it."""
    if node.name == "mi":
        return frozenset({_same(node.text)})
    return frozenset().union(*map(_letters, node.children))


@cache
def _tables() -> Any:
    return facts("formulas")


def _same(sign: str) -> str:
    return str(_tables()["same"].get(sign, sign))


class _Formula:
    """One formula being read."""

    def __init__(self, language: str, letters: frozenset[str], modulus: bool) -> None:
        self._language = language
        self._letters = letters
        self._in_binomial = False
        """Whether this is a part of a binomial: those in it are told in full."""
        self._identity = "≡" if modulus else "≣"
        self._words = vocabulary(language)

    # ------------------------------------------------------------ words

    def _chosen(self, table: str, name: str) -> str:
        entry = _tables()[table].get(name)
        return "" if entry is None else str(entry.get(self._language, entry[FALLBACK]))

    def _fill(self, template: str, **parts: str) -> str:
        return f" {self._chosen('templates', template).format(**parts)} "

    def _grouped(self, template: str, *parts: MathNode, **said: str) -> str:
        """A template whose last part is closed aloud where it holds more than one thing."""
        filled = self._fill(template, **said)
        if all(_is_simple(part) for part in parts):
            return filled
        return f"{filled} {self._chosen('templates', template + '_end')} "

    def _end(self, template: str) -> str:
        return f" \x01{self._chosen('templates', template)}\x02 "

    def _close(self) -> str:
        return f" \x01{self._words.word('close')}\x02 "

    def script(self, script: MathNode, template: str) -> str:
        """A script without its base, which every template begins with."""
        return self._grouped(template, script, a="", b=self.node(script))

    # ------------------------------------------------------------ rows

    def row(self, nodes: Sequence[MathNode]) -> str:
        """Things side by side."""
        said: list[str] = []
        at = 0
        while at < len(nodes):
            node = nodes[at]
            before = nodes[at - 1] if at else None
            end = _closing(nodes, at) if _sign(node) in _OPENING else None
            if end is not None:
                said.append(self._fenced(nodes, at, end))
                at = end + 1
                continue
            end = _second_bar(nodes, at) if _sign(node) in _BARS else None
            if end is not None:
                said.append(self._barred(nodes, at, end))
                at = end + 1
                continue
            if _sign(node) == "{" and at + 1 < len(nodes) and nodes[at + 1].name == "mtable":
                said.append(self._cases(nodes[at + 1]))
                at += 2
                continue
            said.append(" ")
            if [one.text for one in nodes[at : at + 2]] == ["!", "!"]:
                said.append(f"{self._chosen('operators', '!!')} ")
                at += 2
                continue
            if _divides(nodes, at):
                said.append(f"{self._chosen('operators', 'divides')} ")
            else:
                said.append(self._in_row(node, before))
            at += 1
        return "".join(said)

    def _in_row(self, node: MathNode, before: MathNode | None) -> str:
        first = before is None or _sign(before) in _RELATION or _sign(before) in _OPENING
        if node.name == "mo" and _same(node.text) == "−" and first:
            return f" {self._words.word('negative')} "
        return self.node(node)

    def _barred(self, nodes: Sequence[MathNode], start: int, end: int) -> str:
        """What stands between bars, with the scripts of the second."""
        inside, last = nodes[start + 1 : end], nodes[end]
        said = self._between_bars(_sign(nodes[start]), inside)
        return self._scripted(last, said) if last.name in _SCRIPTS else said

    def _between_bars(self, bar: str, inside: Sequence[MathNode]) -> str:
        if bar == "∥":
            return self._fill("norm", a=self.row(inside)) + self._end("norm_end")
        if len(inside) == 1 and _is_of_a_set(inside[0]):
            return self._fill("size", a=self.row(inside))
        if any(_sign(node) in _SETS for node in inside):
            return self._fill("size_set", a=self.row(inside)) + self._end("set_end")
        if len(inside) == 1 and (_is_leaf(inside[0]) or _is_indexed(inside[0])):
            return self._fill("absolute_simple", a=self.row(inside))
        return self._fill("absolute", a=self.row(inside)) + self._end("absolute_end")

    def _fenced(self, nodes: Sequence[MathNode], start: int, end: int) -> str:
        """What stands in brackets, with the scripts of the bracket that closes them."""
        opening, inside, last = _sign(nodes[start]), nodes[start + 1 : end], nodes[end]
        said = self._in_fence(opening, inside, _closer(last), nodes[start - 1] if start else None)
        return self._scripted(last, said) if last.name in _SCRIPTS else said

    def _in_fence(
        self, opening: str, inside: Sequence[MathNode], closing: str, before: MathNode | None
    ) -> str:
        if len(inside) == 1 and inside[0].name == "mtable":
            return self._matrix(inside[0])
        if len(inside) == 1 and _is_binomial(inside[0]):
            return self._binomial(inside[0], opening)
        if opening in _ROUNDINGS:
            name = _ROUNDINGS[opening]
            return self._fill(name, a=self.row(inside)) + self._end(f"{name}_end")
        if opening == "{":
            return self._set(inside)
        if interval := self._interval(opening + closing, inside, before):
            return interval
        return self._bracketed(opening, inside, before)

    def _bracketed(self, opening: str, inside: Sequence[MathNode], before: MathNode | None) -> str:
        words = self._words
        if opening == "(" and inside and inside[0].text == "mod":
            return f" {self.row(inside)} "
        if opening == "(":
            name = "of" if before is not None and _applies(before) else ""
            opener = self._chosen("templates", name) if name else words.word("paren")
        else:
            opener = words.word("bracket" if opening == "[" else "angle")
        if opening == "〈" and (such := self._such_that(inside)):
            return f" {opener} {such} {self._close()}"
        applied = before is not None and _applies(before)
        return f" {opener} {self._conditional(inside, before, applied)} {self._close()}"

    def _conditional(
        self, inside: Sequence[MathNode], before: MathNode | None, applied: bool
    ) -> str:
        """What a function is applied to: `P(A|B)` is of A given B."""
        bars = [at for at, node in enumerate(inside) if _sign(node) == "∣"]
        sure = applied and len(bars) == 1 and 0 < bars[0] < len(inside) - 1
        base = before.children[0] if before is not None and before.children else before
        if not sure or not (
            inside[bars[0]].text == "\u2223" or (base is not None and base.text in _LIKELIHOODS)
        ):
            return self.row(inside)
        what, given = self.row(inside[: bars[0]]), self.row(inside[bars[0] + 1 :])
        return self._fill("given", a=what, b=given)

    def _set(self, inside: Sequence[MathNode]) -> str:
        """The elements of a set, or what they are like."""
        said = self._such_that(inside) or self.row(inside)
        return self._fill("set", a=said) + self._end("set_end")

    def _such_that(self, inside: Sequence[MathNode]) -> str:
        """What is gathered, and what it is like; `""` where no bar stands between them."""
        at = next((at for at, node in enumerate(inside) if _sign(node) in {"∣", ":"}), None)
        if at is None:
            return ""
        that = self._chosen("templates", "such_that")
        return f"{self.row(inside[:at])} {that} {self.row(inside[at + 1 :])}"

    def _interval(self, kind: str, inside: Sequence[MathNode], before: MathNode | None) -> str:
        commas = [at for at, node in enumerate(inside) if _sign(node) == ","]
        if kind not in _INTERVALS or len(commas) != 1 or (before and before.name in _NAMES):
            return ""
        a, b = inside[: commas[0]], inside[commas[0] + 1 :]
        if not a or not b:
            return ""
        said = self._fill(_INTERVALS[kind], a=self.row(a), b=self.row(b))
        end = self._chosen("templates", "interval_end")
        return said if _is_simple_row(b) else f"{said} {end} "

    # ------------------------------------------------------------ nodes

    def node(self, node: MathNode) -> str:
        """One thing."""
        if node.name in {"mrow", "mtd"}:
            return self.row(node.rows)
        reads = {
            "mi": self._identifier,
            "mn": lambda one: one.text,
            "mtext": self._text,
            "ms": self._text,
            "mo": self._operator,
            "mspace": self._space,
            "mfrac": self._fraction,
            "msqrt": self._root,
            "mroot": self._root,
            "mtable": self._lines,
        }
        if node.name in reads:
            return str(reads[node.name](node))
        if node.name in _SCRIPTS and len(node.children) > 1:
            return self._script(node)
        raise _UnreadableError(node.name)

    def _text(self, node: MathNode) -> str:
        said = self._chosen("operators", node.text) or node.text
        return f" {said} "

    def _identifier(self, node: MathNode) -> str:
        text = _same(node.text)
        if not text or text == "&" or text in _INVISIBLE:  # aligned at this place
            return " "
        if text in _tables()["letters"]:
            return f" {self._capital(text)}{_tables()['letters'][text]} "
        name = self._chosen("names", text) or self._chosen("operators", text)
        if name:
            return f" {name} "
        if len(text) == 1 and not text.isalnum():
            return self._operator(node)
        if not all(letter.isalnum() for letter in text):
            raise _UnreadableError(text)
        return f" {self._capital(text)}{text} "

    def _capital(self, letter: str) -> str:
        beside = len(letter) == 1 and letter.isupper() and letter.lower() in self._letters
        return f"{self._words.word('capital')} " if beside else ""

    def _operator(self, node: MathNode) -> str:
        text = _same(node.text)
        if not text or text in _INVISIBLE:
            return " "
        if text == "≡":
            text = self._identity
        if text in _PRIMES:
            return f" {self._prime(text)} "
        said = self._chosen("operators", text)
        if said:
            return said + " " if text in {",", ";"} else f" {said} "
        if text in _tables()["large"] and not text.isalpha():
            return f" {self._chosen('large', text)} "
        if text.isalpha() and text.isascii():
            return f" {self._chosen('names', text) or text} "
        if text in _OPENING or text in _CLOSING:  # one without the other
            return f" {self._words.symbol(text) or _unreadable(text)} "
        raise _UnreadableError(text)

    def _prime(self, text: str) -> str:
        return self._words.repeated("prime", sum(_PRIMES[sign] for sign in text))

    def _space(self, node: MathNode) -> str:
        if node.attributes.get("linebreak") == "newline":
            return self._chosen("operators", ";") + " "
        return " "

    def _fraction(self, node: MathNode, *, within: bool = False) -> str:
        if len(node.children) != 2:  # noqa: PLR2004 - a numerator and a denominator
            raise _UnreadableError(node.name)
        above, below = node.children
        if _is_binomial(node):
            raise _UnreadableError("stacked")
        named = self._chosen("fractions", f"{above.text}/{below.text}")
        if named and above.name == below.name == "mn":
            return f" {named} "
        if _is_leaf(above) and _is_leaf(below) and not within:
            return self._fill("fraction_simple", a=self.node(above), b=self.node(below))
        said = self._fill("fraction", a=self._whole(above), b=self._whole(below))
        return said + self._end("fraction_end")

    def _binomial(self, node: MathNode, opening: str) -> str:
        if opening != "(":  # a number of Stirling
            raise _UnreadableError(opening)
        above, below = node.children
        simple = _is_leaf(above) and _is_leaf(below) and not self._in_binomial
        name = "binomial_simple" if simple else "binomial"
        around, self._in_binomial = self._in_binomial, True
        said = self._fill(name, a=self.node(above), b=self.node(below))
        self._in_binomial = around
        return said if simple else said + self._end("binomial_end")

    def _whole(self, node: MathNode) -> str:
        """A part of a fraction: fractions in it are told in full."""
        return self._fraction(node, within=True) if node.name == "mfrac" else self.node(node)

    def _root(self, node: MathNode) -> str:
        radicand = node.children[0] if node.children else MathNode("mrow")
        said = self.node(radicand)
        if node.name == "msqrt":
            text = self._fill("root_square", a=said)
        elif node.children[1].text == "3":
            text = self._fill("root_cube", a=said)
        else:
            text = self._fill("root", a=said, b=self.node(node.children[1]))
        if _is_leaf(radicand):
            return text
        return f"{text} {self._chosen('templates', 'root_end')} "

    def _matrix(self, table: MathNode) -> str:
        columns = max((len(row.children) for row in table.children), default=0)
        return self._fill("matrix", a=str(len(table.children)), b=str(columns))

    def _cases(self, table: MathNode) -> str:
        return self._fill("cases", a=self._lines(table)) + self._end("cases_end")

    def _lines(self, table: MathNode) -> str:
        comma, semicolon = (self._chosen("operators", sign) + " " for sign in ",;")
        rows = (
            comma.join(filter(str.strip, map(self.node, row.children))) for row in table.children
        )
        return semicolon.join(rows)

    # ------------------------------------------------------------ scripts

    def _script(self, node: MathNode) -> str:
        base = node.children[0]
        sign = _same(base.text)
        if sign in _tables()["large"]:
            return self._bounded(node, sign)
        if node.name == "msub" and sign == "log":
            said = self._fill("log_base", a=self.node(node.children[1]))
            end = self._chosen("templates", "subscript_end")
            return said if _is_simple(node.children[1]) else f"{said} {end} "
        if node.name in {"mover", "munder"}:
            return self._accented(node)
        return self._scripted(node, self._based(base))

    def _based(self, base: MathNode) -> str:
        """What carries a script, as a group where it holds more than one thing."""
        said = self.node(base)
        one = len(base.rows) == 1 and base.rows[0].name in _WHOLE
        if one or (_is_fenced(base) and not _is_binomial(base.rows[1])):
            return said
        return self._fill("group", a=said) + self._end("group_end")

    def _bounded(self, node: MathNode, sign: str) -> str:
        op, kind = self._chosen("large", sign), node.name
        parts = [self.node(part) for part in node.children[1:]]
        if len(parts) == 2:  # noqa: PLR2004 - from and to
            return self._fill("bounds", op=op, a=parts[0], b=parts[1])
        if kind in {"msup", "mover"}:
            return self._fill("bound_above", op=op, a=parts[0])
        template = "bound_for" if sign in _FOR else "bound_below"
        return self._fill(template, op=op, a=parts[0])

    def _accented(self, node: MathNode) -> str:
        base, accent = node.children[0], node.children[1]
        name = _ACCENTS.get(accent.text)
        if node.name == "munder":
            if base.name in {"mo", "mi"} and base.text.isalpha() and len(base.text) > 1:
                return self._fill("bound_for", op=base.text, a=self.node(accent))
            name = "underline" if name == "bar" else None
        if name is None:
            raise _UnreadableError(accent.text)
        return self._fill(name, a=self._based(base))

    def _scripted(self, node: MathNode, said: str) -> str:
        """`said` with the scripts of a node."""
        parts = node.children[1:]
        if node.name in {"msub", "msubsup"}:
            said = self._grouped("subscript", parts[0], a=said, b=self.node(parts[0]))
        if node.name in {"msup", "msubsup"}:
            said = self._raised(node, parts[-1], said)
        return said

    def _raised(self, node: MathNode, exponent: MathNode, said: str) -> str:
        sign = _same(exponent.text)
        if sign in _PRIMES:
            return f" {said} {self._prime(sign)} "
        if exponent.name == "mrow" and all(_same(one.text) in _PRIMES for one in exponent.children):
            return f" {said} {self._prime(''.join(_same(one.text) for one in exponent.children))} "
        if sign == "∘":
            return self._fill("degrees", a=said)
        if sign in {"2", "3"} and not _is_neutral(node, exponent):
            return self._fill("squared" if sign == "2" else "cubed", a=said)
        template = "superscript" if _is_neutral(node, exponent) else "power"
        return self._grouped(template, exponent, a=said, b=self.node(exponent))


_NAMES = frozenset({"mi", "msub", "msup", "msubsup"})
_WHOLE = frozenset({"mi", "mn", "mo", "mtext", "ms", "mtable"})
"""What carries a script without being grouped."""


def _unreadable(sign: str) -> str:
    raise _UnreadableError(sign)


def _sign(node: MathNode) -> str:
    """The sign that a node is, `" "` for one that is none."""
    return (_same(node.text) if node.name in {"mo", "mi"} else "") or " "


def _closer(node: MathNode) -> str:
    """The bracket that a node closes a group with, its scripts aside."""
    return _sign(node.children[0] if node.name in _SCRIPTS and node.children else node)


def _closing(nodes: Sequence[MathNode], start: int) -> int | None:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for at in range(start, len(nodes)):
        depth += (_sign(nodes[at]) in _OPENING) - (_closer(nodes[at]) in _CLOSING)
        if depth == 0:
            fits = _OPENING.index(_sign(nodes[start])) == _CLOSING.index(_closer(nodes[at]))
            return at if fits or _sign(nodes[start]) + _closer(nodes[at]) in _INTERVALS else None
    return None


def _divides(nodes: Sequence[MathNode], at: int) -> bool:
    """Whether a bar stands between a number and one that it divides, and not before a condition."""
    return (
        nodes[at].text == "\u2223"
        and 0 < at < len(nodes) - 1
        and not any(_sign(node) in _CONDITIONS for node in nodes[at + 1 :])
    )


def _second_bar(nodes: Sequence[MathNode], start: int) -> int | None:
    """Where the bar is that belongs to the one at `start`: `None` where that may be no bracket."""
    bar = _sign(nodes[start])
    alone = sum(_closer(node) == bar for node in nodes) == 2  # noqa: PLR2004 - a pair
    before = nodes[start - 1] if start else None
    is_free = before is None or _awaits(before) or _multiplies(before)
    if not is_free or (before is not None and before.name == "mn" and not alone):
        return None
    end = next((at for at in range(start + 1, len(nodes)) if _closer(nodes[at]) == bar), None)
    if end is None or end == start + 1 or _awaits(nodes[end - 1]):
        return None
    behind = nodes[end + 1] if end + 1 < len(nodes) else None
    if behind is None or _multiplies(behind) or (alone and before is None):
        return end
    sign = _sign(behind)
    closes = sign != bar and (sign in _RELATION or _closer(behind) in _CLOSING)
    return end if closes else None


def _multiplies(node: MathNode) -> bool:
    """Whether this is a number, or the name of a function: no bar belongs to it."""
    return node.name == "mn" or (node.name in {"mi", "mo"} and len(node.text) > 1)


def _awaits(node: MathNode) -> bool:
    """Whether something has to follow: an operator, a bracket that opens."""
    sign = _sign(node)
    return node.name == "mo" and (sign in _RELATION - {"∣"} or sign in _OPENING)


def _is_of_a_set(node: MathNode) -> bool:
    """Whether this is likely to be a set: a capital letter."""
    base = node.children[0] if node.name in _SCRIPTS and node.children else node
    letter = base.text
    return base.name == "mi" and len(letter) == 1 and letter.isupper() and letter not in _NO_SETS


def _is_leaf(node: MathNode) -> bool:
    rows = node.rows
    return len(rows) == 1 and rows[0].name in {"mi", "mn"}


def _is_indexed(node: MathNode) -> bool:
    return node.name == "msub" and all(map(_is_leaf, node.children))


def _is_simple(node: MathNode) -> bool:
    return _is_simple_row(node.rows)


def _is_simple_row(rows: Sequence[MathNode]) -> bool:
    """A letter, a number, or one of them with a sign."""
    signed = len(rows) > 1 and _sign(rows[0]) in {"−", "+"}
    if rows and _sign(rows[0]) in _OPENING and _closing(rows, 0) == len(rows) - 1:
        return rows[-1].name in {"mo", "mi"}
    return len(rows) == 1 + signed and rows[-1].name in {"mi", "mn", "mo", "mtext"}


def _is_fenced(node: MathNode) -> bool:
    rows = node.rows
    return len(rows) > 1 and _sign(rows[0]) in _OPENING and _closing(rows, 0) == len(rows) - 1


def _is_binomial(node: MathNode) -> bool:
    return node.name == "mfrac" and node.attributes.get("linethickness", "").strip("px") == "0"


def _applies(node: MathNode) -> bool:
    """Whether a bracket behind this is what a function is applied to."""
    base = node.children[0] if node.name in _SCRIPTS and node.children else node
    if base.name not in {"mi", "mo"}:
        return False
    text = _same(base.text)
    return text in _FUNCTIONS or (len(text) > 1 and text.isalpha())


def _is_neutral(node: MathNode, exponent: MathNode) -> bool:
    """Whether what is raised may be no power: `C_n^m`, `A^T`, `x^{(i)}`, `G^*`."""
    base = node.children[0]
    if node.name == "msubsup" and _closer(base) in _CLOSING:
        return True  # the bounds of a family
    capital = base.name == "mi" and (
        (len(base.text) == 1 and base.text.isupper())
        or base.attributes.get("mathvariant") == "normal"
    )
    if capital and (node.name == "msubsup" or not _is_number(exponent)):
        return True
    first = exponent.rows[0] if exponent.rows else exponent
    return first.name == "mtext" or (first.name == "mo" and _sign(first) != "−")


def _is_number(node: MathNode) -> bool:
    return all(one.name == "mn" or _sign(one) in {"−", "+"} for one in node.rows)
