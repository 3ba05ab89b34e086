"""Which module speaks to which model, and over which wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.speech import casting, catalogue
from mkdocs_qwen_tts.speech.engines.modelstudio import cosyvoice, minimax, qwen
from mkdocs_qwen_tts.speech.engines.selfhosted import speech as openai
from mkdocs_qwen_tts.speech.http import endpoint
from mkdocs_qwen_tts.speech.http.service import Service
from mkdocs_qwen_tts.speech.http.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs_qwen_tts.model import Sound
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech.http.protocol import System

SYSTEMS: Mapping[str, System] = {
    "qwen": qwen,
    "cosyvoice": cosyvoice,
    "minimax": minimax,
    "openai": openai,
}
"""For each protocol (`Model.protocol`) the module that speaks it."""


def service(
    settings: Settings,
    decode: Callable[[Sound], tuple[bytes, int]],
    sleep: Callable[[float], None] | None,
) -> Service:
    """The engine for a service behind HTTP.

    Raises:
        ConfigurationError: the address is none that a key may be sent to, or the model is unknown.
    """
    endpoint.check(settings)
    hosted = casting.resolve(settings) == "dashscope"
    protocol = catalogue.model(settings.model).protocol if hosted else "openai"
    return Service(
        settings,
        decode,
        system=SYSTEMS[protocol],
        wire=wire(settings, shared=protocol == "minimax", key_required=hosted),
        sleep=sleep,
    )


def wire(settings: Settings, *, shared: bool = False, key_required: bool = True) -> Wire:
    """Connections to the service that the settings name."""
    return Wire(
        endpoint.root(settings, shared=shared),
        settings.api.key.get_secret_value() if settings.api.key else None,
        timeout=settings.api.timeout,
        connections=settings.api.concurrency,
        key_required=key_required,
    )
