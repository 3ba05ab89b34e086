"""Whether a script and its utterances, as a store has them, can be those of a page.

Who may write to the store may write anything into it; by these numbers pages and sound are made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Script, SourcePage, Utterance

LONGEST_PAUSE = 60.0
"""Seconds; the settings allow ten."""

_TAG_NAME = re.compile(r"<[A-Za-z][^\t\n\f\r />]*")


def is_script_of(page: SourcePage, script: Script) -> bool:
    """Whether a script names the page, and elements that the page has."""
    anchors = [one.anchor for one in script.passages if one.anchor is not None]
    return (
        script.page == page.key
        and all(_is_pause(one.pause) for one in script.passages)
        and all(0 <= one < len(script.elements) for one in anchors)
        and _are_behind_names(page.html, script.elements)
    )


def are_utterances_of(script: Script, utterances: Sequence[Utterance]) -> bool:
    """Whether utterances speak passages that a script has, with pauses that somebody can hear."""
    return all(
        _is_pause(utterance.pause)
        and all(
            0 <= span.passage < len(script.passages)
            and 0 <= span.start <= span.end <= len(utterance.text)
            and _is_pause(span.pause or 0.0)
            for span in utterance.spans
        )
        for utterance in utterances
    )


def _is_pause(seconds: float) -> bool:
    return 0.0 <= seconds <= LONGEST_PAUSE


def _are_behind_names(html: str, elements: Sequence[int]) -> bool:
    """Whether all of some offsets stand just behind the name of a tag, ascending."""
    last = 0
    for offset in elements:
        start = html.rfind("<", last, offset)
        found = _TAG_NAME.match(html, start) if start >= 0 else None
        if found is None or found.end() != offset:
            return False
        last = offset
    return True
