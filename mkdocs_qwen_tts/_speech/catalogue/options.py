"""Options that change the sound: what each model takes, from `data/options.csv`.

Only documented fields are ever sent. An option that a model does not take is an error, never
silently dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech.catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Option:
    """An option of a protocol, as documented."""

    name: str
    protocol: str
    path: tuple[str, ...]
    """Where it stands in the request's `input`."""
    kind: str
    """`integer`, `number`, `boolean`, `text`, `list` or `mapping`."""
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    models: tuple[str, ...]
    """Beginnings of the names of the models that take it; empty: all of the protocol's."""
    except_models: tuple[str, ...]
    """Beginnings of the names of the models that do not."""

    def fits(self, model: str) -> bool:
        """Whether a model takes it."""
        if any(model.startswith(name) for name in self.except_models):
            return False
        return not self.models or any(model.startswith(name) for name in self.models)


@lru_cache(maxsize=1)
def _table() -> tuple[Option, ...]:
    return tuple(
        Option(
            name=row["option"],
            protocol=row["protocol"],
            path=tuple(row["path"].split(".")),
            kind=row["kind"],
            minimum=float(row["minimum"]) if row["minimum"] else None,
            maximum=float(row["maximum"]) if row["maximum"] else None,
            choices=tuple(choice for choice in row["choices"].split(";") if choice),
            models=tuple(name for name in row["models"].split(";") if name),
            except_models=tuple(name for name in row["except_models"].split(";") if name),
        )
        for row in tables.rows("options")
    )


def options_of(protocol: str, model: str) -> Mapping[str, Option]:
    """The options a model takes, by name."""
    return {
        option.name: option
        for option in _table()
        if option.protocol == protocol and option.fits(model)
    }


def check_values(values: Mapping[str, Any], protocol: str, model: str) -> None:
    """Check a mapping of options.

    Raises:
        ConfigurationError: naming the option, and the closest one that exists.
    """
    known = options_of(protocol, model)
    for name, value in values.items():
        option = known.get(name)
        if option is None:
            if not known:
                raise ConfigurationError(
                    f"options.{name}", f"{model} takes no options.", value=value
                )
            raise ConfigurationError.not_among("options", name, known, f"option of {model}")
        problem = _problem(option, value)
        if problem:
            raise ConfigurationError(
                f"options.{name}", f"{problem} (found {value!r}).", value=value
            )


def frozen_options(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Options as a voice holds them: sorted by name, hashable all the way down."""
    return tuple(sorted((name, _freeze(value)) for name, value in values.items()))


def place_options(
    values: Iterable[tuple[str, Any]], protocol: str, model: str, request: dict[str, Any]
) -> None:
    """Write a voice's options to where a request's `input` has them."""
    known = options_of(protocol, model)
    for name, value in values:
        *sections, last = known[name].path
        target = request
        for section in sections:
            target = target.setdefault(section, {})
        target[last] = _thaw(value)


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return ("mapping", *((key, _freeze(part)) for key, part in value.items()))
    if isinstance(value, list):
        return ("list", *(_freeze(part) for part in value))
    return value


def _thaw(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    kind, *parts = value
    return (
        {key: _thaw(part) for key, part in parts}
        if kind == "mapping"
        else [_thaw(part) for part in parts]
    )


def _problem(option: Option, value: Any) -> str | None:  # noqa: PLR0911 - one plain test a line
    """What is wrong with a value, or `None`."""
    if option.kind == "boolean":
        return None if isinstance(value, bool) else "must be true or false"
    if option.kind in ("integer", "number"):
        whole = option.kind == "integer"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return f"must be a {'whole ' if whole else ''}number"
        if (option.minimum is not None and value < option.minimum) or (
            option.maximum is not None and value > option.maximum
        ):
            return f"must be between {option.minimum:g} and {option.maximum:g}"
        if option.choices and str(value) not in option.choices:
            return f"must be one of {', '.join(option.choices)}"
        return None
    if option.kind == "text":
        if not isinstance(value, str):
            return "must be text"
        return (
            None
            if not option.choices or value in option.choices
            else f"must be one of {', '.join(option.choices)}"
        )
    if option.kind == "list":
        return None if isinstance(value, list) else "must be a list"
    return None if isinstance(value, dict) else "must be a mapping"
