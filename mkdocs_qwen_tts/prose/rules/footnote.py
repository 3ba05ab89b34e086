"""Footnotes: the reference is never glued to a word, the note is left out or read in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader


def reference(element: Element, reader: Reader) -> None:
    """The little number: not said."""
    del element, reader


def _refers(element: Element) -> bool:
    return element.get("id").startswith("fnref") or any(
        "footnote-ref" in child.classes or "data-footnote-ref" in child.attributes for child in element.walk()
    )


RULES = (
    rule(reference, "sup", where=_refers),
    rule(reference, "a", "footnote-ref footnote-reference footnote-backref data-footnote-backref fn-backref"),
    rule(
        reference,
        "a",
        where=lambda e: "data-footnote-ref" in e.attributes or "data-footnote-backref" in e.attributes,
    ),
    rule(reference, "a span", where=lambda e: e.get("role") in {"doc-noteref", "doc-backlink"}),
    rule(skip, "div section aside dl", "footnote footnotes footnote-list"),
)
