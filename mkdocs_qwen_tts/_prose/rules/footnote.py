"""Footnotes: the reference is never glued to a word, the note is left out or read in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.block import CITED
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def reference(element: Element, reader: Reader) -> None:
    """The little number is not said. Where notes are read, the note follows its block."""
    if reader.policy("footnote", element) != "read":
        return
    link = element if element.tag == "a" else element.find("a")
    target = link.get("href").rpartition("#")[2] if link is not None else ""
    note = next((e for e in reader.root.walk() if e.get("id") == target), None) if target else None
    if note is not None and note not in reader.notes:
        reader.behind(lambda: _read_note(note, reader))


def _read_note(note: Element, reader: Reader) -> None:
    reader.notes.append(note)
    try:
        text = " ".join(draft.text for draft in reader.capture(note))
    finally:
        reader.notes.pop()
    if text:
        reader.announce(
            reader.announcements("footnote") + text, note, Kind.PARAGRAPH, spoken_only=False
        )


def back_reference(element: Element, reader: Reader) -> None:
    """The way back up: not said."""
    del element, reader


def _refers(element: Element) -> bool:
    return element.get("id").startswith("fnref") or any(
        "footnote-ref" in child.classes or "data-footnote-ref" in child.attributes
        for child in element.walk()
    )


def _heads_footnotes(element: Element) -> bool:
    """Whether this is Sphinx's caption over the notes."""
    siblings = [] if element.parent is None else list(element.parent.elements())
    follower = siblings[siblings.index(element) + 1 :][:1]
    return bool(follower) and holds_notes(follower[0])


def holds_notes(element: Element) -> bool:
    """Whether this is one of Sphinx's lists of notes or of sources, or one of these."""
    return not _LISTS_OF_NOTES.isdisjoint(element.classes)


_LISTS_OF_NOTES = frozenset({"footnote-list", "footnote", "citation-list"})


def _leads_back(element: Element) -> bool:
    """Whether this leads back from a note: a heading that leads to the contents is read."""
    return (
        element.get("role") in {"doc-backlink", "doc-biblioref"}
        and "toc-backref" not in element.classes
        and not (element.parent is not None and element.parent.tag in _HEADINGS)
    )


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MARK = re.compile(r"\[\s*(?:\d{1,3}|[a-z]|note \d{1,3})(?:\s*[,;–-]\s*\d{1,3})*\s*\]|[*†‡§]{1,2}")
_NOTES = frozenset(
    {"doc-footnote", "doc-endnote", "doc-endnotes", "doc-bibliography", "doc-biblioentry"}
)
"""Roles of notes and sources (Digital Publishing WAI-ARIA Module 1.1), read as footnotes are."""


def _is_mark(element: Element) -> bool:
    """Whether this is a mark such as `[12]` that leads to a note or a source."""
    if not _MARK.fullmatch(element.text.strip()) or _is_spoken_of(element):
        return False
    link = element if element.tag == "a" else element.find("a")
    if link is None:
        return element.tag == "sup" and not _is_of_letter(element)
    return "#" in link.get("href") or element.text.strip()[1:-1].lstrip("0").isdecimal()


def _is_spoken_of(element: Element) -> bool:
    """Whether a sentence leads to the source itself, as in "see [3]"."""
    before = element.before
    return isinstance(before, str) and _LEADS_THERE.search(before) is not None


_LEADS_THERE = re.compile(
    r"\b(?:see|see also|cf\.?|siehe|vgl\.|voir|véase|ver|vedi|veja|см\.)\s+$"
    r"|(?:参见|参考|参照)\s*$",
    re.IGNORECASE,
)


def _is_of_letter(element: Element) -> bool:
    """Whether a raised star belongs to the single letter before it: `A*`, the algorithm."""
    before = element.before
    text = before if isinstance(before, str) else before.text
    return element.text.strip() == "*" and _LETTER.search(text) is not None


_LETTER = re.compile(r"(?<![^\W_])[A-Za-z]$")
_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_OPENS = re.compile(r"(?:\w[^\[\]]*|^\][\s,]*)\[\s*$")
_OPENS_BEHIND = re.compile(r"\s*\u200d\s*\[\s*")
"""The same right behind an element that ends in a word, tied to it as HeVeA does it."""
_CLOSES = re.compile(r"\s*\]")
_GOES_ON = re.compile(r"[\s,;–-]*")


def _is_number(element: Element) -> bool:
    return "#" in element.get("href") and _NUMBER.fullmatch(element.text) is not None


def cited(element: Element, reader: Reader) -> None:
    """The number of a source in brackets behind words, as LaTeX writes it: `[<a>3</a>]`.

    Nothing is said, and a sign that nobody sees stands for it, by which the brackets are left out.
    """
    around = element.parent
    if around is not None and id(element) in reader.once("cited", around, _cited):
        reader.add(CITED)
    else:
        reader.children(element)


def _cited(around: Element) -> frozenset[int]:
    """The links within an element that are numbers of sources."""
    found: list[int] = []
    run: list[int] = []
    is_open = behind_words = False
    for each in around.children:
        if not isinstance(each, str):
            behind_words = each.text[-1:].isalnum()
            is_open = is_open and each.tag == "a" and _is_number(each)
            run.append(id(each))
        elif not (is_open and _GOES_ON.fullmatch(each)):
            if is_open and _CLOSES.match(each):
                found += run
            opens = behind_words and _OPENS_BEHIND.fullmatch(each) is not None
            is_open, run = opens or _OPENS.search(each) is not None, []
    return frozenset(found)


RULES = (
    rule(skip, "p", "rubric", _heads_footnotes),
    rule(reference, "sup", where=_refers),
    rule(reference, "a", "footnote-ref footnote-reference"),
    rule(back_reference, "a", "footnote-backref data-footnote-backref fn-backref"),
    rule(back_reference, "span", "fn-bracket"),
    rule(back_reference, "span", "label", generators="sphinx"),
    rule(reference, "a", where=lambda e: "data-footnote-ref" in e.attributes),
    rule(back_reference, "a", where=lambda e: "data-footnote-backref" in e.attributes),
    rule(reference, "a sup", where=lambda e: e.get("role") == "doc-noteref"),
    rule(back_reference, where=_leads_back),
    rule(reference, "a sup", where=_is_mark),
    rule(cited, "a", where=_is_number),
    rule(skip, "div section aside dl", "footnote footnotes footnote-list"),
    rule(skip, where=lambda e: e.get("role") in _NOTES),
)
