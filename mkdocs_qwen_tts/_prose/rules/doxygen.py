"""Pages of Doxygen: lists of members, prototypes, the files behind a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_HEADINGS = frozenset({"h2", "h3"})
_LEFT = frozenset({"memItemLeft", "memTemplItemLeft"})
_RIGHT = frozenset({"memItemRight", "memTemplItemRight"})
_INHERITED = "inherit"
"""The class of rows that are folded away until somebody asks for them."""
_NAME = re.compile(r"\s*(operator\s*[^\w\s(]+|operator\(\)|[\w:~]+)")
_DECLARED = re.compile(r"(operator\s*[^\w\s]+|~?\w+)\s*$")
"""What a declaration ends in, before its parameters: `virtual void Lamp::trim`."""


def _anchors(page: Element) -> frozenset[str]:
    return frozenset(each.get("id") or each.get("name") for each in page.walk() if each.tag == "a")


def _is_told_below(row: Element, reader: Reader) -> bool:
    """Whether a member has a description of its own on this page."""
    targets = [
        each.get("href").partition("#")[2]
        for cell in row.elements()
        if not _RIGHT.isdisjoint(cell.classes)
        for each in cell.walk()
        if each.tag == "a"
    ]
    own = {
        each.get("id") or each.get("name")
        for cell in row.elements()
        if not _LEFT.isdisjoint(cell.classes)
        for each in cell.walk()
        if each.tag == "a" and "href" not in each.attributes
    }
    if own:  # its anchor stands here: nothing is said of it elsewhere
        return False
    anchors = reader.once("anchors", reader.root, _anchors)
    return any(target in anchors for target in targets[:1] if target)


def members(element: Element, reader: Reader) -> None:
    """A list of members: those of which nothing but a brief description is on this page."""
    reader.flush()
    heading: Element | None = None
    member: Element | None = None
    separator = reader.announcements("label_separator")
    for row in element.walk():
        if row.tag != "tr" or _INHERITED in row.classes:
            continue
        cells = list(row.elements())
        found = next(
            (one for cell in cells for one in cell.elements() if one.tag in _HEADINGS), None
        )
        if found is not None:
            heading = found
        elif any(not _RIGHT.isdisjoint(cell.classes) for cell in cells):
            member = row
        elif member is not None and (meaning := _meaning(cells, reader)):
            name = _name(member)
            if name and not _is_told_below(member, reader):
                if heading is not None:
                    reader.block(heading, Kind.HEADING, level=int(heading.tag[1]))
                    heading = None
                said = _said(name, reader) + separator + meaning
                reader.announce(said, row, Kind.ROW, spoken_only=False)
            member = None


def _meaning(cells: list[Element], reader: Reader) -> str:
    """A brief description, without the link that leads to a longer one."""
    cell = next((one for one in cells if "mdescRight" in one.classes), None)
    if cell is None:
        return ""
    links = [one for one in cell.elements() if one.tag == "a"]
    if links and links[-1].text.rstrip(".…") != links[-1].text:
        links[-1].skipped = True
    return reader.captured_text(cell)


def _name(member: Element) -> str:
    left = next((one for one in member.elements() if not _LEFT.isdisjoint(one.classes)), None)
    cell = next(one for one in member.elements() if not _RIGHT.isdisjoint(one.classes))
    text = " ".join(cell.text.split())
    if left is None or not left.text.strip():
        links = [one for one in cell.elements() if one.tag == "a"]
        if len(links) == 1 and links[0].text.strip() == text:
            return text  # a group of members, by its title
    found = _NAME.match(text)
    return found[1] if found is not None else ""


def _said(name: str, reader: Reader) -> str:
    return name if name.isalnum() else reader.said(name)


def prototype(element: Element, reader: Reader) -> None:
    """A declaration: its name, where no heading says it."""
    around = element.parent
    siblings = list(around.parent.elements()) if around and around.parent else []
    at = next((at for at, one in enumerate(siblings) if one is around), 0)
    policy = reader.policy("code", element)
    declared = element.find("td", "memname")
    if policy == "skip" or declared is None or (at and "memtitle" in siblings[at - 1].classes):
        skip(element, reader)
        return
    text = " ".join(declared.text.split())
    name = _DECLARED.search(text)
    with reader.within(element, Kind.TERM):
        reader.add(name[1] if name is not None and policy != "read" else text, "code")


def title(element: Element, reader: Reader) -> None:
    """The heading of a destructor or an operator, with its signs."""
    with reader.within(element, Kind.HEADING, level=int(element.tag[1])):
        name = _COUNTER.sub("", element.text.strip().lstrip("◆")).strip()
        reader.add("operator ()" if name == "operator()()" else name.removesuffix("()"), "code")


_COUNTER = re.compile(r"\s*\[\d+/\d+\]\s*$")
"""Which of several functions of one name this is."""


def _has_signs(element: Element) -> bool:
    return element.text.lstrip(" \xa0\n◆").startswith(("~", "operator"))


def _is_include(element: Element) -> bool:
    """Whether this says which file to include, and stands in no sentence."""
    if not element.text.lstrip().startswith("#include"):
        return False
    if element.tag == "p":
        return all(one.tag in {"code", "br"} for one in element.elements())
    return element.parent is None or element.parent.tag in {"body", "div"}


def _is_template(element: Element) -> bool:
    """Whether a heading repeats the declaration of what a page is about."""
    return element.text.lstrip().startswith("template<")


def source_files(element: Element, reader: Reader) -> None:
    """The files that a page was made from, and the words before them: nobody wrote that."""
    del element
    reader.drop()


def _ends_page(element: Element) -> bool:
    """Whether this is the list at the end of a page: a rule, words, files."""
    siblings = element.parent.children if element.parent is not None else []
    at = element.place
    before = siblings[max(0, at - 2) : at]
    if len(before) < len("hr"):
        return False
    line, words = before
    return (
        not isinstance(line, str)
        and line.tag == "hr"
        and isinstance(words, str)
        and words.rstrip()[-1:] in {":", "\uff1a"}
        and all(_ends(one) for one in siblings[at + 1 :])
    )


def _ends(piece: Element | str) -> bool:
    return not piece.strip() if isinstance(piece, str) else piece.skipped or piece.tag == "hr"


def _lists_members(element: Element) -> bool:
    return any(not _RIGHT.isdisjoint(each.classes) for each in element.walk())


def _is_said_again(element: Element) -> bool:
    """Whether the description that a page begins with, and its link "More...", stand below too."""
    links = [one for one in element.elements() if one.tag == "a"]
    if not links or not links[-1].get("href").endswith(("#details", "#_details")):
        return False
    brief = " ".join(element.text.removesuffix(links[-1].text).split())
    page = next((one for one in element.ancestors() if one.parent is None), element)
    return " ".join(page.text.split()).count(brief.removesuffix(links[-1].text).strip()) > 1


RULES = (
    rule(title, "h2", "memtitle", _has_signs, generators="doxygen"),
    rule(skip, "p code", where=_is_include, generators="doxygen"),
    rule(skip, "h3", where=_is_template, generators="doxygen"),
    rule(skip, "p", where=_is_said_again, generators="doxygen"),
    rule(members, "table", where=_lists_members, generators="doxygen", covers="code"),
    rule(prototype, "div", "memproto", generators="doxygen"),
    rule(source_files, "ul", where=_ends_page, generators="doxygen", covers="silent"),
)
