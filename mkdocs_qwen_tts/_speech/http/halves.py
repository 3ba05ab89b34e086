"""A text in two halves, for a service that stopped in the middle of it; and their sound in one."""

from __future__ import annotations

import re

from msgspec.structs import replace

from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model import Clip

ENDS = (
    re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])"),
    re.compile(r"(?<=[,;:])\s+|(?<=[，；：、])"),
    re.compile(r"\s+"),
)
"""Where a text may be divided: after a sentence, after a clause, between words."""

LEAST = 0.25
"""Share of the text that the shorter half must have for a division to be of use."""


def halves_of(text: str) -> tuple[str, str] | None:
    """The text in two, divided near its middle between sentences; `None` if it cannot be.

    Nothing but white space is lost between them.
    """
    for ends in ENDS:
        places = [found.span() for found in ends.finditer(text)]
        fitting = [
            (start, end)
            for start, end in places
            if LEAST * len(text) <= start <= (1 - LEAST) * len(text)
        ]
        if fitting:
            start, end = min(fitting, key=lambda place: abs(place[0] - len(text) / 2))
            return text[:start].rstrip(), text[end:].lstrip()
    return None


def joined(first: Clip, second: Clip) -> Clip:
    """Two clips, one after the other.

    Raises:
        BadAudioError: they have different sample rates.
    """
    if first.sample_rate != second.sample_rate:
        raise BadAudioError("the halves of the text came at different sample rates")
    shift = first.duration
    later = tuple(
        replace(word, start=word.start + shift, end=word.end + shift) for word in second.words
    )
    return Clip(first.pcm + second.pcm, first.sample_rate, words=first.words + later)
