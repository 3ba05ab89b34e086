"""Utterance → samples: the only room that knows the network.

Light to import: the HTTP library is loaded when a service is opened or asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred
from mkdocs_qwen_tts._speech.custom.aliases import with_aliases
from mkdocs_qwen_tts._speech.engine import (
    Attempt,
    Attempted,
    Engine,
    Price,
    Probe,
    Remark,
    Synthesizer,
)
from mkdocs_qwen_tts._speech.engines.registry import engine_for, free_preview, register
from mkdocs_qwen_tts._speech.rendering import can_render, rendered, renders
from mkdocs_qwen_tts._speech.wish import language_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.engine import Decode
    from mkdocs_qwen_tts._speech.http.live import Live
    from mkdocs_qwen_tts._speech.plausible import check_length, stops_early

__all__ = [
    "Attempt",
    "Attempted",
    "Engine",
    "Live",
    "Price",
    "Probe",
    "Remark",
    "Synthesizer",
    "can_render",
    "check",
    "check_length",
    "engine_for",
    "free_preview",
    "language_tag",
    "open_engine",
    "register",
    "rendered",
    "renders",
    "stops_early",
    "with_aliases",
]

_HOMES = {
    "Live": "http.live",
    "check_length": "plausible",
    "stops_early": "plausible",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def check(settings: Settings) -> None:
    """Check everything about speech before any page is read.

    Raises:
        ConfigurationError: for the first thing that cannot work: model, region, voice, language,
            options, instructions, address.
    """
    found = engine_for(settings).problems()
    if found:
        raise found[0]


def open_engine(
    settings: Settings, decode: Decode, *, sleep: Callable[[float], None] | None = None
) -> Synthesizer:
    """Open the engine that the settings name; see `Engine.open`.

    Raises:
        ConfigurationError: the engine cannot be opened as configured.
    """
    return engine_for(settings).open(decode, sleep=sleep)
