"""The cues of a page: its track's spans, joined with the passages that they speak."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Cue, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs_qwen_tts._model import Script, Track, Utterance

_WORD = re.compile(r"\S+")


def cues_of(script: Script, utterances: Sequence[Utterance], track: Track) -> tuple[Cue, ...]:
    """One cue for each span of the track. Marks count in the passage, not in what was sent.

    There is none where the track has other spans than what is spoken: somebody has changed its
    record, or a note, and cues would tell of another text.
    """
    spans = [(span, one.text) for one in utterances for span in one.spans]
    if len(spans) != len(track.spans):
        return ()
    cues: list[Cue] = []
    for (span, text), spoken in zip(spans, track.spans, strict=True):
        passage = script.passages[span.passage]
        said = text[span.start : span.end]
        earlier = cues[-1] if cues and cues[-1].passage == span.passage else None
        place = _Placed(said, passage.text, _after(earlier))
        cues.append(
            Cue(
                spoken.start,
                spoken.end,
                passage.anchor,
                span.passage,
                spoken.exact,
                passage.kind,
                spoken.source,
                place.marks(spoken.sentences),
                place.marks(spoken.words),
            )
        )
    return tuple(cues)


def _after(cue: Cue | None) -> int:
    """Where in a passage the part behind a cue begins, at the earliest."""
    if cue is None:
        return 0
    return max((mark.at + 1 for mark in (*cue.sentences, *cue.words)), default=1)


class _Placed:
    """Where the parts of what was sent stand in the passage that it speaks."""

    def __init__(self, said: str, text: str, start: int) -> None:
        self._begin = text.find(said, start)
        if self._begin < 0 and start == 0 and said.startswith(text):
            self._begin = 0  # a full stop was added
        self._pairs: list[tuple[int, int]] = []
        self._length = len(text)
        if self._begin < 0:
            self._pairs = _paired(said, text, start)

    def marks(self, marks: Iterable[Mark]) -> tuple[Mark, ...]:
        """The marks, at their places in the passage."""
        begin, length = self._begin, self._length
        if begin == 0:  # as a rule a passage is sent as it is
            return tuple(
                [mark if mark.at <= length else Mark(length, mark.start) for mark in marks]
            )
        if begin > 0:
            return tuple([Mark(min(begin + mark.at, length), mark.start) for mark in marks])
        return tuple([Mark(self._beside(mark.at), mark.start) for mark in marks])

    def _beside(self, at: int) -> int:
        before = bisect_right(self._pairs, (at, self._length)) - 1
        return self._pairs[before][1]


def _paired(said: str, text: str, start: int) -> list[tuple[int, int]]:
    """Offsets of words in `said` beside those in `text`, where a lexicon respelled some of them."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - hardly any site respells words

    ours, theirs = list(_WORD.finditer(said)), list(_WORD.finditer(text, start))
    matcher = SequenceMatcher(
        None, [word[0] for word in ours], [word[0] for word in theirs], autojunk=False
    )
    pairs = [(0, theirs[0].start() if theirs else start)]
    for kind, first, last, low, high in matcher.get_opcodes():
        if kind in {"insert", "delete"}:
            continue
        count = high - low
        pairs += [
            (ours[index].start(), theirs[low + (index - first) * count // (last - first)].start())
            for index in range(first, last)
        ]
    return sorted(set(pairs))
