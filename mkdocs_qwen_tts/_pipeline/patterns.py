"""Patterns of `include` and `exclude`: which pages they match, and which match none."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._settings import Settings


@cache
def compiled(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """Patterns as gitignore reads them."""
    return GitIgnoreSpec.from_lines(lines)


def without_pages(settings: Settings, names: Sequence[str]) -> list[str]:
    """A sentence for each pattern that matches no page: it may be misspelt.

    Args:
        settings: those of the site.
        names: of all pages, as their authors know them.
    """
    return [
        f"{option}: the pattern {pattern!r} matches no page."
        for option in ("include", "exclude")
        for pattern in getattr(settings, option)
        if not pattern.startswith(("!", "#"))
        and not any(compiled((pattern,)).match_file(name) for name in names)
    ]
