"""Help with the description of a voice: what it lacks, and what a model cannot do.

The same advice serves `voices design` and `instructions`; it follows the vendor's own tips
(`data/description.csv`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from mkdocs_qwen_tts.speech import catalogue

ENOUGH = 4
"""Dimensions from which on a description is specific."""

_NEITHER_HAN_NOR_LATIN = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
"""Scripts neither Chinese nor Latin: descriptions are understood in Chinese and English."""


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


def is_foreign(description: str) -> bool:
    """Whether a description is in neither a Chinese nor a Latin script."""
    return bool(_NEITHER_HAN_NOR_LATIN.search(description))


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
