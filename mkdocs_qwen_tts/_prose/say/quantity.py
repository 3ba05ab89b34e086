"""Numbers with their units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary


def number_before(found: re.Match[str]) -> str:
    """The number that a match stands behind."""
    digits = re.search(r"[\d.,]+$", found.string[: found.start()])
    return digits[0] if digits else ""


def say_quantity(text: str, words: Vocabulary) -> str:
    """A number with its unit: `5 kB`."""
    number = re.match(r"[\d.,]*\d", text)
    assert number is not None  # noqa: S101 - the token begins with digits
    return f"{number[0]} {words.unit(text[number.end() :].strip(), number[0])} "
