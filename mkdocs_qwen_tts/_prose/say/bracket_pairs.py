"""What pairs of brackets in code are: empty, optional, chained, a choice, a gloss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import EAST_ASIAN
from mkdocs_qwen_tts._prose.say.brackets import has_comma
from mkdocs_qwen_tts._prose.say.operators import TYPE_NAME
from mkdocs_qwen_tts._prose.say.tokens import beside

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.tokens import SpelledToken

_VALUES = frozenset(
    {"True", "False", "Bool", "Int", "Integer", "Char", "String", "Double", "Float"}
)
_HASKELL = re.compile(r"[A-Z](?:[a-z]\w*)? [A-Z][a-z]\w*")
"""A type of Haskell and a list that it is applied to: `Maybe [Name]`."""
_KEYWORDS = frozenset(
    {"return", "yield", "print", "in", "is", "not", "and", "or", "if", "else", "lambda", "assert"}
)
"""Words behind which a bracket is a list; behind others, it holds what may be left out."""
_LEADS = frozenset({",", "=", "@"})
"""Signs before what may be left out: `host[@rate]`."""
_GLOSS = re.compile(f"(?:{EAST_ASIAN}|\\s)+")


class BracketPairs:
    """The brackets of one piece of code, asked for by the places of their tokens."""

    def __init__(self, tokens: list[SpelledToken]) -> None:
        self._tokens = tokens

    def is_empty(self, at: int, end: int) -> bool:
        """Whether brackets hold nothing but a blank."""
        return end == at + 1 or (end == at + 2 and self._tokens[at + 1].kind == "blank")

    def is_link(self, at: int) -> bool:
        """Whether brackets of nothing end at a place: a link of Markdown, `[text](address)`."""
        token = self._tokens[at]
        return (
            token.text == "]"
            and token.partner is not None
            and not self._tokens[token.partner].joins
        )

    def is_gloss(self, at: int) -> bool:
        """Whether brackets say what a name means, as in `text(文本)`: no program is written so."""
        inside = "".join(one.text for one in self._tokens[at + 1 : self._tokens[at].partner])
        return self._tokens[at].before.isascii() and _GLOSS.fullmatch(inside) is not None

    def is_operator(self, at: int) -> bool:
        """Whether brackets behind this are the operator that it names: `Lamp::operator()`."""
        return at >= 0 and self._tokens[at].text == "operator"

    def is_empty_pair(self, at: int) -> bool:
        """Whether brackets that end at a place hold nothing: the type `list[]`."""
        return at > 0 and self._tokens[at].partner == at - 1

    def is_chained(self, at: int) -> bool:
        """Whether one index follows another: `rows[i][j]`; types have one pair of brackets."""
        end = self._tokens[at].partner
        behind = self._tokens[end + 1 : end + 2] if end is not None else []
        follows = bool(behind) and behind[0].text == "[" and behind[0].joins
        inside = self._tokens[at + 1 : end]
        return (self._tokens[at].before == "]" or follows) and not any(
            one.kind == "name" and TYPE_NAME.fullmatch(one.text) for one in inside
        )

    def is_called(self, at: int) -> bool:
        """Whether this is the name of a function that is called: `is.na(x)`."""
        while self._tokens[at].kind == "name" and self._tokens[at + 1].text == ".":
            at += 2
        return self._tokens[at].kind == "name" and self._tokens[at + 1].text == "("

    def is_optional(self, at: int, end: int) -> bool:
        """Whether brackets hold what may be left out: `[, key]`, `[=value]`, `ls [-a] [path]`."""
        token, inner = self._tokens[at], self._tokens[at + 1]
        if token.joins and self.offers(at, end):
            return True
        if token.joins:
            alone = inner.text == "+"
            return (inner.text in _LEADS or alone) and alone == (end == at + 2)
        before, _ = beside(self._tokens, at)
        behind = self._tokens[end].behind
        return (
            before is not None
            and (before.kind == "name" or before.closes)
            and before.text not in _KEYWORDS
            and not (inner.text in _VALUES and end == at + 2)  # a list of Haskell: `h [True]`
            and not (end == at + 2 and _HASKELL.fullmatch(f"{before.text} {inner.text}"))
            and (inner.kind == "name" or inner.opens or self.is_option(at + 1))
            and (not behind or behind.isspace() or behind in "])" or self.goes_on(end))
            and not has_comma(self._tokens[at + 1 : end], in_braces=not self.is_option(at + 1))
        )

    def goes_on(self, end: int) -> bool:
        """Whether what is in brackets may come several times: `lamp [NAMES]...`."""
        return self._tokens[end + 1].text == "..." and self._tokens[end + 1].behind in {"", " "}

    def is_option(self, at: int) -> bool:
        """Whether this begins an option of a command, and no number below zero."""
        return self._tokens[at].text.startswith("-") and self._tokens[at + 1].kind == "name"

    def offers(self, at: int, end: int) -> bool:
        """Whether brackets hold words to choose from, as in `time[s|ms]`; types are no such."""
        inside = self._tokens[at + 1 : end]
        names = [one.text for one in inside if one.kind == "name"]
        return (
            len(inside) == 2 * len(names) - 1 > 1
            and all(one.text == "|" for one in inside[1::2])
            and not any(map(TYPE_NAME.fullmatch, names))
        )

    def is_one_more(self, at: int, end: int) -> bool:
        """Whether brackets hold one more part that may be left out: `file:line[:column]`."""
        inside = [one.text for one in self._tokens[at + 1 : end]]
        before = self._tokens[max(0, at - 2)].text
        return before == ":" == inside[0] and len(inside) == 2 and inside[1].isidentifier()  # noqa: PLR2004 - a colon and a name
