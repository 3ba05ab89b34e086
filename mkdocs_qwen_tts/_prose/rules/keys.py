"""Keys and key combinations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_IS_CODE = re.compile(r"\w\(|\w_\w|[{}]|\w\s?[=;]|\s--?[A-Za-z]|^[~.]{0,2}/\w")
"""What somebody types that is more than a key: a command, a declaration."""


def combination(element: Element, reader: Reader) -> None:
    """Keys pressed together: `Control plus C`."""
    keys = [key for key in element.walk() if key.tag == "kbd" and key.find("kbd") is None]
    plus = f" {key_name('plus', reader)} "
    reader.add(plus.join(key_name(key.text, reader) for key in keys), "said")


def single_key(element: Element, reader: Reader) -> None:
    """One key."""
    text = element.text
    if element.find("kbd") is not None:
        reader.children(element)
    elif _IS_CODE.search(text):
        reader.add(text, "code")
    else:
        reader.add(key_name(element.text.strip() or _drawn(element), reader), "said")


def _drawn(element: Element) -> str:
    """What is drawn on a key, as its icon is titled."""
    names = (one.get("title") or one.get("aria-label") or one.get("alt") for one in element.walk())
    return next(filter(None, names), "")


def typed_name(element: Element, reader: Reader) -> None:
    """What somebody types that is no key: an option of a command, a name."""
    reader.add(" ".join(element.text.split()), "code")


def _is_typed(element: Element) -> bool:
    """Whether this is an option or a name, as Sphinx and docutils list those of commands."""
    if element.find("kbd") is not None:
        return False
    if _OPTION.match(element.text.strip()):
        return True
    term = element.parent
    around = term.parent if term is not None else None
    return around is not None and "option-list" in around.classes


_OPTION = re.compile(r"-{1,2}[A-Za-z]|[a-z]+_\w")


def key_name(text: str, reader: Reader) -> str:
    """What a key is called."""
    return vocabulary(primary(reader.here.language)).key(" ".join(text.split()))


RULES = (
    rule(combination, "span kbd", "keys keycombo", lambda e: e.find("kbd") is not None),
    rule(single_key, "span", "keycap"),  # DocBook's
    rule(typed_name, "kbd", where=_is_typed),
    rule(single_key, "kbd"),
)
