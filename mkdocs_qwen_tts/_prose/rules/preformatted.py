"""Prose that is set as code: manual pages, licences and letters in `pre`."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.code import code_source
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

SENTENCES = 3
"""Sentences from which on a preformatted text is prose."""

_SENTENCE = re.compile(r"[a-zà-ÿа-я)\"'”]{2}[.!?](?=\s+[A-ZÀ-ÞА-Я]|\s*\n|\s*$)|[。！？]")
_CJK_SENTENCES = 2
"""The same in Chinese and Japanese, where code holds no such stop."""
_MOSTLY = 0.6
"""Share of the letters that are Chinese or Japanese in such a text."""
_SIGNS = re.compile(r"[={}\[\]<>;_$#|\\@&*+^~`]")
_MOST_SIGNS = 0.02
"""Share of its characters up to which signs of programs do not make it one."""
_STATEMENT = re.compile(r"(?:[{}]|\);)\s*$|^\s*(?:#|//|\$ |>>> )", re.MULTILINE)
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


def written(element: Element, reader: Reader) -> None:
    """Paragraphs between blank lines; a line in capitals alone is a heading."""
    reader.flush()
    if reader.policy("code", element) == "skip":
        return
    element.is_read = True
    for each in element.walk():
        each.is_read = True
    for text, is_heading in _blocks(code_source(element)):
        kind = Kind.HEADING if is_heading else reader.paragraph_kind()
        with reader.within(element, kind, level=2 if is_heading else 0):
            reader.add(text)


def _blocks(source: str) -> Iterator[tuple[str, bool]]:
    """The text of each block, and whether it is a heading."""
    for block in _BLANK_LINES.split(textwrap.dedent(source)):
        lines = _HYPHENATED.sub("", block).splitlines()
        while lines and len(lines[0]) <= _WIDE and _RUNNING_HEAD.fullmatch(lines[0].strip()):
            del lines[0]
        if lines and _is_heading(lines[0]):
            yield lines.pop(0).strip().capitalize(), True
        if lines:
            separator = "; " if _is_table(lines) else " "
            yield separator.join(" ".join(line.split()) for line in lines), False


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
    return (
        element.classes <= _PLAIN
        and not any(child.tag in {"code", "samp", "kbd", "span"} for child in element.elements())
        and is_prose(code_source(element))
    )


RULES = (rule(written, "pre", where=_holds_prose),)
