"""Words and what is set apart from them, put together to a phrase that can be followed by ear.

A sign before words speaks of them ("No: store keys in git"), one behind them too ("Editor: yes").
What an icon says introduces the words behind it ("Minimum version: 9.7.0; default: indigo"). Where
a line is broken, a voice pauses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._prose.announcements import Announcements

Part: TypeAlias = "tuple[str, str]"
"""A text and its form: `text`, `sign`, `label` or `break`."""

Mark: TypeAlias = Literal["", "list_separator", "label_separator", "clause_separator"]
"""What stands between two parts, by the name of its announcement; empty: nothing but a blank."""

_SPOKEN = re.compile(r"[^\W_]")
_STOPS = (".", "!", "?")
_CAPITALISED = re.compile(r"[A-ZÀ-ÞА-Я][a-zà-ÿа-я]*(?= [a-zà-ÿа-я])")
"""A first word with a capital that is no name, as far as can be seen."""
_ENDS = tuple(",;:.!?…，、；：。！？—–-(（[「『“‘/")
"""Behind these, no further mark is needed."""
_OPENING = ("(", "[", "“", "‘", "（", "「", "『")
_BEGINS = tuple(",;:.!?…，、；：。！？)）]」』”’")
"""And none before these."""


def phrased(parts: Sequence[Part], announcements: Announcements) -> str:
    """Words, signs, labels and line breaks in one text, with marks between them.

    Args:
        parts: in order; texts that hold no word are left out, but for the marks in them.
        announcements: of the language at hand.
    """
    kept = [
        (text, form)
        for text, form in parts
        if form == "break" or (_SPOKEN.search(text) if form != "text" else text.strip())
    ]
    while kept and kept[-1][1] == "break":
        kept.pop()
    leading = next((form == "sign" for _, form in kept if form != "break"), False)
    worded = any(form == "text" for _, form in kept)
    said, mark, before = "", "", ""
    for index, (text, form) in enumerate(kept):
        if form == "break":
            mark = mark or "list_separator"
            continue
        words = text.strip()
        if not said:
            said = words[:1].upper() + words[1:] if form != "text" and worded else words
        else:
            goes_on = not mark and _is_within_a_sentence(kept, index)
            mark = "" if goes_on else mark or _mark(before, form, leading=leading)
            said = said.rstrip()
            between = _between(said, words, mark, announcements)
            if mark == "label_separator" and before == "sign" and not said[:-1].endswith(_STOPS):
                words = _lowered(words, announcements.language)
            said += between + words
        mark, before = "", form
    return said


def _lowered(text: str, language: str) -> str:
    """Words behind a colon, in small letters: all but names, and what German writes so."""
    if language == "de" or not _CAPITALISED.match(text):
        return text
    return text[0].lower() + text[1:]


def _is_within_a_sentence(parts: Sequence[Part], index: int) -> bool:
    """Whether a sign is spoken of, as in "Press ✓ to confirm": then it is a word like any other."""
    sign = index if parts[index][1] == "sign" else index - 1
    if not 0 < sign < len(parts) - 1 or parts[sign][1] != "sign":
        return False
    before, after = parts[sign - 1], parts[sign + 1]
    return before[1] == after[1] == "text" and after[0].lstrip()[:1].islower()


def _mark(before: str, form: str, *, leading: bool) -> Mark:
    """What stands between a part of one form and the next of another."""
    if form == "label":
        return "clause_separator"
    if before == "label":
        return "label_separator"
    if form == "sign" and before == "sign":
        return "list_separator"
    if leading:  # each sign speaks of the words behind it, else of those before it
        return "label_separator" if before == "sign" else "clause_separator"
    return "list_separator" if before == "sign" else "label_separator"


def _between(said: str, text: str, mark: str, announcements: Announcements) -> str:
    """The mark itself, unless there is one already."""
    if said.endswith(_OPENING):
        return ""
    if said.rstrip().endswith(_ENDS) or text.lstrip().startswith(_BEGINS):
        latin = said[-1:].isascii() and text[:1].isascii() and text[:1].isalnum()
        return " " if latin else announcements("joiner")
    return announcements(mark) if mark else announcements("joiner")
