"""Stars between the endings of a word for people of any gender: "Nutzer*innen", "tou*te*s"."""

from __future__ import annotations

import re

_ENDINGS = {
    "de": re.compile(
        r"(?:innen[a-zäöüß]*|in|r|n|m|e|s|x|en|er|es|die|der|das|dem|den)(?![a-zäöüß])"
    ),
    "fr": re.compile(r"(?:e|s|es|te|tes|ne|nes|le|les|rice|rices|euse|euses)(?![a-zà-ÿ])"),
}
_LETTERS = re.compile(r"[^\W\d_]{2}$")


def parts_endings(found: re.Match[str], language: str) -> bool:
    """Whether the star that was found stands behind a word and before another ending of it.

    A voice of that language reads such words; the name of the sign in them would be in the way.
    """
    endings = _ENDINGS.get(language)
    if endings is None or not _LETTERS.search(
        found.string[max(0, found.start() - 2) : found.start()]
    ):
        return False
    return endings.match(found.string, found.end()) is not None
