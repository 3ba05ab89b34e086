"""The player's own files as a site publishes them: without comments and indentation.

Both are for those who read the package. A listener's browser would load a quarter more for them.
"""

from __future__ import annotations

import re
from functools import cache

from mkdocs_qwen_tts._player.templates import THEME

_COMMENTS = {
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"/(?:\*.*?\*/ ?|(?<!\S/)/\s[^\n]*)", re.DOTALL),
}
"""By ending of the file. No string and no pattern in these files looks like a comment."""


@cache
def published(path: str) -> str:
    """One of `ASSETS` as browsers get it."""
    file = THEME / path
    text = file.read_text(encoding="utf-8")
    comments = _COMMENTS.get(file.suffix)
    if comments is None:
        return text
    # No string in these files goes over a line, so that empty lines and indentation are nothing.
    lines = (line.strip(" \t") for line in comments.sub("", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)
