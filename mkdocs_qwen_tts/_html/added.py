"""What narration adds to a document, and how to take it out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.marks import ATTRIBUTE
from mkdocs_qwen_tts._html.splice import Edit, spliced
from mkdocs_qwen_tts._html.tags import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAYER = "qwen-narration"
"""The player's element."""

BEGIN, END = "<!--narration:begin-->", "<!--narration:end-->"
"""Comments around what is added to a finished document beside players and attributes."""

_ATTRIBUTE_AS_WRITTEN = re.compile(rf' {ATTRIBUTE}="\d+"')

_ADDED = re.compile(
    r"""\s*(?:
        <link[ ]rel="stylesheet"[ ]href="[^"<>]*/?narration/player\.css
      | <link[ ]rel="alternate"[ ]type="application/rss\+xml"
      | <script[ ]src="[^"<>]*/?narration/[a-z]+\.js
      | <script[ ]type="application/ld\+json">
      | <div[ ]class="narration-(?:waiting|pages)"
    )""",
    re.VERBOSE,
)
"""How what we put between `BEGIN` and `END` begins. Anything else there is its author's own."""


def remove(html: str) -> str:
    """A document as it was before it was narrated, to the byte.

    Players, attributes and what we put between `BEGIN` and `END` are left out. What only looks like
    these stays: a begin without its end, and words of an author between such comments.
    """
    if "narration" not in html:
        return html
    edits: list[Edit] = []
    for edit in _additions(html):
        while edits and edits[-1].start >= edit.start:  # inside of this one
            edits.pop()
        edits.append(edit)
    return spliced(html, edits)


def _additions(html: str) -> Iterator[Edit]:
    """What was added, by where it ends; one that holds others comes behind them."""
    player = block = -1  # where the part began that is open, the innermost of several
    for token in tokens(html):
        if token.kind == "comment":
            comment = html[token.start : token.end]
            if comment == BEGIN:
                block = token.start if _ADDED.match(html, token.end) else -1
            elif comment == END and block >= 0:
                yield Edit(block, token.end)
                block = -1
        elif token.kind == "start":
            if token.name == PLAYER:
                player = token.start
            if found := _ATTRIBUTE_AS_WRITTEN.match(html, token.name_end):
                yield Edit(*found.span())
        elif token.name == PLAYER and player >= 0:
            yield Edit(player, token.end)
            player = -1
