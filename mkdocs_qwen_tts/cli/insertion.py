"""One more plugin in the text of a configuration file, with every other byte of it left as it is.

The YAML library says where things stand; the text is spliced there and never written anew. A way of
writing the entry is taken only when the library reads the new text as the old one with one more
plugin, so that what is rare (a list that is an alias, a block that keeps its last newline) is
refused rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.quotation import yaml_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yaml.nodes import Node
    from yaml.tokens import Token

PLUGIN = "qwen-tts"
DEFAULT = "search"
"""What MkDocs runs where no plugins are named, and no longer does once some are."""

LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""As YAML has them."""


@dataclass(frozen=True)
class Plugins:
    """What a configuration says of its plugins, together with those that it inherits from."""

    kind: str = ""
    """`list`, `mapping`, or empty where none are named."""
    names: tuple[str, ...] = ()

    @property
    def has_ours(self) -> bool:
        """Whether the plugin is among them."""
        return PLUGIN in self.names


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
        raise ConfigurationError(
            "",
            f"{name} holds no options of MkDocs; at the least it needs a line such as `site_name: My site`.",
        )
    return node


def option(root: yaml.MappingNode, name: str) -> Node | None:
    """What stands behind a key of the first level; of two alike, the last counts."""
    found = [
        value for key, value in root.value if isinstance(key, yaml.ScalarNode) and key.value == name
    ]
    return found[-1] if found else None


def plugins(root: yaml.MappingNode, inherited: Plugins, name: str) -> Plugins:
    """What a file says of its plugins: a mapping adds to an inherited one, everything else takes its place.

    Raises:
        ConfigurationError: `plugins` is neither a list nor a mapping.
    """
    node = option(root, "plugins")
    if node is None:
        return inherited
    if _is_empty(node):
        return Plugins()
    if isinstance(node, yaml.MappingNode):
        own = tuple(_name(key) for key, _ in node.value)
        return Plugins("mapping", (*(inherited.names if inherited.kind == "mapping" else ()), *own))
    if isinstance(node, yaml.SequenceNode):
        return Plugins("list", tuple(_name(item) for item in node.value))
    raise ConfigurationError(
        "plugins", f"{name}, line {node.start_mark.line + 1}: expected a list, found a text."
    )


def inserted(text: str, name: str, inherited: Plugins) -> str:
    """A configuration's text with the plugin in it.

    Args:
        text: of the file; it does not name the plugin yet.
        name: of the file, for messages.
        inherited: plugins of the files that it inherits from.

    Raises:
        ConfigurationError: it cannot be added without touching something else; says what to write
        by hand.
    """
    root = parsed(text, name)
    for candidate in _candidates(text, root, inherited):
        try:
            made = parsed(candidate, name)
        except ConfigurationError:
            continue
        if _is_one_more(root, made, inherited):
            return candidate
    node = option(root, "plugins")
    line = f", line {node.start_mark.line + 1}" if node else ""
    raise ConfigurationError(
        "plugins",
        f"{name}{line}: the list is written in a way that cannot be added to without changing something else. "
        f"Add `- {PLUGIN}` to it by hand.",
    )


# ---------------------------------------------------------------- ways of writing it


def _candidates(text: str, root: yaml.MappingNode, inherited: Plugins) -> Iterator[str]:
    """Texts with the entry in them, the most natural first."""
    tokens = [token for token in yaml.scan(text, Loader=yaml.SafeLoader) if _width(token)]
    node = option(root, "plugins")
    if node is None:
        yield from _with_new_key(text, root, tokens, inherited)
    elif _is_empty(node):
        yield _with_filled_key(text, root, node, tokens)
    elif isinstance(node, yaml.CollectionNode) and node.flow_style:
        yield _in_flow(text, node, tokens, _quoted(_words(node), _last(node)))
    else:
        yield _in_block(text, node, tokens)


def _with_new_key(
    text: str, root: yaml.MappingNode, tokens: Sequence[Token], inherited: Plugins
) -> Iterator[str]:
    if root.flow_style:
        one, other, name = (_quoted(word, _last(root)) for word in (DEFAULT, PLUGIN, "plugins"))
        value = f"{{{other}: {{}}}}" if inherited.kind == "mapping" else f"[{one}, {other}]"
        yield _in_flow(text, root, tokens, f"{name}: {value}")
        return
    margin = " " * root.value[0][0].start_mark.column
    lines = [f"{margin}plugins:", *_lines(margin, root, inherited)]
    newline = _newline(text, len(text))
    spaced = _has_blank_lines(text, root)

    end = next(
        (token.start_mark.index for token in tokens if isinstance(token, yaml.DocumentEndToken)),
        len(text),
    )
    begin = _line_start(text, end)
    if text[begin:end].strip(" \ufeff"):  # the file ends without a newline
        gap = newline * (2 if spaced else 1)
        yield text[:end] + gap + newline.join(lines) + text[end:]
    else:
        blank = spaced and not _is_blank(text, _line_start(text, begin - 1))
        yield (
            text[:begin]
            + newline * blank
            + "".join(line + newline for line in lines)
            + text[begin:]
        )
        yield text[:begin] + "".join(line + newline for line in lines) + text[begin:]
    # A block of text that keeps all its newlines swallows a further one: then before it.
    last = _line_start(text, root.value[-1][0].start_mark.index)
    yield text[:last] + "".join(line + newline for line in [*lines, *[""] * spaced]) + text[last:]


def _with_filled_key(text: str, root: yaml.MappingNode, node: Node, tokens: Sequence[Token]) -> str:
    """`plugins:` with nothing behind it, or a written-out null, which goes."""
    key = next(key for key, value in reversed(root.value) if value is node)
    colon = next(
        token.end_mark.index
        for token in tokens
        if isinstance(token, yaml.ValueToken) and token.start_mark.index >= key.end_mark.index
    )
    start, end = node.start_mark.index, node.end_mark.index
    if root.flow_style:
        return f"{text[:colon]} [{DEFAULT}, {PLUGIN}]{text[max(colon, end) :]}"
    if start == end:
        colon = end = max(colon, end)
    line = _line_end(text, end)
    newline = _newline(text, line)
    lines = _lines(" " * key.start_mark.column, root, Plugins())
    return text[:colon] + text[end:line] + "".join(newline + one for one in lines) + text[line:]


def _lines(margin: str, root: yaml.MappingNode, inherited: Plugins) -> list[str]:
    """The plugins below their key, indented as lists are elsewhere in the file."""
    depth = next(
        (
            value.start_mark.column - key.start_mark.column
            for key, value in root.value
            if isinstance(value, yaml.SequenceNode)
            and not value.flow_style
            and value.start_mark.line > key.start_mark.line
        ),
        2,
    )
    if inherited.kind == "mapping":
        return [f"{margin}{' ' * max(depth, 2)}{PLUGIN}: {{}}"]
    return [f"{margin}{' ' * max(depth, 0)}- {name}" for name in (DEFAULT, PLUGIN)]


def _in_block(text: str, node: Node, tokens: Sequence[Token]) -> str:
    """A line below the last entry, in its column."""
    inside = [
        token
        for token in tokens
        if node.start_mark.index <= token.start_mark.index < node.end_mark.index
    ]
    end: int = inside[-1].end_mark.index
    ended = LINE_BREAK.fullmatch(text[end - 1])  # by a block of text, which takes its line break
    line = end if ended else _line_end(text, end)
    if isinstance(node, yaml.MappingNode):
        margin, words = node.value[0][0].start_mark.column, _quoted(_words(node), _last(node))
    else:
        dashes = [token for token in inside if isinstance(token, yaml.BlockEntryToken)]
        margin = dashes[0].start_mark.column
        last = [token for token in dashes if token.start_mark.column == margin][-1]
        space = re.match(r"- *(?=\S)", text[last.start_mark.index :])
        words = (space[0] if space else "- ") + _quoted(PLUGIN, _last(node))
    newline = _newline(text, line)
    entry: str = " " * margin + words
    if ended:
        return text[:line] + entry + newline + text[line:]
    return text[:line] + newline + entry + text[line:]


def _in_flow(text: str, node: Node, tokens: Sequence[Token], words: str) -> str:
    """Before the closing bracket; on a line of its own where the bracket is on one."""
    closing = node.end_mark.index - 1
    inside = [
        token for token in tokens if node.start_mark.index <= token.start_mark.index < closing
    ]
    last = inside[-1]
    at: int = last.end_mark.index
    if not node.value:
        return text[:at] + words + text[at:]
    comma = isinstance(last, yaml.FlowEntryToken)
    line = _line_end(text, at)
    if line >= closing:
        return text[:at] + (f" {words}," if comma else f", {words}") + text[at:]
    begin = _line_start(text, _last(node).start_mark.index)
    indent = re.match(r"[ \t]*", text[begin:])
    own_line = _newline(text, line) + (indent[0] if indent else "") + words + "," * comma
    return text[:at] + "," * (not comma) + text[at:line] + own_line + text[line:]


def _words(node: Node) -> str:
    return f"{PLUGIN}: {{}}" if isinstance(node, yaml.MappingNode) else PLUGIN


def _quoted(words: str, neighbour: Node) -> str:
    """A name written as its neighbour is: configuration may be JSON, which quotes every one."""
    quote = (
        neighbour.style
        if isinstance(neighbour, yaml.ScalarNode) and neighbour.style in ("'", '"')
        else ""
    )
    name, colon, rest = words.partition(":")
    return f"{quote}{name}{quote}{colon}{rest}"


def _last(node: Node) -> Node:
    """The name of the last entry of a list or mapping; the node itself where there is none."""
    while isinstance(node, yaml.CollectionNode) and node.value:
        last = node.value[-1]
        node = last[0] if isinstance(last, tuple) else last
    return node


# ---------------------------------------------------------------- reading it


def _name(node: Node) -> str:
    """A plugin's name, of an entry of the list or a key of the mapping."""
    if isinstance(node, yaml.MappingNode):
        node = node.value[0][0] if node.value else node
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _is_empty(node: Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _is_one_more(old: yaml.MappingNode, new: yaml.MappingNode, inherited: Plugins) -> bool:
    """Whether two configurations are equal but for the plugin at the end of the second's."""
    seen: set[tuple[int, int]] = set()
    before, after = _others(old), _others(new)
    if len(before) != len(after) or not all(
        _equal(mine, yours, seen)
        for pair, other in zip(before, after, strict=True)
        for mine, yours in zip(pair, other, strict=True)
    ):
        return False
    had, has = option(old, "plugins"), option(new, "plugins")
    if has is None:
        return False
    if had is None or _is_empty(had):
        bare = inherited if had is None else Plugins()
        wanted = (
            Plugins("mapping", (*bare.names, PLUGIN))
            if bare.kind
            else Plugins("list", (DEFAULT, PLUGIN))
        )
        return plugins(new, bare, "") == wanted
    return (
        type(had) is type(has)
        and len(has.value) == len(had.value) + 1
        and plugins(new, Plugins(), "").names[-1] == PLUGIN
        and all(
            _equal(mine, yours, seen)
            for one, other in zip(had.value, has.value, strict=False)
            for mine, yours in zip(_both(one), _both(other), strict=True)
        )
    )


def _others(root: yaml.MappingNode) -> list[tuple[Node, Node]]:
    return [pair for pair in root.value if getattr(pair[0], "value", None) != "plugins"]


def _both(entry: Node | tuple[Node, Node]) -> tuple[Node, ...]:
    return entry if isinstance(entry, tuple) else (entry,)


def _equal(one: Node, other: Node, seen: set[tuple[int, int]]) -> bool:
    """Whether two nodes say the same. `seen` ends at what refers to itself, and spares what is referred to often."""
    if (id(one), id(other)) in seen:
        return True
    seen.add((id(one), id(other)))
    if type(one) is not type(other) or one.tag != other.tag:
        return False
    if isinstance(one, yaml.ScalarNode):
        return bool(one.value == other.value)
    return len(one.value) == len(other.value) and all(
        _equal(mine, yours, seen)
        for here, there in zip(one.value, other.value, strict=True)
        for mine, yours in zip(_both(here), _both(there), strict=True)
    )


# ---------------------------------------------------------------- lines


def _width(token: Token) -> int:
    """Characters of a token; the library also makes some that nobody wrote."""
    return int(token.end_mark.index - token.start_mark.index)


def _line_start(text: str, index: int) -> int:
    """Where the line begins that holds the character at `index`."""
    return max(
        (match.end() for match in LINE_BREAK.finditer(text) if match.end() <= index), default=0
    )


def _line_end(text: str, index: int) -> int:
    """Where the line ends that holds the character at `index`: at its line break."""
    found = LINE_BREAK.search(text, index)
    return found.start() if found else len(text)


def _newline(text: str, index: int) -> str:
    """The line break that is used at `index`: the one there, else the one before, else the first of all."""
    here = LINE_BREAK.match(text, index)
    if here:
        return here[0]
    before = [match[0] for match in LINE_BREAK.finditer(text[:index])]
    return before[-1] if before else "\n"


def _is_blank(text: str, start: int) -> bool:
    return not text[start : _line_end(text, start)].strip()


def _has_blank_lines(text: str, root: yaml.MappingNode) -> bool:
    """Whether blank lines stand between the options of the first level."""
    starts = [_line_start(text, key.start_mark.index) for key, _ in root.value[1:]]
    return any(_is_blank(text, _line_start(text, start - 1)) for start in starts)
