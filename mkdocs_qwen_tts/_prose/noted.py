"""Whether a script and its utterances, as a store has them, can be those of a page.

Who may write to the store may write anything into it; by these numbers pages and sound are made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Passage, Utterance

LONGEST_PAUSE = 60.0
"""Seconds; the settings allow ten."""

_TAG_NAME = re.compile(r"<[A-Za-z][^\t\n\f\r />]*")


def are_elements_of(html: str, elements: Sequence[int]) -> bool:
    """Whether all of some offsets stand just behind the name of a tag, ascending."""
    last = 0
    for offset in elements:
        start = html.rfind("<", last, offset)
        found = _TAG_NAME.match(html, start) if start >= 0 else None
        if found is None or found.end() != offset:
            return False
        last = offset
    return True


def are_passages_of(elements: Sequence[int], passages: Sequence[Passage]) -> bool:
    """Whether passages name elements that a page has, with pauses that somebody can wait for."""
    return all(
        _is_pause(one.pause) and (one.anchor is None or 0 <= one.anchor < len(elements))
        for one in passages
    )


def are_utterances_of(passages: Sequence[Passage], utterances: Sequence[Utterance]) -> bool:
    """Whether utterances speak passages that a page has, with pauses that somebody can wait for."""
    return all(
        _is_pause(utterance.pause)
        and all(
            0 <= span.passage < len(passages)
            and 0 <= span.start <= span.end <= len(utterance.text)
            and _is_pause(span.pause or 0.0)
            for span in utterance.spans
        )
        for utterance in utterances
    )


def _is_pause(seconds: float) -> bool:
    return 0.0 <= seconds <= LONGEST_PAUSE
