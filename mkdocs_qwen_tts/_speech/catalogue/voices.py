"""System voices, as documented."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._speech.catalogue.tables import names_in, rows

if TYPE_CHECKING:
    from collections.abc import Mapping


class SystemVoice(Struct, frozen=True):
    """A system voice, as documented."""

    name: str
    chinese_name: str
    gender: str
    """`female`, `male` or empty."""
    languages: str
    """Accent or languages it is at home in, as the vendor's tables put it."""
    dialect: str
    description: str
    sets: tuple[str, ...]
    """Which models' sets it belongs to (`Model.voices`)."""
    documented: bool
    source: str


@lru_cache(maxsize=1)
def _voices_by_set() -> Mapping[str, Mapping[str, SystemVoice]]:
    by_set: dict[str, dict[str, SystemVoice]] = {}
    for row in rows("voices"):
        speaker = SystemVoice(
            name=row["voice"],
            chinese_name=row["chinese_name"],
            gender=row["gender"],
            languages=row["languages"],
            dialect=row["dialect"],
            description=row["description"],
            sets=names_in(row["sets"]),
            documented=row["documented"] == "1",
            source=row["source"],
        )
        for name in speaker.sets:
            by_set.setdefault(name, {})[speaker.name] = speaker
    return by_set


def system_voices(voice_set: str) -> Mapping[str, SystemVoice]:
    """The system voices of a set (`Model.voices`) by their names; empty for sets without any."""
    return _voices_by_set().get(voice_set, {})


def system_voice(name: str) -> SystemVoice | None:
    """A system voice of any model, or `None`."""
    return next((found[name] for found in _voices_by_set().values() if name in found), None)
