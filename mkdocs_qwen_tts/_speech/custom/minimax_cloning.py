"""MiniMax's own way of cloning: on the endpoint that speaks, under an id that the user chooses.

It takes the public address of a recording alone, speaks a preview at once, and neither lists nor
deletes what it made (Model Studio, MiniMax voice cloning API reference, 2026-08).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import samples
from mkdocs_qwen_tts._speech.custom.own_voices import Made, OwnVoice
from mkdocs_qwen_tts._speech.engines.modelstudio import envelope
from mkdocs_qwen_tts._speech.engines.modelstudio.minimax import MiniMax, raise_refusal
from mkdocs_qwen_tts._speech.http import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_qwen_tts._speech.http.wire import Wire

SERVICE = "voice_clone"
VOICE_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]$")

AFTERWARDS = (
    "MiniMax charges 9.9 CNY when the voice speaks for the first time, and lists no voices: keep "
    "its id, or give it an --alias."
)


def request_for(model: str, name: str, source: str, language: str | None) -> Mapping[str, Any]:
    """The request that clones a voice.

    Args:
        model: the model that speaks the preview.
        name: the id that the voice gets.
        source: where the recording lies.
        language: what is spoken in it, as a name or BCP 47 tag.

    Raises:
        ConfigurationError: one of them will not do.
    """
    if not VOICE_ID.match(name):
        raise ConfigurationError(
            "name",
            f"{name!r} must be 8 to 256 letters, digits, - and _, begin with a letter, and end "
            "with a letter or digit: MiniMax takes it as the voice's id.",
            value=name,
        )
    if not source.startswith(("https://", "http://")):
        raise ConfigurationError(
            "sample",
            f"{model} takes the public address of a recording alone; for one on this machine, take "
            "`--model cosyvoice-v3.5-plus`.",
            value=source,
        )
    tongue = catalogue.language(language) if language else None
    entry = catalogue.model(model)
    if language and (tongue is None or not catalogue.speaks(entry, tongue)):
        names = [one.name for one in catalogue.languages() if catalogue.speaks(entry, one)]
        raise ConfigurationError.not_among("language", language, names, "language")
    fields = {
        "action": SERVICE,
        "voice_id": name,
        "audio_url": source,
        "text": samples.sample_text(tongue.name if tongue else "English"),
        "language_boost": tongue.name if tongue else "auto",
    }
    return {"model": model, "input": fields}


def cloned(wire: Wire, request: Mapping[str, Any]) -> Made:
    """Send it, and take what was made.

    Raises:
        SpeechError: the service refused.
    """
    with wire.post(MiniMax.path, request) as reply:
        frame = envelope.first_frame(reply)
        raise_refusal(reading.as_mapping(frame.get("output")), frame, reply)
    voice = OwnVoice(request["input"]["voice_id"], SERVICE, request["model"])
    return Made(voice, notes=(AFTERWARDS,))
