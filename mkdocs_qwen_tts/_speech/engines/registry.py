"""From the option `engine` to an engine. Only here and in `engines.csv` is one named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model.engines import AUTO, DEFAULT_ENGINE, ENGINES, EngineRow

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.engine import Engine

FREE = "preview"
"""Who speaks with `engine: auto` where there is no key."""

_registered: dict[str, type[Engine]] = {}


def engine_for(settings: Settings) -> Engine:
    """The engine that the settings name. Cheap: nothing is opened, and nobody is asked."""
    return engine_class(resolved_name(settings))(settings)


def resolved_name(settings: Settings) -> str:
    """The name of the engine that will speak: `auto` is the default where there is a key."""
    if settings.engine != AUTO:
        return settings.engine
    return DEFAULT_ENGINE if settings.api.key else FREE


def engine_class(name: str) -> type[Engine]:
    """The class of an engine, loaded when it is first asked for."""
    if name not in _registered:
        module, _, attribute = ENGINES[name].factory.partition(":")
        _registered[name] = getattr(import_module(module), attribute)
    return _registered[name]


def free_preview() -> type[Engine]:
    """The engine that anybody can hear a site with, without a key."""
    return engine_class(FREE)


def register(engine: type[Engine], *, key_variable: str = "", address_variable: str = "") -> None:
    """Add an engine, which `engine:` of the settings may name from then on.

    Args:
        engine: its class, whose `name` must be new.
        key_variable: the environment variable that holds its key.
        address_variable: the environment variable that holds its address.

    Raises:
        ValueError: there is an engine of this name.
    """
    if engine.name in (*ENGINES, AUTO):
        raise ValueError(f"there is an engine {engine.name!r}")
    factory = f"{engine.__module__}:{engine.__qualname__}"
    ENGINES[engine.name] = EngineRow(engine.name, factory, key_variable, address_variable)
    _registered[engine.name] = engine


def unregister(name: str) -> None:
    """Take an engine that was registered out again."""
    del ENGINES[name], _registered[name]
