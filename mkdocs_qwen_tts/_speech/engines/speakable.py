"""Text as the voices of this machine can take it."""

from __future__ import annotations

import unicodedata

from mkdocs_qwen_tts._errors import InvalidRequestError

MAX_CHARACTERS = 20_000
NOTHING = "the text has nothing that the free voice could speak"


def without_unspeakable(text: str) -> str:
    """`text` without control characters and lone surrogates.

    Every character that stays keeps its place.

    Raises:
        InvalidRequestError: nothing is left, or the text is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidRequestError(
            f"the text has {len(text)} characters; the free voice takes {MAX_CHARACTERS}"
        )
    kept = (
        " " if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") else each for each in text
    )
    cleaned = "".join(kept)
    if not cleaned.strip():
        raise InvalidRequestError(NOTHING)
    return cleaned
