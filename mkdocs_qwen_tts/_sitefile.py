"""The file that configures a site: what it inherits, and what it says of plugins.

A `mkdocs.yml` as a rule. Nothing of MkDocs runs for it: sites of other generators have none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
import yaml_env_tag

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import BEYOND_YAML, shown, yaml_fault

if TYPE_CHECKING:
    from collections.abc import Callable

PLUGIN = "qwen-tts"
"""What the plugin is called in a configuration."""

INHERIT = "INHERIT"
"""The key under which MkDocs lets a file name another that it is laid over, relative to its own
folder."""

Read = TypeVar("Read")
"""What is made of a file."""


# ---------------------------------------------------------------- what it inherits


def lineage(
    path: Path, read: Callable[[Path], Read], says: Callable[[Read], Mapping[str, Any]]
) -> list[tuple[Path, Read]]:
    """A file and those that it inherits from, the nearest first.

    Args:
        path: the file.
        read: reads a file.
        says: the options that a file holds; of these, `INHERIT` is looked at.

    Raises:
        ConfigurationError: a file inherits from itself, or names no file.
    """
    found = [(path, read(path))]
    while INHERIT in (options := says(found[-1][1])):
        below, name = found[-1][0], options[INHERIT]
        if not isinstance(name, str):
            raise ConfigurationError(
                INHERIT, f"{below} has to name a file here (found {shown(name)}).", value=name
            )
        above = Path(os.path.normpath(below.parent / name))
        if above.absolute() in {file.absolute() for file, _ in found}:
            raise ConfigurationError(
                INHERIT, f"{below} inherits from itself, through {above}.", value=name
            )
        found.append((above, read(above)))
    return found


def with_inherited(path: Path) -> tuple[dict[str, Any], list[Path]]:
    """A file laid over what it inherits, as MkDocs does it, and the files in order.

    Raises:
        ConfigurationError: one of the files cannot be read, or a file inherits from itself.
    """
    files = lineage(path, _one, dict)
    written: dict[str, Any] = {}
    for _, one in reversed(files):
        written = _merged(written, one)
    written.pop(INHERIT, None)
    return written, [file for file, _ in files]


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings merge key by key; any other value replaces the one below it."""
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        merged[name] = _merged(under, value) if both else value  # type: ignore[arg-type]
    return merged


# ---------------------------------------------------------------- what it says of plugins


def plugin_entries(plugins: Any) -> list[tuple[str, Any]]:
    """Each plugin and its options, in any of the ways in which MkDocs lets them be written.

    Args:
        plugins: what stands under `plugins`.
    """
    entries: list[tuple[Any, Any]] = []
    for entry in plugins if isinstance(plugins, list) else [plugins or {}]:
        entries += list(entry.items()) if isinstance(entry, Mapping) else [(entry, {})]
    return [(str(name), {} if options is None else options) for name, options in entries]


def own_options(plugins: Any) -> Any:
    """What is written for this plugin, unchecked; `None` where it is not named.

    Args:
        plugins: what stands under `plugins`.
    """
    return next((own for name, own in plugin_entries(plugins) if is_own(name)), None)


def is_generators(written: Mapping[str, Any]) -> bool:
    """Whether a file is a generator's, with plugins, and not a `narration.yml` of options alone."""
    return bool({"plugins", "docs_dir", "nav", "theme"} & written.keys())


def is_own(name: str) -> bool:
    """Whether a plugin of this name is ours.

    A slash before the name means: not one of the theme's own.
    """
    return name.lstrip("/") == PLUGIN


# ---------------------------------------------------------------- reading


class _Loader(yaml.SafeLoader):
    """YAML with `!ENV`, as MkDocs reads it. Tags of a generator (`!!python/name:…`) are void."""


yaml_env_tag.add_env_tag(_Loader)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)  # noqa: ARG005 - PyYAML gives all three


def value_of(node: yaml.Node) -> Any:
    """What a part of a file says.

    Raises:
        yaml.YAMLError: nothing that YAML can say, such as a list for a key.
        ValueError: a day that no month has.
    """
    return _Loader("").construct_document(node)


def _one(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            written = yaml.load(file, _Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise ConfigurationError("", f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError("", f"{path} is not a text in UTF-8.") from None
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError("", f"{path} is not YAML: {yaml_fault(error)}.") from None
    if not isinstance(written or {}, Mapping):
        raise ConfigurationError(
            "", f"{path} holds no options; write them as `voice: Ethan`, one a line."
        )
    return dict(written or {})
