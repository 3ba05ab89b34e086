"""Whole documents in one `pre`: paragraphs are read, the code between them is announced."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import usual_words
from mkdocs_qwen_tts._prose.rules.code import SHORT, announce_lines, code_source, one_line
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_SHORTEST = 1_500
"""Characters that a document has at least."""
_PARAGRAPHS = 5
"""Paragraphs that it has at least."""
_PROSE = 0.5
"""Share of its lines that are theirs, at least."""
_WORDS = 8
"""Words of such a paragraph, at least."""
_USUAL = 0.2
"""Share of them that are among the usual ones of a language, at least."""
_SIGNS = re.compile(r"[={}\[\]<>;_$|\\@&*+^~`]")
_MOST_SIGNS = 0.04
"""Share of its characters up to which signs of programs do not make a text one."""
_STATEMENT = re.compile(r"[{};]\s*$|^[^\S\n]*(?:#|//|/\*|\*|--|\$ |>>> )", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
"""A number of a list that stands in a line of its own."""
_SENTENCE = re.compile(r"[a-zà-ÿа-я)\"']{2}[.!?](?:\s+[A-ZÀ-ÞА-Я]|\s*$)")
_FEW_USUAL = 0.1
_MORE_SIGNS = 0.08
"""The same shares for what has a sentence, in what is a document."""
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_NO_CODE = frozenset({"text", "plain", "plaintext", "wrap", "prewrap"})
_WITHIN = frozenset({"code", "samp", "kbd", "span"})


def document(element: Element, reader: Reader) -> None:
    """Each paragraph of a document, and the code between them."""
    reader.flush()
    if reader.policy("code", element) == "skip":
        return
    read_paragraphs(element, reader)


def read_paragraphs(element: Element, reader: Reader) -> None:
    """The paragraphs that blank lines part, and the code between them."""
    reader.flush()
    element.is_read = True
    for each in element.walk():
        each.is_read = True
    number: str = ""
    code: list[str] = []
    for block in _blocks(element):
        own, _, last = block.rstrip().rpartition("\n")
        behind = f"{last.strip()} " if _NUMBER.fullmatch(last.strip()) else ""
        text = " ".join((own if behind else block).split())
        if text and not _is_read(block):
            code.append(block)
        elif text:
            _put(code, element, reader)
            code.clear()
            with reader.within(element, reader.paragraph_kind()):
                reader.add(number + text)
        number = behind
    _put(code, element, reader)


def holds_paragraph(element: Element) -> bool:
    """Whether lines that breaks end begin with sentences, as what pydoc shows of a docstring."""
    first = next(iter(_blocks(element)), "")
    return _is_paragraph(first)


def _put(code: list[str], element: Element, reader: Reader) -> None:
    """Say the code between two paragraphs: a short line as it is, else that there is some."""
    if len(code) == 1 and (line := one_line(code[0])):
        with reader.within(element, reader.paragraph_kind()):
            reader.add(line, "code")
        return
    announce_lines(sum(block.count("\n") + 1 for block in code), element, reader)


def _blocks(element: Element) -> list[str]:
    """What stands between blank lines."""
    found = _BLANK_LINES.split(code_source(element))
    return [textwrap.dedent(block) for block in found if block.strip()]


def _is_paragraph(block: str, least: float = _USUAL, most: float = _MOST_SIGNS) -> bool:
    """Whether a block is sentences rather than code."""
    found = [word.casefold() for word in _WORD.findall(block)]
    usual = sum(word in usual_words() for word in found)
    letters = len("".join(block.split()))
    return (
        len(found) >= _WORDS
        and usual >= least * len(found)
        and len(_SIGNS.findall(block)) <= most * letters
        and _STATEMENT.search(block) is None
    )


def _is_read(block: str) -> bool:
    """Whether a block is a paragraph, or a line that heads one."""
    if _SENTENCE.search(block):
        return _is_paragraph(block, _FEW_USUAL, _MORE_SIGNS)
    if _is_paragraph(block):
        return True
    text = block.strip()
    plain = "\n" not in text and len(text) <= SHORT and not _SIGNS.search(text)
    return plain and text[:1].isupper() and _STATEMENT.search(text) is None and " " in text


def _is_document(element: Element) -> bool:
    """Whether a preformatted text is paragraphs for the most part."""
    if not element.classes <= _NO_CODE or len(element.text) < _SHORTEST:
        return False
    if any(child.tag in _WITHIN for child in element.elements()):
        return False
    blocks = _blocks(element)
    paragraphs = [block for block in blocks if _is_paragraph(block)]
    lines = sum(block.count("\n") + 1 for block in blocks)
    own = sum(block.count("\n") + 1 for block in paragraphs)
    return len(paragraphs) >= _PARAGRAPHS and own >= _PROSE * lines


RULES = (rule(document, "pre", where=_is_document),)
