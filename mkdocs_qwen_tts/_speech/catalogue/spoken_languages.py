"""Languages, and which models speak them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._speech.catalogue.tables import names_in, rows

if TYPE_CHECKING:
    from mkdocs_qwen_tts._speech.catalogue.documented_models import Model


class Language(Struct, frozen=True):
    """A language, and which models speak it."""

    name: str
    """The service's name of it (`English`)."""
    tag: str
    """Its primary BCP 47 subtag (`en`), which is also its code in voice cloning and design."""
    also: tuple[str, ...]
    """Further subtags that mean it here."""
    sets: tuple[str, ...]
    """Which models' sets it belongs to (`Model.languages`)."""


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Every language that some model speaks."""
    return tuple(
        Language(
            name=row["language"],
            tag=row["tag"],
            also=names_in(row["also"]),
            sets=names_in(row["sets"]),
        )
        for row in rows("languages")
    )


@lru_cache(maxsize=256)
def language(name_or_tag: str) -> Language | None:
    """The language of a name (`english`) or a BCP 47 tag (`en-GB`, `zh_Hans`), or `None`."""
    folded = name_or_tag.strip().casefold().replace("_", "-")
    primary = folded.split("-", 1)[0]
    for entry in languages():
        if folded == entry.name.casefold() or primary == entry.tag or primary in entry.also:
            return entry
    return None


def speaks(entry: Model, tongue: Language) -> bool:
    """Whether the model speaks the language."""
    return entry.languages in tongue.sets


def speaks_named(entry: Model, name: str) -> bool:
    """Whether the model speaks the language of a name."""
    found = language(name)
    return found is not None and speaks(entry, found)
