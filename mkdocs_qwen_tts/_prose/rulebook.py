"""What each kind of element becomes: a table of rules, tried in order.

A rule says which elements it is for (tags, classes, a condition) and what is done with them. The
first rule that fits an element reads it. A new kind of element is a new row.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.rules import (
    admonition,
    api,
    asciidoc,
    author,
    bold,
    code,
    commit,
    doxygen,
    footnote,
    formula_image,
    icon,
    image,
    inline_code,
    keys,
    latexml,
    lists,
    math,
    media,
    openapi,
    preformatted,
    preformatted_document,
    raised,
    references,
    signatures,
    silent,
    sphinx_extensions,
    table,
    tabs,
    text,
    translations,
    verbatim,
    ways,
)
from mkdocs_qwen_tts._prose.rules.rule import Rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element

_FAMILIES = (
    (author, "author"),
    (formula_image, "math"),
    (math, "math"),
    (openapi, "code"),
    (asciidoc, "said"),
    (latexml, "code"),
    (silent, "silent"),
    (translations, "silent"),
    (ways, "silent"),
    (sphinx_extensions, "silent"),
    (doxygen, "code"),
    (signatures, "code"),
    (references, "code"),
    (api, "code"),
    (verbatim, "said"),
    (preformatted, "said"),
    (preformatted_document, "code"),
    (code, "code"),
    (keys, "said"),
    (commit, "said"),
    (footnote, "footnote"),
    (tabs, "tabs"),
    (admonition, "admonition"),
    (table, "table"),
    (media, "image"),
    (image, "image"),
    (icon, "image"),
    (lists, ""),
    (inline_code, "said"),
    (bold, ""),
    (raised, ""),
    (text, ""),
)
"""Author's words first, then formulas, which may stand in scripts, then what is never spoken, then
from the particular to the general; each with the policy that covers what its rules do not read,
unless a rule names another."""

RULES: tuple[Rule, ...] = tuple(
    replace(rule, covers=rule.covers or covers)
    for family, covers in _FAMILIES
    for rule in family.RULES
)
"""All rules, in order."""

_ANYTHING = Rule(text.inline)
"""For elements that no rule is for."""


class Rulebook:
    """Finds the rule for an element of the pages of one generator."""

    def __init__(self, generator: str = "", rules: tuple[Rule, ...] = RULES) -> None:
        self._rules = tuple(
            rule for rule in rules if not rule.generators or generator in rule.generators
        )
        self._known: dict[tuple[str, frozenset[str]], tuple[Rule, ...]] = {}

    def of(self, element: Element) -> Rule:
        """The rule that reads this element."""
        key = (element.tag, element.classes)
        candidates = self._known.get(key)
        if candidates is None:
            candidates = self._known[key] = tuple(rule for rule in self._rules if rule.fits(*key))
        for rule in candidates:
            if rule.where is None or rule.where(element):
                return rule
        return _ANYTHING


@cache
def rulebook(generator: str) -> Rulebook:
    """The rules for the pages of a generator."""
    return Rulebook(generator)
