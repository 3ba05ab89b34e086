"""Help with the description of a voice: what it lacks, and what a model cannot do.

The same advice serves `voices design` and `instructions`; it follows the vendor's own tips
(`data/description.csv`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection

ACCENTS = 2
"""Accented letters from which on a Latin text is taken for another language than English, which
has a word such as “naïve” or “café” now and then."""

ENOUGH = 4
"""Dimensions from which on a description is specific."""

UNDERSTOOD = ("zh", "en")
"""Languages of descriptions (Model Studio, tips for voice descriptions)."""

_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
"""Languages of the service that a letter gives away."""
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u03ff\u0500-\u0dff\u0e80-\u10ff\u1200-\u1dff]")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
"""Letters of Latin script that hardly stand in English."""


def on_description(
    description: str, *, whole: bool = True, longest: int | None = None
) -> list[str]:
    """What could be better about a voice's description, one sentence each.

    Args:
        description: what a voice shall be like, or how it shall speak.
        whole: it describes a voice from scratch, so that missing dimensions matter. Instructions to
            a voice that exists need none of them.
        longest: characters that are taken at most, where that is known.
    """
    told: list[str] = []
    text = description.strip()
    if not text:
        return ["The description is empty."]
    if longest is not None and len(text) > longest:
        told.append(f"It has {len(text)} characters; at most {longest} are taken.")
    if is_foreign(text):
        told.append(
            "It should be Chinese or English: other languages are not understood in descriptions."
        )
    if whole:
        missing = [name for name, words in _dimensions() if not _found(text, words)]
        present = len(_dimensions()) - len(missing)
        if missing and present < ENOUGH:
            told.append(
                f"It says nothing about {_listed(missing)}; the more dimensions, the closer the "
                "voice."
            )
    vague = _found(text, _words("vague"))
    if vague:
        told.append(
            f"{_quoted(vague)} says nothing that can be heard; name a quality, such as deep, "
            "crisp or slow."
        )
    imitating = _found(text, _words("imitation"))
    if imitating:
        told.append(
            f"{_quoted(imitating)} asks to imitate somebody, which the model does not do; "
            "describe the sound."
        )
    words = set(re.findall(r"[a-z]{4,}", text.lower()))
    repeated = sorted(word for word in words if _count(word, text) > 2)  # noqa: PLR2004 - said more than twice
    if repeated:
        told.append(f"{_quoted(repeated)} comes more than twice; repeating does not strengthen.")
    return told


def is_foreign(description: str, languages: Collection[str] = UNDERSTOOD) -> bool:
    """Whether a description shows that it is in none of these languages, as far as letters tell.

    Args:
        description: what somebody wrote.
        languages: tags (`zh`).
    """
    if _OTHER_SCRIPTS.search(description):
        return True
    if any(tag not in languages and script.search(description) for tag, script in _SCRIPTS.items()):
        return True
    latin = set(languages) - {"zh", "en", *_SCRIPTS}
    return not latin and len(_ACCENTED.findall(description)) >= ACCENTS


@lru_cache(maxsize=1)
def _dimensions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (row["name"], tuple(row["words"].split(";")))
        for row in catalogue.rows("description")
        if row["kind"] == "dimension"
    )


@lru_cache(maxsize=4)
def _words(kind: str) -> tuple[str, ...]:
    return tuple(
        word
        for row in catalogue.rows("description")
        if row["kind"] == kind
        for word in row["words"].split(";")
    )


def _found(text: str, words: tuple[str, ...]) -> list[str]:
    """The words that stand in a text; Latin ones only where a word begins."""
    lowered = text.lower()
    return [
        word
        for word in words
        if re.search(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), lowered)
    ]


def _count(word: str, text: str) -> int:
    return len(re.findall(rf"\b{word}\b", text.lower()))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
