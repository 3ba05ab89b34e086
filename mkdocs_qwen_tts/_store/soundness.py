"""Whether a record can be believed: its seal says that it is whole, not who wrote it.

Somebody who shares the store may mean harm, and whoever can write an object can seal it. A record
is taken only if every field is of its kind, and data only if it begins as its format does. What is
published is therefore sound, under a name of ours, and never a page or a script.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import TimeSource
from mkdocs_qwen_tts._model.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DIGEST = re.compile(r"[0-9a-f]{64}")
CLIP_FORMAT = "flac"

MOST_COUNTED = 10**12
MOST_SECONDS = 10**7
MOST_MILLISECONDS = 10**10
LONGEST_TEXT = 2000

COUNTS = ("characters", "input_tokens", "output_tokens")
REQUESTS = ("requests", "unanswered")
SPAN_FIELDS = 6
SOURCES = tuple(source.value for source in TimeSource)


def is_sound(room: str, record: Mapping[str, Any]) -> bool:
    """Whether every field of a record is of its kind.

    Args:
        room: what it is a record of: `clips`, `tracks`, `sites` or `refusals`.
        record: as it was read.
    """
    check = _CHECKS.get(room)
    return check is None or check(record)


def begins_as(room: str, record: Mapping[str, Any], data: bytes) -> bool:
    """Whether data begins as a file of its record's format does, where it may be published."""
    if room != "tracks":
        return True
    form = FORMATS.get(record["format"])
    return form is not None and form.begins(data)


def _is_clip(record: Mapping[str, Any]) -> bool:
    return _is_object(record, (CLIP_FORMAT,)) and _is_usage(record.get("usage"))


def _is_track(record: Mapping[str, Any]) -> bool:
    return (
        _is_object(record, FORMATS)
        and _is_number(record.get("duration"), 0, MOST_SECONDS)
        and _is_number(record.get("loudness"), -MOST_SECONDS, MOST_SECONDS)
        and _all(record.get("spans", ()), _is_span)
        and _all(record.get("timings", ()), _is_old_span)
    )


def _is_site(record: Mapping[str, Any]) -> bool:
    pages = record.get("pages")
    return isinstance(pages, dict) and all(
        isinstance(page, dict)
        and isinstance(page.get("track"), str)
        and _all(page.get("clips"), lambda name: isinstance(name, str))
        for page in pages.values()
    )


def _is_refusal(record: Mapping[str, Any]) -> bool:
    return _is_text(record.get("reason", ""))


def _is_object(record: Mapping[str, Any], formats: Any) -> bool:
    name, stated = record.get("format"), record.get("digest")
    return (
        isinstance(name, str)
        and name in formats
        and isinstance(stated, str)
        and DIGEST.fullmatch(stated) is not None
        and _is_whole(record.get("size"), MOST_COUNTED)
        and record["size"] > 0
    )


def _is_usage(usage: Any) -> bool:
    return (
        isinstance(usage, dict)
        and set(usage) <= {*COUNTS, *REQUESTS, "request_id"}
        and all(usage.get(name) is None or _is_whole(usage[name], MOST_COUNTED) for name in COUNTS)
        and all(_is_whole(usage.get(name, 0), MOST_COUNTED) for name in REQUESTS)
        and _is_text(usage.get("request_id", ""))
    )


def _is_span(span: Any) -> bool:
    if not isinstance(span, list) or len(span) != SPAN_FIELDS:
        return False
    *head, source, sentences, words = span
    return _is_old_span(head) and source in SOURCES and _are_marks(sentences, words)


def _is_old_span(span: Any) -> bool:
    """As release 0.1 wrote them: start, end, and whether that is exact."""
    return (
        isinstance(span, list)
        and len(span) == 3  # noqa: PLR2004 - as the sentence above says
        and _is_number(span[0], 0, MOST_SECONDS)
        and _is_number(span[1], span[0], MOST_SECONDS)
        and isinstance(span[2], bool)
    )


def _are_marks(*lists: Any) -> bool:
    return all(
        _all(marks, lambda one: _is_whole(one, MOST_MILLISECONDS)) and len(marks) % 2 == 0
        for marks in lists
    )


def _all(values: Any, check: Callable[[Any], bool]) -> bool:
    return isinstance(values, (list, tuple)) and all(map(check, values))


def _is_whole(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_number(value: Any, least: float, most: float) -> bool:
    kind = type(value) is float or type(value) is int
    return kind and least <= value <= most and math.isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "clips": _is_clip,
    "tracks": _is_track,
    "sites": _is_site,
    "refusals": _is_refusal,
}
