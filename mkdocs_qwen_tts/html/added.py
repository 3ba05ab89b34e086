"""What narration adds to a document, and how to take it out again."""

from __future__ import annotations

import re

from mkdocs_qwen_tts.html.marks import ATTRIBUTE
from mkdocs_qwen_tts.html.splice import Edit, spliced
from mkdocs_qwen_tts.html.tags import tokens

PLAYER = "qwen-narration"
"""The player's element."""

BEGIN, END = "<!--narration:begin-->", "<!--narration:end-->"
"""Comments around what is added to a finished document beside players and attributes."""

_ATTRIBUTE_AS_WRITTEN = re.compile(rf' {ATTRIBUTE}="\d+"')


def remove(html: str) -> str:
    """A document as it was before it was narrated, to the byte.

    Players, attributes and what stands between `BEGIN` and `END` are left out.
    """
    if "narration" not in html:
        return html
    edits: list[Edit] = []
    begun = 0
    inside = ""  # what ends the part that is being left out
    for token in tokens(html):
        if inside:
            if (
                html[token.start : token.end] == END
                if inside == END
                else token[:2] == ("end", PLAYER)
            ):
                edits.append(Edit(begun, token.end))
                inside = ""
        elif token.kind == "start" and token.name == PLAYER:
            begun, inside = token.start, PLAYER
        elif token.kind == "comment" and html[token.start : token.end] == BEGIN:
            begun, inside = token.start, END
        elif token.kind == "start" and (found := _ATTRIBUTE_AS_WRITTEN.match(html, token.name_end)):
            edits.append(Edit(*found.span()))
    return spliced(html, edits)
