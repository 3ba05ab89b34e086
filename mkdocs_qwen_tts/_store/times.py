"""What listening has found about clips and tracks, as the plain values of a record, and back.

Marks are many, so they are written as one flat list: offset, milliseconds, offset, milliseconds, …
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import Mark, Proof, SpokenSpan, TimeSource, Timing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def timing_as_record(timing: Timing) -> dict[str, Any]:
    """A clip's timing, for its record."""
    return {
        "source": timing.source.value,
        "sentences": _flat(timing.sentences),
        "words": _flat(timing.words),
    }


def recorded_timing(record: dict[str, Any]) -> Timing | None:
    """The timing that `timing_as_record` wrote; `None` if it has to be found anew."""
    found = record.get("timing")
    try:
        return found and Timing(
            TimeSource(found["source"]), _marks(found["sentences"]), _marks(found["words"])
        )
    except (TypeError, ValueError, KeyError, OverflowError):
        return None


def proof_as_record(proof: Proof) -> dict[str, Any]:
    """What was found about a clip, for its record."""
    return {"score": round(proof.score, 3), "reason": proof.reason, "heard": proof.heard}


def proof_of(record: dict[str, Any]) -> Proof | None:
    """What `proof_as_record` wrote, or `None` where there is nothing of the kind."""
    found = record.get("proof")
    try:
        return found and Proof(float(found["score"]), str(found["reason"]), str(found["heard"]))
    except (TypeError, ValueError, KeyError, OverflowError):
        return None


def spans_as_record(spans: Iterable[SpokenSpan]) -> list[list[Any]]:
    """The spans of a track, for its record."""
    return [
        [one.start, one.end, one.exact, one.source.value, _flat(one.sentences), _flat(one.words)]
        for one in spans
    ]


def spans_of(record: dict[str, Any]) -> tuple[SpokenSpan, ...]:
    """The spans in a track's record, or in one that release 0.1 wrote."""
    return tuple(
        SpokenSpan(start, end, exact, TimeSource(source), _marks(sentences), _marks(words))
        for start, end, exact, source, sentences, words in record.get("spans", ())
    ) or tuple(SpokenSpan(start, end, exact) for start, end, exact in record.get("timings", ()))


def _flat(marks: Iterable[Mark]) -> list[int]:
    return [number for mark in marks for number in (mark.at, round(mark.start * 1000))]


def _marks(numbers: Sequence[int]) -> tuple[Mark, ...]:
    return tuple(
        Mark(at, milliseconds / 1000)
        for at, milliseconds in zip(numbers[::2], numbers[1::2], strict=True)
    )
