"""One formula being read: grouping is heard where it changes the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.formula_scripts import PRIMES, ScriptReading
from mkdocs_qwen_tts._prose.say.formula_shapes import (
    CLOSING,
    OPENING,
    RELATIONS,
    SCRIPT_ELEMENTS,
    closing_bracket,
    counts_sets,
    divides,
    formula_tables,
    has_fences,
    has_modulus,
    is_binomial,
    is_leaf,
    is_mixed,
    letters_of,
    product_of_vectors,
    same_sign,
    second_bar,
    sign_of,
)
from mkdocs_qwen_tts._prose.say.formula_words import UnreadableFormulaError
from mkdocs_qwen_tts._prose.say.mathml import MathNode
from mkdocs_qwen_tts._prose.say.turned_brackets import with_usual_brackets

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = "∣∥"
_SHAPES = {"ϵ": "ε", "ϑ": "θ", "ϕ": "φ"}
"""Other shapes of a letter: told apart only where a formula holds both."""
_SHORT = 8
"""Letters, numbers and signs up to which two things in a column are read."""
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")


class FormulaReading(ScriptReading):
    """One formula being read."""

    def __init__(self, language: str, formula: MathNode) -> None:
        super().__init__(language)
        self._letters = letters_of(formula)
        self._has_fences = has_fences(formula)
        self._counts_sets = counts_sets(formula)
        self._has_ranges = language in {"zh", "ja"}
        """Whether a tilde behind a number is a "to"."""
        self._in_binomial = False
        """Whether this is a part of a binomial: those in it are told in full."""
        self._identity = "≡" if has_modulus(formula) else "≣"

    # ------------------------------------------------------------ rows

    def row(self, nodes: Sequence[MathNode]) -> str:
        """Things side by side."""
        nodes = with_usual_brackets(nodes)
        said: list[str] = []
        at = ended = 0
        while at < len(nodes):
            node = nodes[at]
            before = nodes[at - 1] if at else None
            end = closing_bracket(nodes, at) if sign_of(node) in OPENING else None
            if end is not None:
                said.append(self._fenced(nodes, at, end))
                at = ended = end + 1
                continue
            end = second_bar(nodes, at) if sign_of(node) in _BARS else None
            if end is not None:
                said.append(self._barred(nodes, at, end))
                at = ended = end + 1
                continue
            if sign_of(node) == "{" and at + 1 < len(nodes) and nodes[at + 1].name == "mtable":
                said.append(self._cases(nodes[at + 1]))
                at += 2
                continue
            said.append(" ")
            if [one.text for one in nodes[at : at + 2]] == ["!", "!"]:
                said.append(f"{self._chosen('operators', '!!')} ")
                at += 2
                continue
            if divides(nodes, at):
                said.append(f"{self._chosen('operators', 'divides')} ")
            elif product := product_of_vectors(nodes, at):
                said.append(f"{self._chosen('operators', product)} ")
            elif node.text == "∥" and 0 < at < len(nodes) - 1 and not self._has_fences:
                said.append(f"{self._chosen('operators', 'parallel')} ")
            else:
                said.append(self._in_row(node, before, behind_group=0 < at == ended))
            at += 1
        return "".join(said)

    def _in_row(self, node: MathNode, before: MathNode | None, *, behind_group: bool) -> str:
        if node.name == "mfrac" and is_mixed(before, node):
            return self._chosen("templates", "mixed") + self.node(node)
        first = before is None or sign_of(before) in RELATIONS or sign_of(before) in OPENING
        first = first and not behind_group
        if (
            same_sign(node.text) == "∼"
            and before is not None
            and before.name == "mn"
            and self._has_ranges
        ):
            return f" {self._words.word('to')} "
        if node.name == "mo" and same_sign(node.text) == "−" and first:
            return f" {self._words.word('negative')} "
        return self.node(node)

    # ------------------------------------------------------------ nodes

    def node(self, node: MathNode) -> str:
        """One thing."""
        if node.name in {"mrow", "mtd"}:
            return self.row(node.rows)
        if node.text == "°":
            return self._fill("degrees", a="")
        reads = {
            "mi": self._identifier,
            "mn": self._number,
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
        if node.name in SCRIPT_ELEMENTS and len(node.children) > 1:
            return self._script(node)
        raise UnreadableFormulaError(node.name)

    def _number(self, node: MathNode) -> str:
        text = node.text
        if text[:1] in {"-", "−"} and text[1:2].isdigit():
            return f"{self._words.word('negative')} {text[1:]}"
        return text

    def _text(self, node: MathNode) -> str:
        if node.text == "⧸":  # struck through the sign behind it
            return f" {self._chosen('operators', '¬')} "
        if node.text in _INVISIBLE:
            return " "
        said = self._chosen("operators", node.text) or node.text.replace("\\_", "_")
        return f" {said} "

    def _identifier(self, node: MathNode) -> str:
        text = same_sign(node.text)
        if not text or text == "&" or text in _INVISIBLE:  # aligned at this place
            return " "
        if text in _SHAPES and _SHAPES[text] not in self._letters:
            text = _SHAPES[text]
        if text in formula_tables()["letters"]:
            return f" {self._capital(text)}{formula_tables()['letters'][text]} "
        name = self._chosen("names", text) or self._chosen("operators", text)
        if name:
            return f" {name} "
        if len(text) == 1 and not text.isalnum():
            return self._operator(node)
        if text[0] == "." and text[1:].isdecimal():
            return f" 0{text} "
        if not all(letter.isalnum() for letter in text):
            raise UnreadableFormulaError(text)
        return f" {self._capital(text)}{text} "

    def _capital(self, letter: str) -> str:
        beside = len(letter) == 1 and letter.isupper() and letter.lower() in self._letters
        return f"{self._words.word('capital')} " if beside else ""

    def _operator(self, node: MathNode) -> str:
        text = same_sign(node.text)
        if not text or text in _INVISIBLE:
            return " "
        if text == "≡":
            text = self._identity
        if text in PRIMES:
            return f" {self._prime(text)} "
        said = self._chosen("operators", text)
        if said:
            return said + " " if text in {",", ";"} else f" {said} "
        if text in formula_tables()["large"] and not text.isalpha():
            return f" {self._chosen('large', text)} "
        if text.isalpha() and text.isascii():
            return f" {self._chosen('names', text) or text} "
        if text in OPENING or text in CLOSING:  # one without the other
            return f" {self._words.symbol(text) or _unreadable(text)} "
        raise UnreadableFormulaError(text)

    def _space(self, node: MathNode) -> str:
        if node.attributes.get("linebreak") == "newline":
            return self._chosen("operators", ";") + " "
        return " "

    def _fraction(self, node: MathNode, *, within: bool = False) -> str:
        if len(node.children) != 2:  # noqa: PLR2004 - a numerator and a denominator
            raise UnreadableFormulaError(node.name)
        above, below = node.children
        if is_binomial(node):
            raise UnreadableFormulaError("stacked")
        named = self._chosen("fractions", f"{above.text}/{below.text}")
        if named and above.name == below.name == "mn":
            return f" {named} "
        if is_leaf(above) and is_leaf(below) and not within:
            return self._fill("fraction_simple", a=self.node(above), b=self.node(below))
        said = self._fill("fraction", a=self._whole(above), b=self._whole(below))
        return said + self._end("fraction_end")

    def _binomial(self, node: MathNode, opening: str) -> str:
        if opening != "(":  # a number of Stirling
            return self._stacked(opening, *node.children)
        above, below = node.children
        simple = is_leaf(above) and is_leaf(below) and not self._in_binomial
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
        if is_leaf(radicand):
            return text
        return f"{text} {self._chosen('templates', 'root_end')} "

    def _matrix(self, table: MathNode, opening: str) -> str:
        rows = len(table.children)
        columns = max((len(row.children) for row in table.children), default=0)
        if (rows, columns) == (2, 1) and opening in "([{〈" and table.leaves() <= _SHORT:
            return self._stacked(opening, *(row.children[0] for row in table.children))
        if columns == 1:
            return self._fill("matrix_column", a=str(rows))
        if rows == 1:
            return self._fill("matrix_row", a=str(columns))
        return self._fill("matrix", a=str(rows), b=str(columns))

    def _cases(self, table: MathNode) -> str:
        return self._fill("cases", a=self._lines(table)) + self._end("cases_end")

    def _lines(self, table: MathNode) -> str:
        return f"{self._chosen('operators', ';')} ".join(map(self._line, table.children))

    def _line(self, line: MathNode) -> str:
        """The cells of a line; what is set apart at a sign of relation is one formula."""
        comma = self._chosen("operators", ",") + " "
        said, joined = "", True
        for cell in line.children:
            text = self.node(cell)
            if not text.strip():
                continue
            shown = [one for one in cell.rows if one.text or one.children]
            begins, ends = (bool(shown) and sign_of(shown[at]) in RELATIONS for at in (0, -1))
            said += text if joined or begins else comma + text
            joined = ends
        return said


def _unreadable(sign: str) -> str:
    raise UnreadableFormulaError(sign)
