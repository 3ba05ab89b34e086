"""Content tabs: each label is announced before its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Kind
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader


def tabbed(element: Element, reader: Reader) -> None:
    """A set of tabs."""
    reader.flush()
    policy = reader.policy("tabs", element)
    if policy == "skip":
        return
    for label, panel in _pairs(element):
        text = reader.inline_text(label)
        if text and policy == "announce":
            reader.announce(reader.cues("tab", label=text), label)
        elif text:
            reader.announce(text, label, Kind.PARAGRAPH, spoken_only=False)
        with reader.within(panel, Kind.PARAGRAPH):
            reader.children(panel)


def _pairs(element: Element) -> list[tuple[Element, Element]]:
    labels, panels = [], []
    for child in _inside(element):
        if child.tag == "label" or child.get("role") == "tab" or "sphinx-tabs-tab" in child.classes:
            labels.append(child)
        elif _is_panel(child):
            panels.append(child)
    return list(zip(labels, panels, strict=False))


def _inside(element: Element) -> list[Element]:
    """Labels and panels of this set, not of sets within its panels."""
    found: list[Element] = []
    for child in element.elements():
        if child.tag == "label" or _is_panel(child) or child.get("role") == "tab":
            found.append(child)
        else:
            found.extend(_inside(child))
    return found


def _is_panel(element: Element) -> bool:
    if "tabbed-content" in element.classes:
        return not any("tabbed-block" in child.classes for child in element.elements())
    return not _PANELS.isdisjoint(element.classes) or element.get("role") == "tabpanel"


_PANELS = frozenset({"tabbed-block", "sd-tab-content", "sphinx-tabs-panel"})

RULES = (rule(tabbed, "div", "tabbed-set sd-tab-set sphinx-tabs tabs-container"),)
