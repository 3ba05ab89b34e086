"""The words that are said for symbols, in one language."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from mkdocs_qwen_tts._prose.facts import facts

FALLBACK = "en"

_KEY_SIGNS = re.compile(r"([⌘⇧⌥⌃])\s?(?=[^\s+])")

_OPERATORS = {
    "=": "equals",
    "<": "less",
    ">": "greater",
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "over",
}


class Vocabulary:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language or FALLBACK

    def word(self, name: str) -> str:
        """A word of `words.yaml`."""
        return self._choose(facts("words")[name])

    def repeated(self, name: str, times: int) -> str:
        """A word said several times: `dash dash`, `杠杠`."""
        return ("" if self.language in {"zh", "ja"} else " ").join([self.word(name)] * times)

    def symbol(self, text: str) -> str:
        """The name of a symbol, `""` for one that has none here."""
        names = facts("symbols").get(text)
        return self._choose(names) if names else ""

    def template(self, name: str) -> str:
        """A sentence of `formulas.yaml`, with places for its parts."""
        return self._choose(facts("formulas")["templates"][name])

    def slice(self, start: str, stop: str, step: str = "") -> str:
        """A part of a sequence: `1:3`, `:`, `::2`."""
        if start and stop:
            span = f"{start} {self.word('to')} {stop}"
        elif start or stop:
            span = f"{self.word('slice_from' if start else 'slice_up_to')} {start or stop}"
        else:
            span = self.word("slice_all")
        by = f" {self.word('slice_step')} {step}" if step else ""
        return f"{self.word('slice')} {span}{by}"

    def symbol_in_formula(self, text: str) -> str:
        """An operator between operands."""
        return self.word(_OPERATORS[text])

    def power(self, exponent: str) -> str:
        """A raised number behind its base."""
        name = {"2": "squared", "3": "cubed"}.get(exponent)
        if name:
            return self.word(name)
        sign = {"-": "negative", "−": "negative", "–": "negative", "+": "plus"}.get(exponent[:1])
        said = f"{self.word(sign)} {exponent[1:]}" if sign else exponent
        return f"{self.word('power')} {said}"

    def unit(self, text: str, number: str) -> str:
        """The name of a unit behind a number; as written where this language has none."""
        if text not in facts("units"):  # of a speed: a unit of the table each second
            joiner = "" if self.language in {"zh", "ja"} else " "
            per_second = self.word("per_second")
            return joiner.join([self.unit(text.removesuffix("/s"), number), per_second])
        name = facts("units")[text].get(self.language)
        if name is None:
            return text
        if number == "1" and self.language in {"en", "fr", "es", "pt"}:
            return (
                str(name).replace("es ", "e ").removesuffix("s")
                if self.language == "es"
                else _singular(str(name))
            )
        return str(name)

    def date(self, year: str, month: str, day: str) -> str:
        """A day of the calendar, given in digits."""
        known = facts("dates")
        language = self.language if self.language in known["formats"] else FALLBACK
        names = known["months"].get(language)
        number = int(month)
        return str(known["formats"][language]).format(
            year=year, month=names[number - 1] if names else number, day=int(day)
        )

    def key(self, label: str) -> str:
        """What a key is called, by what stands on it."""
        names = facts("keys").get(label.casefold())
        return (
            self._choose(names)
            if isinstance(names, dict)
            else str(names or self.symbol(label) or label)
        )

    def keys(self, combination: str) -> str:
        """Keys that are pressed together: `Ctrl+Shift+P`, `Alt-F4`, `⇧⌘P`."""
        pressed = _KEY_SIGNS.sub(r"\1+", combination)
        names = [name.strip() for name in re.split(r"[+-](?=.)|\+$", pressed)]
        return f" {self.key('plus')} ".join(self.key(name) for name in names if name)

    def _choose(self, names: dict[str, Any]) -> str:
        return str(names.get(self.language, names[FALLBACK]))


def _singular(name: str) -> str:
    return " ".join(word.removesuffix("s") for word in name.split(" "))


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, by its primary subtag."""
    return Vocabulary(language)
