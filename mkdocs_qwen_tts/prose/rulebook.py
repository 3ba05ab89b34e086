"""What each kind of element becomes: a table of rules, tried in order.

A rule says which elements it is for (tags, classes, a condition) and what is done with them. The
first rule that fits an element reads it. A new kind of element is a new row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.rules import (
    admonition,
    api,
    author,
    code,
    footnote,
    keys,
    lists,
    math,
    media,
    silent,
    table,
    tabs,
    text,
)

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.rules.rule import Apply, Rule

RULES: tuple[Rule, ...] = (
    *author.RULES,
    *silent.RULES,
    *api.RULES,
    *math.RULES,
    *code.RULES,
    *keys.RULES,
    *footnote.RULES,
    *tabs.RULES,
    *admonition.RULES,
    *table.RULES,
    *media.RULES,
    *lists.RULES,
    *text.RULES,
)
"""Author's words first, then what is never spoken, then from the particular to the general."""


class Rulebook:
    """Finds the rule for an element."""

    def __init__(self, rules: tuple[Rule, ...] = RULES) -> None:
        self._rules = rules
        self._known: dict[tuple[str, frozenset[str]], tuple[Rule, ...]] = {}

    def of(self, element: Element) -> Apply:
        """The rule that reads this element."""
        key = (element.tag, element.classes)
        candidates = self._known.get(key)
        if candidates is None:
            candidates = self._known[key] = tuple(rule for rule in self._rules if rule.fits(*key))
        for rule in candidates:
            if rule.where is None or rule.where(element):
                return rule.apply
        return text.inline
