"""What is left of a page where a part of it cannot be spoken: the rest, and the holes in it.

An utterance may speak several passages. Where it is refused, its passages are asked for one by one,
and only the passage that is refused by itself is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._model import Hole, Kind, Span, Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from mkdocs_qwen_tts._model import Script


class Speakable(Struct, frozen=True):
    """What of a page can be spoken."""

    utterances: tuple[Utterance, ...]
    holes: tuple[Hole, ...] = ()


def speakable(
    script: Script,
    utterances: Iterable[Utterance],
    refused: Callable[[Utterance], str],
    passing: Collection[str] = (),
) -> Speakable:
    """Leave out what is refused.

    Args:
        script: the page's.
        utterances: all that would be spoken for it.
        refused: why an utterance is not asked for; empty where it is.
        passing: fingerprints of those that the next build asks for again.
    """
    kept: list[Utterance] = []
    holes: list[Hole] = []
    for utterance in utterances:
        if not (reason := refused(utterance)):
            kept.append(utterance)
            continue
        for part in parts_of(utterance, script) or (utterance,):
            if why := reason if part is utterance else refused(part):
                passages = tuple(span.passage for span in part.spans)
                name = part.fingerprint
                holes.append(Hole(part.text, why, passages, name in passing, name))
            else:
                kept.append(part)
    return Speakable(tuple(kept), tuple(holes))


def is_mostly_spoken(utterances: Iterable[Utterance], holes: Iterable[Hole]) -> bool:
    """Whether at least as much of a page is spoken as is left out until the next build."""
    lost = sum(len(hole.text) for hole in holes if hole.passing)
    return sum(len(utterance.text) for utterance in utterances) >= lost


def parts_of(utterance: Utterance, script: Script | None = None) -> tuple[Utterance, ...]:
    """The passages of an utterance as utterances of their own; none where it speaks but one.

    Their pauses are those of the script; without one, they have none.
    """
    if len(utterance.spans) <= 1:
        return ()
    parts = []
    for span in utterance.spans:
        text = utterance.text[span.start : span.end]
        last = span is utterance.spans[-1]
        inner = script.passages[span.passage].pause if script is not None else 0.0
        pause = utterance.pause if last else inner
        own = (Span(span.passage, 0, len(text)),)
        parts.append(Utterance(text, utterance.voice, own, pause))
    return tuple(parts)


def chapters_of(script: Script, utterances: Iterable[Utterance]) -> tuple[tuple[int, str], ...]:
    """`(index of the first span, title)` of every heading that is spoken, in order."""
    passages = [span.passage for utterance in utterances for span in utterance.spans]
    chapters = []
    for index, passage in enumerate(passages):
        first = index == 0 or passages[index - 1] != passage
        if first and script.passages[passage].kind in (Kind.TITLE, Kind.HEADING):
            chapters.append((index, script.passages[passage].text))
    return tuple(chapters)
