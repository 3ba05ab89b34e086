"""Track and script become what a player shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Chapter, Kind, LazyTuple, Narration, digest
from mkdocs_qwen_tts._pipeline.cues import cues_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Cue, Script, Track
    from mkdocs_qwen_tts._pipeline.plan import PagePlan

WORDS_SHOWN = 100
"""Characters of an utterance that a message quotes: enough to find the sentence on the page."""


def narration_of(one: PagePlan, track: Track, *, preview: bool, free: bool) -> Narration:
    """A page's track, joined with its script: the time of every passage, and its chapters."""
    cues = LazyTuple(lambda: cues_of(one.script, one.utterances, track))
    unspoken = tuple(dict.fromkeys(number for hole in one.holes for number in hole.passages))
    known = one.made_from and track.spans_digest
    facts = [one.made_from, track.key, track.digest, track.spans_digest, unspoken]
    return Narration(
        one.script,
        track,
        cues,
        LazyTuple(lambda: _chapters(one.script, cues)),
        preview=preview,
        unspoken=unspoken,
        free=free,
        made_from=digest(facts) if known else "",
    )


def _chapters(script: Script, cues: Sequence[Cue]) -> list[Chapter]:
    chapters = []
    for index, cue in enumerate(cues):
        passage = script.passages[cue.passage]
        first = index == 0 or cues[index - 1].passage != cue.passage
        if first and passage.kind in (Kind.TITLE, Kind.HEADING):
            chapters.append(Chapter(passage.text, cue.start, passage.level, passage.id))
    return chapters


def excerpt(text: str) -> str:
    """The first words of an utterance, for a message."""
    return text if len(text) <= WORDS_SHOWN else text[: WORDS_SHOWN - 1].rstrip() + "…"
