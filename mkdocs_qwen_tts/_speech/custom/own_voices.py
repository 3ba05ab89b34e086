"""Voices of the account, as the services that make them describe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ServerError
from mkdocs_qwen_tts._model import Sound
from mkdocs_qwen_tts._speech.custom.services import model_of
from mkdocs_qwen_tts._speech.http import failures, reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_qwen_tts._speech.custom.services import EnrolmentService


@dataclass(frozen=True)
class OwnVoice:
    """A voice of the account."""

    id: str
    service: str
    """Who made it: `qwen-voice-enrollment`, `qwen-voice-design` or `voice-enrollment`."""
    model: str = ""
    """The one model that can speak with it."""
    status: str = "OK"
    """`OK`, or CosyVoice's `DEPLOYING` and `UNDEPLOYED`."""
    created: str = ""
    language: str = ""
    description: str = ""


@dataclass(frozen=True)
class Made:
    """A voice just made."""

    voice: OwnVoice
    preview: Sound | None = None
    """How a designed voice sounds."""
    notes: tuple[str, ...] = ()
    """What the maker should know; one sentence each."""


def own_voice(
    service: EnrolmentService,
    told: Mapping[str, Any],
    model: str = "",
    language: str = "",
    description: str = "",
) -> OwnVoice:
    """A voice as a service describes it.

    Raises:
        ServerError: the service does not name it.
    """
    identity = failures.text(told.get("voice_id")) or failures.text(told.get("voice"))
    if not identity:
        raise ServerError("the service made no voice, or does not name it")
    return OwnVoice(
        id=failures.clean(identity),
        service=service.name,
        model=failures.clean(failures.text(told.get("target_model")))
        or model
        or model_of(identity),
        status=failures.clean(failures.text(told.get("status"))) or "OK",
        created=failures.clean(failures.text(told.get("gmt_create"))),
        language=failures.clean(failures.text(told.get("language"))) or language,
        description=failures.clean(failures.text(told.get("voice_prompt"))) or description,
    )


def fallback_notes(output: Mapping[str, Any]) -> tuple[str, ...]:
    """That the service made the voice in a simpler way than asked for, and why; else nothing."""
    if output.get("fallback_mode") is not True:
        return ()
    reason = failures.clean(failures.text(output.get("fallback_reason"))) or "no reason given"
    return (
        (
            f"The service fell back to a simpler way of making the voice ({reason}); listen before "
            "you use it."
        ),
    )


def preview_of(output: Mapping[str, Any]) -> Sound | None:
    """How a designed voice sounds, where the service sent a preview."""
    told = reading.as_mapping(output.get("preview_audio"))
    data, _ = reading.sound_of(told.get("data"))
    rate = told.get("sample_rate")
    return Sound(data, rate if isinstance(rate, int) else None) if data else None
