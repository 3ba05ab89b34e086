"""Who speaks: from the settings, the language of a passage and the author's wish to a `Voice`, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.model import Voice
from mkdocs_qwen_tts.speech import catalogue, membership, options
from mkdocs_qwen_tts.speech.http import endpoint

if TYPE_CHECKING:
    from mkdocs_qwen_tts.settings import Settings

PREVIEW_MODEL = "espeak-ng"
REHEARSAL = "rehearsal"
"""Engine of voices that an API on this machine speaks with. What a fake says must never be taken
for speech that was paid for, so it has fingerprints of its own."""

SELF_HOSTED_MODEL = "Qwen3-TTS"
"""Stands for whatever model a self-hosted server has loaded."""

SELF_HOSTED_VOICE = "Vivian"
"""The first speaker of the open weights, which have no Cherry."""


def resolve(settings: Settings) -> str:
    """The engine that will speak: `auto` is dashscope where there is a key, else preview."""
    if settings.engine != "auto":
        return settings.engine
    return "dashscope" if settings.api.key else "preview"


def cast(settings: Settings, language: str | None = None, voice: str | None = None) -> Voice | None:
    """The voice for a passage.

    Args:
        settings: the site's or page's settings. A `language` fixed there wins over the passage's.
        language: BCP 47 tag of the passage, or `None` when nothing declares it.
        voice: voice asked for on the passage itself.

    Returns:
        `None` when the model does not speak the language.

    Raises:
        ConfigurationError: the voice is not one of the model's; names option and closest valid
        voice.
    """
    tongue = _tongue(settings, language)
    if tongue is None:
        return None
    name, option = _wish(settings, tongue, language, voice)
    engine = resolve(settings)
    if engine == "preview":
        return _preview_voice(name, tongue)
    if engine == "openai":
        return _self_hosted_voice(settings, name, tongue)
    entry = catalogue.model(settings.model)
    if tongue != "Auto" and not _speaks(entry, tongue):
        return None
    return Voice(
        engine=REHEARSAL if endpoint.is_local(settings) else engine,
        model=entry.name,
        name=membership.spoken_by(settings, entry, name, option),
        language=tongue,
        instructions=_instructions(settings, entry),
        optimize_instructions=settings.optimize_instructions
        and bool(_instructions(settings, entry)),
        options=options.frozen(settings.options),
    )


def _tongue(settings: Settings, language: str | None) -> str | None:
    """The service's name of the language, `Auto` when unknown, `None` when no model has it."""
    fixed = settings.language.casefold() != "auto"
    wanted = settings.language if fixed else language
    if not wanted or wanted.casefold() in ("auto", "und", "mul"):
        return "Auto"
    found = catalogue.language(wanted)
    if found is not None:
        return found.name
    if fixed:
        raise no_such_language(settings.language)
    return None


def _speaks(entry: catalogue.Model, tongue: str) -> bool:
    found = catalogue.language(tongue)
    return found is not None and catalogue.speaks(entry, found)


def _wish(
    settings: Settings, tongue: str, language: str | None, voice: str | None
) -> tuple[str, str]:
    """The voice's name, and the option it came from: the wish on the passage, else the nearest of `voices`."""
    if voice:
        return voice, "voice"
    tag = (language or "").casefold().replace("_", "-")
    fitting = [
        key
        for key in settings.voices
        if (found := catalogue.language(key)) and found.name == tongue
    ]
    if not fitting:
        return settings.voice, "voice"

    def nearness(key: str) -> tuple[bool, int]:
        folded = key.casefold().replace("_", "-")
        return f"{tag}-".startswith(f"{folded}-"), -len(folded) if "-" in folded else 0

    exact = [key for key in fitting if nearness(key)[0]]
    chosen = min(exact, key=nearness) if exact else min(fitting, key=lambda key: "-" in key)
    return settings.voices[chosen], f"voices.{chosen}"


def _instructions(settings: Settings, entry: catalogue.Model) -> str:
    return (settings.instructions or "").strip() if entry.instructions else ""


def _preview_voice(name: str, tongue: str) -> Voice | None:
    """The offline voice of the same gender, so that a preview tells voices apart."""
    voices = catalogue.preview_voices().get("English" if tongue == "Auto" else tongue)
    if voices is None:
        return None
    speaker = catalogue.speaker(name)
    gender = speaker.gender if speaker and speaker.gender in voices else "voice"
    return Voice(engine="preview", model=PREVIEW_MODEL, name=voices[gender], language=tongue)


def _self_hosted_voice(settings: Settings, name: str, tongue: str) -> Voice | None:
    """A voice of the server's own; which it has, only the server knows."""
    if tongue != "Auto" and not any(
        found.name == tongue and "qwen" in found.sets for found in catalogue.languages()
    ):
        return None
    chosen = "model" in settings.given
    task = settings.options.get("task_type", "CustomVoice")
    if task != "CustomVoice":
        name = ""  # the description or the sample is the voice
    elif name == settings.voice and "voice" not in settings.given:
        name = SELF_HOSTED_VOICE
    return Voice(
        engine="openai",
        model=settings.model if chosen else SELF_HOSTED_MODEL,
        name=name,
        language=tongue,
        instructions=(settings.instructions or "").strip(),
        options=options.frozen(settings.options),
    )


def language_tag(language: str) -> str:
    """A BCP 47 tag for a language that was named or tagged: `German` is `de`, `de-AT` stays."""
    found = catalogue.language(language)
    return found.tag if found and found.name.casefold() == language.strip().casefold() else language


def no_such_language(value: str) -> ConfigurationError:
    """The error for a language that no model has."""
    names = ["auto", *(entry.name for entry in catalogue.languages())]
    return ConfigurationError.not_among("language", value, names, "language")
