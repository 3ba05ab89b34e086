"""What a node of a formula is, by its shape: a sign, a bracket, a letter, a group."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.say.turned_brackets import OPEN_INTERVAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._prose.say.mathml import MathNode

OPENING = "([{⌊⌈〈" + OPEN_INTERVAL[0]
CLOSING = ")]}⌋⌉〉" + OPEN_INTERVAL[1]
SCRIPT_ELEMENTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_FUNCTIONS = frozenset("fghFGHOTPEφψϕΘΩωσμπ")
"""Letters that a bracket behind applies: `f(x)`, `O(n)`. Behind others it may be a product."""
_CONDITIONS = frozenset("∈∉=≤≥<>⊂⊆")
_NO_SETS = frozenset("XYZ")
"""Capitals that are variables more often than sets."""
INTERVALS = {
    "[]": "interval_closed",
    "[)": "interval_right_open",
    "(]": "interval_left_open",
    OPEN_INTERVAL: "interval_open",
}
RELATIONS = frozenset("=≠<>≤≥≈≡∈∉⊂⊆→⇒⇔,;:+−±×⋅∗÷/∪∩∧∨∖∘⊕⊗∣¬∀∃")
NAME_ELEMENTS = frozenset({"mi", "msub", "msup", "msubsup"})


@cache
def formula_tables() -> Any:
    return facts("formulas")


def same_sign(sign: str) -> str:
    return str(formula_tables()["same"].get(sign, sign))


def sign_of(node: MathNode) -> str:
    """The sign that a node is, `" "` for one that is none."""
    return (same_sign(node.text) if node.name in {"mo", "mi"} else "") or " "


def closer_of(node: MathNode) -> str:
    """The bracket that a node closes a group with, its scripts aside."""
    return sign_of(node.children[0] if node.name in SCRIPT_ELEMENTS and node.children else node)


def closing_bracket(nodes: Sequence[MathNode], start: int) -> int | None:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for at in range(start, len(nodes)):
        depth += (sign_of(nodes[at]) in OPENING) - (closer_of(nodes[at]) in CLOSING)
        if depth == 0:
            fits = OPENING.index(sign_of(nodes[start])) == CLOSING.index(closer_of(nodes[at]))
            return at if fits or sign_of(nodes[start]) + closer_of(nodes[at]) in INTERVALS else None
    return None


def divides(nodes: Sequence[MathNode], at: int) -> bool:
    """Whether a bar stands between a number and one that it divides, and not before a condition."""
    return (
        nodes[at].text == "\u2223"
        and 0 < at < len(nodes) - 1
        and not any(sign_of(node) in _CONDITIONS for node in nodes[at + 1 :])
    )


def second_bar(nodes: Sequence[MathNode], start: int) -> int | None:
    """Where the bar is that belongs to the one at `start`: `None` where that may be no bracket."""
    bar = sign_of(nodes[start])
    count = sum(closer_of(node) == bar for node in nodes)
    end = next((at for at in range(start + 1, len(nodes)) if closer_of(nodes[at]) == bar), None)
    if end is None or end == start + 1 or _awaits(nodes[end - 1]):
        return None
    before = nodes[start - 1] if start else None
    behind = nodes[end + 1] if end + 1 < len(nodes) else None
    return end if _are_a_pair(bar, count, before, behind, is_single=end == start + 2) else None


def _are_a_pair(
    bar: str, count: int, before: MathNode | None, behind: MathNode | None, *, is_single: bool
) -> bool:
    """Whether two bars belong together.

    Args:
        bar: which bar.
        count: how many of these the row holds.
        before: what stands before the first.
        behind: what stands behind the second.
        is_single: whether one thing stands between them.
    """
    alone = count == 2  # noqa: PLR2004 - a pair
    sign = sign_of(behind) if behind is not None else ""
    closes = behind is None or (sign != bar and (sign in RELATIONS or closer_of(behind) in CLOSING))
    ends = closes or (behind is not None and _multiplies(behind))
    is_free = before is None or _awaits(before) or _multiplies(before)
    if not is_free or (before is not None and before.name == "mn" and not alone):
        # `[G:H]|H|`, `k|x|`: nothing that could be divided stands behind the second
        follows = before is not None and (
            alone or closer_of(before) in CLOSING or sign_of(before) == bar
        )
        return follows and ends and is_single and count % 2 == 0
    return ends or (alone and before is None) or (sign == bar and is_single and count % 2 == 0)


def _multiplies(node: MathNode) -> bool:
    """Whether this is a number, or the name of a function: no bar belongs to it."""
    base = node.children[0] if node.name in SCRIPT_ELEMENTS and node.children else node
    large = same_sign(base.text) in formula_tables()["large"]
    return node.name == "mn" or large or (base.name in {"mi", "mo"} and len(base.text) > 1)


def _awaits(node: MathNode) -> bool:
    """Whether something has to follow: an operator, a bracket that opens."""
    sign = sign_of(node)
    return node.name == "mo" and (sign in RELATIONS - {"∣"} or sign in OPENING)


def is_of_a_set(node: MathNode) -> bool:
    """Whether this is likely to be a set: a capital letter."""
    base = node.children[0] if node.name in SCRIPT_ELEMENTS and node.children else node
    letter = base.text
    return base.name == "mi" and len(letter) == 1 and letter.isupper() and letter not in _NO_SETS


def is_leaf(node: MathNode) -> bool:
    rows = node.rows
    return len(rows) == 1 and rows[0].name in {"mi", "mn"}


def is_indexed(node: MathNode) -> bool:
    return node.name == "msub" and all(map(is_leaf, node.children))


def is_simple(node: MathNode) -> bool:
    return is_simple_row(node.rows)


def is_simple_row(rows: Sequence[MathNode]) -> bool:
    """A letter, a number, or one of them with a sign."""
    signed = len(rows) > 1 and sign_of(rows[0]) in {"−", "+"}
    if rows and sign_of(rows[0]) in OPENING and closing_bracket(rows, 0) == len(rows) - 1:
        return rows[-1].name in {"mo", "mi"}
    return len(rows) == 1 + signed and rows[-1].name in {"mi", "mn", "mo", "mtext"}


def is_fenced(node: MathNode) -> bool:
    rows = node.rows
    return (
        len(rows) > 1 and sign_of(rows[0]) in OPENING and closing_bracket(rows, 0) == len(rows) - 1
    )


def is_barred(node: MathNode) -> bool:
    """Whether all of it stands between two bars."""
    rows = node.rows
    return len(rows) > 2 and sign_of(rows[0]) in "∣∥" and second_bar(rows, 0) == len(rows) - 1  # noqa: PLR2004 - bars and something


def is_binomial(node: MathNode) -> bool:
    return node.name == "mfrac" and node.attributes.get("linethickness", "").strip("px") == "0"


def applies(node: MathNode) -> bool:
    """Whether a bracket behind this is what a function is applied to."""
    base = node.children[0] if node.name in SCRIPT_ELEMENTS and node.children else node
    if base.name not in {"mi", "mo"}:
        return False
    text = same_sign(base.text)
    return text in _FUNCTIONS or (len(text) > 1 and text.isalpha())


def is_neutral(node: MathNode, exponent: MathNode) -> bool:
    """Whether what is raised may be no power: `C_n^m`, `A^T`, `x^{(i)}`, `G^*`."""
    base = node.children[0]
    if node.name == "msubsup" and closer_of(base) in CLOSING:
        return True  # the bounds of a family
    capital = base.name == "mi" and (
        (len(base.text) == 1 and base.text.isupper())
        or base.attributes.get("mathvariant") == "normal"
    )
    if capital and (node.name == "msubsup" or not _is_number(exponent)):
        return True
    turned = [one.text for one in exponent.rows or (exponent,)] == ["T"]
    if turned and base.name != "mn" and base.text != "e":
        return True  # of a vector it says that it is transposed: `x^T y`
    first = exponent.rows[0] if exponent.rows else exponent
    return first.name == "mtext" or (first.name == "mo" and sign_of(first) not in {"−", "∣", "±"})


def _is_number(node: MathNode) -> bool:
    return all(one.name == "mn" or sign_of(one) in {"−", "+"} for one in node.rows)


def is_mixed(before: MathNode | None, fraction: MathNode) -> bool:
    """Whether a whole number and a fraction below one are one number: 3½ is no product."""
    if before is None or before.name != "mn" or not before.text.isdecimal():
        return before is not None and before.text == "\u2064"
    parts = [part.text for part in fraction.children if part.name == "mn"]
    small = len(parts) == len(fraction.children) == 2  # noqa: PLR2004 - above and below
    return small and all(map(str.isdecimal, parts)) and int(parts[0]) < int(parts[1])


def product_of_vectors(nodes: Sequence[MathNode], at: int) -> str:
    """Which product of vectors a dot or a cross is: `∇⋅F` is not `∇×F`; `""` for another sign."""
    product = {"⋅": "dot product", "×": "cross product"}.get(sign_of(nodes[at]), "")
    if not product or not 0 < at < len(nodes) - 1:
        return ""
    left, right = nodes[at - 1], nodes[at + 1]
    return product if left.text == "∇" or (_is_vector(left) and _is_vector(right)) else ""


def _is_vector(node: MathNode) -> bool:
    over = node.children[1].text if node.name == "mover" and len(node.children) > 1 else ""
    return over in {"→", "⃗"} or (node.name == "mi" and node.attributes.get("mathvariant") in _BOLD)


_BOLD = frozenset({"bold", "bold-italic"})


def has_fences(node: MathNode) -> bool:
    """Whether anything stands in brackets."""
    return (node.name == "mo" and same_sign(node.text) in OPENING) or any(
        map(has_fences, node.children)
    )


def has_modulus(node: MathNode) -> bool:
    """Whether it is about remainders: then `≡` is a congruence, else an identity."""
    return node.text == "mod" or any(map(has_modulus, node.children))


def letters_of(node: MathNode) -> frozenset[str]:
    """The letters of a formula: a capital is said where the small one stands beside it."""
    if node.name == "mi":
        return frozenset({same_sign(node.text)})
    return frozenset().union(*map(letters_of, node.children))


def counts_sets(node: MathNode) -> bool:
    """Whether bars in a formula count the elements of sets: `|A|`."""
    rows = node.rows
    return any(
        sign_of(before) == "∣" == closer_of(behind) and is_of_a_set(within)
        for before, within, behind in zip(rows, rows[1:], rows[2:], strict=False)
    ) or any(map(counts_sets, node.children))
