"""Types that are set in pieces: `<code>dict</code>[<code>str</code>, <code>Lamp</code>]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.block import Fragment

_NAME = re.compile(r"~?[A-Za-z_][\w.]*")
_INNER = re.compile(rf"{_NAME.pattern}|\.\.\.")
_BETWEEN = re.compile(r"[\w\s.,|()\[\]]*")
_LONGEST = 80
"""Pieces of a type, at most."""


def joined_types(words: list[Fragment]) -> list[Fragment]:
    """The same, with each type that stands in pieces as one piece of code.

    The brackets are text between names in code, as sphinx-autodoc-typehints sets them.
    """
    for piece in words:
        if piece.form == "text" and piece.text[:1] == "[":
            break
    else:
        return words  # as nearly always
    joined: list[Fragment] = []
    at = 0
    while at < len(words):
        found = _type_at(words, at)
        if found is None:
            joined.append(words[at])
            at += 1
            continue
        text, rest, at = found
        joined.append(words[at - 1]._replace(text=text, form="code"))
        if rest:
            joined.append(words[at - 1]._replace(text=rest, form="text"))
    return joined


def _type_at(words: list[Fragment], at: int) -> tuple[str, str, int] | None:
    """The type that begins at a piece, the text behind it, and the piece that comes then."""
    if not _begins_type(words[at : at + 3]):
        return None
    whole, depth = [words[at].text], 0
    for place in range(at + 1, min(at + _LONGEST, len(words))):
        piece = words[place]
        if piece.form == "text":
            for end, sign in enumerate(piece.text, 1):
                depth += (sign == "[") - (sign == "]")
                if not depth:
                    whole.append(piece.text[:end])
                    return "".join(whole), piece.text[end:], place + 1
        pattern = {"code": _INNER, "text": _BETWEEN}.get(piece.form)
        if pattern is None or pattern.fullmatch(piece.text) is None:
            return None
        whole.append(piece.text)
    return None


def _begins_type(words: list[Fragment]) -> bool:
    """Whether pieces begin with a name, a bracket and another name."""
    return (
        [piece.form for piece in words] == ["code", "text", "code"]
        and _NAME.fullmatch(words[0].text) is not None
        and words[1].text.startswith("[")
        and not words[1].text.strip("[ ")
    )


def are_types(before: str, behind: str) -> bool:
    """Whether a bar with blanks between two pieces of code stands between types."""
    sides = before.strip(), behind.strip()
    return all(map(_TYPE.fullmatch, sides)) and any(map(_SURELY.fullmatch, sides))


_SURELY = re.compile(
    r"None|str|int|float|bool|bytes|list|dict|tuple|set|Any|null|undefined|string|number|boolean|object"
    r"|[A-Za-z_][\w.]*\[.+\]"
)
_TYPE = re.compile(rf"{_SURELY.pattern}|[\w.]*\b[A-Z]\w*|\w+(?:\.\w+)+")
