"""Content tabs: each label is announced before its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.passage_draft import PassageDraft
    from mkdocs_qwen_tts._prose.reader import Reader


def tabbed(element: Element, reader: Reader) -> None:
    """A set of tabs."""
    reader.flush()
    policy = reader.policy("tabs", element)
    if policy == "skip":
        return
    pairs = _pairs(element)
    if not pairs:
        reader.block(element, Kind.PARAGRAPH)
    told = _told_once(pairs, reader)
    is_all_code = all(_is_code(drafts) for _, drafts in told)
    for labels, drafts in told:
        names = [name for name in (reader.inline_text(label) for label in labels) if name]
        if names and reader.is_brief and len(pairs) == 1:  # the only one is no choice
            title = names[0] + reader.announcements("full_stop")
            reader.announce(title, labels[0], spoken_only=False, role="kind")
        elif names and policy == "announce":
            code = reader.is_brief and (is_all_code or len(names) > 1) and _is_code(drafts)
            label = reader.announcements("list_separator").join(names)
            name = "code_tabs" if code else "tab" if len(names) == 1 else "tabs"
            reader.announce(reader.announcements(name, label=label), labels[0])
            if code:
                continue
        else:
            for name in names:
                reader.announce(name, labels[0], Kind.PARAGRAPH, spoken_only=False)
        reader.put(drafts)


def _told_once(
    pairs: list[tuple[Element, Element]], reader: Reader
) -> list[tuple[list[Element], list[PassageDraft]]]:
    """The tabs; neighbours whose content sounds alike are told together."""
    told: list[tuple[list[Element], list[PassageDraft]]] = []
    for label, panel in pairs:
        with reader.within(panel, Kind.PARAGRAPH):
            drafts = reader.capture(panel)
        if told and _sound_alike(told[-1][1], drafts, reader):
            told[-1][0].append(label)
        else:
            told.append(([label], drafts))
    return told


def _sound_alike(first: list[PassageDraft], second: list[PassageDraft], reader: Reader) -> bool:
    if reader.is_brief and _is_code(first) and _is_code(second):
        return True
    return [draft.text for draft in first] == [draft.text for draft in second]


def _is_code(drafts: list[PassageDraft]) -> bool:
    """Whether a tab holds nothing but code that is announced."""
    return bool(drafts) and all(draft.role == "code" for draft in drafts)


def _pairs(element: Element) -> list[tuple[Element, Element]]:
    """Each label with its panel; none where they do not match: then nothing is lost."""
    labels, panels = [], []
    before = _neighbour(element, -1) if _holds_panels(element) else None
    beside = _inside(before) if before is not None and before.get("role") == "tablist" else []
    for child in [*beside, *_inside(element)]:
        if child.get("aria-disabled") == "true":
            continue  # a title of the list, as Docsy has it
        if child.tag == "label" or child.get("role") == "tab" or "sphinx-tabs-tab" in child.classes:
            labels.append(child)
        elif _is_panel(child):
            panels.append(child)
    return list(zip(labels, panels, strict=True)) if len(labels) == len(panels) else []


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


_PANELS = frozenset({"tabbed-block", "sd-tab-content", "sphinx-tabs-panel", "tab-content"})


def _holds_tablist(element: Element) -> bool:
    """Whether this is a set of tabs as WAI-ARIA has it: a list of them, and their panels."""
    first = next(element.elements(), None)
    if first is None or first.get("role") != "tablist":
        return False
    inside = list(element.elements())
    return any(map(_is_for_tab, inside)) or (len(inside) == 2 and _holds_panels(inside[1]))  # noqa: PLR2004 - as Bootstrap has it: the list and what is around the panels


def _is_for_tab(element: Element) -> bool:
    return element.get("role") == "tabpanel"


def _holds_panels(element: Element) -> bool:
    return "tab-content" in element.classes and any(map(_is_for_tab, element.elements()))


def _neighbour(element: Element, step: int) -> Element | None:
    """The element right before or behind one, where no words are between them."""
    siblings = element.parent.children if element.parent is not None else []
    at = element.place + step
    while 0 <= at < len(siblings):
        one = siblings[at]
        if not isinstance(one, str):
            return one
        if one.strip():
            break
        at += step
    return None


def _follows_tablist(element: Element) -> bool:
    """Whether these are the panels of a list that stands before them, as Docsy has it."""
    before = _neighbour(element, -1)
    return _holds_panels(element) and before is not None and before.get("role") == "tablist"


def _precedes_panels(element: Element) -> bool:
    behind = _neighbour(element, 1) if element.get("role") == "tablist" else None
    return behind is not None and _holds_panels(behind) and bool(_pairs(behind))


def _has_labels(element: Element) -> bool:
    return any("tab-label" in each.classes for each in element.elements())


def default_case(element: Element, reader: Reader) -> None:
    """Words that differ by system, as the help of LibreOffice has them: those of most readers."""
    for case in filter(_is_default, element.elements()):
        reader.children(case)


def _has_default(element: Element) -> bool:
    return any(map(_is_default, element.elements()))


def _is_default(element: Element) -> bool:
    return element.get("id").startswith("default")


RULES = (
    rule(default_case, "", "switchinline switch", where=_has_default, covers="tabs"),
    rule(tabbed, "starlight-tabs"),
    rule(tabbed, "div section", where=_holds_tablist),
    rule(skip, "ul div", where=_precedes_panels, covers="said"),
    rule(tabbed, "div", "tab-content", where=_follows_tablist),
    rule(tabbed, "div", "tabbed-set sd-tab-set sphinx-tabs tabs-container"),
    rule(tabbed, "div", "tab-set", _has_labels),  # of sphinx-inline-tabs
)
