"""Comments by which authors say where something of a narration goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = re.compile(r"<!--\s*narration", re.IGNORECASE)
_OPENING = "<!--"


def behind_comment(html: str, words: re.Pattern[str]) -> int | None:
    """Offset behind the first comment that says just this; `None` where there is none."""
    return next(_behind_comments(html, words), None)


def _behind_comments(html: str, words: re.Pattern[str]) -> Iterator[int]:
    # Few pages hold one, and reading all the tags of a page is the slow part.
    if not _has_hint(html):
        return
    for token in tokens(html):
        if token.kind == "comment":
            inside = html[token.name_end : token.end].removesuffix("-->").removesuffix("--!>")
            if words.fullmatch(inside):
                yield token.end


def _has_hint(html: str) -> bool:
    # Pages hold few exclamation marks, and one character is found the fastest.
    at = html.find("!")
    while at >= 0:
        if html.startswith(_OPENING, at - 1) and _HINT.match(html, at - 1):
            return True
        at = html.find("!", at + 1)
    return False
