"""Notes, warnings and collapsed blocks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Kind
from mkdocs_qwen_tts.prose.cues import Cues, cues
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader

_SYNONYMS = {
    "summary": "abstract",
    "tldr": "abstract",
    "todo": "info",
    "hint": "tip",
    "important": "warning",
    "check": "success",
    "done": "success",
    "help": "question",
    "faq": "question",
    "caution": "warning",
    "attention": "warning",
    "fail": "failure",
    "missing": "failure",
    "error": "danger",
    "cite": "quote",
    "versionadded": "added",
    "versionchanged": "changed",
}
_CUES = cues(None)
_TITLES = frozenset(
    {"admonition-title", "markdown-alert-title", "custom-block-title", "starlight-aside__title"}
)


def admonition(element: Element, reader: Reader) -> None:
    """Kind and title are announced, then the body is read."""
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy == "skip":
        return
    title = _title(element)
    _announce_title(element, title, reader, announce=policy == "announce")
    _body(element, title, reader)


def details(element: Element, reader: Reader) -> None:
    """A collapsed block: read as if it were open, or only announced."""
    reader.flush()
    policy = reader.policy("details", element)
    if policy == "skip":
        return
    summary = next((child for child in element.elements() if child.tag == "summary"), None)
    if policy == "announce":
        title = reader.inline_text(summary) if summary else ""
        reader.announce(reader.cues("details", title=title), summary or element)
        return
    announced = reader.policy("admonition", element) == "announce"
    _announce_title(element, summary, reader, announce=announced)
    _body(element, summary, reader)


def _title(element: Element) -> Element | None:
    for child in element.walk():
        if not _TITLES.isdisjoint(child.classes) or any(
            name.startswith("admonitionHeading") for name in child.classes
        ):
            return child
    return None


def _announce_title(element: Element, title: Element | None, reader: Reader, *, announce: bool) -> None:
    text = reader.inline_text(title).strip() if title else ""
    kind = _kind(element, reader) if announce else ""
    if not text and not kind:
        return
    sentence = text if text and (not kind or _names_itself(text, kind, element, reader)) else kind
    if sentence is not text and text and text.casefold() != _class_of(element):
        sentence += reader.cues("label_separator") + text
    elif sentence is text:
        sentence = text[0].upper() + text[1:]  # style sheets write titles with a capital
    said = sentence if sentence[-1] in ".!?…。！？:：" else sentence + reader.cues("full_stop")
    reader.announce(said, title or element, Kind.CUE, spoken_only=sentence.casefold() != text.casefold())


def _names_itself(text: str, kind: str, element: Element, reader: Reader) -> bool:
    """Whether a title says already what kind of note it is over."""
    folded, own = text.casefold(), _class_of(element)
    if folded == own and reader.cues.language != "en":
        return kind.casefold() == folded  # the generator's own title, in English
    return own in folded or kind.casefold() in folded or folded in _all_kinds(reader.cues)


@cache
def _all_kinds(words: Cues) -> frozenset[str]:
    """What kinds of notes are called: translated pages often have the name of another kind as a title."""
    return frozenset(str(words(name)).casefold() for name in words.names() if name.startswith("kind_"))


def _body(element: Element, title: Element | None, reader: Reader) -> None:
    with reader.within(element, Kind.PARAGRAPH):
        for child in element.children:
            if isinstance(child, str):
                reader.add(child)
            elif child is not title:
                reader.read(child)


def _class_of(element: Element) -> str:
    for name in sorted(
        element.classes - {"admonition", "details", "markdown-alert", "theme-admonition", "alert"}
    ):
        plain = name.removeprefix("markdown-alert-").removeprefix("theme-admonition-")
        if f"kind_{_SYNONYMS.get(plain, plain)}" in _CUES:
            return plain
    return ""


def _kind(element: Element, reader: Reader) -> str:
    """What this kind of note is called in the language at hand; `""` for one that nobody knows."""
    plain = _class_of(element)
    return reader.cues(f"kind_{_SYNONYMS.get(plain, plain)}") if plain else ""


RULES = (
    rule(details, "details"),
    rule(
        admonition,
        "div aside section",
        "admonition markdown-alert theme-admonition custom-block starlight-aside",
    ),
)
