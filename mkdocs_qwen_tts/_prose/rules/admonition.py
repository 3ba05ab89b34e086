"""Notes, warnings and collapsed blocks."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.announcements import FALLBACK, Announcements, announcements
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

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
_MILD = frozenset({"note", "abstract", "info", "tip", "question", "example", "quote", "success"})
"""Kinds that a listener need not know where the author wrote a title."""
_ANNOUNCEMENTS = announcements(None)
_TITLES = frozenset(
    {
        "admonition-title",
        "markdown-alert-title",
        "blockquote-tag-title",
        "custom-block-title",
        "starlight-aside__title",
        "callout-header",
    }
)
_NOT_A_KIND = frozenset(
    {"admonition", "admonitionblock", "details", "markdown-alert", "theme-admonition", "alert"}
)
_PREFIXES = (
    "callout-",
    "markdown-alert-",
    "theme-admonition-",
    "blockquote-tag-",
    "starlight-aside--",
)
_CALLOUTS = "note tip important warning caution danger"
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ROWS = 3
"""Rows that a note in a table has not."""
_TITLE = "-title"
"""Behind the class of a callout: what has it is a title, or has one."""
_TITLED = " ".join(name + _TITLE for name in _CALLOUTS.split())


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
    if summary is not None and summary.skipped and policy != "announce":
        reader.block(element)
        return
    if policy == "announce":
        title = reader.inline_text(summary) if summary else ""
        reader.announce(reader.announcements("details", title=title), summary or element)
        return
    announced = reader.policy("admonition", element) == "announce"
    _announce_title(element, summary, reader, announce=announced)
    _body(element, summary, reader)


def callout(element: Element, reader: Reader) -> None:
    """A paragraph or quote that its class makes a note: the style sheet writes the title."""
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy == "skip":
        return
    title = _title_of_callout(element)
    if title is not None or not (_is_titled(element, reader) or _begins_with_kind(element, reader)):
        _announce_title(element, title, reader, announce=policy == "announce")
    _body(element, title, reader)


def under_its_heading(element: Element, reader: Reader) -> None:
    """A note as DocBook has it: its title is a heading."""
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy == "skip":
        return
    title = next(element.elements())
    _announce_title(element, title, reader, announce=policy == "announce")
    _body(element, title, reader)


def _is_under_a_heading(element: Element) -> bool:
    first = next(element.elements(), None)
    return first is not None and first.tag in _HEADINGS and "title" in first.classes


def in_a_table(element: Element, reader: Reader) -> None:
    """A note as DocBook has it with pictures: a table of an icon, the title and the note itself."""
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy == "skip":
        return
    title, body = _parts_of_table(element)
    _announce_title(element, title, reader, announce=policy == "announce")
    for part in body:
        reader.block(part, Kind.PARAGRAPH)


def _is_in_a_table(element: Element) -> bool:
    title, body = _parts_of_table(element)
    return title is not None and bool(body)


def _parts_of_table(element: Element) -> tuple[Element | None, list[Element]]:
    """The title of a note in a table, and the cells below it that hold words; else nothing."""
    table = next(element.elements(), None)
    if table is None or table.tag != "table":
        return None, []
    rows = list(islice((each for each in table.walk() if each.tag == "tr"), _ROWS))
    heads = [each for row in rows[:1] for each in row.elements() if each.tag == "th"]
    body = [each for row in rows[1:] for each in row.elements() if each.tag == "td"]
    fits = len(rows) < _ROWS and len(heads) == len(body) == 1
    return (heads[0], body) if fits else (None, [])


def beside_its_icon(element: Element, reader: Reader) -> None:
    """A note as AsciiDoc has it: a table of an icon and the note itself."""
    content = element.find("td", "content")
    if content is None:
        admonition(element, reader)
        return
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy == "skip":
        return
    title = content.find("div", "title")
    _announce_title(element, title, reader, announce=policy == "announce")
    _body(content, title, reader)


def title_before(element: Element, reader: Reader) -> None:
    """A title that stands in front of its callout, not in it."""
    reader.flush()
    policy = reader.policy("admonition", element)
    if policy != "skip":
        _announce_title(element, element, reader, announce=policy == "announce")


def _is_quarto(element: Element) -> bool:
    """Whether this is a note as Quarto has it, also where its icon alone tells the kind."""
    return any(name.startswith("callout-style-") for name in element.classes)


def _title(element: Element) -> Element | None:
    for child in element.walk():
        if not _TITLES.isdisjoint(child.classes) or any(
            name.startswith("admonitionHeading") for name in child.classes
        ):
            return child
    return None


def _title_of_callout(element: Element) -> Element | None:
    """The first element inside, where the class of either says that it is the title."""
    first = next(element.elements(), None)
    name = _class_of(element) + _TITLE
    return (
        first if first is not None and (name in element.classes or name in first.classes) else None
    )


def _is_titled(element: Element, reader: Reader) -> bool:
    """Whether the title of this callout has just been said."""
    last = reader.last
    return (
        last is not None
        and last.tag == "p"
        and last.parent is element.parent
        and _class_of(element) + _TITLE in last.classes
    )


def _begins_with_kind(element: Element, reader: Reader) -> bool:
    """Whether the author wrote the kind in front, as in `<p class="note">Note: …`."""
    text = element.text.lstrip(" \t\r\n*[(").casefold()
    own = _class_of(element)
    names = (
        own,
        _kind(element, reader).casefold(),
        *_titles(own, FALLBACK),
        *_titles(own, reader.announcements.language),
    )
    return text.startswith(names)


def _announce_title(
    element: Element, title: Element | None, reader: Reader, *, announce: bool
) -> None:
    text = _text_of(title, element, reader)
    kind = _kind(element, reader) if announce else ""
    if not text and not kind:
        return
    own = bool(text) and not _is_default(text, element, reader)
    if reader.is_brief and own and _SYNONYMS.get(_class_of(element), _class_of(element)) in _MILD:
        kind = ""  # the title is enough
    sentence = text if text and (not kind or _names_itself(text, kind, element, reader)) else kind
    if sentence is not text and text and not _is_class(text, element):
        sentence += reader.announcements("label_separator") + text
    elif sentence is text:
        sentence = text[0].upper() + text[1:]  # style sheets write titles with a capital
    said = (
        sentence
        if sentence[-1] in ".!?…。！？:："
        else sentence + reader.announcements("full_stop")
    )
    reader.announce(
        said,
        title or element,
        Kind.ANNOUNCEMENT,
        spoken_only=sentence.casefold() != text.casefold(),
        role="kind" if not own or sentence.casefold() == kind.casefold() else "",
    )


def _text_of(title: Element | None, element: Element, reader: Reader) -> str:
    if title is None:
        return ""
    if title.hidden:  # Starlight: a label says it to screen readers
        return reader.said(element.get("aria-label"))
    text = reader.inline_text(title).strip()
    # VitePress shouts what it writes by itself; an author's own title stays as it is.
    shouted = "custom-block" in element.classes and text.isupper()
    return text.capitalize() if shouted and _is_default(text, element, reader) else text


def _names_itself(text: str, kind: str, element: Element, reader: Reader) -> bool:
    """Whether a title says already what kind of note it is over."""
    folded, own = text.casefold(), _class_of(element)
    if _is_class(text, element) and reader.announcements.language != FALLBACK:
        return kind.casefold() == folded  # the generator's own title, in English
    return (
        own in folded
        or kind.casefold() in folded
        or folded in _all_kinds(reader.announcements)
        or folded in _titles(own, reader.announcements.language)
    )


def _is_class(text: str, element: Element) -> bool:
    """Whether a title is the generator's own, in English."""
    folded, own = text.casefold(), _class_of(element)
    return folded == own or folded in _titles(own, FALLBACK)


def _is_default(text: str, element: Element, reader: Reader) -> bool:
    """Whether a title is the generator's own, in whatever language."""
    return _is_class(text, element) or text.casefold() in _titles(
        _class_of(element), reader.announcements.language
    )


def _titles(own: str, language: str) -> tuple[str, ...]:
    """What generators write over such a note by themselves."""
    return tuple(facts("titles").get(own, {}).get(language, ()))


@cache
def _all_kinds(words: Announcements) -> frozenset[str]:
    """What kinds of notes are called: translated pages often have another kind as a title."""
    return frozenset(
        str(words(name)).casefold() for name in words.names() if name.startswith("kind_")
    )


def kind_of_note(name: str, announcements: Announcements) -> str:
    """What a kind of note is called, by its name in English; `""` for what is none."""
    known = f"kind_{_SYNONYMS.get(name, name)}"
    return str(announcements(known)) if name in _CALLOUTS.split() and known in announcements else ""


def _body(element: Element, title: Element | None, reader: Reader) -> None:
    with reader.within(element, Kind.PARAGRAPH):
        for child in element.children:
            if isinstance(child, str):
                reader.add(child)
            elif child is not title:
                reader.read(child)
    if reader.ends_in_kind and _has_words(element, title):
        reader.take_back_kind()  # what it is of was left out


def _has_words(note: Element, title: Element | None) -> bool:
    """Whether more than a title stands in a note."""
    rest = (child for child in note.children if child is not title)
    return any((one if isinstance(one, str) else one.text).strip() for one in rest)


def _class_of(element: Element) -> str:
    """The class that says what kind of note this is; `""` where none does."""
    for name in sorted(element.classes - _NOT_A_KIND):
        plain = name.removesuffix(_TITLE)
        for prefix in _PREFIXES:
            plain = plain.removeprefix(prefix)
        if f"kind_{_SYNONYMS.get(plain, plain)}" in _ANNOUNCEMENTS:
            return plain
    return ""


def _kind(element: Element, reader: Reader) -> str:
    """What this kind of note is called in the language at hand; `""` for one that nobody knows."""
    plain = _class_of(element)
    return reader.announcements(f"kind_{_SYNONYMS.get(plain, plain)}") if plain else ""


RULES = (
    rule(details, "details"),
    rule(beside_its_icon, "div", "admonitionblock"),
    rule(
        admonition,
        "div aside section",
        "admonition markdown-alert theme-admonition custom-block starlight-aside",
    ),
    rule(admonition, "div", "callout", _is_quarto),
    rule(admonition, "blockquote", "markdown-alert blockquote-tag"),  # alerts as GitHub has them
    rule(under_its_heading, "div", _CALLOUTS, _is_under_a_heading),
    rule(in_a_table, "div", _CALLOUTS, _is_in_a_table),
    rule(title_before, "p", _TITLED),
    rule(callout, "p blockquote", _CALLOUTS),
    # The style sheet of the W3C writes "Issue 1", "Example 1".
    rule(callout, "p div aside", "issue example note", generators="w3c"),
    rule(callout, "blockquote", "book-hint"),  # Hugo Book: its colour is the only title that it has
    rule(callout, "blockquote", _TITLED),
)
