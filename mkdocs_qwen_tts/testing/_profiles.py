"""How the fake behaves: as clients measured the service, or as its documentation has it.

The switches are a table, `data/profiles.csv`, with the source of each value.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

MEASURED = "measured"
STRICT = "strict"
PROFILES = (MEASURED, STRICT)


@dataclass(frozen=True)
class Profile:
    """The switches of the fake, each as `data/profiles.csv` explains it."""

    limit: int
    limit_unit: str
    header_in_stream: bool
    true_sizes: bool
    errors_in_stream: bool
    open_voices: bool
    forms: bool
    self_hosted: str
    patience: float
    latency: float
    sound: str

    @classmethod
    def named(cls, name: str, **changes: Any) -> Profile:
        """A profile of the table, with some switches set otherwise.

        Args:
            name: `measured` or `strict`.
            changes: switches and their values.

        Raises:
            ConfigurationError: there is no such profile, switch or value; names the closest.
        """
        if name not in PROFILES:
            raise ConfigurationError.not_among("profile", name, PROFILES, "profile")
        known = {field.name for field in fields(cls)}
        for switch in changes:
            if switch not in known:
                raise ConfigurationError.not_among("switch", switch, known, "switch")
        table = {switch.name: switch.read(switch.values[name]) for switch in switches().values()}
        for switch, value in changes.items():
            choices = switches()[switch].choices
            if choices and value not in choices:
                raise ConfigurationError.not_among(switch, value, choices, switch)
        return replace(cls(**table), **changes)


@dataclass(frozen=True)
class Switch:
    """A row of the table of profiles."""

    name: str
    kind: str
    """`integer`, `number`, `flag`, or the choices with `;` between them."""
    values: Mapping[str, str]
    """What each profile sets it to."""
    does: str
    source: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that there are, where only some are possible."""
        return tuple(self.kind.split(";")) if ";" in self.kind else ()

    def read(self, cell: str) -> Any:
        """The value that a cell of the table states."""
        if self.kind == "flag":
            return cell == "yes"
        return {"integer": int, "number": float}.get(self.kind, str)(cell)


@cache
def switches() -> Mapping[str, Switch]:
    """Every switch by its name."""
    return {
        row["switch"]: Switch(
            row["switch"],
            row["kind"],
            {name: row[name] for name in PROFILES},
            row["does"],
            row["source"],
        )
        for row in csv_rows(__package__, "data/profiles.csv")
    }


@dataclass(frozen=True)
class Tempo:
    """How fast a model makes sound."""

    first_sound: float
    """Seconds until the first of it arrives."""
    real_time_factor: float
    """Seconds that a second of sound takes."""

    @classmethod
    def of(cls, model: str) -> Tempo:
        """The tempo of a model, by the first row whose beginning its name has."""
        return next(
            cls(float(row["first_sound"]), float(row["real_time_factor"]))
            for row in csv_rows(__package__, "data/tempo.csv")
            if model.startswith(row["models"])
        )


NO_WAIT = Tempo(0.0, 0.0)
