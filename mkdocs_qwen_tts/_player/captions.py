"""What is spoken on a page, as WebVTT: a cue for each sentence, with the time of each word.

Source: https://www.w3.org/TR/webvtt1/ (a time stamp inside a cue's text says when what follows it
is spoken).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._model import Cue, Narration

CAPTIONS = ".vtt"
"""They lie beside the audio file, under its name."""


def captions(narration: Narration) -> str:
    """Everything that is spoken, as WebVTT. A passage whose sentences have no times is one cue.

    What is left out stands as a note.
    """
    blocks = ["WEBVTT"]
    done = -1
    for passage, group in groupby(narration.cues, key=lambda cue: cue.passage):
        blocks += _left_out(narration, done, passage)
        done = passage
        cues = list(group)
        words = [mark for cue in cues for mark in cue.words]
        said = narration.script.passages[passage].text
        for start, end, first, last in _sentences(cues, len(said)):
            text = said[first:last]
            inside = [mark for mark in words if first < mark.at < first + len(text.rstrip())]
            if text.strip():
                timed = _timed(text, first, inside)
                blocks.append(f"{_stamp(start)} --> {_stamp(end)}\n{timed}")
    if narration.cues:
        blocks += _left_out(narration, done, len(narration.script.passages))
    return "\n\n".join(blocks) + "\n"


def _left_out(narration: Narration, after: int, before: int) -> list[str]:
    """Notes on the passages between two others that are not spoken."""
    return [
        f"NOTE Not narrated: {_escaped(narration.script.passages[number].text)}"
        for number in narration.unspoken
        if after < number < before
    ]


def _sentences(cues: Sequence[Cue], length: int) -> Iterator[tuple[float, float, int, int | None]]:
    """Start and end of the sentences of a passage, in seconds and as offsets in its text.

    Sentences that begin at the same moment, as in a clip that leaves one out, share the time until
    the next one by their lengths: each is a cue.
    """
    end = max(cue.end for cue in cues)
    marks = [Mark(0, cues[0].start)]
    for mark in (mark for cue in cues for mark in cue.sentences):
        if mark.at > marks[-1].at:
            marks.append(Mark(mark.at, max(mark.start, marks[-1].start)))
    firsts = [0, *(at for at in range(1, len(marks)) if marks[at].start > marks[at - 1].start)]
    for first, behind in pairwise([*firsts, len(marks)]):
        alike = marks[first:behind]
        until = marks[behind].start if behind < len(marks) else end
        share = (marks[behind].at if behind < len(marks) else length) - alike[0].at
        starts = [
            alike[0].start + (mark.at - alike[0].at) / max(share, 1) * (until - alike[0].start)
            for mark in alike
        ]
        ats: list[int | None] = [mark.at for mark in marks[first + 1 : behind + 1]]
        for mark, at, span in zip(alike, [*ats, None], pairwise([*starts, until]), strict=False):
            yield *span, mark.at, at


def _timed(text: str, first: int, words: Sequence[Mark]) -> str:
    pieces, done = [], 0
    for mark in words:
        pieces.append(_escaped(text[done : mark.at - first]) + f"<{_stamp(mark.start)}>")
        done = mark.at - first
    return "".join([*pieces, _escaped(text[done:])]).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{_minutes(minutes)}:{thousandths // 1000:02}.{thousandths % 1000:03}"


@lru_cache
def _minutes(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
