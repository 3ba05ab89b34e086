"""Simple formulas, read as one reads them to a colleague; anything else is left to be announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.facts import facts

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.say.vocabulary import Vocabulary

LONGEST = 14
"""Tokens up to which a formula is simple: longer ones cannot be followed by ear."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:[.,]\d+)*) | (?P<letter>[A-Za-z]) | (?P<name>[^\W\d_])
      | \\(?P<command>[A-Za-z]+) | (?P<power>\^\s*(?:\{\s*(?P<braced>-?\w+)\s*\}|(?P<bare>\w)))
      | (?P<index>_\s*(?:\{\s*(?P<list>[\w,\s]+)\}|(?P<one>\w)))
      | (?P<operator>[=<>+*/,-]) | (?P<prime>') | (?P<bracket>[()]) | (?P<space>\\[,;!\ :]|~)
    )""",
    re.VERBOSE,
)


def say_formula(tex: str, words: Vocabulary) -> str:
    """A simple formula in words; `""` for one that is not simple."""
    tex = tex.strip()
    parts: list[str] = []
    position = count = 0
    while position < len(tex):
        found = _TOKEN.match(tex, position)
        if found is None:
            return ""
        part = _part(found, words)
        if part is None or count >= LONGEST:
            return ""
        parts.append(part)
        count += 1
        position = found.end()
    return " ".join(" ".join(parts).split())


def _part(found: re.Match[str], words: Vocabulary) -> str | None:
    kind = next(name for name, text in found.groupdict().items() if text is not None)
    text = found[kind]
    if kind == "command":
        return _command(text, words)
    if kind == "operator":
        return "," if text == "," else words.symbol_in_formula(text)
    if kind == "power":
        exponent = found["braced"] or found["bare"]
        return words.power(exponent)
    if kind == "index":
        return (found["list"] or found["one"]).replace(",", " ")
    return {"prime": words.word("prime"), "bracket": " ", "space": " "}.get(kind, text)


def _command(name: str, words: Vocabulary) -> str | None:
    """A command of TeX: a Greek letter or a relation. Others make a formula hard to follow."""
    table = facts("tex")
    if name in table["greek"]:
        return name
    entry = table["words"].get(name)
    return None if entry is None else str(entry.get(words.language, entry["en"]))
