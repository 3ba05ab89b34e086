"""What others wrote, as a message may quote it: short, and harmless to a terminal."""

from __future__ import annotations

import re
import reprlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_NUMBER = 4000
"""Bits of a number that is written out; Python refuses to write 4,300 digits."""


class _Short(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        """A number, as far as it can be written."""
        return super().repr_int(x, level) if x.bit_length() <= _LONGEST_NUMBER else "a huge number"


_SHORT = _Short()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 2, 200, 200


def shown(value: object) -> str:
    """A value as a message quotes it: short, however YAML aliases multiply it."""
    return _SHORT.repr(value)


_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)
"""Characters that a terminal obeys and does not show: controls, changes of direction, and halves of
characters."""
_LINES = {ord(end): f"\\u{ord(end):04x}" for end in "\t\n\r"}


def printable(text: str, *, lines: bool = True) -> str:
    r"""A text as it may reach a terminal, whoever wrote what is in it: page, file name, or server.

    Anything that a terminal obeys is written out, as JSON writes it: `\u001b`.

    Args:
        text: what is to be printed.
        lines: line ends and tabs stay. Without, as for a name, the text is one line.
    """
    if not lines:
        text = text.translate(_LINES)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


BEYOND_YAML = (
    ValueError,
    RecursionError,
    AttributeError,
    LookupError,
    TypeError,
    OverflowError,
)
"""What PyYAML raises beside its own errors: for a day that no month has, `!!int` before a word, a
number of 5,000 digits."""


def yaml_fault(error: Exception) -> str:
    """What is wrong with YAML, on one line: `line 3, column 5: found undefined alias 'x'`."""
    if isinstance(error, (AttributeError, LookupError, TypeError)):
        return "a tag (such as !!int) stands before what is nothing of the kind"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = (
        getattr(error, "problem", None)
        or next(iter(str(error).splitlines()), "")
        or type(error).__name__
    )
    return f"line {mark.line + 1}, column {mark.column + 1}: {words}" if mark else str(words)


def closest_of(value: str, valid: Iterable[str]) -> str | None:
    """The valid value that a person most likely meant, or `None`."""
    by_folded = {name.casefold(): name for name in valid}
    folded = value.casefold()
    import difflib  # noqa: PLC0415 - only mistakes need it

    matches = difflib.get_close_matches(folded, by_folded, n=3, cutoff=0.5)
    swapped = (
        name for name in matches if sorted(name) == sorted(folded)
    )  # difflib takes "modle" for "mode"
    found = next(swapped, matches[0] if matches else None)
    return found and by_folded[found]
