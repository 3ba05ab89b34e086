"""Front matter of a page: what is wrong with it, and on which line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import shown

if TYPE_CHECKING:
    from mkdocs.structure.files import File

    from mkdocs_qwen_tts._settings import Settings

BLOCK = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*\r?\n", re.DOTALL)
"""As MkDocs finds it."""

KEY = "narration"

FIRST_LINE = 2
"""Of what stands in the block: the first line of the file is the dashes."""


def overrides_of(written: Any, file: File, settings: Settings) -> tuple[Mapping[str, Any], str]:
    """What a page changes of the settings, and what is wrong with that.

    Args:
        written: what stands behind `narration` in the page's front matter.
        file: of the page.
        settings: those of the site.

    Returns:
        The options, none where one of them is wrong; and what that is, with page and line, or an
        empty text.
    """
    if written is None or written is True:
        return {}, ""
    if not isinstance(written, Mapping):
        where = _place(file, [KEY])
        return {}, f"{where}: expected false or a mapping of options, found {shown(written)}."
    try:
        settings.for_page("", written)
    except ConfigurationError as error:
        path = error.option.removeprefix(": ").split(".")
        likely = path if len(path) > 1 else [*path, str(error.value)]
        return {}, str(
            ConfigurationError(
                _place(file, likely), error.message, value=error.value, closest=error.closest
            )
        )
    return written, ""


def front_matter_fault(markdown: str) -> str:
    """Where and why MkDocs took the front matter for text; empty where nothing is wrong."""
    found = BLOCK.match(markdown)
    if found is None:
        return ""
    try:
        yaml.compose(found[1], Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + FIRST_LINE
        return f", line {line}: the front matter is not YAML ({error.problem or error.context})"
    except yaml.YAMLError:
        return ": the front matter is not YAML"
    return ""


def _place(file: File, path: list[str]) -> str:
    """`guide.md, line 3: narration.voice`: where an option stands in a page's front matter."""
    line = line_of(file.content_string, path)
    where = f", line {line}" if line else ""
    return f"{file.src_uri}{where}: {'.'.join(path)}"


def line_of(markdown: str, path: list[str]) -> int | None:
    """The line of the file on which a key of the front matter stands, as far as it is found."""
    found = BLOCK.match(markdown)
    if found is None:
        return None
    node = yaml.compose(found[1], Loader=yaml.SafeLoader)
    line = None
    for name in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        pair = next((pair for pair in pairs if str(pair[0].value) == name), None)
        if pair is None:
            break
        line, node = pair[0].start_mark.line + FIRST_LINE, pair[1]
    return line
