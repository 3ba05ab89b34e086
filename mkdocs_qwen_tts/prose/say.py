"""How symbols, identifiers and addresses are said."""

from __future__ import annotations

import re

_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b"
    "\u23e9-\u23fa\ue000-\uf8ff]\ufe0f?[\u200d\U0001f3fb-\U0001f3ff]*|[\u00b6\ufe0f\u20e3]"
)


def prose(text: str, language: str) -> str:
    """Text of the page as it is said."""
    del language
    return _EMOJI.sub("", text)


def code(text: str, language: str) -> str:
    """Inline code as it is said."""
    del language
    return text
