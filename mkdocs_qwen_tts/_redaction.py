"""What must not be shown or kept: keys, and the queries of signed links.

A key is noted where it is read. It is taken out of every error and of all that a service says,
where these are built, so that no place that shows them can forget it.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict

VARIABLES = (
    "DASHSCOPE_API_KEY",
    "OPENAI_API_KEY",
    "QWEN_TTS_CACHE_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_STORAGE_ACCOUNT_KEY",
)
"""Variables of the environment whose values are secret, whatever option takes them."""

SHORTEST = 8
"""Characters that a secret has at least. Shorter ones (`any`, for the fake) are words."""

MOST_NOTED = 64
MOST_SHOWN = 300
"""Characters of a foreign text that are passed on."""
MOST_READ = 20_000
"""Characters of a foreign text that are looked at."""

IN_PLACE = "[key]"

_KEY = re.compile(r"\bsk-[A-Za-z0-9_-]{16,200}")
"""The form of the vendor's keys, yours or somebody else's."""
_QUERY = re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")

_noted: OrderedDict[str, None] = OrderedDict()


def note_secret(value: str) -> None:
    """From now on, take this text out of whatever is shown."""
    if len(value) >= SHORTEST:
        _noted[value] = None
        _noted.move_to_end(value)
        while len(_noted) > MOST_NOTED:
            _noted.popitem(last=False)


def redacted(text: str) -> str:
    """A text without the keys in it."""
    held = (os.environ.get(name, "") for name in VARIABLES)
    for secret in (*_noted, *held):
        if len(secret) >= SHORTEST and secret in text:
            text = text.replace(secret, IN_PLACE)
    return _KEY.sub(IN_PLACE, text)


def foreign_text(text: str, most: int = MOST_SHOWN) -> str:
    """A foreign text made fit to be shown.

    It becomes one line of at most `most` characters, without keys and without the queries of signed
    links. It is cut before any pattern sees it, so that its length cannot cost time.
    """
    known = redacted(text[:MOST_READ])[: 4 * most]
    shown = " ".join(_QUERY.sub(r"\1?…", _CONTROL.sub(" ", known)).split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"
