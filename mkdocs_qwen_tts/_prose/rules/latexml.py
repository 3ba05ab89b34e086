"""What LaTeXML makes of LaTeX, as arXiv shows its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def equations(element: Element, reader: Reader) -> None:
    """A displayed equation and its number, or several aligned, which a table puts side by side."""
    reader.flush()
    for line in element.walk():
        if line.tag != "tr":
            continue
        with reader.within(line, Kind.PARAGRAPH):
            for cell in line.elements():
                if "ltx_eqn_eqno" in cell.classes and reader.text_before():
                    reader.add(reader.announcements("list_separator"))
                reader.children(cell)
                reader.add(" ")
        reader.flush()


def set_by_line(element: Element, reader: Reader) -> None:
    """Code that is set line by line."""
    reader.flush()
    policy = reader.policy("code", element)
    lines = [each for each in element.walk() if "ltx_listingline" in each.classes]
    if policy == "skip":
        return
    if policy == "read" or len(lines) == 1:
        with reader.within(element, Kind.PARAGRAPH):
            for line in lines:
                reader.add(line.text.strip(), "code")
                reader.add(" ")
        return
    language = next(
        (name.removeprefix(_LANGUAGE) for name in element.classes if name.startswith(_LANGUAGE)), ""
    )
    announced = reader.announcements
    count = announced("lines", count=max(1, len(lines)))
    name = "code_language" if language else "code"
    reader.announce(
        announced(name, language=language, title="", lines=count),
        element,
        role="code",
        bare="",
        brief=announced("code_brief")
        + announced("list_separator")
        + count
        + announced("full_stop"),
    )


_LANGUAGE = "ltx_lst_language_"


def _has_lines(element: Element) -> bool:
    return any("ltx_listingline" in each.classes for each in element.walk())


def _stands_for_number(element: Element) -> bool:
    """Whether this is the number of an entry, which is said before it."""
    return element.parent is not None and element.parent.tag == "li"


RULES = (
    rule(skip, "span", "ltx_note", generators="latexml", covers="footnote"),
    rule(skip, "span", "ltx_tag_item", _stands_for_number, generators="latexml", covers="said"),
    rule(equations, "table", "ltx_eqn_table", generators="latexml"),
    rule(set_by_line, "div", "ltx_listing", _has_lines, generators="latexml"),
)
