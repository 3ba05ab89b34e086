"""The names of the engines, and which environment variables belong to each.

`engines.csv` is the table. Settings check `engine` against it and fill in key and address from the
environment; `_speech.engines.registry` makes an engine of a row. Nobody else names an engine.
"""

from __future__ import annotations

from msgspec import Struct

from mkdocs_qwen_tts._datafile import csv_rows

AUTO = "auto"
"""Value of the option `engine`. It means the first engine if there is a key for it, else the free
one."""


class EngineRow(Struct, frozen=True):
    """What is known of an engine without loading it."""

    engine: str
    """Its name, as users write it."""
    factory: str
    """`module:Class` of it."""
    key_variable: str = ""
    """The environment variable that holds its key, or empty."""
    address_variable: str = ""
    """The environment variable that holds its address, or empty."""
    about: str = ""
    """A few words for the documentation."""


ENGINES: dict[str, EngineRow] = {
    row["engine"]: EngineRow(**row) for row in csv_rows(__package__, "engines.csv")
}
"""By name. The first is the default. `_speech.engines.registry.register` adds to it."""

DEFAULT_ENGINE = next(iter(ENGINES))


def engine_choices() -> tuple[str, ...]:
    """What the option `engine` may be."""
    return (*ENGINES, AUTO)


def engine_row(name: str) -> EngineRow:
    """The row of the engine that the option names; of the default for `auto`."""
    return ENGINES[DEFAULT_ENGINE if name == AUTO else name]
