"""The words of one language for the parts of a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import CJK
from mkdocs_qwen_tts._prose.say.formula_shapes import formula_tables, is_simple
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.mathml import MathNode

FALLBACK = "en"
_ENDING = re.compile(r"(?:\s*\x01[^\x02]*\x02)+\s*$")
_CJK_BLANK = re.compile(rf"(?<={CJK}) (?={CJK})")
_BLANK_AT_COMMA = re.compile(r" +(?=[,;，；、])|(?<=[，；、]) +")


class UnreadableFormulaError(Exception):
    """Something in a formula has no words: it is announced, never read falsely."""


class FormulaWords:
    """Fills the sentences of one language with the parts of a formula.

    What closes a group is marked: it is said where something follows it (`finished_formula`).
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._words = vocabulary(language)

    def _chosen(self, table: str, name: str) -> str:
        entry = formula_tables()[table].get(name)
        return "" if entry is None else str(entry.get(self._language, entry[FALLBACK]))

    def _fill(self, template: str, **parts: str) -> str:
        return f" {self._chosen('templates', template).format(**parts)} "

    def _grouped(self, template: str, *parts: MathNode, **said: str) -> str:
        """A template whose last part is closed aloud where it holds more than one thing."""
        filled = self._fill(template, **said)
        if all(is_simple(part) for part in parts):
            return filled
        return f"{filled} {self._chosen('templates', template + '_end')} "

    def _end(self, template: str) -> str:
        return f" \x01{self._chosen('templates', template)}\x02 "

    def _close(self) -> str:
        return f" \x01{self._words.word('close')}\x02 "


def finished_formula(said: str) -> str:
    """A formula as it is said: what closes a group is left out where nothing follows."""
    said = _ENDING.sub("", said).replace("\x01", "").replace("\x02", "")
    said = _CJK_BLANK.sub("", _BLANK_AT_COMMA.sub("", " ".join(said.split())))
    return said.strip(" ,;，；、")
