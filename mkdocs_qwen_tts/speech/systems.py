"""Which module speaks to which model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.speech import casting, catalogue, endpoint, qwen
from mkdocs_qwen_tts.speech.service import Service
from mkdocs_qwen_tts.speech.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.model import Sound
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech.protocol import System


def service(
    settings: Settings, decode: Callable[[Sound], tuple[bytes, int]], sleep: Callable[[float], None] | None
) -> Service:
    """The engine for a service behind HTTP.

    Raises:
        ConfigurationError: no module speaks to the model.
    """
    endpoint.check(settings)
    name = casting.resolve(settings)
    if name != "dashscope":
        raise ConfigurationError.not_among("engine", name, ["dashscope", "preview", "auto"], "engine")
    entry = catalogue.model(settings.model)
    system = SYSTEMS.get(entry.protocol)
    if system is None:
        raise ConfigurationError("model", f"{entry.name} is not spoken to yet.", value=entry.name)
    key = settings.api.key.get_secret_value() if settings.api.key else None
    wire = Wire(
        endpoint.root(settings, shared=entry.protocol == "minimax"),
        key,
        timeout=settings.api.timeout,
        connections=settings.api.concurrency,
    )
    return Service(settings, decode, system=system, wire=wire, sleep=sleep)


SYSTEMS: dict[str, System] = {"qwen": qwen}
