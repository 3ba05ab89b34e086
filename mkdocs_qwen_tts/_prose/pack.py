"""Passages become utterances: short neighbours are spoken in one request, long ones in several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts._model import Kind, Span, Utterance
from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.chunk import split_text
from mkdocs_qwen_tts._prose.divide import Rank, divide, fingerprint, refined
from mkdocs_qwen_tts._prose.lexicon import Lexicon
from mkdocs_qwen_tts._prose.sentences import is_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkdocs_qwen_tts._model import Limit, Script, Voice

WINDOW = 0.75
"""Share of the target that a boundary stands from the next at least, and from the ends of its
section. Measured on real sites: packs are then about the target on average, and 99 of 100 edits
change two utterances at most."""

SLACK = 3.0
"""A pack is never larger than this many times the target."""

FLOOR = 0.4
"""Where a pack is too large, a division that leaves less than this share of the target on one side
is avoided."""

_HEADINGS = frozenset({Kind.TITLE, Kind.HEADING})


@dataclass(frozen=True)
class _Said:
    """A passage with the text that will be sent for it."""

    index: int
    text: str
    language: str | None
    voice: Voice
    size: int
    pause: float
    heading: bool
    continues: bool
    """Whether the next passage goes on with its sentence, in another language."""


def pack_script(
    script: Script,
    voices: Sequence[Voice | None],
    limit: Callable[[Voice], Limit],
    *,
    target: int,
    sentence_pause: float,
    lexicon: Lexicon | None = None,
) -> tuple[Utterance, ...]:
    """What is sent for a script, in order.

    Args:
        script: the page's script.
        voices: `voices[i]` speaks `script.passages[i]`; without a voice it is left out.
        limit: how much text one request of a voice may carry.
        target: units that short neighbours are packed up to; 0: one request a passage.
        sentence_pause: seconds of silence between the pieces of a passage over the limit.
        lexicon: pronunciations, put into the text that is sent.

    Returns:
        Utterances whose spans tell which part of each speaks which passage. A passage of several
        pieces has a span in each of them.
    """
    lexicon = lexicon or Lexicon()
    made: list[Utterance] = []
    for run in _runs(script, voices, limit, target, lexicon):
        first = run[0]
        bound = limit(first.voice)
        if len(run) == 1:
            made.extend(_alone(first, bound, sentence_pause))
        else:
            made.extend(_packed(run, bound, target))
    return tuple(made)


def _runs(
    script: Script,
    voices: Sequence[Voice | None],
    limit: Callable[[Voice], Limit],
    target: int,
    lexicon: Lexicon,
) -> Iterator[list[_Said]]:
    """Neighbours that may share a request: one section, one voice, none of them long."""
    run: list[_Said] = []
    for index, (passage, voice) in enumerate(zip(script.passages, voices, strict=True)):
        if voice is None:
            continue
        language = passage.language or script.language
        text = lexicon.say(passage.text, language=language, voice=voice.name)
        bound = limit(voice)
        size = bound.count(text)
        heading = passage.kind in _HEADINGS
        said = _Said(
            index, text, language, voice, size, passage.pause, heading, _continues(script, index)
        )
        alone = size >= min(target, bound.maximum)
        if run and (
            heading or alone or run[-1].voice != voice or run[-1].size >= min(target, bound.maximum)
        ):
            yield run
            run = []
        run.append(said)
    if run:
        yield run


def _continues(script: Script, index: int) -> bool:
    passage, follower = script.passages[index], script.passages[index + 1 : index + 2]
    return bool(
        follower
        and not passage.pause
        and passage.anchor is not None
        and passage.anchor == follower[0].anchor
        and passage.language != follower[0].language
    )


def _alone(said: _Said, bound: Limit, sentence_pause: float) -> Iterator[Utterance]:
    parts = split_text(said.text, said.language, bound)
    for number, part in enumerate(parts, 1):
        pause = said.pause if number == len(parts) else sentence_pause
        span = Span(said.index, 0, len(part))
        yield Utterance(part, said.voice, (span,), pause, said.language)


def _packed(run: Sequence[_Said], bound: Limit, target: int) -> Iterator[Utterance]:
    sizes = [bound.count(_ended(said) + _joiner(said)) for said in run]
    maximum, window = min(bound.maximum, int(SLACK * target)), int(WINDOW * target)
    if sum(sizes) < min(2 * window, maximum):
        divided = [range(len(run))]  # too little for a boundary: most sections of most pages
    else:
        ranks: list[Rank] = [(0, *fingerprint(said.text)) for said in run]
        divided = divide(sizes, ranks, maximum=maximum, window=window, minimum=int(FLOOR * target))
    for piece in refined(
        divided, lambda piece: bound.count(_together(run, piece)[0]) <= bound.maximum
    ):
        if len(piece) == 1:
            yield from _alone(run[piece.start], bound, 0.0)
        else:
            text, spans = _together(run, piece)
            first, last = run[piece.start], run[piece.stop - 1]
            yield Utterance(text, first.voice, spans, last.pause, first.language)


def _together(run: Sequence[_Said], piece: range) -> tuple[str, tuple[Span, ...]]:
    text, spans = "", []
    for said in run[piece.start : piece.stop]:
        if text:
            text += _joiner(said)
        start = len(text)
        text += _ended(said)
        spans.append(Span(said.index, start, len(text), None if said.continues else said.pause))
    if spans:  # behind the last one stands the utterance's own pause
        spans[-1] = replace(spans[-1], pause=None)
    return text, tuple(spans)


def _ended(said: _Said) -> str:
    """Inside a pack every passage ends as a sentence does, or the voice would run on."""
    if said.continues or is_ended(said.text):
        return said.text
    return said.text + str(announcements(said.language).entry("full_stop"))


def _joiner(said: _Said) -> str:
    return str(announcements(said.language).entry("joiner"))
