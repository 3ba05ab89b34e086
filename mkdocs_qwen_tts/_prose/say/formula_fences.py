"""What stands in brackets or between bars in a formula, and what that means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.formula_shapes import (
    INTERVALS,
    NAME_ELEMENTS,
    SCRIPT_ELEMENTS,
    applies,
    closer_of,
    is_binomial,
    is_indexed,
    is_leaf,
    is_of_a_set,
    is_simple_row,
    sign_of,
)
from mkdocs_qwen_tts._prose.say.formula_words import FormulaWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._prose.say.mathml import MathNode

_APPLIED = "\u2061"
"""Nothing that is seen: it says that a function is applied to what stands behind it."""
_SETS = frozenset("∪∩∖{")
_LIKELIHOODS = frozenset({"P", "p", "Pr", "E"})
"""Of what is in their brackets, something may be given."""
_OPENERS = {"(": "paren", "[": "bracket", "{": "brace", "〈": "angle"}
_UNLIKE = frozenset({"[)", "(]"})
"""Brackets of two kinds: where they make no interval, each is told."""
_ROUNDINGS = {"⌊": "floor", "⌈": "ceiling"}


class FenceReading(FormulaWords, ABC):
    """Reads groups: absolute values, sets, intervals, what a function is applied to."""

    _counts_sets: bool
    """Whether bars in this formula count the elements of sets."""

    @abstractmethod
    def row(self, nodes: Sequence[MathNode]) -> str:
        """Things side by side."""

    @abstractmethod
    def _scripted(self, node: MathNode, said: str) -> str:
        """`said` with the scripts of a node."""

    @abstractmethod
    def _matrix(self, table: MathNode, opening: str) -> str:
        """How large a matrix is; two things in a column are read."""

    @abstractmethod
    def _binomial(self, node: MathNode, opening: str) -> str:
        """One number over another in brackets."""

    def _barred(self, nodes: Sequence[MathNode], start: int, end: int) -> str:
        """What stands between bars, with the scripts of the second."""
        inside, last = nodes[start + 1 : end], nodes[end]
        said = self._between_bars(sign_of(nodes[start]), inside)
        return self._scripted(last, said) if last.name in SCRIPT_ELEMENTS else said

    def _between_bars(self, bar: str, inside: Sequence[MathNode]) -> str:
        if bar == "∣" and len(inside) == 1 and inside[0].name == "mtable":
            return self._fill("determinant", a=self._matrix(inside[0], bar))
        if bar == "∥":
            return self._fill("norm", a=self.row(inside)) + self._end("norm_end")
        if len(inside) == 1 and is_of_a_set(inside[0]):
            return self._fill("size", a=self.row(inside))
        if any(sign_of(node) in _SETS for node in inside) or (
            self._counts_sets and len(inside) > 1 and any(map(is_of_a_set, inside))
        ):
            return self._fill("size_set", a=self.row(inside)) + self._end("set_end")
        if len(inside) == 1 and (is_leaf(inside[0]) or is_indexed(inside[0])):
            return self._fill("absolute_simple", a=self.row(inside))
        return self._fill("absolute", a=self.row(inside)) + self._end("absolute_end")

    def _fenced(self, nodes: Sequence[MathNode], start: int, end: int) -> str:
        """What stands in brackets, with the scripts of the bracket that closes them."""
        opening, inside, last = sign_of(nodes[start]), nodes[start + 1 : end], nodes[end]
        before = nodes[start - 1] if start else None
        if before is not None and before.text == _APPLIED and start > 1:
            before = nodes[start - 2]
        said = self._in_fence(opening, inside, closer_of(last), before)
        return self._scripted(last, said) if last.name in SCRIPT_ELEMENTS else said

    def _in_fence(
        self, opening: str, inside: Sequence[MathNode], closing: str, before: MathNode | None
    ) -> str:
        if len(inside) == 1 and inside[0].name == "mtable":
            return self._matrix(inside[0], opening)
        if len(inside) == 1 and is_binomial(inside[0]):
            return self._binomial(inside[0], opening)
        if opening in _ROUNDINGS:
            name = _ROUNDINGS[opening]
            return self._fill(name, a=self.row(inside)) + self._end(f"{name}_end")
        if opening == "{":
            return self._set(inside)
        interval = self._interval(opening + closing, inside, before)
        return (
            interval
            or self._unlike(opening, closing, inside)
            or (self._bracketed(opening, inside, before))
        )

    def _unlike(self, opening: str, closing: str, inside: Sequence[MathNode]) -> str:
        """What stands in brackets of two kinds; `""` for those of one kind."""
        ends = [self._words.symbol(bracket) for bracket in (opening, closing)]
        is_unlike = opening + closing in _UNLIKE and all(ends)
        return f" {ends[0]} {self.row(inside)} {ends[1]} " if is_unlike else ""

    def _stacked(self, opening: str, above: MathNode, below: MathNode) -> str:
        """One thing over another in brackets, whatever it stands for."""
        opener = self._words.word(_OPENERS.get(opening, "bracket"))
        said = self._fill("above", a=self.row(above.rows), b=self.row(below.rows))
        return f" {opener} {said} {self._close()}"

    def _bracketed(self, opening: str, inside: Sequence[MathNode], before: MathNode | None) -> str:
        words = self._words
        if opening == "(" and inside and inside[0].text == "mod":
            return f" {self.row(inside)} "
        if opening == "(":
            # `π(x)` counts primes, `π(1 + x)` is a product.
            factor = before is not None and before.text == "π" and len(inside) > 1
            name = "of" if before is not None and applies(before) and not factor else ""
            opener = self._chosen("templates", name) if name else words.word("paren")
        else:
            opener = words.word("bracket" if opening == "[" else "angle")
        if opening == "〈" and (such := self._such_that(inside)):
            return f" {opener} {such} {self._close()}"
        applied = before is not None and applies(before)
        return f" {opener} {self._conditional(inside, before, applied)} {self._close()}"

    def _conditional(
        self, inside: Sequence[MathNode], before: MathNode | None, applied: bool
    ) -> str:
        """What a function is applied to: `P(A|B)` is of A given B."""
        bars = [at for at, node in enumerate(inside) if sign_of(node) == "∣"]
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
        at = next((at for at, node in enumerate(inside) if sign_of(node) in {"∣", ":"}), None)
        if at is None:
            return ""
        that = self._chosen("templates", "such_that")
        return f"{self.row(inside[:at])} {that} {self.row(inside[at + 1 :])}"

    def _interval(self, kind: str, inside: Sequence[MathNode], before: MathNode | None) -> str:
        separators = {",", ";"} if kind != "[]" else {","}
        commas = [at for at, node in enumerate(inside) if sign_of(node) in separators]
        named = before is not None and before.name in NAME_ELEMENTS and before.text != ":"
        if kind not in INTERVALS or len(commas) != 1 or named:
            return ""
        a, b = inside[: commas[0]], inside[commas[0] + 1 :]
        if not a or not b:
            return ""
        said = self._fill(INTERVALS[kind], a=self.row(a), b=self.row(b))
        end = self._chosen("templates", "interval_end")
        return said if is_simple_row(b) else f"{said} {end} "
