"""API pages of mkdocstrings and Sphinx: names are said, signatures where code is read."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_FUNCTION = re.compile(r"(?:[a-z]+(?:\([a-z]+\))? )*fn (\w+)")
"""`pub const unsafe fn name(…)`."""
_TYPE = re.compile(r"<[A-Za-z][\w.]*(?:\[\])*>")
_MARKS = frozenset(",;:|(")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def heading_code(element: Element, reader: Reader) -> None:
    """The signature in a heading of mkdocstrings: the name alone."""
    text = element.text
    reader.add(text if reader.policy("code", element) == "read" else text.partition("(")[0], "code")


def object_name(element: Element, reader: Reader) -> None:
    """The name of a documented object."""
    reader.add(element.text, "code")


def label(element: Element, reader: Reader) -> None:
    """What kind of object it is: a property, a coroutine."""
    names = [child.text.strip() for child in element.elements()] or [element.text.strip()]
    separator = reader.announcements("list_separator")
    said = separator.join(filter(None, names))
    if said and "," in reader.line_before():  # of the value: a comma would make it a part of that
        reader.add(f" ({said})")
    elif said:
        reader.add(separator + said)


def parameter(element: Element, reader: Reader) -> None:
    """A parameter and its description, in one sentence."""
    drafts = reader.capture(element)
    if len(drafts) > 1 and drafts[0].kind is Kind.HEADING:  # its name, as a heading of its own
        drafts[1].text = f"{drafts[0].text} {drafts[1].text}"
        drafts[1].element = element
        del drafts[0]
    if len(drafts) > 1 and drafts[0].text.endswith(("–", "-", "—")):
        drafts[1].text = f"{drafts[0].text} {drafts[1].text}"
        drafts[1].element = element
        del drafts[0]
    for draft in drafts:
        draft.kind = Kind.ITEM if draft.kind is Kind.PARAGRAPH else draft.kind
    reader.put(drafts)


def field_list(element: Element, reader: Reader) -> None:
    """Parameters as the theme `readthedocs` sets them: what they are, then each in a sentence."""
    reader.flush()
    for cell in element.walk():
        if cell.tag == "th":
            with reader.within(cell, Kind.PARAGRAPH):
                reader.children(cell)
        elif "field-body" in cell.classes and cell.tag == "td":
            lists = [part for part in cell.elements() if part.tag == "ul"]
            for item in [each for part in lists for each in part.elements()] or [cell]:
                parameter(item, reader)


def parameters(element: Element, reader: Reader) -> None:
    """A table of parameters, each in a sentence: "side (float, default: 1.0): Its length."."""
    reader.flush()
    names = [reader.captured_text(cell) for cell in element.walk() if cell.tag == "th"]
    for row in element.walk():
        if "doc-section-item" in row.classes:
            sentence = _parameter_of(row, names, reader)
            if sentence:
                reader.announce(sentence, row, Kind.ROW, spoken_only=False)


def _parameter_of(row: Element, names: list[str], reader: Reader) -> str:
    announced = reader.announcements
    label, meaning, details = "", "", []
    for at, cell in enumerate(one for one in row.elements() if one.tag == "td"):
        text = reader.captured_text(cell)
        if cell.find(class_="doc-md-description") is not None:
            meaning = text
        elif not label:
            label = text
        elif text and at > 1 and at < len(names) and cell.find("em") is None:
            details.append(names[at] + announced("label_separator") + text)
        elif text and text != label:  # what is returned may be called after its type
            details.append(text)
    if details:
        label += f" ({announced('list_separator').join(details)})"
    return announced("label_separator").join(part for part in (label, meaning) if part)


def _holds_parameters(element: Element) -> bool:
    return element.find("tr", "doc-section-item") is not None


def _is_source(element: Element) -> bool:
    """Whether a file is named and its code follows, below an object that is documented."""
    parts = list(element.elements())
    return (
        len(parts) > 1
        and parts[0].tag == "summary"
        and parts[0].find("code") is not None
        and all(part.find("pre") is not None for part in parts[1:])
        and any("doc-contents" in around.classes for around in element.ancestors())
    )


def _holds_descriptions(element: Element) -> bool:
    return element.find("div", "doc-md-description") is not None


def signature(element: Element, reader: Reader) -> None:
    """The signature of an object that Sphinx documents: what it is and its name."""
    policy = reader.policy("code", element)
    if policy == "skip":
        reader.flush()
        return
    with reader.within(element, Kind.TERM):
        if policy == "read":
            reader.add(element.text.replace("¶", ""), "code")
            return
        if "http" in element.classes:
            reader.add(_route(element), "code")
            return
        for child in _declared(element):
            if _says_kind(child):
                reader.add(f"{child.text} ")
            elif not _NAMES.isdisjoint(child.classes):
                _piece_of_name(child, reader)
            elif "sig-return" in child.classes and (told := _told_behind_arrow(child)):
                reader.add(reader.announcements("list_separator") + told)


_NAMES = frozenset({"sig-prename", "sig-name", "descclassname", "descname"})
"""What holds the name, and what stands before it; Sphinx before version 2 had the latter two."""
_BEFORE_NAMES = frozenset({"sig-prename", "descclassname"})


def _is_old_signature(element: Element) -> bool:
    """Whether this is a signature as Sphinx set it before version 4, without a class."""
    return any("descname" in each.classes for each in islice(element.elements(), _FIRST))


_FIRST = 4
"""Elements of a signature among which its name is."""


def _says_kind(child: Element) -> bool:
    """Whether a piece of a signature says what is documented: a class, a property, a struct."""
    if "k" in child.classes:
        return child.text.strip() in _KINDS_OF_C
    return "property" in child.classes and child.text.strip()[:1] not in {":", "="}


def _told_behind_arrow(child: Element) -> str:
    """What a function written in C does, where others have a type: `→ v, remove the key of D`."""
    told = " ".join(child.text.split()).lstrip("→-> ")
    return "" if told.endswith("]") or not _SENTENCE.search(told) else told


_SENTENCE = re.compile(r"\b[A-Za-z']{1,30}(?: [A-Za-z']{1,30}){3}\b")
"""Words behind one another, as no type has them."""


def _piece_of_name(child: Element, reader: Reader) -> None:
    is_before = not _BEFORE_NAMES.isdisjoint(child.classes)
    name = " ".join(child.text.split())
    if is_before and (value := _VALUE.fullmatch(name)):  # of an option
        reader.add(f" {value[1]}")
        reader.add(value[3] if value[3].isalnum() else value[2], "code")
        reader.add(value[4])
        return
    name = _VALUES.sub(r"\1", name)
    if name == "@":  # of a decorator
        reader.add(f"{reader.at} ", "said")
    elif is_before and name.endswith("."):
        reader.add(name.strip("."), "code")
        reader.add(f" {reader.dot} ", "said")
    elif is_before and name.endswith("::"):
        reader.add(name, "code")
        reader.add(" ", "said")
    elif name[:1].isalnum() or name[:1] in {"-", "_", "/", "="}:
        # `--config FILE`: the value stands in an element that begins with a blank
        reader.add(" " if child.text[:1].isspace() or name[0] == "=" else "")
        reader.add(name, "code")
    else:  # `-h, --help`, `--output <path>`
        reader.add(f"{name} " if name[:1] in {",", ""} else f" {name} ")


def _declared(element: Element) -> list[Element]:
    """The pieces of a signature, without the lines of C++ that name what a template takes."""
    pieces = list(element.elements())
    if "cpp" not in element.classes:
        return pieces
    for at in range(len(pieces) - 1, -1, -1):
        if pieces[at].tag == "br" and any("sig-name" in one.classes for one in pieces[at:]):
            return pieces[at + 1 :]
    return pieces


def _route(element: Element) -> str:
    """A method of HTTP and a path, with the names of what stands in it: `GET /lamps/<id>`."""
    pieces = [one for one in element.children if not _is_link(one)]
    text = " ".join("".join(map(_written, pieces)).split())
    return _IN_ROUTE.sub(r"<\1>", text)


def _is_link(piece: Element | str) -> bool:
    return not isinstance(piece, str) and piece.tag == "a"


_IN_ROUTE = re.compile(r"\((?:\w+:\s*)?([\w.-]+)\)")
_KINDS_OF_C = frozenset({"struct", "union", "enum", "enum class", "enumerator", "class", "concept"})
_VALUE = re.compile(r"([, ]*)(<([^<>=]{1,60})>)([, ]*)")
"""What stands for the value of an option: `<file>`, `<on|off>`."""
_VALUES = re.compile(r"<(\d+(?:-|\.\.)\d+)>")
"""What an option takes, as in `--level=<0-9>`."""


def code_heading(element: Element, reader: Reader) -> None:
    """A heading of rustdoc, which is code: of a function, its name."""
    level = int(element.tag[1])
    with reader.within(element, Kind.HEADING, level=level):
        text = " ".join(element.text.split())
        function = _FUNCTION.match(text)
        named = function and reader.policy("code", element) != "read"
        reader.add(function[1] if function and named else text, "code")


def type_mark(element: Element, reader: Reader) -> None:
    """The type of an option as Node.js sets it, apart from its name and what it is for.

    In a sentence it is a word: "represented as a <string>, the value".
    """
    comma = reader.announcements("list_separator")
    siblings = element.parent.children if element.parent is not None else []
    at = element.place
    before = "".join(map(_written, siblings[max(0, at - 2) : at])).rstrip()[-1:]
    behind = "".join(map(_written, siblings[at + 1 : at + 2])).lstrip()[:1]
    beside = siblings[at - 1] if at else ""
    is_word = isinstance(beside, str) and any(map(str.isalpha, beside))
    if before and before not in _MARKS and not is_word:
        reader.add(comma)
    reader.add(element.text.strip()[1:-1], "code")
    if behind.isalnum() and not is_word:
        reader.add(comma)


def classifier(element: Element, reader: Reader) -> None:
    """The type behind a name that Sphinx defines; its style sheet draws the colon between them."""
    parent = element.parent
    siblings = parent.children if parent is not None else []
    at = element.place
    before = "".join(map(_written, siblings[max(0, at - 2) : at])).rstrip()[-1:]
    if before and before not in _MARKS:
        reader.add(reader.announcements("list_separator"))
    reader.children(element)


def _written(piece: Element | str) -> str:
    return piece if isinstance(piece, str) else piece.text


def _is_type_mark(element: Element) -> bool:
    return _TYPE.fullmatch(element.text.strip()) is not None


def _names_object(element: Element) -> bool:
    """Whether a link to an object shows its dotted name: `lamp.Lamp`."""
    return _DOTTED.fullmatch(element.text) is not None


_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?")


def _in_heading(element: Element) -> bool:
    return any(
        around.tag in _HEADINGS and "doc-heading" in around.classes
        for around in element.ancestors()
    )


RULES = (
    rule(skip, "details", "mkdocstrings-source"),
    rule(skip, "details", "quote", where=_is_source),
    rule(skip, "div", "doc-signature doc-backlinks"),
    rule(code_heading, "h2 h3 h4 h5", "code-header", generators="rustdoc"),
    rule(heading_code, "code", where=_in_heading),
    rule(object_name, "span", "doc-object-name"),
    rule(object_name, "a", "autorefs", where=_names_object, covers="said"),
    rule(label, "span", "doc-labels"),
    rule(parameter, "li", "doc-section-item"),
    rule(field_list, "table", "field-list", where=_holds_descriptions),
    rule(parameters, "table", where=_holds_parameters),
    rule(signature, "dt", "sig"),
    rule(signature, "dt", where=_is_old_signature, generators="sphinx"),
    rule(type_mark, "a span", "type", where=_is_type_mark, covers="said"),
    rule(classifier, "span", "classifier"),
)
