"""Prose that is set as code: manual pages, licences and letters in `pre`."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import usual_words
from mkdocs_qwen_tts._prose.rules.code import code_source
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

SENTENCES = 3
"""Sentences from which on a preformatted text is prose."""

_SENTENCE = re.compile(
    r"[a-zà-ÿа-я)\"'”]{2}[.!?](?=\s+[A-ZÀ-ÞА-Я]|\s*\n|\s*$)|[。！？]"
    r"|[A-Z]{4}[.!?](?=\s+[A-Z]|\s*$)"  # in licences
)
_CJK_SENTENCES = 2
"""The same in Chinese and Japanese, where code holds no such stop."""
_MOSTLY = 0.6
"""Share of the letters that are Chinese or Japanese in such a text."""
_SIGNS = re.compile(r"[={}\[\]<>;_$#|\\@&*+^~`]")
_MOST_SIGNS = 0.02
"""Share of its characters up to which signs of programs do not make it one."""
_STATEMENT = re.compile(
    r"(?:[{}]|\);)\s*$|^[^\S\n]*(?:#|//|\$ |>>> )|\w\) *::"
    r"|^[^\S\n]*(?:end )?(?:call|subroutine|function|program|module)\b \w+ *\(",
    re.MULTILINE,
)
_MOST_STATEMENTS = 0.03
_COLUMNS = re.compile(r"\S {3,}\S")
_PLAIN = frozenset({"text", "plain", "plaintext", "literallayout", "prewrap", "wrap", "manpage"})
"""Classes that do not say that it is code."""
_HYPHENATED = re.compile(r"(?<=[a-zà-ÿ]{2})-\n\s*(?=[a-zà-ÿ]{2})")
"""A word that was broken at the end of a line."""
_EAST_ASIAN = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_WIDE = 150
_RUNNING_HEAD = re.compile(r"(\S.*\S) {3,}(?:.* {3,})?\1")
"""A manual page repeats its name on both sides of its first line."""


_MANUAL = re.compile(r"\s*([\w.:+-]{1,80}\(\w{1,4}\)) {3,}[^\n]{0,200} {3,}\1[ \t]*\n")
"""The first line of a whole manual page."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SECTIONS = frozenset({"NAME", "SEE ALSO"})
"""Sections of a manual page that are words, however few."""
_USUAL = 0.15
"""Share of its words that are among the usual ones of a language, from which on what stands under a
heading is prose, whatever names of code are in it."""
_KEYWORDS = frozenset(
    ["and", "as", "by", "for", "from", "if", "in", "is", "not", "or", "to", "with"]
)
"""Usual words that programs are full of, too."""
_MOST_SIGNS_NAMED = 0.08
_WORD = re.compile(r"[^\W\d_]+")
_BULLET = re.compile(r"(?:o|\+o|[•·*])\s{2,}(?=\S)")
"""What groff puts before an entry of a list."""
_STAR = re.compile(r"\s*[*•·-]\s+(?=\S)")
_CASE = re.compile(r"\s*[<>=]=? {1,3}\S{1,12}:\s")
"""A value and what it means: `= 0: all is well`."""
_NAME_AGAIN = re.compile(r"\n[ \t]{20,}[\w.:+-]{1,80}\(\w{1,4}\)\s*\Z")
"""A manual page ends in its name, at the right."""


def written(element: Element, reader: Reader) -> None:
    """Paragraphs between blank lines; a line in capitals alone is a heading."""
    reader.flush()
    if reader.policy("code", element) == "skip":
        return
    element.is_read = True
    for each in element.walk():
        each.is_read = True
    if not any(each.tag in _HEADINGS for each in element.elements()):
        _read(code_source(element), element, reader)
        return
    pieces: list[str] = []  # of the text between two headings
    for child in [*element.children, ""]:
        if isinstance(child, str):
            pieces.append(child)
        elif child.tag in _HEADINGS:
            _read("".join(pieces), element, reader)
            pieces.clear()
            reader.read(child)
        else:
            pieces.append(code_source(child))
    _read("".join(pieces), element, reader)


def _read(source: str, element: Element, reader: Reader) -> None:
    """Read text between headings."""
    for text, kind in _blocks(source):
        own = reader.paragraph_kind() if kind is Kind.PARAGRAPH else kind
        with reader.within(element, own, level=2 if kind is Kind.HEADING else 0):
            reader.add(text)


def _blocks(source: str) -> Iterator[tuple[str, Kind]]:
    """The text of each block, and what it is."""
    for block in _BLANK_LINES.split(textwrap.dedent(_NAME_AGAIN.sub("", source))):
        lines = _HYPHENATED.sub("", block).splitlines()
        while lines and (
            not lines[0].strip()
            or (len(lines[0]) <= _WIDE and _RUNNING_HEAD.fullmatch(lines[0].strip()))
        ):
            del lines[0]
        if lines and _is_heading(lines[0]) and not any(map(_is_heading, lines[1:2])):
            yield lines.pop(0).strip().capitalize(), Kind.HEADING
        for entry, kind in _entries(lines):
            separator = "; " if _is_table(entry) else " "
            yield separator.join(" ".join(line.split()) for line in entry), kind


def _entries(lines: list[str]) -> Iterator[tuple[list[str], Kind]]:
    """A block's lines, or those of each entry where it is a list."""
    starts = [at for at, line in enumerate(lines) if _BULLET.match(line.lstrip())]
    stars = [at for at, line in enumerate(lines) if _STAR.match(line)]
    starts = starts or [at for at, line in enumerate(lines) if _CASE.match(line)]
    starts = starts or (stars if len(stars) > 1 or stars == [0] else [])
    if lines and (not starts or starts[0] > 0):
        yield lines[: starts[0] if starts else None], Kind.PARAGRAPH
    for at, end in pairwise([*starts, len(lines)]):
        entry = lines[at:end]
        bare = _BULLET.sub("", entry[0].lstrip())
        entry[0] = bare if bare != entry[0].lstrip() else _STAR.sub("", entry[0])
        yield entry, Kind.ITEM


def _is_heading(line: str) -> bool:
    return line[:1].isalpha() and line.isupper() and not _COLUMNS.search(line)


def _is_table(lines: list[str]) -> bool:
    return len(lines) > 1 and sum(bool(_COLUMNS.search(line)) for line in lines) > len(lines) / 2


def is_prose(source: str) -> bool:
    """Whether a preformatted text is sentences rather than code or output."""
    letters = len("".join(source.split()))
    return (
        letters > 0
        and len(_SIGNS.findall(source)) <= _MOST_SIGNS * letters
        and len(_STATEMENT.findall(source)) <= 1 + _MOST_STATEMENTS * source.count("\n")
        and len(_SENTENCE.findall(source)) >= _fewest(source, letters)
    )


def _fewest(source: str, letters: int) -> int:
    """Sentences from which on this text is prose."""
    east_asian = 0 if source.isascii() else len(_EAST_ASIAN.findall(source))
    return _CJK_SENTENCES if east_asian >= _MOSTLY * letters else SENTENCES


def _holds_prose(element: Element) -> bool:
    if _is_of_section(element):
        return True
    if not element.classes <= _PLAIN or any(
        child.tag in {"code", "samp", "kbd", "span"} for child in element.elements()
    ):
        return False
    if any(child.tag in _HEADINGS for child in element.elements()):
        return True
    source = code_source(element)
    return (
        is_prose(source)
        or _MANUAL.match(source) is not None
        or _belongs_to_a_manual(element, source)
    )


def _belongs_to_a_manual(element: Element, source: str) -> bool:
    """Whether this is a section of a manual page, each of which stands under its heading."""
    line = source.strip()
    if len(line) <= _WIDE and _RUNNING_HEAD.fullmatch(line):
        return True
    heading = _before(element)
    if heading is None or heading.tag not in _HEADINGS or not source.strip():
        return False
    return has_words(source, _USUAL)


def has_words(source: str, least: float, stop: re.Pattern[str] = _SENTENCE) -> bool:
    """Whether a share of the words, at least, are usual ones, and signs are few.

    Args:
        source: what is set as it was typed.
        least: the share.
        stop: what one sentence, at least, ends in.
    """
    found = [word.casefold() for word in _WORD.findall(source)]
    usual = [word for word in found if word in usual_words()]
    return (
        len(usual) >= least * len(found)
        and any(word not in _KEYWORDS for word in usual)
        and stop.search(source) is not None
        and len(_SIGNS.findall(source)) <= _MOST_SIGNS_NAMED * len("".join(source.split()))
        and len(_STATEMENT.findall(source)) <= _MOST_STATEMENTS * source.count("\n")
    )


def _is_of_section(element: Element) -> bool:
    """Whether this is what a manual page calls itself, or what else to read."""
    heading = _before(element)
    return (
        heading is not None
        and heading.tag in _HEADINGS
        and " ".join(heading.text.split()) in _SECTIONS
        and bool(element.text.strip())
    )


def _before(element: Element) -> Element | None:
    """The element right before this one, with no words between."""
    before = None
    for child in element.parent.children if element.parent is not None else ():
        if child is element:
            return before
        if not isinstance(child, str):
            before = child
        elif child.strip():
            before = None
    return None


def _shows_prose(element: Element) -> bool:
    """Whether Sphinx shows a text as code whose language nobody named, as it does licences."""
    source = code_source(element)
    return _OF_PROGRAMS.search(source) is None and is_prose(source)


_OF_PROGRAMS = re.compile(
    r"^(?:#!|\$ |>>> |import |from \w+ import|def |class |[Uu]sage: |[\w-]+ ?:.*\n[\w-]+ ?:)",
    re.MULTILINE,
)
"""What scripts, sessions with a shell, the help of a command and headers hold, however much is said
in them."""

RULES = (
    rule(written, "pre", where=_holds_prose),
    rule(
        written,
        "div",
        "highlight-default highlight-none highlight-text",
        where=_shows_prose,
        generators="sphinx",
    ),
)
