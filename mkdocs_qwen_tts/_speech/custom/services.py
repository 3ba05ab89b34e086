"""The services that make voices, and what each calls things."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.modelstudio import membership

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.catalogue import Model

CUSTOMIZATION_PATH = "/services/audio/tts/customization"

CLONED, DESIGNED = "cloned", "designed"
"""How a voice is made: from a recording, or from a description."""


@dataclass(frozen=True)
class EnrolmentService:
    """A service that makes voices, lists and deletes them."""

    name: str
    makes: tuple[str, ...]
    """`cloned` and `designed`, as far as it makes them."""
    create: str
    list: str
    query: str
    """The action that shows one voice; empty: it has none, and voices are looked up in its list."""
    delete: str
    id_field: str
    name_field: str
    name_rule: re.Pattern[str]
    name_words: str
    """The rule in words."""


VOICE_ENROLLMENT = EnrolmentService(
    name="voice-enrollment",
    makes=(CLONED, DESIGNED),
    create="create_voice",
    list="list_voice",
    query="query_voice",
    delete="delete_voice",
    id_field="voice_id",
    name_field="prefix",
    name_rule=re.compile(r"^[a-z0-9]{1,10}$"),
    name_words="1 to 10 lower-case letters and digits",
)
"""For CosyVoice and Qwen-Audio-TTS: the one that stays."""

QWEN_CLONING = EnrolmentService(
    name="qwen-voice-enrollment",
    makes=(CLONED,),
    create="create",
    list="list",
    query="",
    delete="delete",
    id_field="voice",
    name_field="preferred_name",
    name_rule=re.compile(r"^[A-Za-z0-9_]{1,16}$"),
    name_words="1 to 16 letters, digits and underscores",
)

QWEN_DESIGN = replace(QWEN_CLONING, name="qwen-voice-design", makes=(DESIGNED,), query="query")

SERVICES = (VOICE_ENROLLMENT, QWEN_CLONING, QWEN_DESIGN)
"""The one that stays first; the older ones are for accounts and regions that still have them."""

USUAL_MODELS = {CLONED: "qwen3-tts-vc-2026-01-22", DESIGNED: "qwen3-tts-vd-2026-01-26"}
"""What voices are made for where nobody names a model, and it has not ended."""


@dataclass(frozen=True)
class DesignLimits:
    """What a service takes to design a voice from."""

    longest_description: int
    """Characters."""
    longest_preview: int
    """Characters of the text that the preview says."""
    languages: tuple[str, ...]
    """Tags of the languages that the preview may be in."""


def design_limits(service: str) -> DesignLimits:
    """What a service takes to design a voice from (`data/designs.csv`)."""
    row = next(row for row in catalogue.rows("designs") if row["service"] == service)
    return DesignLimits(
        int(row["longest_description"]),
        int(row["longest_preview"]),
        tuple(row["languages"].split(";")),
    )


def hinted_languages(model: str) -> tuple[str, ...]:
    """Tags of the languages that a recording for a model may be said to be in; none: it is not.

    By the first row of `data/hints.csv` whose beginning the model's name has.
    """
    row = next(row for row in catalogue.rows("hints") if model.startswith(row["models"]))
    return tuple(tag for tag in row["languages"].split(";") if tag)


def service_for(entry: Model, how: str) -> EnrolmentService | None:
    """The service that makes voices for a model, `cloned` or `designed`, or `None`."""
    if entry.enrolment == "voice":
        return VOICE_ENROLLMENT
    if entry.enrolment and entry.voices == how:
        return QWEN_CLONING if how == CLONED else QWEN_DESIGN
    return None


def service_of(voice: str) -> EnrolmentService:
    """The service that a custom voice's id belongs to.

    Raises:
        ConfigurationError: it is no id of a custom voice.
    """
    for how, service in ((CLONED, QWEN_CLONING), (DESIGNED, QWEN_DESIGN)):
        if membership.CUSTOM_ID[how].match(voice):
            return service
    if model_of(voice):
        return VOICE_ENROLLMENT
    raise ConfigurationError(
        "voice",
        f"{voice!r} is not the id of a custom voice; `mkdocs-qwen-tts voices list --own` lists "
        "yours.",
        value=voice,
    )


def model_of(voice: str) -> str:
    """The model that stands at the beginning of a CosyVoice voice's id, or empty."""
    return max(
        (name for name in catalogue.models() if voice.startswith(f"{name}-")), key=len, default=""
    )


def usual_model(settings: Settings, how: str) -> str:
    """The model that a voice is made for where nobody names one: one that stays in the region."""
    usual = USUAL_MODELS[how]
    found = catalogue.lifecycle(usual)
    if found is not None and found.retires and settings.api.region in found.regions:
        return found.instead
    return usual
