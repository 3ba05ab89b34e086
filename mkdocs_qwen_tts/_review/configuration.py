"""One item more in a list of the plugin's options, in the text of a configuration file."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import BEYOND_YAML, yaml_fault
from mkdocs_qwen_tts._sitefile import (
    PLUGIN,
    is_generators,
    is_own,
    lineage,
    plugin_entries,
    value_of,
)
from mkdocs_qwen_tts._yamltext import (
    block_lines,
    in_flow,
    is_empty,
    newline_of,
    replaced,
    with_item,
    with_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def file_of_options(path: Path) -> Path:
    """The file that holds the plugin's options: `path`, or the nearest that it inherits from.

    Raises:
        ConfigurationError: a file cannot be read, or inherits from itself.
    """
    files = lineage(path, lambda file: (file, _text(file)), lambda read: _said(*read))
    named = (
        file
        for file, (_, text) in files
        if any(is_own(name) for name, _ in plugin_entries(_said(file, text).get("plugins")))
    )
    return next(named, path)


def with_listed(text: str, name: str, option: Sequence[str], item: str) -> str:
    """The text of a configuration file with one more item in a list of the plugin's options.

    Args:
        text: of the file: a generator's, with plugins, or a `narration.yml`.
        name: of the file, for messages.
        option: the way to the list, such as `("prose", "skip")`.
        item: what is added to it.

    Raises:
        ConfigurationError: the file is written in a way that is not edited; says what to write.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        made = _edited(text, root, option, item)
        if made is not None and _reads_as(text, made, option, item):
            return made
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError("", f"{name} is not YAML: {yaml_fault(error)}.") from None
    lines = "\n    ".join(["", f"{PLUGIN}:", *(f"  {line}" for line in _lines(option, item))])
    raise ConfigurationError(
        ".".join(option),
        f"{name} is written in a way that is not edited here. Write by hand:{lines}",
    )


def _edited(text: str, root: yaml.Node | None, option: Sequence[str], item: str) -> str | None:
    """The new text; `None` where the shape is none that is edited."""
    if root is None:
        return text + newline_of(text).join([*_lines(option, item), ""])
    if not isinstance(root, yaml.MappingNode):
        return None
    if not is_generators(value_of(root)):
        return _listed(text, root, option, item)
    plugins = _value(root, "plugins")
    if isinstance(plugins, yaml.MappingNode):
        return _in_mapping(text, plugins, option, item)
    return _in_list(text, plugins, option, item) if isinstance(plugins, yaml.SequenceNode) else None


def _in_list(text: str, plugins: yaml.SequenceNode, option: Sequence[str], item: str) -> str | None:
    for entry in plugins.value:
        if _is_own_key(entry):
            if plugins.flow_style:
                return replaced(text, entry, in_flow({entry.value: _nested(option, item)}))
            return _of_bare(text, entry, option, item)
        if isinstance(entry, yaml.MappingNode) and any(_is_own_key(key) for key, _ in entry.value):
            return _in_mapping(text, entry, option, item)
    return None


def _in_mapping(
    text: str, plugins: yaml.MappingNode, option: Sequence[str], item: str
) -> str | None:
    """Plugins by name, with what is written for each."""
    own = next((value for key, value in plugins.value if _is_own_key(key)), None)
    if own is not None and is_empty(own):
        return replaced(text, own, in_flow(_nested(option, item)))
    return _listed(text, own, option, item) if isinstance(own, yaml.MappingNode) else None


def _of_bare(text: str, name: yaml.Node, option: Sequence[str], item: str) -> str:
    """`- qwen-tts` gets its first options."""
    end, newline = name.end_mark.index, newline_of(text)
    indent = " " * (name.start_mark.column + 2)
    lines = newline.join(indent + line for line in _lines(option, item))
    rest, _, behind = text[end:].partition("\n")
    return f"{text[:end]}:{rest.rstrip()}{newline}{lines}{newline}{behind}"


def _listed(text: str, node: yaml.MappingNode, option: Sequence[str], item: str) -> str | None:
    name, *rest = option
    value = _value(node, name)
    if value is None:
        return with_key(text, node, name, _nested(rest, item))
    if is_empty(value):
        return replaced(text, value, in_flow(_nested(rest, item)))
    if rest:
        return _listed(text, value, rest, item) if isinstance(value, yaml.MappingNode) else None
    if isinstance(value, yaml.SequenceNode):
        return with_item(text, value, item)
    one_line = isinstance(value, yaml.ScalarNode) and value.style not in ("|", ">")
    return replaced(text, value, in_flow([value.value, item])) if one_line else None


def _nested(option: Sequence[str], item: str) -> Any:
    """`{prose: {skip: [item]}}`."""
    value: Any = [item]
    for name in reversed(option):
        value = {name: value}
    return value


def _lines(option: Sequence[str], item: str) -> list[str]:
    return block_lines(option[0], _nested(option[1:], item))


def _value(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    found = [
        value for key, value in node.value if isinstance(key, yaml.ScalarNode) and key.value == name
    ]
    return found[-1] if found else None


def _is_own_key(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and is_own(str(node.value))


# ---------------------------------------------------------------- what it says


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("", f"{path} cannot be read: {error}.") from None


def _said(path: Path, text: str) -> dict[str, Any]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        said = value_of(root) if root is not None else {}
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError("", f"{path} is not YAML: {yaml_fault(error)}.") from None
    return said if isinstance(said, dict) else {}


def _reads_as(before: str, made: str, option: Sequence[str], item: str) -> bool:
    """Whether the new text says what the old one did, with the item in its list."""
    old, new = _value_in(before), _value_in(made)
    if not is_generators(old):
        return bool(new == _with(old, option, item))
    entries = [
        (name, _with(own or {}, option, item) if is_own(name) else own)
        for name, own in plugin_entries(old.get("plugins"))
    ]
    rest = [{name: said[name] for name in said if name != "plugins"} for said in (old, new)]
    return bool(rest[0] == rest[1] and plugin_entries(new.get("plugins")) == entries)


def _value_in(text: str) -> dict[str, Any]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return (value_of(root) if root is not None else {}) or {}


def _with(options: Any, option: Sequence[str], item: str) -> Any:
    made = deepcopy(options)
    place = made
    for name in option[:-1]:
        place[name] = place.get(name) or {}
        place = place[name]
    listed = place.get(option[-1])
    place[option[-1]] = [*(listed if isinstance(listed, list) else [listed] * bool(listed)), item]
    return made
