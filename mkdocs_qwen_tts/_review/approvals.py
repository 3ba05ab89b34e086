"""What people have approved: a small file beside the configuration that a team commits.

It holds what each approved page said, one passage a line, so that the desk can show what has
changed since, and a pull request shows what somebody has listened to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Kind, Passage, Script
from mkdocs_qwen_tts._prose import compare
from mkdocs_qwen_tts._textfile import UNREADABLE, rewrite, small_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._prose import Change

FILE = "narration-approved.json"
SCHEMA = 1


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A page that somebody approved."""

    on: str
    """The day, as `2026-11-30`."""
    by: str = ""
    """Who, as git knows them; empty where it does not."""
    says: tuple[str, ...]
    """What is spoken for each passage."""

    def changes(self, page: str, says: Sequence[str]) -> tuple[Change, ...]:
        """What is spoken otherwise now."""
        return compare({page: _script(page, self.says)}, {page: _script(page, says)})


class _File(msgspec.Struct, frozen=True):
    schema: int = SCHEMA
    pages: dict[str, Approval] = {}


def _script(page: str, says: Sequence[str]) -> Script:
    return Script(page, "", None, tuple(Passage(Kind.PARAGRAPH, text) for text in says))


def approvals_in(path: Path) -> dict[str, Approval]:
    """By page, what is approved; nothing where the file is not there yet.

    Raises:
        ConfigurationError: the file cannot be read, or is none of ours.
    """
    if not path.exists():
        return {}
    try:
        found = msgspec.json.decode(small_file(path, most=64 * 1024 * 1024), type=_File)
    except OSError as error:
        raise ConfigurationError("", f"{path} cannot be read: {error.strerror}.") from None
    except UNREADABLE as error:
        raise ConfigurationError(
            "", f"{path} does not hold approvals: {error}. Mend it, or restore it with git."
        ) from None
    if found.schema != SCHEMA:
        raise ConfigurationError(
            "", f"{path} is of another version (schema {found.schema}); update mkdocs-qwen-tts."
        )
    return found.pages


def write_approvals(path: Path, approvals: dict[str, Approval]) -> None:
    """Write the file, its pages in order and one passage a line: changes of two people merge.

    Raises:
        ConfigurationError: it cannot be written.
    """
    pages: dict[str, Any] = {
        page: msgspec.to_builtins(approvals[page]) for page in sorted(approvals)
    }
    text = json.dumps({"schema": SCHEMA, "pages": pages}, ensure_ascii=False, indent=1) + "\n"
    try:
        rewrite(path, text)
    except OSError as error:
        raise ConfigurationError("", f"{path} cannot be written: {error.strerror}.") from None
