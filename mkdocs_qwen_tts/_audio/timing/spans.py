"""From the timing of a clip to the times of its spans in the track of a page."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts._model import Mark, SpokenSpan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs_qwen_tts._model import Timing, Utterance


def spoken_spans(
    utterance: Utterance, timing: Timing, clip_start: float, within: tuple[float, float]
) -> list[SpokenSpan]:
    """When each span of an utterance is spoken in a track; each end is the start for now.

    Args:
        utterance: whose spans; sentences of its timing begin where spans do, as a rule.
        timing: of its clip.
        clip_start: second of the track at which the untrimmed clip would begin.
        within: seconds of the track between which the trimmed clip lies.
    """
    low, high = within
    times = [*timing.sentences, *timing.words]
    moved = replace(
        timing,
        sentences=_moved(timing.sentences, clip_start, low, high),
        words=_moved(timing.words, clip_start, low, high),
    )
    known = sorted(
        {mark.at: mark for mark in _moved(times, clip_start, low, high)[::-1]}.values(),
        key=lambda mark: mark.at,
    )
    return [
        _span(index, moved, known, span.start, span.end, within)
        for index, span in enumerate(utterance.spans)
    ]


def covering(spans: Sequence[SpokenSpan], total: float) -> tuple[SpokenSpan, ...]:
    """The spans of a track without gaps: each lasts until the next begins, the first from 0."""
    if not spans:
        return ()
    ends = [*(span.start for span in spans[1:]), total]
    first = replace(spans[0], start=0.0)
    return tuple(
        replace(span, end=max(span.start, end))
        for span, end in zip((first, *spans[1:]), ends, strict=True)
    )


def _moved(marks: Iterable[Mark], clip_start: float, low: float, high: float) -> tuple[Mark, ...]:
    return tuple(Mark(mark.at, min(max(mark.start + clip_start, low), high)) for mark in marks)


def _span(
    index: int,
    timing: Timing,
    known: Sequence[Mark],
    first: int,
    last: int,
    within: tuple[float, float],
) -> SpokenSpan:
    start = _time_of(first, known, within)
    inner = [mark for mark in timing.sentences if first < mark.at < last]
    sentences = (Mark(0, start), *(Mark(mark.at - first, mark.start) for mark in inner))
    words = tuple(
        Mark(mark.at - first, mark.start) for mark in timing.words if first <= mark.at < last
    )
    return SpokenSpan(start, start, index == 0, timing.source, sentences, words)


def _time_of(at: int, known: Sequence[Mark], within: tuple[float, float]) -> float:
    """When a place of the text is spoken: by its share of the text between two marks."""
    if not known:
        return within[0]
    after = bisect_right([mark.at for mark in known], at)
    if after == 0:
        return known[0].start
    before = known[after - 1]
    if before.at == at or after == len(known):
        return before.start
    follower = known[after]
    share = (at - before.at) / (follower.at - before.at)
    return before.start + share * (follower.start - before.start)
