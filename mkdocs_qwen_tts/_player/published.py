"""The player's own files as a site publishes them: without comments and indentation.

Both are for those who read the package. A listener's browser would load a quarter more for them.
"""

from __future__ import annotations

import re
from functools import cache

from mkdocs_qwen_tts._player.templates import THEME

_BLOCK = r"/\*(?:(?!\*/).)*\*/"

_COMMENTS = {
    ".css": re.compile(rf"^[ \t]*{_BLOCK}\n|{_BLOCK}", re.DOTALL | re.MULTILINE),
    ".js": re.compile(
        rf"^[ \t]*{_BLOCK}\n|{_BLOCK} ?|(?:^|(?<=\s))//\s[^\n]*", re.DOTALL | re.MULTILINE
    ),
}
"""By ending of the file. No string and no pattern in these files looks like a comment."""

_SPACE = re.compile(r"^[ \t]*\n|^[ \t]+|[ \t]+$", re.MULTILINE)
"""Empty lines and indentation: no string in these files goes over a line."""


@cache
def published(path: str) -> str:
    """One of `ASSETS` as browsers get it."""
    file = THEME / path
    text = file.read_text(encoding="utf-8")
    comments = _COMMENTS.get(file.suffix)
    return _SPACE.sub("", comments.sub("", text)) if comments else text
