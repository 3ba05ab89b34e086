"""Options that are figures: `-4` stands among others such as `-v`, and is no number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._prose.dom import Element

_FIGURE = re.compile(r"\s*-(\d{1,2})\s*")
_OPTION = re.compile(r"\s*--?(?!(?:inf|infinity|nan|pi)\b)[A-Za-z]", re.IGNORECASE)
"""An option of a command: `-inf` stands among values."""


def figure_of(text: str) -> str:
    """The figure of what may be an option, `""` for anything else."""
    found = _FIGURE.fullmatch(text) if len(text) <= _LONGEST else None
    return found[1] if found else ""


def hold_options(names: Iterable[Element]) -> bool:
    """Whether one of several names, of a list or a column, is an option of a command."""
    return any(_OPTION.match(each.text) for each in names)


def said_as_option(figure: str, language: str | None) -> str:
    """An option that is a figure, as it is said."""
    return f"{vocabulary(primary(language)).word('dash')} {figure}"


_LONGEST = 40
"""Characters, blanks around the option included."""
