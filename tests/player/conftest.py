"""Narrations made by hand, so that every word and time in a test is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import Chapter, Cue, Kind, Narration, Passage, Script, SpokenSpan, Track

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TITLE = "Path parameters"


def narration_of(
    passages: Sequence[Passage],
    starts: Sequence[tuple[float, int]],
    *,
    title: str = TITLE,
    language: str | None = "en",
    duration: float = 260.12,
    preview: bool = False,
    stale: bool = False,
) -> Narration:
    """A narration whose cues start at `starts`, each `(seconds, index of the passage)`."""
    ends = [start for start, _ in starts[1:]] + [duration]
    cues = tuple(
        Cue(start, end, passages[index].anchor, index, exact=True)
        for (start, index), end in zip(starts, ends, strict=True)
    )
    chapters = tuple(
        Chapter(
            passages[cue.passage].text,
            cue.start,
            passages[cue.passage].level,
            passages[cue.passage].id,
        )
        for cue in cues
        if passages[cue.passage].kind in (Kind.TITLE, Kind.HEADING)
    )
    track = Track(
        key="0" * 64,
        digest="0123456789abcdef" * 4,
        path=Path("track.mp3"),
        format="mp3",
        size=2_080_960,
        duration=duration,
        loudness=-16.0,
        spans=tuple(SpokenSpan(cue.start, cue.end, cue.exact) for cue in cues),
    )
    return Narration(
        Script("tutorial/", title, language, tuple(passages)), track, cues, chapters, preview, stale
    )


PASSAGES = (
    Passage(Kind.HEADING, "Path parameters", anchor=0, level=1, id="path-parameters"),
    Passage(Kind.PARAGRAPH, "You can declare path parameters with the same syntax.", anchor=1),
    Passage(Kind.ANNOUNCEMENT, "Code example: Python, 12 lines.", anchor=2, spoken_only=True),
    Passage(Kind.HEADING, "Data conversion", anchor=3, level=2, id="data-conversion"),
    Passage(Kind.PARAGRAPH, "Une phrase. Une autre phrase.", anchor=5, language="fr"),
)

STARTS = ((0.0, 0), (1.8004, 1), (6.2509, 2), (9.0, 3), (10.75, 4), (14.0, 4))


@pytest.fixture
def narration() -> Callable[..., Narration]:
    """Makes the narration of a small page; keywords change it."""

    def make(**changes: object) -> Narration:
        return narration_of(PASSAGES, STARTS, **changes)  # type: ignore[arg-type]

    return make
