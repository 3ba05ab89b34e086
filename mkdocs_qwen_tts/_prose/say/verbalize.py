"""One language's way of saying what is written."""

from __future__ import annotations

import re
from functools import cache

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.say import address, code, patterns, text
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

_CHECKED = re.compile(f"[\\s\ufe0f]*[{patterns.CHECKED}][\\s\ufe0f]*")
_CROSSED = re.compile(f"[\\s\ufe0f]*[{patterns.CROSSED}][\\s\ufe0f]*")


_POWER_TWICE = re.compile(r"次方\s*次[方幂]")
"""Where the page itself says "to the power" behind what is raised: `2^31 次方`."""


class Verbalizer:
    """Says text and code of one language.

    Args:
        language: primary subtag; `""` counts as English.
        urls: `skip`, `shorten` or `read` web addresses.
    """

    def __init__(self, language: str, urls: str) -> None:
        self._words = vocabulary(language)
        self._urls = urls
        self._version = self._words.word("version")
        ours = announcements(language)
        self._formula, self._formulas = ours("formula_inline"), ours("formulas_inline")
        one, conjunction = re.escape(self._formula), re.escape(self._words.word("and"))
        self._several = re.compile(
            rf"{one}(?:(?:\s*[,;、，；]\s*(?:{conjunction}\s*)?|\s*{conjunction}\s*|\s+){one})+"
        )
        self._named = (self._version, self._words.word("string"))
        names = "|".join(map(re.escape, self._named))
        self._doubled = re.compile(rf"\b({names}) (?i:\1) (?=\d)", re.IGNORECASE)

    def text(self, written: str) -> str:
        """Running text as it is said."""
        return text.say_text(written, self._words, self._urls)

    def code(self, written: str, *, closed: bool = False) -> str:
        """Inline code as it is said; `closed`: the brackets at its end too."""
        return code.say_code(written, self._words, closed=closed)

    def link(self, url: str, name: str) -> str:
        """An address in running text, with what tells it from others of its host."""
        return address.shortened(url, self._words, name)

    @property
    def dot(self) -> str:
        """How the dot in a name is said."""
        return self._words.word("dot")

    @property
    def at(self) -> str:
        """How the sign of a mail address is said."""
        return self._words.word("at")

    @property
    def arrow(self) -> str:
        """How an arrow between two pieces of code is said."""
        return self._words.word("arrow_code")

    @property
    def either(self) -> str:
        """How a bar between two things to choose from is said."""
        return self._words.word("or")

    @property
    def minus(self) -> str:
        """How a difference is said."""
        return self._words.word("minus")

    def key(self, label: str) -> str:
        """What a key is called."""
        return self._words.key(label)

    def tidied(self, said: str) -> str:
        """A whole passage: no `version version`, and formulas in a row announced once."""
        if said.count(self._formula) > 1:
            said = self._several.sub(self._formulas, said)
        if "次方" in said:
            said = _POWER_TWICE.sub("次方", said)
        named = any(name in said for name in self._named)
        return self._doubled.sub(r"\1 ", said) if named else said

    def mark(self, written: str) -> str:
        """A text that is nothing but a tick or a cross, as `yes` or `no`; else `""`."""
        if _CHECKED.fullmatch(written):
            return self._words.word("yes")
        return self._words.word("no") if _CROSSED.fullmatch(written) else ""


@cache
def verbalizer(language: str, urls: str = "shorten") -> Verbalizer:
    """The speaker of a language."""
    return Verbalizer(language, urls)
