"""On which line of its file an author asked for what a message is about."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs_qwen_tts._textfile import small_file

_VOICE = re.compile(r"(?P<page>.+?): a block asks for the voice '(?P<voice>[^']+)'")
"""How the note of a block with a wrong voice begins."""


def with_line(note: str, docs_dir: str) -> str:
    """A note about a block's voice with its line, where the page is a file of the sources.

    Args:
        note: what the user should know.
        docs_dir: the folder of the sources.
    """
    found = _VOICE.match(note)
    if found is None:
        return note
    try:
        text = small_file(Path(docs_dir, found["page"])).decode("utf-8", "replace")
    except OSError:  # a plugin made the page
        return note
    voice = re.escape(found["voice"])
    place = re.search(rf"data-narration-voice\s*=\s*[\"']?{voice}(?![\w-])", text)
    if place is None:
        return note
    line = text.count("\n", 0, place.start()) + 1
    return f"{found['page']}, line {line}{note[found.end('page') :]}"
