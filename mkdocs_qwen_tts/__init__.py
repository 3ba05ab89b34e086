"""Narrated documentation: the prose of every page is spoken, and published with a player."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_qwen_tts.api import narrate, plan, say, script
    from mkdocs_qwen_tts.audio import TrackRecipe
    from mkdocs_qwen_tts.errors import (
        AccountError,
        AudioError,
        AuthenticationError,
        BadAudioError,
        BudgetExceeded,
        ConfigurationError,
        ContentRejectedError,
        FrozenError,
        InvalidRequestError,
        NarrationError,
        ServerError,
        SpeechError,
        StoreError,
        ThrottledError,
        TransportError,
        UnknownModelError,
    )
    from mkdocs_qwen_tts.model import (
        Bill,
        Chapter,
        Charge,
        Cue,
        Encoded,
        Hole,
        Kind,
        Mark,
        Narration,
        Outcome,
        Passage,
        Proof,
        Report,
        RetryDetails,
        Script,
        Site,
        SourcePage,
        Span,
        SpokenSpan,
        Status,
        Tags,
        TimeSource,
        Timing,
        Track,
        Usage,
        Utterance,
        Voice,
    )
    from mkdocs_qwen_tts.pipeline import PagePlan, Plan, Progress
    from mkdocs_qwen_tts.schema import Secret
    from mkdocs_qwen_tts.settings import (
        Alias,
        Api,
        Audio,
        Budget,
        Cache,
        Feed,
        Pauses,
        Player,
        Prose,
        Settings,
    )
    from mkdocs_qwen_tts.store import PageRecord, RememberedRefusal, Remote, Store, StoredClip

__version__ = "0.1.0"

__all__ = [
    "AccountError",
    "Alias",
    "Api",
    "Audio",
    "AudioError",
    "AuthenticationError",
    "BadAudioError",
    "Bill",
    "Budget",
    "BudgetExceeded",
    "Cache",
    "Chapter",
    "Charge",
    "ConfigurationError",
    "ContentRejectedError",
    "Cue",
    "Encoded",
    "Feed",
    "FrozenError",
    "Hole",
    "InvalidRequestError",
    "Kind",
    "Mark",
    "Narration",
    "NarrationError",
    "Outcome",
    "PagePlan",
    "PageRecord",
    "Passage",
    "Pauses",
    "Plan",
    "Player",
    "Progress",
    "Proof",
    "Prose",
    "RememberedRefusal",
    "Remote",
    "Report",
    "RetryDetails",
    "Script",
    "Secret",
    "ServerError",
    "Settings",
    "Site",
    "SourcePage",
    "Span",
    "SpeechError",
    "SpokenSpan",
    "Status",
    "Store",
    "StoreError",
    "StoredClip",
    "Tags",
    "ThrottledError",
    "TimeSource",
    "Timing",
    "Track",
    "TrackRecipe",
    "TransportError",
    "UnknownModelError",
    "Usage",
    "Utterance",
    "Voice",
    "__version__",
    "narrate",
    "plan",
    "say",
    "script",
]

_ROOMS = {
    "api": ("narrate", "plan", "say", "script"),
    "audio": ("TrackRecipe",),
    "errors": (
        "AccountError",
        "AudioError",
        "AuthenticationError",
        "BadAudioError",
        "BudgetExceeded",
        "ConfigurationError",
        "ContentRejectedError",
        "FrozenError",
        "InvalidRequestError",
        "NarrationError",
        "ServerError",
        "SpeechError",
        "StoreError",
        "ThrottledError",
        "TransportError",
        "UnknownModelError",
    ),
    "model": (
        "Bill",
        "Chapter",
        "Charge",
        "Cue",
        "Encoded",
        "Hole",
        "Kind",
        "Mark",
        "Narration",
        "Outcome",
        "Passage",
        "Proof",
        "Report",
        "RetryDetails",
        "Script",
        "Site",
        "SourcePage",
        "Span",
        "SpokenSpan",
        "Status",
        "Tags",
        "TimeSource",
        "Timing",
        "Track",
        "Usage",
        "Utterance",
        "Voice",
    ),
    "pipeline": ("PagePlan", "Plan", "Progress"),
    "schema": ("Secret",),
    "settings": (
        "Alias",
        "Api",
        "Audio",
        "Budget",
        "Cache",
        "Feed",
        "Pauses",
        "Player",
        "Prose",
        "Settings",
    ),
    "store": ("PageRecord", "RememberedRefusal", "Remote", "Store", "StoredClip"),
}
"""Where each public name is defined."""


if not TYPE_CHECKING:  # with such a function, a module has every name to a type checker

    def __getattr__(name: str) -> Any:
        """Load a public name at its first use: a build that needs none of them waits for none."""
        for room, names in _ROOMS.items():
            if name in names:
                return getattr(import_module(f"mkdocs_qwen_tts.{room}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
