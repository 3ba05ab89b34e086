"""What is known about models, voices, languages, prices and errors, from `data/`.

Every table is a CSV file whose `source` column names the document a row comes from. Nothing here is
guessed at
in code: what the tables do not say is `None`, empty, or marked as undocumented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase as fnmatch
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.datafile import csv_rows
from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.speech.catalogue.lifecycles import lifecycle

if TYPE_CHECKING:
    from collections.abc import Mapping

SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
"""The date at the end of a dated snapshot's name."""

HAN = re.compile(
    "[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)
"""Han ideographs: they are billed twice, everything else once (Model Studio, Qwen-TTS guide)."""


@dataclass(frozen=True)
class Model:
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


@dataclass(frozen=True)
class SystemVoice:
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


@dataclass(frozen=True)
class Language:
    """A language, and which models speak it."""

    name: str
    """The service's name of it (`English`)."""
    tag: str
    """Its primary BCP 47 subtag (`en`), which is also its code in voice cloning and design."""
    also: tuple[str, ...]
    """Further subtags that mean it here."""
    sets: tuple[str, ...]
    """Which models' sets it belongs to (`Model.languages`)."""


@dataclass(frozen=True)
class Tariff:
    """A row of the price list."""

    model: str
    region: str
    price: Decimal
    currency: str
    amount: int
    """How many of `unit` the price buys."""
    unit: str
    """`characters`, `input tokens`, `output tokens` or `voice`."""
    as_of: str
    source: str


@dataclass(frozen=True)
class Refusal:
    """A row of the error table."""

    code: str
    status: int
    error: str
    """Name of the class of the error."""
    mend: str
    """What to do about it, or empty."""


@dataclass(frozen=True)
class NeuralVoice:
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


def rows(table: str) -> list[dict[str, str]]:
    """The rows of `data/<table>.csv`."""
    return csv_rows(__package__, f"data/{table}.csv")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


# ---------------------------------------------------------------- models


@lru_cache(maxsize=1)
def models() -> Mapping[str, Model]:
    """Every documented model by its name."""
    return {
        row["model"]: Model(
            name=row["model"],
            family=row["family"],
            protocol=row["protocol"],
            regions=_split(row["regions"]),
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


# ---------------------------------------------------------------- voices


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
            sets=_split(row["sets"]),
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


# ---------------------------------------------------------------- languages


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Every language that some model speaks."""
    return tuple(
        Language(
            name=row["language"], tag=row["tag"], also=_split(row["also"]), sets=_split(row["sets"])
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


# ---------------------------------------------------------------- counting and prices


def units(text: str) -> int:
    """Billing characters of `text`: Han ideographs count 2, others 1 (Qwen-TTS guide)."""
    return len(text) + (0 if text.isascii() else len(HAN.findall(text)))


def token_bound(text: str) -> int:
    """An upper bound of tokens: a letter is at most one, a Han ideograph two, others bytes.

    The legacy models count 512 tokens of a tokenizer that is not published for them.
    """
    if text.isascii():
        return len(text)
    return sum(
        1 if char.isascii() else 2 if HAN.match(char) else len(char.encode("utf-8", "replace"))
        for char in text
    )


@cache
def tariffs(name: str, region: str) -> tuple[Tariff, ...]:
    """What the price list says about a model or service in a region."""
    found = []
    for row in rows("prices"):
        if row["model"] == name and row["region"] == region:
            amount, _, unit = row["per"].partition(" ")
            found.append(
                Tariff(
                    model=row["model"],
                    region=row["region"],
                    price=Decimal(row["price"]),
                    currency=row["currency"],
                    amount=int(amount) if unit else 1,
                    unit=unit or amount,
                    as_of=row["as_of"],
                    source=row["source"],
                )
            )
    return tuple(found)


# ---------------------------------------------------------------- errors and hosts


@lru_cache(maxsize=1)
def refusals() -> Mapping[str, Refusal]:
    """The service's error codes."""
    return {
        row["code"]: Refusal(
            code=row["code"], status=int(row["status"]), error=row["error"], mend=row["mend"]
        )
        for row in rows("errors")
    }


@lru_cache(maxsize=1)
def hosts() -> Mapping[str, tuple[str, str]]:
    """For each region, the shared host and the pattern of a workspace's own."""
    return {row["region"]: (row["host"], row["workspace_host"]) for row in rows("regions")}


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
