"""A mapping that a user wrote → a section of options, or every mistake in it with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._expectation import in_words, translated
from mkdocs_qwen_tts._quotation import closest_of, shown
from mkdocs_qwen_tts._redaction import note_secret

if TYPE_CHECKING:
    from typing import Self

LINES = "lines"
"""Mark of a list of texts that one text may stand for: its lines, as MkDocs' patterns."""

FORMERLY = "formerly"
"""Mark with an option's former name, which still works for one release and is reported."""
CHOICES = "choices"
"""Mark of a text that is one of some names; beside it stands what returns them."""

SWITCH = "switch"
"""Mark of a choice with `off` in it: YAML 1.1 reads a bare `off` as false."""


class Secret:
    """A text that is not shown unless somebody asks for it by `get_secret_value`."""

    def __init__(self, value: str) -> None:
        self._value = value
        note_secret(value)

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A group of options."""

    def changed(self, **values: Any) -> Self:
        """The same with other values, which are taken as they are."""
        return msgspec.structs.replace(self, **values)


class Found(msgspec.Struct):
    """What reading a mapping came to."""

    values: dict[str, Any]
    problems: list[ConfigurationError]
    notes: list[str] = msgspec.field(default_factory=list)
    """Options that work but should be written in another way, one sentence each."""


def checked(
    section: type[Section], written: Any, path: str = "", whole: type[Section] | None = None
) -> Found:
    """Check what is written for a section.

    Args:
        section: which one.
        written: what stands in the configuration.
        path: where it stands there; `""` for the whole.
        whole: the section that holds all others, in which a misplaced option is looked for.

    Returns:
        The values of the options that are written and right, by name, and every mistake.
    """
    if not isinstance(written, Mapping):
        return Found({}, [ConfigurationError(path, _no_mapping(section, written, path))])
    prefix = f"{path}." if path and not path.endswith(" ") else path
    hints = _hints(section)
    found = Found({}, [])
    former = _former(section)
    for written_name, value in written.items():
        name = former.get(written_name, written_name)
        where = f"{prefix}{written_name}"
        if name != written_name:
            if name in written:
                continue  # both are written: the one that is in use counts
            found.notes.append(
                f"{where} is now called {name}; the old name works for one more release."
            )
        if name not in hints:
            found.problems.append(_unknown(str(name), value, where, section, whole or section))
        elif value is not None:  # an option with nothing behind it means its default
            _take(found, str(name), hints[name], value, where, whole or section)
    return found


def _kind(value: Any) -> str:
    return {"str": "a text", "list": "a list", "bool": "true or false"}.get(
        type(value).__name__, "a number"
    )


def _no_mapping(section: type[Section], written: Any, path: str) -> str:
    """What is wrong with a value where options belong, and how it may be meant.

    Only its kind is told: what stands where a section belongs may be a key.
    """
    group = path.rpartition(".")[2]
    fits = [
        name
        for name, hint in _hints(section).items()
        if isinstance(written, str) and written in choices(hint)
    ]
    mend, example = "", ""
    if len(fits) == 1:
        mend = f"; write `{group}: {{{fits[0]}: {written}}}`"
    elif written is True:
        mend = "; `{}` takes the defaults"
    elif group.isidentifier():
        example = f" such as `{group}: {{{next(iter(_hints(section)))}: …}}`"
    return f"expected a mapping of options{example}, found {_kind(written)}{mend}."


def _unknown(
    name: str, value: Any, where: str, section: type[Section], whole: type[Section]
) -> ConfigurationError:
    """The error for a name that is no option here; it may be one elsewhere."""
    elsewhere = option_paths(whole)
    if "." in name and name in elsewhere:
        message = f"an option has no dots in its name; {_place_of(name)}."
        return ConfigurationError(where, message, value=value)
    meant = _meant(name, elsewhere)
    if meant:
        message = f"there is no such option; {_place_of(meant)}."
        return ConfigurationError(where, message, value=value, closest=meant)
    inside = [path for path in elsewhere if path == name or path.endswith(f".{name}")]
    if len(inside) == 1:
        message = f"there is no such option here; {_place_of(inside[0])}."
        return ConfigurationError(where, message, value=value, closest=inside[0])
    if inside:
        places = ", ".join(f"`{path}`" for path in inside)
        message = f"there is no such option here; there are {places}."
        return ConfigurationError(where, message, value=value)
    own = list(_hints(section))
    by_name = {**{path.rpartition(".")[2]: path for path in elsewhere}, **{one: one for one in own}}
    likely = closest_of(name, by_name)
    message = f"there is no such option; valid: {', '.join(own)}."
    closest = by_name[likely] if likely else None
    return ConfigurationError(where, message, value=value, closest=closest)


def _meant(name: str, paths: list[str]) -> str:
    """The option that goes by another name elsewhere, or has its group in its name; else empty."""
    plain = _plain(name)
    other = {row["written"]: row["meant"] for row in csv_rows(__package__, "other_names.csv")}
    if name in other:
        return other[name]
    return next((path for path in paths if "." in path and _plain(path) == plain), "")


def _plain(name: str) -> str:
    """A name without what joins its words: `cache_dir`, `cache-dir` and `cache.dir` are one."""
    return re.sub(r"[-_. ]", "", name).casefold()


def _place_of(path: str) -> str:
    """How an option is written where it belongs."""
    *groups, name = path.split(".")
    if not groups:
        return f"write `{name}: …` on the first level"
    return f"write `{': {'.join(groups)}: {{{name}: …}}{'}' * (len(groups) - 1)}`"


def option_paths(section: type[Section], prefix: str = "") -> list[str]:
    """The dotted paths of all options of a section, those of inner sections included."""
    found = []
    for name, hint in _hints(section).items():
        kind, _ = _unwrapped(hint)
        found.append(f"{prefix}{name}")
        if isinstance(kind, type) and issubclass(kind, Section):
            found += option_paths(kind, f"{prefix}{name}.")
    return found


def _take(found: Found, name: str, hint: Any, value: Any, where: str, whole: type[Section]) -> None:
    """Add an option to what was found: its value, or what is wrong with it."""
    kind, marks = _unwrapped(hint)
    if isinstance(kind, type) and issubclass(kind, Section):
        inner = checked(kind, value, where, whole)
        found.problems += inner.problems
        found.notes += inner.notes
        if not inner.problems:
            found.values[name] = kind(**inner.values)
        return
    if LINES in marks and isinstance(value, str):
        value = [line for line in value.splitlines() if line.strip()]
    if SWITCH in marks and value is False:
        value = "off"
    valid = choices(hint)
    if valid and value not in valid:
        found.problems.append(ConfigurationError.not_among(where, value, valid))
        return
    try:
        found.values[name] = msgspec.convert(
            _stripped(value), hint, strict=False, dec_hook=_convert
        )
    except (msgspec.ValidationError, ValueError) as error:
        found.problems.append(_problem(error, value, hint, where))


def choices(hint: Any) -> tuple[Any, ...]:
    """The values that an option of this type may have, where they are a few; else none."""
    kind, marks = _unwrapped(hint)
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(marks[CHOICES]()) if CHOICES in marks else ()


def _problem(error: Exception, value: Any, hint: Any, where: str) -> ConfigurationError:
    message, _, inside = str(error).partition(" - at `$")
    if inside:  # a list or a mapping: say where in it
        if isinstance(value, Mapping) and inside.startswith("[...]"):
            key, value = _faulty(value, hint)
            where += f".{key}"
        where += inside.rstrip("`").replace("[...]", "")
        message = translated(message)
    else:
        message = f"expected {in_words(hint)}"
    if _unwrapped(hint)[0] is Secret:
        return ConfigurationError(where, f"{message}.")
    return ConfigurationError(where, f"{message} (found {shown(value)}).", value=value)


def _faulty(written: Mapping[Any, Any], hint: Any) -> tuple[Any, Any]:
    """The first key of a mapping whose value is wrong, and that value."""
    for key, one in written.items():
        try:
            msgspec.convert({key: one}, hint, strict=False, dec_hook=_convert)
        except (msgspec.ValidationError, ValueError):
            return key, one
    return next(iter(written.items()))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _convert(kind: type, value: Any) -> Any:
    if kind is not Secret:
        raise NotImplementedError(kind)
    if not isinstance(value, str):
        raise ValueError("not a text")  # noqa: TRY004 - reported as every other mistake
    return Secret(value)


_cache: dict[type, dict[str, Any]] = {}


def _hints(section: type[Section]) -> dict[str, Any]:
    """The options of a section and their types, in order."""
    if section not in _cache:
        hints = get_type_hints(section, include_extras=True)
        _cache[section] = {
            name: hints[name] for name in section.__struct_fields__ if not name.startswith("_")
        }
    return _cache[section]


def _former(section: type[Section]) -> dict[str, str]:
    """The former names of options, and what they are called now."""
    return {
        mark.extra[FORMERLY]: name
        for name, hint in _hints(section).items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, msgspec.Meta) and mark.extra and FORMERLY in mark.extra
    }


def _unwrapped(hint: Any) -> tuple[Any, dict[str, Any]]:
    """A type without `Annotated` and `| None`, and its marks."""
    marks: dict[str, Any] = {}
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        for one in rest:
            marks |= (one.extra or {}) if isinstance(one, msgspec.Meta) else {}
    options = [one for one in get_args(hint) if one is not type(None)]
    if type(None) in get_args(hint) and len(options) == 1:
        inner, more = _unwrapped(options[0])
        return inner, {**marks, **more}
    return hint, marks
