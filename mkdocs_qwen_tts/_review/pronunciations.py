"""One pronunciation more, or another, in a file of them; the rest of it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import yaml

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._prose import Lexicon
from mkdocs_qwen_tts._prose.language import tag_of
from mkdocs_qwen_tts._quotation import yaml_fault
from mkdocs_qwen_tts._textfile import small_file
from mkdocs_qwen_tts._yamltext import (
    block_lines,
    in_flow,
    newline_of,
    replaced,
    with_item,
    with_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._prose.lexicon import Pronunciation

PLS = (".pls", ".xml")
HEAD = "# What the voice is given in place of what is written.\n"
"""Of a file that is made anew."""


def place_of(entry: Pronunciation, files: Sequence[Path]) -> Path | None:
    """The file that an entry belongs to: that which has its term, else the first in YAML.

    Args:
        entry: what is to be said.
        files: those that the configuration names, in its order; none: `None`.
    """
    having = (path for path in files if path.exists() and _same(Lexicon.load([path]), entry))
    plain = (path for path in files if path.suffix.lower() not in PLS)
    return next(having, None) or next(plain, None) or (files[0] if files else None)


def lexicon_text(path: Path) -> str:
    """What a file of pronunciations holds; nothing where it is not there yet.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        return small_file(path).decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("prose.lexicon", f"{path} cannot be read: {error}.") from None


def with_pronunciation(text: str, path: Path, entry: Pronunciation) -> str:
    """The text of a file of pronunciations with an entry in it.

    An entry for the same term and languages gets the new words; else one is added at the end.

    Args:
        text: of the file.
        path: of the file; its ending says whether it is YAML or PLS.
        entry: what is to be said.

    Raises:
        ConfigurationError: the file is written in a way that is not edited; says what to write.
    """
    pls = path.suffix.lower() in PLS
    made = _in_pls(text, path, entry) if pls else _in_yaml(text, path, entry)
    if not _says(made, path, entry, text):
        raise _by_hand(path, entry)
    return made


def _in_yaml(text: str, path: Path, entry: Pronunciation) -> str:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} is not YAML: {yaml_fault(error)}."
        ) from None
    if root is None:
        newline = newline_of(text)
        gap = newline * (bool(text) and not text.endswith("\n"))
        return f"{text or HEAD}{gap}- {in_flow(_fields(entry))}{newline}"
    if isinstance(root, yaml.SequenceNode):
        said = next(filter(None, (_say_of(item, entry) for item in root.value)), None)
        added = with_item(text, root, _fields(entry))
    elif isinstance(root, yaml.MappingNode):
        said = next(
            filter(None, (_say_behind(key, value, entry) for key, value in root.value)), None
        )
        added = with_key(text, root, entry.term, _short(entry))
    else:
        raise _by_hand(path, entry)
    return added if said is None else replaced(text, said, in_flow(entry.say))


def _say_behind(key: yaml.Node, value: yaml.Node, entry: Pronunciation) -> yaml.Node | None:
    """Where a mapping of terms says what is said, if a key is the same term."""
    if not isinstance(key, yaml.ScalarNode) or key.value != entry.term:
        return None
    if isinstance(value, yaml.ScalarNode):
        return None if entry.languages else value
    return _say_of(value, entry, key.value)


def _say_of(item: yaml.Node, entry: Pronunciation, term: str = "") -> yaml.Node | None:
    """Where an item says what is said, if it is about the same term and languages."""
    if not isinstance(item, yaml.MappingNode):
        return None
    fields = {key.value: value for key, value in item.value if isinstance(key, yaml.ScalarNode)}
    named = fields.get("term")
    if (term or getattr(named, "value", "")) != entry.term or "voice" in fields:
        return None
    languages = fields.get("language")
    nodes = languages.value if isinstance(languages, yaml.SequenceNode) else [languages]
    tags = tuple(tag for one in nodes if one is not None and (tag := tag_of(str(one.value))))
    return fields.get("say") if tags == entry.languages else None


def _in_pls(text: str, path: Path, entry: Pronunciation) -> str:
    end = text.rfind("</lexicon>")
    if end < 0 or _same(_loaded(text, path), entry):
        raise _by_hand(path, entry)
    newline = newline_of(text)
    grapheme, alias = escape(entry.term), escape(entry.say)
    lexeme = f"  <lexeme><grapheme>{grapheme}</grapheme><alias>{alias}</alias></lexeme>{newline}"
    return text[:end] + lexeme + text[end:]


def _fields(entry: Pronunciation) -> dict[str, Any]:
    fields: dict[str, Any] = {"term": entry.term, "say": entry.say}
    if entry.languages:
        own = list(entry.languages)
        fields["language"] = own[0] if len(own) == 1 else own
    return fields


def _short(entry: Pronunciation) -> Any:
    """What stands behind the term where a file is a mapping."""
    fields = _fields(entry)
    del fields["term"]
    return fields if len(fields) > 1 else entry.say


def _loaded(text: str, path: Path) -> Lexicon:
    return Lexicon.of_text(path, text)


def _same(lexicon: Lexicon, entry: Pronunciation) -> bool:
    return any(
        (one.term, one.languages, one.voices) == (entry.term, entry.languages, ())
        for one in lexicon.entries
    )


def _says(made: str, path: Path, entry: Pronunciation, before: str) -> bool:
    """Whether a text says all that it said before, and this entry."""

    def facts(text: str) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
        entries = _loaded(text, path).entries if text.strip() else ()
        return [(one.term, one.say, one.languages, one.voices) for one in entries]

    try:
        new, old = facts(made), facts(before)
    except ConfigurationError:
        return False
    about = (entry.term, entry.languages, ())
    expected = [
        (entry.term, entry.say, entry.languages, ()) if (one[0], *one[2:]) == about else one
        for one in old
    ]
    if expected == old and new != old:
        expected = [*old, (entry.term, entry.say, entry.languages, ())]
    return new == expected


def _by_hand(path: Path, entry: Pronunciation) -> ConfigurationError:
    lines = "\n    ".join(["", *block_lines(entry.term, _short(entry))])
    return ConfigurationError(
        "prose.lexicon",
        f"{path} is written in a way that is not edited here. Write by hand what says:{lines}",
    )
