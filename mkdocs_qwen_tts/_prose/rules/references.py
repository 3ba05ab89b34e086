"""What stands around signatures in API references.

Parameters with their types, tables that a style sheet makes of blocks, constants, variants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.api import parameter
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_KINDS = re.compile(r"(?:[A-Z][a-z]+ )+")
"""`Interface`, `Enum Class`, `Annotation Interface` before the name in the title of a page."""


def generic_title(element: Element, reader: Reader) -> None:
    """The title of a page about a generic type: what it is, and its name with its parameters."""
    text = " ".join(element.text.split())
    kind = _KINDS.match(text)
    with reader.within(element, Kind.HEADING, level=int(element.tag[1])):
        if kind is not None:
            reader.add(kind[0])
        reader.add(text[kind.end() if kind is not None else 0 :], "code")


def summary_rows(element: Element, reader: Reader) -> None:
    """A table that a style sheet makes of blocks: each row is a name and what it is about."""
    reader.flush()
    row: list[str] = []
    first: Element | None = None
    separator = reader.announcements("label_separator")

    def end() -> None:
        if first is not None and row:
            reader.announce(separator.join(row), first, Kind.ROW, spoken_only=False)
        row.clear()

    for cell in element.elements():
        if "table-header" in cell.classes:
            continue
        if "col-first" in cell.classes or first is None:
            end()
            first = cell
        if text := reader.captured_text(cell):
            row.append(text)
    end()


def field(element: Element, reader: Reader) -> None:
    """A parameter's name, apart from its type."""
    reader.add(element.text.strip().rstrip(":"), "code")
    reader.add(reader.announcements("list_separator"))


def constructor(element: Element, reader: Reader) -> None:
    """A case of a variant, without the bar before it."""
    reader.add(element.text.strip().removeprefix("|").strip(), "code")


def dotted(element: Element, reader: Reader) -> None:
    """What a style sheet shows as a dot between the parts of a name."""
    del element
    reader.add(f" {reader.dot} ", "said")


def unnumbered(element: Element, reader: Reader) -> None:
    """A list of members, whose numbers a style sheet hides."""
    reader.flush()
    for child in element.elements():
        if not child.skipped:
            reader.block(child)


def _is_generic(element: Element) -> bool:
    return "<" in element.text


def _is_constructor(element: Element) -> bool:
    return element.text.lstrip()[:1] == "|"


def parameter_rows(element: Element, reader: Reader) -> None:
    """A table of parameters, each in a sentence: "side (float, default: 1.0): Its length."."""
    reader.flush()
    announced = reader.announcements
    names = [reader.captured_text(cell) for cell in _cells(element, "th")]
    for row in _rows(element):
        cells = [one for one in row.elements() if one.tag == "td"]
        inner = [each for cell in cells for each in cell.walk() if each.tag in {"table", "h6"}]
        for each in inner:
            each.skipped = True  # the properties of an object: they are said behind it
        texts = [reader.captured_text(cell) for cell in cells]
        meaning = texts.pop() if "description" in cells[-1].classes else ""
        details = [
            names[at] + announced("label_separator") + text if "default" in cell.classes else text
            for at, (cell, text) in enumerate(zip(cells, texts, strict=False))
            if at and text
        ]
        label = texts[0] if texts else ""
        if details:
            label += f" ({announced('list_separator').join(details)})"
        if said := announced("label_separator").join(one for one in (label, meaning) if one):
            reader.announce(said, row, Kind.ROW, spoken_only=False)
        for each in inner:
            each.skipped = False
            if each.tag == "table" and _nearest(each) is element:
                parameter_rows(each, reader)


def _nearest(element: Element) -> Element | None:
    return next((around for around in element.ancestors() if around.tag == "table"), None)


def _rows(table: Element) -> list[Element]:
    found = (each for each in table.walk() if each.tag == "tr" and _nearest(each) is table)
    return [row for row in found if any(one.tag == "td" for one in row.elements())]


def _cells(table: Element, tag: str) -> list[Element]:
    return [each for each in table.walk() if each.tag == tag and _nearest(each) is table]


def listed_parts(element: Element, reader: Reader) -> None:
    """The constructors or arguments that Haddock lists: each a name, or a type, and what it is."""
    reader.flush()
    for row in _rows(element):
        cells = [one for one in row.elements() if one.tag == "td"]
        if cells[0].find(class_="subs") is not None:  # the fields of a constructor
            reader.block(cells[0])
        elif said := _member(cells, reader):
            reader.announce(said, row, Kind.ROW, spoken_only=False)


def fields(element: Element, reader: Reader) -> None:
    """A field of a constructor."""
    if said := _member([*element.elements()], reader):
        reader.announce(said, element, Kind.ITEM, spoken_only=False)


def _member(parts: list[Element], reader: Reader) -> str:
    named = next((one for one in parts[0].walk() if "def" in one.classes), None)
    written = " ".join((named or parts[0]).text.split())
    name = reader.said(_HAS_TYPE.sub("", written), "code")
    meaning = reader.captured_text(parts[1]) if len(parts) > 1 else ""
    return reader.announcements("label_separator").join(one for one in (name, meaning) if one)


_HAS_TYPE = re.compile(r"^(?:::|->)\s*")
"""What stands before the type of an argument."""


def _is_within(element: Element, name: str) -> bool:
    around = element.parent
    return around is not None and name in around.classes


def sections(element: Element, reader: Reader) -> None:
    """A table that pydoc draws around a section: its title, and what is in it."""
    reader.flush()
    kinds = {*element.classes, element.get("summary")}
    for number, row in enumerate(_rows(element)):
        cells = [one for one in row.elements() if one.text.strip() and "extra" not in one.classes]
        for cell in cells:
            if number:
                reader.block(cell)
            elif cell is cells[0]:
                level = 1 if "heading" in kinds else 2
                reader.block(cell, Kind.HEADING, level=level)


def _is_section(element: Element) -> bool:
    return not {"section", "heading"}.isdisjoint({*element.classes, element.get("summary")})


def code_type(element: Element, reader: Reader) -> None:
    """A type, which is code: `Array.<string>` has a dot that nobody says."""
    reader.add(" ".join(element.text.split()).replace(".<", "<"), "code")


def module_title(element: Element, reader: Reader) -> None:
    """The name of a module, which heads its page."""
    reader.block(element, Kind.HEADING, level=1)


def _heads_module(element: Element) -> bool:
    return element.parent is not None and element.parent.get("id") == "module-header"


def typed(element: Element, reader: Reader) -> None:
    """A name and its type, or "Returns" and one: the type is code, whose lines are no lines."""
    marks = [one for one in element.elements() if "tsd-tag" in one.classes]
    for one in marks:
        marked_word(one, reader)
    first, *rest = [one for one in element.children if one not in marks]
    text = " ".join((first if isinstance(first, str) else first.text).split())
    if isinstance(first, str):
        reader.add(f"{text} ")
    elif "tsd-kind-parameter" in first.classes:
        reader.add(text, "code")
        reader.add(reader.announcements("label_separator"))
    else:
        rest = [first, *rest]
    written = "".join(one if isinstance(one, str) else one.text for one in rest)
    reader.add(_COLON.sub("", " ".join(written.split())), "code")


_COLON = re.compile(r"^\??:?\s*\|?\s*")
"""What stands between a name and its type; the bar before the first of several."""


def _holds_type(element: Element) -> bool:
    return any("tsd-" in name for child in element.elements() for name in child.classes)


def returned(element: Element, reader: Reader) -> None:
    """The word "Returns" and a type."""
    with reader.within(element, Kind.HEADING, level=int(element.tag[1])):
        typed(element, reader)


def apart(element: Element, reader: Reader) -> None:
    """The name or the type of a parameter, apart from what is said of it."""
    reader.add(" ".join(element.text.split()), "code")
    reader.add(reader.announcements("list_separator"))


def constant(element: Element, reader: Reader) -> None:
    """A constant, whose value stands below: its name without the sign, and what it is about."""
    with reader.within(element, Kind.TERM):
        for child in element.children:
            if isinstance(child, str):
                reader.add(child.strip().rstrip("=").rstrip(), "code")
            else:
                reader.read(child)


def value(element: Element, reader: Reader) -> None:
    """The value of a constant: a number too is read, and what is longer announced."""
    reader.block(element, Kind.DEFINITION)


def _is_number(element: Element) -> bool:
    around = element.parent
    is_value = around is not None and around.parent is not None and _is_constant(around)
    return is_value and _NUMBER.fullmatch(element.text.strip()) is not None


_NUMBER = re.compile(r"[-+]?[\d_]+(?:\.\d+)?")


def _is_constant(element: Element) -> bool:
    return element.parent is not None and "constants" in element.parent.classes


def marked_word(element: Element, reader: Reader) -> None:
    """A word that is set before a name, such as "Readonly"."""
    reader.add(f"{element.text.strip()} ")


def _repeats_name(element: Element) -> bool:
    """Whether this stands where a purpose does, and is the name of the page once more."""
    above = next((one for one in element.ancestors() if "refnamediv" in one.classes), None)
    heading = above.find("h2") if above is not None else None
    return heading is not None and heading.text.strip() == element.text.strip()


RULES = (
    rule(skip, "p", where=_repeats_name, generators="gtk-doc"),
    rule(marked_word, "code", "tsd-tag", generators="typedoc", covers="said"),
    rule(returned, "h4", "tsd-returns-title", generators="typedoc"),
    rule(typed, "span", where=_holds_type, generators="typedoc", covers="said"),
    rule(listed_parts, "table", where=lambda e: _is_within(e, "subs"), generators="haddock"),
    rule(fields, "li", where=lambda e: e.find("dfn", "src") is not None, generators="haddock"),
    rule(sections, "table", where=_is_section, generators="pydoc", covers="said"),
    rule(module_title, "p", "caption", _heads_module, generators="haddock"),
    rule(code_type, "span", "param-type", generators="jsdoc", covers="said"),
    rule(parameter_rows, "table", "params props", generators="jsdoc", covers="said"),
    rule(value, "pre", where=_is_number, generators="yard"),
    rule(constant, "dt", where=_is_constant, generators="yard"),
    rule(parameter, "li", where=lambda e: e.find("div", "inline") is not None, generators="yard"),
    rule(generic_title, "h1 h2", "title", _is_generic, generators="javadoc"),
    rule(summary_rows, "div", "summary-table", generators="javadoc"),
    rule(field, "span", "fieldArg", generators="pydoctor", covers="said"),
    rule(constructor, "code", where=_is_constructor, generators="odoc ocamldoc"),
    rule(dotted, "span", "sep", generators="gi-docgen"),
    rule(
        unnumbered,
        "ol",
        where=lambda e: e.find("h4", "signature") is not None,
        generators="scaladoc",
    ),
    rule(apart, "span", "parameter types", generators="ldoc", covers="said"),
)
