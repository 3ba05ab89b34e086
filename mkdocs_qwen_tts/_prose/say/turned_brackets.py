"""Intervals as French, German and Russian books write them: `[0,1[` is `[0,1)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.say.mathml import MathNode

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN_INTERVAL = "⟮⟯"
"""What stands for the brackets of `]0,1[`: `(0,1)` is a point as often."""
_USUAL = {
    ("[", "["): "[)",
    ("]", "]"): "(]",
    ("]", "["): OPEN_INTERVAL,
}
_SEPARATORS = frozenset({",", ";"})


def with_usual_brackets(nodes: Sequence[MathNode]) -> Sequence[MathNode]:
    """Things side by side, with the usual brackets around intervals that have turned ones.

    Only where all square brackets beside each other make intervals, each with two ends.
    """
    places = [at for at, one in enumerate(nodes) if one.name == "mo" and one.text in {"[", "]"}]
    pairs = list(zip(places[::2], places[1::2], strict=False))
    kinds = [(nodes[start].text, nodes[end].text) for start, end in pairs]
    if len(places) % 2 or _USUAL.keys().isdisjoint(kinds):
        return nodes
    if not all(_has_two_ends(nodes, start, end) for start, end in pairs):
        return nodes
    turned = list(nodes)
    for (start, end), kind in zip(pairs, kinds, strict=True):
        if usual := _USUAL.get(kind):
            turned[start], turned[end] = (MathNode("mo", bracket) for bracket in usual)
    return turned


def _has_two_ends(nodes: Sequence[MathNode], start: int, end: int) -> bool:
    """Whether one comma parts two things between brackets that stand behind no name."""
    commas = [at for at in range(start + 1, end) if nodes[at].text in _SEPARATORS]
    return (
        len(commas) == 1
        and start + 1 < commas[0] < end - 1
        and (not start or nodes[start - 1].name == "mo")
    )
