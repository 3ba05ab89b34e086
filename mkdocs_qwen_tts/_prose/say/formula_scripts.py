"""What stands above, below or on a part of a formula: powers, indices, bounds, accents, notes."""

from __future__ import annotations

from abc import abstractmethod

from mkdocs_qwen_tts._prose.say.formula_fences import FenceReading
from mkdocs_qwen_tts._prose.say.formula_shapes import (
    formula_tables,
    is_barred,
    is_binomial,
    is_fenced,
    is_neutral,
    is_simple,
    same_sign,
)
from mkdocs_qwen_tts._prose.say.formula_words import UnreadableFormulaError
from mkdocs_qwen_tts._prose.say.mathml import MathNode

_ACCENTS = {
    **dict.fromkeys("¯―‾_ˉ̅–—", "bar"),
    **dict.fromkeys("^ˆ̂", "hat"),
    **dict.fromkeys("~˜∼̃", "tilde"),
    **dict.fromkeys("→⃗⟶", "vector"),
    **dict.fromkeys("˙.̇", "dot"),
    **dict.fromkeys("¨̈", "ddot"),
    **dict.fromkeys("ˇ̌", "check"),
    **dict.fromkeys("\u20db…", "dddot"),
    **dict.fromkeys("˚\u030a", "ring"),
    **dict.fromkeys("˘\u0306", "breve"),
    **dict.fromkeys("´\u0301", "acute"),
    **dict.fromkeys("`\u0300", "grave"),
    **dict.fromkeys("↔⃡", "both_ways"),
}
_FOR = frozenset({"lim", "lim sup", "lim inf", "max", "min", "sup", "inf"})
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
        if node.name in {"msub", "msubsup"} and _is_evaluated(base):
            return self._evaluated(node)
        if node.name == "munderover":
            return self._labelled_twice(node)
        return self._scripted(node, self._based(base))

    def _based(self, base: MathNode) -> str:
        """What carries a script, as a group where it holds more than one thing."""
        said = self.node(base)
        if not base.rows:  # of an isotope, say: what follows carries it
            return said
        one = len(base.rows) == 1 and base.rows[0].name in _WHOLE
        if one or is_barred(base) or (is_fenced(base) and not is_binomial(base.rows[1])):
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
        if base.text == "=" and _letters(accent).casefold().strip(".") in _DEFINES:
            return f" {self._chosen('operators', '≔')} "
        return self._labelled(node) if name is None else self._fill(name, a=self._based(base))

    def _evaluated(self, node: MathNode) -> str:
        """What stands before a bar, at a place or between two."""
        what = MathNode("mrow", children=node.children[0].rows[1:-1])
        places = [self.node(part) for part in node.children[1:]]
        name = "evaluated" if len(places) == 1 else "evaluated_between"
        return self._fill(name, a=self.node(what), b=places[0], c=places[-1])

    def _labelled_twice(self, node: MathNode) -> str:
        """An arrow with a note over it and one under it."""
        base, below, above = node.children
        if base.name != "mo":
            raise UnreadableFormulaError(node.name)
        over, under = (_without_space(part) for part in (above, below))
        said = self._based(base)
        for template, label in (("labelled_above", over), ("labelled_below", under)):
            if text := self.node(label).strip():
                said += self._grouped(template, label, b=text)
        return said

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
        said = self.node(label)
        if label.text == "!":  # it calls for attention: nothing is multiplied
            said = self._words.symbol("!")
        return self._based(base) + self._grouped(template, label, b=said)

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
        is_bare = not node.children[0].text and not node.children[0].children
        if sign in {"2", "3"} and not is_bare and not is_neutral(node, exponent):
            return self._fill("squared" if sign == "2" else "cubed", a=said)
        template = "superscript" if is_bare or is_neutral(node, exponent) else "power"
        return self._grouped(template, exponent, a=said, b=self.node(exponent))


def _letters(node: MathNode) -> str:
    """The letters of a label, which TeX sets one by one."""
    return node.text + "".join(map(_letters, node.children))


def _is_evaluated(base: MathNode) -> bool:
    r"""Whether a bar that belongs to no other stands at the end: `\left. x^2 \right|_0^1`."""
    rows = base.rows
    return (
        len(rows) > 2  # noqa: PLR2004 - nothing, what is looked at, and the bar
        and rows[0].name == rows[-1].name == "mo"
        and not rows[0].text
        and rows[-1].text in {"|", "∣"}
    )


def _without_space(node: MathNode) -> MathNode:
    rows = tuple(one for one in node.rows if one.name != "mspace")
    return rows[0] if len(rows) == 1 else MathNode("mrow", children=rows)
