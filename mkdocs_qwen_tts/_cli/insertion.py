"""One more plugin in the text of a configuration file; every other byte of it stays as it is.

Lists and mappings of plugins are edited, and files without `plugins`. The new text is taken
only when the YAML library reads it as the old one with one more plugin. For every other shape, the
error says which lines to paste.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import BEYOND_YAML, yaml_fault
from mkdocs_qwen_tts._sitefile import INHERIT, PLUGIN, is_own, plugin_entries, value_of
from mkdocs_qwen_tts._yamltext import below, is_empty, newline_of, with_item, with_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yaml.events import Event
    from yaml.nodes import Node

DEFAULT = "search"
"""The plugin that MkDocs runs only if no plugins are named."""

WANTS_TO_BE_LAST = "print-site"
"""It warns where a plugin stands behind it, and `mkdocs build --strict` fails on a warning."""

Content = tuple[Any, ...]
"""What an event of YAML says: its kind, anchor, tag and value."""

NEW_LIST: tuple[Content, ...] = (
    (yaml.ScalarEvent, None, None, "plugins"),
    (yaml.SequenceStartEvent, None, None, None),
    (yaml.ScalarEvent, None, None, DEFAULT),
    (yaml.ScalarEvent, None, None, PLUGIN),
    (yaml.SequenceEndEvent, None, None, None),
)
"""What a new list adds to the events of a file; a new entry adds the fourth alone."""

NEW_KEY: tuple[Content, ...] = (
    NEW_LIST[3],
    (yaml.MappingStartEvent, None, None, None),
    (yaml.MappingEndEvent, None, None, None),
)
"""What a mapping of plugins gets."""

AFTER_OPTIONS = 3
"""Events that end the options, the document and the stream."""


@dataclass(frozen=True)
class Plugins:
    """What a configuration and the files that it inherits from say of plugins."""

    kind: str = ""
    """`list`, `mapping`, or empty where none are named."""
    names: tuple[str, ...] = ()

    @property
    def has_ours(self) -> bool:
        """Whether the plugin is among them."""
        return any(map(is_own, self.names))


def parsed(text: str, name: str) -> yaml.MappingNode:
    """A configuration file's nodes.

    Args:
        text: of the file.
        name: of the file, for messages.

    Raises:
        ConfigurationError: it is not YAML, or no mapping of options.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigurationError("", f"{name} is not YAML: {yaml_fault(error)}.") from None
    if not isinstance(node, yaml.MappingNode):
        message = (
            f"{name} holds no options of MkDocs. It needs at least a line such as "
            "`site_name: My site`."
        )
        raise ConfigurationError("", message)
    return node


def option(root: yaml.MappingNode, name: str) -> Node | None:
    """The value of a key of the first level; of two alike, the last counts."""
    found = [
        value for key, value in root.value if isinstance(key, yaml.ScalarNode) and key.value == name
    ]
    return found[-1] if found else None


def plugins(root: yaml.MappingNode, inherited: Plugins, name: str) -> Plugins:
    """What a file says of its plugins. A mapping adds to an inherited one; a list replaces it.

    Raises:
        ConfigurationError: `plugins` is neither a list nor a mapping.
    """
    node = option(root, "plugins")
    if node is None:
        return inherited
    if is_empty(node):
        return Plugins()
    if not isinstance(node, yaml.CollectionNode):
        raise ConfigurationError("plugins", f"{_place(name, node)}: expected a list, found a text.")
    own = tuple(plugin for plugin, _ in plugin_entries(_value(node, name)))
    if isinstance(node, yaml.MappingNode):
        return Plugins("mapping", (*(inherited.names if inherited.kind == "mapping" else ()), *own))
    return Plugins("list", own)


def inheritance(root: yaml.MappingNode, name: str) -> dict[str, Any]:
    """What a file says under `INHERIT`, in the form that `lineage` takes.

    Empty if it says nothing.
    """
    node = option(root, INHERIT)
    return {} if node is None else {INHERIT: _value(node, name)}


def _value(node: Node, name: str) -> Any:
    try:
        return value_of(node)
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError("", f"{name} is not YAML: {yaml_fault(error)}.") from None


def inserted(text: str, name: str, inherited: Plugins) -> str:
    """A configuration's text with the plugin in it.

    Args:
        text: of the file; it does not name the plugin yet.
        name: of the file, for messages.
        inherited: plugins of the files that it inherits from.

    Raises:
        ConfigurationError: the file is written in another way; says which lines to paste.
    """
    root = parsed(text, name)
    node = option(root, "plugins")
    events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    if node is None and not root.flow_style and inherited.kind != "mapping":
        made, added, at = _with_new_list(text), NEW_LIST, len(events) - AFTER_OPTIONS
    elif isinstance(node, yaml.CollectionNode) and (last := _last_by_wish(node, name)):
        added = NEW_KEY if isinstance(node, yaml.MappingNode) else NEW_LIST[3:4]
        made, at = _with_entry_before(text, node, last), _begin_of(last, events)
    elif isinstance(node, yaml.SequenceNode) and not node.flow_style:
        made, added, at = _with_new_entry(text, node), NEW_LIST[3:4], _end_of(node, events)
    elif isinstance(node, yaml.SequenceNode):
        made, added, at = with_item(text, node, PLUGIN), NEW_LIST[3:4], _end_of(node, events)
    elif isinstance(node, yaml.MappingNode) and node.value:
        made, added, at = with_key(text, node, PLUGIN, {}), NEW_KEY, _end_of(node, events)
    else:
        raise _by_hand(name, node, inherited)
    if not at or not _reads_as(made, events, added, at):
        raise _by_hand(name, node, inherited)
    return made


def _with_new_list(text: str) -> str:
    """The list of plugins at the end; after a blank line where the file has blank lines."""
    newline = newline_of(text)
    gap = newline * (not text.endswith("\n")) + newline * (newline * 2 in text.rstrip())
    lines = newline.join(["plugins:", f"  - {DEFAULT}", f"  - {PLUGIN}"])
    return text + gap + lines + newline * text.endswith("\n")


def _with_new_entry(text: str, node: yaml.SequenceNode) -> str:
    """A line below the last entry, in its column."""
    end, newline = below(text, node), newline_of(text)
    dash = re.match(r"- *", text[node.start_mark.index :])
    entry = " " * node.start_mark.column + (dash[0] if dash else "- ") + PLUGIN
    if text[end - 1] == "\n":
        return text[:end] + entry + newline + text[end:]
    return text + newline + entry


def _last_by_wish(node: yaml.CollectionNode, name: str) -> Node | None:
    """Where the last entry begins, if its plugin wants to stay the last."""
    names = [plugin for plugin, _ in plugin_entries(_value(node, name))]
    if not names or names[-1] != WANTS_TO_BE_LAST:
        return None
    last: Node | tuple[Node, Node] = node.value[-1]
    return last[0] if isinstance(last, tuple) else last


def _with_entry_before(text: str, node: yaml.CollectionNode, last: Node) -> str:
    """The plugin in front of an entry: on a line of its own where that has one."""
    written = f"{PLUGIN}: {{}}" if isinstance(node, yaml.MappingNode) else PLUGIN
    at = last.start_mark.index
    lead = re.search(r"(?:^|\n)([ -]*)$", text[:at])
    if lead is None or node.flow_style:
        return f"{text[:at]}{written}, {text[at:]}"
    return f"{text[:at]}{written}{newline_of(text)}{lead[1]}{text[at:]}"


def _begin_of(node: Node, events: Sequence[Event]) -> int:
    """Index of the event that a node begins with; 0 where an alias stands for it."""
    begin = node.start_mark.index
    found = [
        index
        for index, event in enumerate(events)
        if isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent))
        and event.start_mark
        and event.start_mark.index == begin
    ]
    return found[0] if found else 0


def _end_of(node: yaml.CollectionNode, events: Sequence[Event]) -> int:
    """Index of the event that ends a list or mapping; 0 where an alias carries it elsewhere."""
    opened: list[tuple[int, str | None]] = []
    for index, event in enumerate(events):
        if isinstance(event, yaml.CollectionStartEvent):
            mark = event.start_mark
            opened.append((mark.index if mark else -1, event.anchor))
        elif isinstance(event, yaml.CollectionEndEvent):
            begin, anchor = opened.pop()
            if begin == node.start_mark.index:
                aliases = [one.anchor for one in events if isinstance(one, yaml.AliasEvent)]
                return 0 if anchor in aliases else index
    return 0


def _reads_as(made: str, old: Sequence[Event], added: Sequence[Content], at: int) -> bool:
    """Whether the library reads the old events in a text, with the new ones in their place."""
    try:
        found = [_content(event) for event in yaml.parse(made, Loader=yaml.SafeLoader)]
    except yaml.YAMLError:
        return False
    before = [_content(event) for event in old]
    return found == [*before[:at], *added, *before[at:]]


def _content(event: Event) -> Content:
    """What an event says, without its place and style."""
    return type(event), *(getattr(event, name, None) for name in ("anchor", "tag", "value"))


def _by_hand(name: str, node: Node | None, inherited: Plugins) -> ConfigurationError:
    """The error that says which lines to paste."""
    if inherited.kind == "mapping" or isinstance(node, yaml.MappingNode):
        lines = ["plugins:", f"  {PLUGIN}: {{}}"]
    elif node is None or is_empty(node):
        lines = ["plugins:", f"  - {DEFAULT}", f"  - {PLUGIN}"]
    else:
        lines = ["plugins:", "  - …", f"  - {PLUGIN}"]
    if isinstance(node, yaml.CollectionNode) and node.value:
        lines[1:-1] = ["  …  # what is there already"]
    pasted = "".join(f"\n    {line}" for line in lines)
    return ConfigurationError(
        "plugins",
        f"{_place(name, node)}: init adds to a list or a mapping of plugins, and to a "
        f"file without `plugins`. This file is written in another way. Write by hand:{pasted}",
    )


def _place(name: str, node: Node | None) -> str:
    return f"{name}, line {node.start_mark.line + 1}" if node else name
