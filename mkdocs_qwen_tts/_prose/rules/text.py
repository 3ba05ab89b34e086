"""Headings, paragraphs and everything without a rule of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_POWER = re.compile(r"[-−+]?\d{1,3}")
_MANUAL = re.compile(r"([a-z][\w.+]*)\((\d[a-z]{0,2})\)")
_LAST_NAME = re.compile(r"^.*/")
_SYMBOL = 2
"""Characters up to which a word is a symbol or a unit that can be raised: `x`, `cm`."""


def heading(element: Element, reader: Reader) -> None:
    """A heading; whether it is the page's title is decided when the whole page is known."""
    reader.block(element, Kind.HEADING, level=int(element.tag[1]))


def paragraph(element: Element, reader: Reader) -> None:
    """A paragraph."""
    reader.block(element, reader.paragraph_kind())


def container(element: Element, reader: Reader) -> None:
    """A block that holds others."""
    reader.block(element)


def quote(element: Element, reader: Reader) -> None:
    """A block quote."""
    reader.block(element, Kind.QUOTE)


def line_break(element: Element, reader: Reader) -> None:
    """A line break is a pause; two of them end a paragraph."""
    del element
    if reader.is_at_break:
        reader.flush()
    else:
        reader.add(" ", "break")


def inline(element: Element, reader: Reader) -> None:
    """An element within a line: its words join those around it, as they do on the page."""
    reader.children(element)


def inline_code(element: Element, reader: Reader) -> None:
    """An identifier, a file name, a command."""
    text = element.text
    if (page := _MANUAL.fullmatch(text.strip())) and _leads_to(page[1], element):
        reader.add(f"{page[1]} {page[2]}", "said")
    else:
        reader.add(text, "code")


def _leads_to(page: str, element: Element) -> bool:
    """Whether a link leads to a page of the manual of that name: `ctest(1)` is no call then."""
    link = next((around for around in element.ancestors() if around.tag == "a"), None)
    return link is not None and _LAST_NAME.sub("", link.get("href")).startswith(f"{page}.")


def inline_quote(element: Element, reader: Reader) -> None:
    """Browsers put the quotation marks of a `q` element."""
    reader.add("“")
    reader.children(element)
    reader.add("”")


def raised(element: Element, reader: Reader) -> None:
    """A raised number: a power behind a number or symbol, else a mark; letters join (`1st`)."""
    text = element.text.strip()
    if not _POWER.fullmatch(text):
        reader.children(element)
        return
    base = reader.word_before()
    if base and (len(base) <= _SYMBOL or base[-1].isdigit() or base[-1] == ")"):
        reader.add(" " + vocabulary(primary(reader.here.language)).power(text), "said")


def abbreviation(element: Element, reader: Reader) -> None:
    """An abbreviation: as written, or with what it stands for where it comes first."""
    reader.children(element)
    meaning = " ".join(element.get("title").split())
    if meaning and reader.policies.abbreviation == "expand" and meaning not in reader.explained:
        reader.explained.add(meaning)
        comma = reader.announcements("list_separator")
        reader.add(comma + meaning + comma)


def horizontal_rule(element: Element, reader: Reader) -> None:
    """A thematic break."""
    del element
    reader.flush()


RULES = (
    rule(raised, "sup", covers="footnote"),
    rule(abbreviation, "abbr"),
    rule(heading, "h1 h2 h3 h4 h5 h6"),
    rule(paragraph, "p"),
    rule(quote, "blockquote"),
    rule(line_break, "br"),
    rule(horizontal_rule, "hr"),
    rule(inline_quote, "q"),
    rule(inline_code, "code samp", covers="said"),
    rule(container, " ".join(BLOCKS)),
    rule(inline),
)
