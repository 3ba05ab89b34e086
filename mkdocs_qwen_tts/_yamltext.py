"""A YAML file with one thing more in it; every other byte, comments included, stays as it is.

Places are found by the YAML library, which knows where each node stands. Who edits a file reads
the new text with the library and takes it only when it says what it should.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

NULL = "tag:yaml.org,2002:null"


def in_flow(value: Any) -> str:
    """A value as it may stand anywhere on one line: `git tea`, `'yes'`, `{term: a, say: b}`."""
    written = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return written.strip().removeprefix("[").removesuffix("]")


def newline_of(text: str) -> str:
    """How lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def is_empty(node: yaml.Node) -> bool:
    """Whether nothing is written there, or `null`."""
    return isinstance(node, yaml.ScalarNode) and node.tag == NULL


def below(text: str, node: yaml.CollectionNode) -> int:
    """The offset behind the last line of a block list or mapping, comments beside it included.

    Args:
        text: in which the node stands.
        node: it holds something.
    """
    tokens = [
        token
        for token in yaml.scan(text, Loader=yaml.SafeLoader)
        if node.start_mark.index <= token.start_mark.index < node.end_mark.index
        and token.end_mark.index > token.start_mark.index  # the library also makes empty ones
    ]
    end = int(tokens[-1].end_mark.index)
    if text[end - 1] != "\n":  # a block of text ends with its line break
        end = text.find("\n", end) + 1 or len(text)
    return end


def with_item(text: str, node: yaml.SequenceNode, value: Any) -> str:
    """A text with one more item at the end of a list, in the list's own style."""
    if node.flow_style:
        return _in_brackets(text, node, in_flow(value))
    column = node.start_mark.column
    dash = text[node.start_mark.index :].partition("\n")[0]
    gap = " " * max(1, len(dash) - 1 - len(dash[1:].lstrip(" "))) if dash.startswith("-") else " "
    return _with_lines(text, below(text, node), [f"{' ' * column}-{gap}{in_flow(value)}"])


def with_key(text: str, node: yaml.MappingNode, name: str, value: Any) -> str:
    """A text with one more key at the end of a mapping, in the mapping's own style.

    Nested mappings are written in blocks where the mapping is a block.
    """
    if node.flow_style:
        return _in_brackets(text, node, in_flow({name: value})[1:-1])
    lines = [" " * node.start_mark.column + line for line in block_lines(name, value)]
    return _with_lines(text, below(text, node), lines)


def block_lines(name: str, value: Any) -> list[str]:
    """The lines of a key and its value: mappings below it, anything else beside it."""
    key = in_flow(name)
    if not isinstance(value, dict) or not value:
        return [f"{key}: {in_flow(value)}"]
    inner = [line for each, own in value.items() for line in block_lines(each, own)]
    return [f"{key}:", *(f"  {line}" for line in inner)]


def replaced(text: str, node: yaml.Node, written: str) -> str:
    """A text with something else where a node stands; an empty one stands behind its colon."""
    start, end = node.start_mark.index, node.end_mark.index
    gap = " " if start == end and text[start - 1 : start] == ":" else ""
    return text[:start] + gap + written + text[end:]


def _in_brackets(text: str, node: yaml.CollectionNode, written: str) -> str:
    if not node.value:
        at = node.start_mark.index + 1
        return text[:at] + written + text[at:]
    last = node.value[-1]
    last = last[1] if isinstance(last, tuple) else last
    at = last.end_mark.index
    return f"{text[:at]}, {written}{text[at:]}"


def _with_lines(text: str, at: int, lines: Sequence[str]) -> str:
    newline = newline_of(text)
    written = newline.join(lines)
    if at == 0 or text[at - 1] == "\n":
        return text[:at] + written + newline + text[at:]
    return text + newline + written
