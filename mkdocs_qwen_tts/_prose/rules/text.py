"""Headings, paragraphs and everything without a rule of its own."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.admonition import kind_of_note
from mkdocs_qwen_tts._prose.rules.code import block as code_block
from mkdocs_qwen_tts._prose.rules.code import code_source
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_WRAPPED = 3
"""Lines that go on in small letters, from which on a text is taken to be wrapped by hand."""
LONG = 50
"""Characters from which on such a line is full."""
_ENDS = frozenset(".:;!?。：；！？{}~=")
_STARTS = re.compile(r"[\w('\"]")
_HEAD = 12
"""Words of a line in bold that heads its paragraph, at most."""
_BOLD = frozenset({"b", "strong"})


def heading(element: Element, reader: Reader) -> None:
    """A heading; whether it is the page's title is decided when the whole page is known."""
    reader.block(element, Kind.HEADING, level=int(element.tag[1]))


def paragraph(element: Element, reader: Reader) -> None:
    """A paragraph; how a command is called, as manual pages set it, is code."""
    if _is_code_in_lines(element):
        code_block(element, reader)
    elif is_synopsis(element):
        element.is_read = True
        for each in element.walk():
            each.is_read = True
        with reader.within(element, reader.paragraph_kind()):
            for form in _forms(element):
                reader.add(form, "code")
                reader.flush()
    else:
        reader.block(element, reader.paragraph_kind())


def _is_code_in_lines(element: Element) -> bool:
    """Whether a paragraph is a program, with a break behind each line, as groff sets it."""
    for child in element.children:
        if not isinstance(child, str) and (child.tag == "br" or child.children[1:]):
            break
    else:
        return False  # as nearly all paragraphs
    if not any(each.tag == "br" for each in islice(element.walk(), _NEAR_BREAK)):
        return False
    lines = [line.strip() for line in code_source(element).splitlines()]
    lines = [line for line in lines if line]
    statements = sum(_LINE_OF_CODE.search(line) is not None for line in lines)
    return len(lines) >= LONG_EXAMPLE and statements >= _STATEMENTS * len(lines)


_NEAR_BREAK = 8
_STATEMENTS = 0.5
"""Share of its lines that end as statements do, if a paragraph is a program."""
_LINE_OF_CODE = re.compile(
    r"[{}\[\\]$|^\]$|[=({\[>].{0,400};$|^\w+;$|^\w+ ?:?=|^</?\w+[^>]*>$|^\.[A-Z][A-Za-z] "
    r"|^#(?: |(?:include|define|undef|if|ifdef|ifndef|else|endif|pragma)\b)"
)
"""Items of a sentence end in semicolons, too, and entries of a list in the number of a source."""


def synopsis(element: Element) -> str:
    """How a command is called, with no blanks within its brackets."""
    return _synopsis(element.text)


def _synopsis(text: str) -> str:
    return _WITHIN_BRACKETS.sub(lambda found: found[1] or found[2], " ".join(text.split()))


def _forms(element: Element) -> list[str]:
    """The ways in which a command is called: a line each, that begins with a name in bold."""
    forms = [""]
    for child in element.children:
        if isinstance(child, str):
            forms[-1] += child
        elif child.tag == "br":
            forms[-1] += "\n"
        else:
            if child.tag in _COMMAND and forms[-1].rstrip(" \t").endswith("\n"):
                forms.append("")
            forms[-1] += child.text
    return [form for form in map(_synopsis, forms) if form]


_WITHIN_BRACKETS = re.compile(r"([\[{(]) | ([\]})])")
_COMMAND = frozenset({"b", "strong"})
ARGUMENT = frozenset({"i", "em", "var"})
_SYNTAX = re.compile(r"[\s\[\]|.,{}]*")


def is_synopsis(element: Element) -> bool:
    """Whether this is a command in bold with arguments in italics, some of them in brackets."""
    children = element.children
    around = element.parent
    if around is not None and "cmdsynopsis" in around.classes:  # DocBook's
        return True
    if len(children) < _ARGUMENTS or not any("[" in c for c in children if isinstance(c, str)):
        return False
    if _SENTENCE_ENDS.search(element.text):
        return False  # an entry of a dictionary
    tags = {child.tag for child in children if not isinstance(child, str)}
    return (
        tags <= (_COMMAND | ARGUMENT | {"a", "tt", "code", "br"})
        and not tags.isdisjoint(_COMMAND)
        and not tags.isdisjoint(ARGUMENT)
        and all(_SYNTAX.fullmatch(child) for child in children if isinstance(child, str))
    )


_SENTENCE_ENDS = re.compile(r"(?<!\.)\.\s*$")
_ARGUMENTS = 3
"""Pieces of a synopsis at least."""


def container(element: Element, reader: Reader) -> None:
    """A block that holds others."""
    reader.block(element)


_ALERT = re.compile(r"\s*\[!([A-Z]+)\]\s*")
"""The mark of a note, which generators other than GitHub show as it stands."""


def quote(element: Element, reader: Reader) -> None:
    """A block quote; one that GitHub would make a note of begins with its kind."""
    first = next(element.elements(), element)
    text = first.children[0] if first.children else ""
    found = _ALERT.match(text) if isinstance(text, str) else None
    if found and (kind := kind_of_note(found[1].casefold(), reader.announcements)):
        first.children[0] = found.string[found.end() :]
        reader.flush()
        reader.announce(kind + reader.announcements("full_stop"), element, role="kind")
    reader.block(element, Kind.QUOTE)


def _wraps(around: Element) -> frozenset[int]:
    """The breaks of a text whose sentences somebody wrapped by hand, each line with a break."""
    breaks: list[Element] = []
    lines = [""]
    for child in around.children:
        if isinstance(child, str):
            lines[-1] += child
        elif child.tag == "br":
            breaks.append(child)
            lines.append("")
        else:
            lines[-1] += child.text
    if len(breaks) < _WRAPPED:
        return frozenset()
    lines = [" ".join(line.split()) for line in lines]
    goes_on = [
        len(line) >= LONG and line[-1] not in _ENDS and _STARTS.match(behind) is not None
        for line, behind in pairwise(lines)
    ]
    small = sum(on and behind[0].islower() for on, behind in zip(goes_on, lines[1:], strict=True))
    if small < _WRAPPED:
        return frozenset()
    return frozenset(id(one) for one, on in zip(breaks, goes_on, strict=True) if on)


def line_break(element: Element, reader: Reader) -> None:
    """A line break is a pause, unless it wraps a sentence; two of them end a paragraph."""
    around = element.parent
    wraps = around is not None and id(element) in reader.once("wraps", around, _wraps)
    if wraps:
        reader.add(" ")
    elif reader.is_at_break or _ends_a_head(element, reader):
        reader.flush()
    else:
        reader.add(" ", "break")


def _ends_a_head(element: Element, reader: Reader) -> bool:
    """Whether a break ends a line in bold that heads a paragraph, as people wrote by hand."""
    block = next((around for around in element.ancestors() if around.tag in BLOCKS), None)
    if block is None or block.tag not in {"p", "div"}:
        return False
    return bool(reader.once("head", block, _head) == id(element))


def _head(block: Element) -> int:
    """The break behind a first line that is bold throughout and has text below it; else 0."""
    bold: list[str] = []
    ends = 0
    stack: list[tuple[Element | str, bool]] = [(each, False) for each in reversed(block.children)]
    while stack:
        each, is_bold = stack.pop()
        if isinstance(each, str):
            if each.strip() and not is_bold:
                return 0
            bold.append(each)
        elif each.tag == "br" and "".join(bold).strip():
            ends = id(each)
            break
        elif each.tag in BLOCKS:
            return 0
        else:
            is_bold = is_bold or each.tag in _BOLD
            stack.extend((child, is_bold) for child in reversed(each.children))
    head = "".join(bold).strip()
    if not (ends and head):
        return 0
    goes_on = block.text.partition(head)[2]
    heads = head[-1] not in ":：,;" and len(head.split()) <= _HEAD < len(goes_on.split())
    return ends if heads else 0


def inline(element: Element, reader: Reader) -> None:
    """An element within a line: its words join those around it, as they do on the page."""
    reader.children(element)


EXAMPLE, LONG_EXAMPLE = 2, 4
"""Lines of code that are announced, at least."""


def inline_quote(element: Element, reader: Reader) -> None:
    """Browsers put the quotation marks of a `q` element."""
    reader.add("“")
    reader.children(element)
    reader.add("”")


def horizontal_rule(element: Element, reader: Reader) -> None:
    """A thematic break."""
    del element
    reader.flush()


def source(element: Element, reader: Reader) -> None:
    """The work that a quote is from: apart from the person, whose name touches it."""
    if reader.text_before()[-1:].isalnum() and not isinstance(element.before, str):
        reader.add(reader.announcements("list_separator"))
    reader.children(element)


def _is_of_quote(element: Element) -> bool:
    return element.parent is not None and element.parent.tag in {"footer", "figcaption"}


def timestamp(element: Element, reader: Reader) -> None:
    """A date as Org writes it: without the brackets that tell whether the agenda has it."""
    reader.add(_BRACKETS.sub("", element.text))


_BRACKETS = re.compile(r"[<>\[\]]")


def description(element: Element, reader: Reader) -> None:
    """What Starlight sets under the title of a link, in the same line."""
    reader.add(reader.announcements("list_separator"))
    reader.children(element)


def _follows_title(element: Element) -> bool:
    around, at = element.parent, element.place
    before = around.children[max(0, at - _NEAR) : at] if around is not None else []
    return any(
        "title" in each.classes
        for one in before
        if not isinstance(one, str)
        for each in (one, *islice(one.walk(), _NEAR))
    )


_NEAR = 4
"""Elements and texts before a description, and in each of them, among which its title is."""


RULES = (
    rule(description, "span", "description", _follows_title, generators="starlight"),
    rule(timestamp, "span", "timestamp", generators="org"),
    rule(source, "cite", where=_is_of_quote),
    rule(heading, "h1 h2 h3 h4 h5 h6"),
    rule(paragraph, "p"),
    rule(quote, "blockquote"),
    rule(line_break, "br"),
    rule(horizontal_rule, "hr"),
    rule(inline_quote, "q"),
    rule(container, " ".join(BLOCKS)),
    rule(inline),
)
