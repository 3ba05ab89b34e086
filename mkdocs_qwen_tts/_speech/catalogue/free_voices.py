"""Free voices that run on one's own machine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._speech.catalogue.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping


class NeuralVoice(Struct, frozen=True):
    """A free neural voice that runs on one's own machine."""

    language: str
    model: str
    """What speaks it: a package."""
    name: str
    gender: str
    accent: str
    module: str
    """What has to be importable."""
    bundled: bool
    """Whether it comes inside the package; others are fetched by whoever wants them."""


@lru_cache(maxsize=1)
def neural_voices() -> tuple[NeuralVoice, ...]:
    """Every free neural voice that runs on one's own machine."""
    return tuple(
        NeuralVoice(
            language=row["language"],
            model=row["model"],
            name=row["voice"],
            gender=row["gender"],
            accent=row["accent"],
            module=row["module"],
            bundled=row["comes"] == "in the package",
        )
        for row in rows("neural")
    )


@lru_cache(maxsize=1)
def preview_voices() -> Mapping[str, Mapping[str, str]]:
    """Offline voice ids for each language: `voice` (gender unknown), `female`, `male`."""
    return {
        row["language"]: {name: row[name] for name in ("voice", "female", "male")}
        for row in rows("preview")
    }
