"""The place of the list of all narrated pages."""

from __future__ import annotations

import re

from mkdocs_qwen_tts._html.added import BEGIN, END
from mkdocs_qwen_tts._html.comments import behind_comment
from mkdocs_qwen_tts._html.splice import Edit, spliced

EVERY_PAGE = re.compile(r"\s*narration\s*:\s*all\s*", re.IGNORECASE)
"""What a comment says that marks it: `<!-- narration: all -->`."""


def wants_list(html: str) -> bool:
    """Whether the comment `<!-- narration: all -->` asks for the list of all narrated pages."""
    return behind_comment(html, EVERY_PAGE) is not None


def list_edits(html: str, list_html: str) -> list[Edit]:
    """The edit that puts the list after the comment that asks for it; none where none asks."""
    marked = behind_comment(html, EVERY_PAGE) if list_html else None
    return [] if marked is None else [Edit.insertion(marked, f"{BEGIN}{list_html}{END}")]


def place_list(html: str, list_html: str) -> str:
    """Put the list of narrated pages after the comment that asks for it, marked for `remove`."""
    return spliced(html, list_edits(html, list_html))
