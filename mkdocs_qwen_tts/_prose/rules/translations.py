"""Links to the same page in other languages: who listens to this one needs none."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.language import words
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_LANGUAGES = 2
_NEAR = 20
"""Elements among which the first links of a choice of languages are."""
_FEW = 4
_OTHER_LANGUAGES = re.compile(
    r"\s*(?:other languages|andere sprachen|autres langues|otros idiomas|altre lingue"
    r"|outr[ao]s (?:idiomas|línguas)|другие языки|其[他它]语言|其他語言|他の言語|다른 언어)"
    r"\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
"""What stands before the links to a page in other languages, as LilyPond has it."""
_ASIDE = 12
"""Words that may stand beside such links: how a language is chosen."""
_BETWEEN_NAMES = re.compile(r"[|·•‧・/,，、–—\n]+|\s-\s")
"""What stands between the names of languages."""
_AROUND_NAME = re.compile(r"^\W+|\W+$")
"""Flags and brackets."""
_LONGEST_CHOICE = 60
"""Children of the longest choice of languages."""
_LONGEST_TEXT = 100
"""Characters of its longest text that is no link, or is one."""


def _switches_language(element: Element) -> bool:
    """Whether this leads to the page in other languages, and says little else."""
    if len(element.children) == 1 and isinstance(element.children[0], str):
        return False  # as for most paragraphs
    near = [each for each in islice(element.walk(), _NEAR) if each.tag == "a"]
    if len(near) < _LANGUAGES or not all(map(_is_translation, near[1:])):
        return False
    links = [each for each in element.walk() if each.tag == "a"]
    spoken = sum(words(link.text) for link in links)
    return words(element.text) <= spoken + _FEW


def _lists_languages(element: Element) -> bool:
    """Whether a paragraph says "Other languages:" and little but links to them."""
    first = element.children[0] if element.children else ""
    if not isinstance(first, str) or not _OTHER_LANGUAGES.fullmatch(first):
        return False
    links = [each for each in element.walk() if each.tag == "a"]
    spoken = sum(words(link.text) for link in links)
    return len(links) >= _LANGUAGES and words(element.text) <= spoken + _ASIDE


def names_of_languages(element: Element, reader: Reader) -> None:
    """Links to translations, unless they are what a sentence or the section's name speaks of."""
    reader.flush()
    last = reader.last_draft
    heads = last is not None and last.kind is Kind.HEADING and last.level > 1
    if heads or reader.is_led_in:
        reader.block(element, reader.paragraph_kind())


def _names_languages(element: Element) -> bool:
    """Whether a paragraph holds nothing but names of languages, each in itself, and links to them.

    So READMEs have it: `English | <a>简体中文</a> | <a>日本語</a>`.
    """
    children = element.children
    link = next((one for one in children if not isinstance(one, str) and one.tag == "a"), None)
    if link is None or len(children) > _LONGEST_CHOICE or not _is_autonym(link.text):
        return False
    return all(
        _stands_between(child) if isinstance(child, str) else _is_autonym(child.text)
        for child in children
    )


def _stands_between(text: str) -> bool:
    """Whether a text has no words but names of languages."""
    return len(text) <= _LONGEST_TEXT and all(
        not _bare(name) or _is_autonym(name) for name in _BETWEEN_NAMES.split(text)
    )


def _is_autonym(name: str) -> bool:
    return len(name) <= _LONGEST_TEXT and _bare(name) in _autonyms()


def _bare(name: str) -> str:
    return _AROUND_NAME.sub("", name).casefold()


@cache
def _autonyms() -> frozenset[str]:
    return frozenset(_bare(name) for names in facts("autonyms").values() for name in names)


def _is_translation(link: Element) -> bool:
    return "hreflang" in link.attributes or link.get("rel") == "alternate"


RULES = (
    rule(skip, "p ul", where=_switches_language),
    rule(skip, "p", where=_lists_languages),
    rule(names_of_languages, "p", where=_names_languages),
)
