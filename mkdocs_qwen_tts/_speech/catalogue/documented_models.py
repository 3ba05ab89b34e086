"""Speech models, as documented."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase as fnmatch
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech.catalogue.lifecycles import lifecycle
from mkdocs_qwen_tts._speech.catalogue.tables import names_in, rows
from mkdocs_qwen_tts._speech.catalogue.voices import system_voices

if TYPE_CHECKING:
    from collections.abc import Mapping

SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
"""The date at the end of a dated snapshot's name."""


class Model(Struct, frozen=True):
    """A model, as documented."""

    name: str
    family: str
    """`qwen3-tts`, `qwen-tts` (legacy), `cosyvoice`, `qwen-audio` or `minimax`."""
    protocol: str
    """Which wire format it speaks: `qwen`, `cosyvoice` or `minimax`."""
    regions: tuple[str, ...]
    same_as: str
    """The snapshot that a stable name stands for at present, or empty."""
    voices: str
    """Name of its set of system voices; `cloned` and `designed` stand for the account's own."""
    voices_open: bool
    """Whether it may have system voices that the tables lack: an unknown one is a note, not an
    error."""
    limit: int
    """How much text a request may carry, in `limit_unit`."""
    limit_unit: str
    """`units` (billing characters) or `tokens`."""
    instructions: str
    """The request's field for instructions (`instructions`, `instruction`), or empty."""
    instructions_limit: int | None
    instructions_unit: str
    instructions_languages: tuple[str, ...]
    """Tags of the languages that it understands them in; empty: it takes none."""
    languages: str
    """Name of its set of languages."""
    bills: str
    """`characters` or `tokens`."""
    requests_per_minute: float
    host: str
    """`shared` or `workspace` where it works on such a host alone, or empty."""
    enrolment: str
    """Which kind of service makes voices for it: `qwen` (the older ones), `voice`, or empty."""
    status: str
    """`stable`, `latest`, `snapshot` or `preview`."""
    source: str
    documented: bool = True
    """`False` for a dated snapshot that the tables do not have."""

    @property
    def custom(self) -> bool:
        """Whether it speaks with the account's own voices alone."""
        return self.voices in ("cloned", "designed") or not system_voices(self.voices)

    @property
    def is_trial(self) -> bool:
        """Whether the vendor offers it for trial, and documents little of it."""
        return self.status == "preview"

    @property
    def retires(self) -> str:
        """The day on which it ends somewhere (`2026-10-10`), or empty."""
        found = lifecycle(self.name)
        return found.retires if found else ""

    @property
    def base(self) -> str:
        """The name without a snapshot's date: prices go by it."""
        return SNAPSHOT.sub("", self.name).removesuffix("-latest")


@lru_cache(maxsize=1)
def models() -> Mapping[str, Model]:
    """Every documented model by its name."""
    return {
        row["model"]: Model(
            name=row["model"],
            family=row["family"],
            protocol=row["protocol"],
            regions=names_in(row["regions"]),
            same_as=row["same_as"],
            voices=row["voices"],
            voices_open=row["voices_open"] == "1",
            limit=int(row["limit"]),
            limit_unit=row["limit_unit"],
            instructions=row["instructions"],
            instructions_limit=int(row["instructions_limit"])
            if row["instructions_limit"]
            else None,
            instructions_unit=row["instructions_unit"],
            instructions_languages=tuple(
                tag for tag in row["instructions_languages"].split(";") if tag
            ),
            languages=row["languages"],
            bills=row["bills"],
            requests_per_minute=float(row["requests_per_minute"]),
            host=row["host"],
            enrolment=row["enrolment"],
            status=row["status"],
            source=row["source"],
        )
        for row in rows("models")
    }


@lru_cache(maxsize=64)
def model(name: str, option: str = "model") -> Model:
    """The model of that name.

    A dated snapshot that the tables lack, of a model they have, is taken to be like its latest
    known sibling.

    Raises:
        ConfigurationError: naming `option` and the closest model.
    """
    known = models()
    if name in known:
        return known[name]
    if SNAPSHOT.search(name):
        base = SNAPSHOT.sub("", name)
        siblings = sorted(
            (other for other in known if SNAPSHOT.sub("", other) == base), reverse=True
        )
        if siblings:
            return replace(
                known[siblings[0]], name=name, same_as="", status="snapshot", documented=False
            )
    for row in rows("unspoken"):
        if fnmatch(name, row["name"]):
            raise ConfigurationError(
                option,
                f"{name!r} {row['why']}, which this package does not speak.",
                value=name,
                closest=row["instead"] or ConfigurationError.not_among(option, name, known).closest,
            )
    raise ConfigurationError.not_among(option, name, known, "model")
