"""How much of what readers see comes to be spoken, or is left out by a policy with a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Coverage
from mkdocs_qwen_tts._prose.language import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import SourcePage
    from mkdocs_qwen_tts._prose.dom import Element

LEAST = 0.6
"""Share of the visible words below which something is likely to be wrong."""

_NO_TEXT = frozenset({"script", "style", "template", "noscript", "head", "title"})


def coverage(root: Element, page: SourcePage) -> Coverage:
    """How much of a page was read.

    Args:
        root: its tree, once the reader has been through it.
        page: the page, with the words that readers see outside its content.
    """
    counts: Counter[str] = Counter()
    lost: Counter[Element] = Counter()
    for policy, holder, count in _counted(root):
        counts[policy] += count
        if not policy:
            lost[holder] += count
    spoken = counts.pop("said", 0)
    unread = counts.pop("", 0)
    covered = tuple(sorted((name, count) for name, count in counts.items() if count))
    largest, most = max(lost.items(), key=lambda one: one[1], default=(None, 0))
    if page.unread > most:
        described, most = page.unread_in, page.unread
    else:
        described = named_element(largest.tag, largest.attributes) if largest is not None else ""
    visible = spoken + unread + sum(count for _, count in covered) + page.unread
    return Coverage(visible, spoken, covered, described, most)


def _counted(root: Element) -> Iterator[tuple[str, Element, int]]:
    """The texts of each element that readers see: what became of them, who answers, their words.

    What became of it is `said`, the name of a policy, or nothing.
    """
    stack: list[tuple[Element, str, Element]] = [(root, "", root)]
    while stack:
        element, policy, holder = stack.pop()
        if element.skipped:
            policy = "skip"
        elif element.covers is not None:
            policy, holder = element.covers, element if not element.covers else holder
        own = "said" if element.is_read and not element.skipped else policy
        if element.tag == "img" and own == "math":  # a formula that nobody hears: it has no words
            yield own, holder, 1
        count = 0
        for child in element.children:
            if isinstance(child, str):
                if not child.isspace():
                    count += words(child)
            elif not child.hidden and child.tag not in _NO_TEXT:
                stack.append((child, policy, holder))
        if count:
            yield own, holder, count


def named_element(tag: str, attributes: dict[str, str]) -> str:
    """An element as its author knows it: `<div id=main class="contents wide">`."""
    marks = [(name, attributes.get(name, "").strip()) for name in ("id", "class", "role")]
    shown = "".join(
        f" {name}={value}" if value.isalnum() else f' {name}="{value[:60]}"'
        for name, value in marks
        if value
    )
    return f"<{tag}{shown}>"


def coverage_warning(page: SourcePage, found: Coverage) -> str:
    """What an author should know of a page that is mostly silent; empty where nothing is wrong."""
    if found.share >= LEAST or not found.visible:
        return ""
    return (
        f"{page.name}: only {found.share:.0%} of the words that readers see are spoken, or left "
        f"out by a policy; the largest part of the rest is {found.largest} ({found.lost:,} words)."
    )
