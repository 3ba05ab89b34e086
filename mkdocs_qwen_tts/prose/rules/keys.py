"""Keys and key combinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.facts import facts
from mkdocs_qwen_tts.prose.language import primary
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader


def combination(element: Element, reader: Reader) -> None:
    """Keys pressed together: `Control plus C`."""
    keys = [key for key in element.walk() if key.tag == "kbd" and key.find("kbd") is None]
    plus = f" {words('plus', reader)} "
    reader.add(plus.join(name(key.text, reader) for key in keys))


def key(element: Element, reader: Reader) -> None:
    """One key."""
    if element.find("kbd") is not None:
        reader.children(element)
    else:
        reader.add(name(element.text, reader))


def name(text: str, reader: Reader) -> str:
    """What a key is called."""
    label = " ".join(text.split())
    return words(label.casefold(), reader) or label


def words(entry: str, reader: Reader) -> str:
    """An entry of the table of keys in the language at hand; `""` where it has none."""
    found = facts("keys").get(entry)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    return str(found.get(primary(reader.here.language), found["en"]))


RULES = (rule(combination, "span kbd", "keys"), rule(key, "kbd"))
