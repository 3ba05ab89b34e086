"""Code within a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import usual_words
from mkdocs_qwen_tts._prose.rules.code import block as code_block
from mkdocs_qwen_tts._prose.rules.code import code_source
from mkdocs_qwen_tts._prose.rules.manual_page import MANUAL, SECTIONS, is_of_manual
from mkdocs_qwen_tts._prose.rules.preformatted_document import holds_paragraph, read_paragraphs
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.rules.text import ARGUMENT, EXAMPLE, LONG, LONG_EXAMPLE

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_SCHEMES = ("https://", "http://")
_OF_CODE = re.compile(r"[$={}|~^*<>\\]|\([\"']|\w\[[,=]|(?:^|\s)-{1,2}[A-Za-z]|^\s*[()\[\]]\s*$")


def inline_code(element: Element, reader: Reader) -> None:
    """An identifier, a file name, a command."""
    if any(each.tag in {"sup", "sub"} for each in element.walk()):
        _code_with_scripts(element, reader)
        return
    if element.find("br") is not None:
        if element.tag == "tt" and holds_paragraph(element):
            read_paragraphs(element, reader)
        elif _is_block_of_code(element, reader):
            code_block(element, reader)
        else:
            _lines_of_code(element, reader)
        return
    is_plain = len(element.children) == 1 and isinstance(element.children[0], str)
    if (not is_plain and element.find("pre") is not None) or _is_prose(element):
        reader.children(element)
        return
    text = _with_arguments(element)
    if reader.is_in_cell and _follows_command(element):
        reader.add(reader.announcements("list_separator"))
    if (address := text.strip()).startswith(_SCHEMES) and _links_to(address, element):
        reader.add(address)  # as any other address in running text
        return
    page = MANUAL.fullmatch(text.strip())
    if page is not None and (page[3] in SECTIONS or is_of_manual(page, element, reader)):
        reader.add(f"{page[1]} {page[2]}{page[3]}", "said")
    else:
        reader.add(_PROMPT.sub("", text), "code")


_PROMPT = re.compile(r"^\s*\$\s+(?=[a-z])")
"""Of a shell, before a command."""


def _follows_command(element: Element) -> bool:
    """Whether two commands stand in a cell with nothing but a blank between them."""
    beside = element.parent.children if element.parent is not None else []
    before = beside[max(0, element.place - 2) : element.place]
    return (
        len(before) > 1
        and isinstance(before[1], str)
        and before[1].isspace()
        and not isinstance(before[0], str)
        and before[0].tag == element.tag
        and all(" " in each.text.strip() for each in (before[0], element))
    )


def _with_arguments(element: Element) -> str:
    """What code says, apart from an argument that is set right behind an option: `-b<var>name`."""
    text, children = element.text, element.children
    joins = (
        len(children) > 1
        and isinstance(children[0], str)
        and _SHORT_OPTION.fullmatch(children[0].strip()) is not None
        and not isinstance(children[1], str)
        and children[1].tag in ARGUMENT
        and not children[0][-1:].isspace()
    )
    return text.replace(str(children[0]), f"{children[0]} ", 1) if joins else text


_SHORT_OPTION = re.compile(r"-[A-Za-z]")


def _is_prose(element: Element) -> bool:
    """Whether this is a sentence: a tag that nobody closed, or one for its looks."""
    text = element.text
    if len(text) < LONG or text.rstrip()[-1:] not in _STOPS or "\n" not in text.strip():
        return False
    found = [word.casefold() for word in text.split()]
    usual = sum(word in usual_words() for word in found)
    return usual >= _USUAL * len(found)


_STOPS = frozenset(".!?)")
_USUAL = 0.2
"""Share of its words that are usual ones, from which on what is marked as code is prose."""


def _is_block_of_code(element: Element, reader: Reader) -> bool:
    """Whether lines that breaks end are an example: it begins on a line of its own, or is long."""
    lines = sum(bool(line.strip()) for line in code_source(element).splitlines())
    first = next((each for each in element.children if not isinstance(each, str)), None)
    own = first is not None and first.tag == "br" and not element.text.partition("\n")[0].strip()
    return lines >= (EXAMPLE if own else LONG_EXAMPLE) and (own or not reader.is_in_cell)


_SIGNS_ALONE = frozenset("/?!-+#%&@")


def _is_code(element: Element) -> bool:
    """Whether what is set in the letters of a typewriter has signs that prose does not have."""
    text = element.text
    return _OF_CODE.search(text) is not None or text.strip() in _SIGNS_ALONE


def _code_with_scripts(element: Element, reader: Reader) -> None:
    """Code in which something is raised or lowered: `2<sup>n-1</sup>`."""
    lowered_before = False
    for child in element.children:
        if isinstance(child, str):
            if lowered_before and child[:1].islower():
                reader.add(" ")  # `j<sub>1</sub>u<sub>1</sub>`
            reader.add(child, "code")
            lowered_before = False
        elif child.tag in {"sup", "sub"}:
            reader.read(child)
            lowered_before = child.tag == "sub"
        else:
            _code_with_scripts(child, reader)


def _lines_of_code(element: Element, reader: Reader) -> None:
    """Code of several lines: a voice pauses between them."""
    line: list[str] = []

    def end() -> None:
        if text := "".join(line).strip():
            reader.add(text, "code")
        line.clear()

    def collect(part: Element) -> None:
        for child in part.children:
            if isinstance(child, str):
                line.append(child)
            elif child.tag == "br":
                end()
                reader.add(" ", "break")
            else:
                collect(child)

    collect(element)
    end()


def _links_to(address: str, element: Element) -> bool:
    """Whether a link that leads to an address shows it."""
    link = next((around for around in element.ancestors() if around.tag == "a"), None)
    return link is not None and link.get("href").rstrip("/") == address.rstrip("/")


RULES = (
    rule(inline_code, "code samp", covers="said"),
    rule(inline_code, "tt", where=_is_code, covers="said"),
)
