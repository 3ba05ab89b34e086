"""What stands above, below or on a part of a formula: powers, indices, bounds, accents, notes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.formula_fences import FenceReading
from mkdocs_qwen_tts._prose.say.formula_shapes import (
    formula_tables,
    is_binomial,
    is_fenced,
    is_neutral,
    is_simple,
    same_sign,
)
from mkdocs_qwen_tts._prose.say.formula_words import UnreadableFormulaError

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.mathml import MathNode

_ACCENTS = {
    **dict.fromkeys("¯―‾_ˉ̅–—", "bar"),
    **dict.fromkeys("^ˆ̂", "hat"),
    **dict.fromkeys("~˜∼̃", "tilde"),
    **dict.fromkeys("→⃗⟶", "vector"),
    **dict.fromkeys("˙.̇", "dot"),
    **dict.fromkeys("¨̈", "ddot"),
    **dict.fromkeys("ˇ̌", "check"),
}
_FOR = frozenset({"lim", "max", "min", "sup", "inf"})
_DEFINES = frozenset({"def", "df", "△", "δ", "∆"})
"""Over an equals sign, these say that something is defined."""
_BRACES = frozenset("⏟⏞")
_WHOLE = frozenset({"mi", "mn", "mo", "mtext", "ms", "mtable"})
"""What carries a script without being grouped."""
PRIMES = {"′": 1, "'": 1, "″": 2, "‴": 3, "⁗": 4}


class ScriptReading(FenceReading):
    """Reads scripts and accents."""

    @abstractmethod
    def node(self, node: MathNode) -> str:
        """One thing."""

    def script(self, script: MathNode, template: str) -> str:
        """A script without its base, which every template begins with."""
        return self._grouped(template, script, a="", b=self.node(script))

    def _prime(self, text: str) -> str:
        return self._words.repeated("prime", sum(PRIMES[sign] for sign in text))

    def _script(self, node: MathNode) -> str:
        base = node.children[0]
        sign = same_sign(base.text)
        if sign in formula_tables()["large"]:
            return self._bounded(node, sign)
        if node.name == "msub" and sign == "log":
            said = self._fill("log_base", a=self.node(node.children[1]))
            end = self._chosen("templates", "subscript_end")
            return said if is_simple(node.children[1]) else f"{said} {end} "
        if node.name in {"mover", "munder"}:
            return self._accented(node)
        if node.name == "munderover":
            raise UnreadableFormulaError(node.name)
        return self._scripted(node, self._based(base))

    def _based(self, base: MathNode) -> str:
        """What carries a script, as a group where it holds more than one thing."""
        said = self.node(base)
        one = len(base.rows) == 1 and base.rows[0].name in _WHOLE
        if one or (is_fenced(base) and not is_binomial(base.rows[1])):
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
        if base.text == "=" and accent.text.casefold().strip(".") in _DEFINES:
            return f" {self._chosen('operators', '≔')} "
        return self._labelled(node) if name is None else self._fill(name, a=self._based(base))

    def _labelled(self, node: MathNode) -> str:
        """Something with a note over or under it, as arrows and braces have them."""
        base, label = node.children[0], node.children[1]
        if label.text in _BRACES:
            return self.node(base)
        if label.name == "mo" and base.name != "mo":
            raise UnreadableFormulaError(label.text)
        if len(base.children) > 1 and base.children[1].text in _BRACES:
            base = base.children[0]
        template = "labelled_below" if node.name == "munder" else "labelled_above"
        return self._based(base) + self._grouped(template, label, b=self.node(label))

    def _scripted(self, node: MathNode, said: str) -> str:
        """`said` with the scripts of a node."""
        parts = node.children[1:]
        if node.name in {"msub", "msubsup"}:
            said = self._grouped("subscript", parts[0], a=said, b=self.node(parts[0]))
        if node.name in {"msup", "msubsup"}:
            said = self._raised(node, parts[-1], said)
        return said

    def _raised(self, node: MathNode, exponent: MathNode, said: str) -> str:
        sign = same_sign(exponent.text)
        if sign in PRIMES:
            return f" {said} {self._prime(sign)} "
        if exponent.name == "mrow" and all(
            same_sign(one.text) in PRIMES for one in exponent.children
        ):
            return (
                f" {said} {self._prime(''.join(same_sign(one.text) for one in exponent.children))} "
            )
        if sign == "∘":
            return self._fill("degrees", a=said)
        if sign in {"2", "3"} and not is_neutral(node, exponent):
            return self._fill("squared" if sign == "2" else "cubed", a=said)
        template = "superscript" if is_neutral(node, exponent) else "power"
        return self._grouped(template, exponent, a=said, b=self.node(exponent))
