"""Narrated documentation: the prose of every page is spoken, and published with a player."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_qwen_tts.api import narrate, plan, say, script
    from mkdocs_qwen_tts.errors import (
        AudioError,
        BudgetExceeded,
        ConfigurationError,
        FrozenError,
        NarrationError,
        SpeechError,
        StoreError,
    )
    from mkdocs_qwen_tts.model import (
        Bill,
        Charge,
        Encoded,
        Narration,
        Outcome,
        Passage,
        Report,
        Script,
        Site,
        SourcePage,
        Status,
    )
    from mkdocs_qwen_tts.pipeline import Plan
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.store import Store

__version__ = "0.1.0"

__all__ = [
    "AudioError",
    "Bill",
    "BudgetExceeded",
    "Charge",
    "ConfigurationError",
    "Encoded",
    "FrozenError",
    "Narration",
    "NarrationError",
    "Outcome",
    "Passage",
    "Plan",
    "Report",
    "Script",
    "Settings",
    "Site",
    "SourcePage",
    "SpeechError",
    "Status",
    "Store",
    "StoreError",
    "__version__",
    "narrate",
    "plan",
    "say",
    "script",
]

_ROOMS = {
    "api": ("narrate", "plan", "say", "script"),
    "pipeline.plan": ("Plan",),
    "errors": (
        "AudioError",
        "BudgetExceeded",
        "ConfigurationError",
        "FrozenError",
        "NarrationError",
        "SpeechError",
        "StoreError",
    ),
    "model": (
        "Bill",
        "Charge",
        "Encoded",
        "Narration",
        "Outcome",
        "Passage",
        "Report",
        "Script",
        "Site",
        "SourcePage",
        "Status",
    ),
    "settings": ("Settings",),
    "store": ("Store",),
}


if (
    not TYPE_CHECKING
):  # to a type checker, a module with such a function has every name, misspelt ones too

    def __getattr__(name: str) -> Any:
        """Load a public name when it is first used: a build that needs none of them should not wait for all."""
        for room, names in _ROOMS.items():
            if name in names:
                return getattr(import_module(f"mkdocs_qwen_tts.{room}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
