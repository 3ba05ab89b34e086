"""Fields of foreign JSON, read without trust: whatever they hold, nothing here raises."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import Usage
from mkdocs_qwen_tts._speech.http import failures

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_STREAM = "text/event-stream"

DONE = b"[DONE]"
"""How some gateways end a stream."""

NO_VALUE = (None, "", "null")
"""How a field says that it has no value yet: streams write the four letters `null`."""


def as_mapping(value: Any) -> Mapping[str, Any]:
    """An object of a foreign document; anything else is empty."""
    return value if isinstance(value, dict) else {}


def sound_of(value: Any) -> tuple[bytes, bool]:
    """The bytes of a frame's base64 text, and whether they cannot be read."""
    if value in NO_VALUE:
        return b"", False
    if not isinstance(value, str):
        return b"", True
    try:
        return base64.b64decode(value, validate=True), False
    except ValueError:  # binascii.Error is one; so is text beyond ASCII
        return b"", True


def stated_usage(frame: Mapping[str, Any]) -> Usage | None:
    """What a frame says is billed, or `None`. Every figure is optional."""
    told = as_mapping(frame.get("usage"))
    if not told:
        return None
    return Usage(
        characters=_count(told.get("characters")),
        input_tokens=_count(told.get("input_tokens")),
        output_tokens=_count(told.get("output_tokens")),
        request_id=failures.clean(failures.text(frame.get("request_id")))[:80],
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
