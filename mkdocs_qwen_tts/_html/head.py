"""The end of a document's head."""

from __future__ import annotations

from mkdocs_qwen_tts._html.splice import Edit, spliced
from mkdocs_qwen_tts._html.tags import tokens


def place_in_head(html: str, head_html: str) -> str:
    """Put something at the end of a document's head; without `</head>` nothing changes."""
    for token in tokens(html):
        if token.kind == "end" and token.name == "head":
            return spliced(html, [Edit.insertion(token.start, head_html)])
        if token.kind == "start" and token.name == "body":
            break
    return html
