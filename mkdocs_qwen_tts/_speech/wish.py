"""What a page asks of an engine: a language and a voice, as its author wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings

UNKNOWN = "Auto"
"""The service's name for a language that nobody declares."""


def asked_language(settings: Settings, language: str | None) -> str | None:
    """The catalogue's name of the language of a passage.

    Args:
        settings: a `language` fixed there wins over the passage's.
        language: BCP 47 tag of the passage, or `None`.

    Returns:
        `Auto` where nothing declares it, `None` where no model speaks it.

    Raises:
        ConfigurationError: the settings fix a language that no model speaks.
    """
    fixed = settings.language.casefold() != "auto"
    wanted = settings.language if fixed else language
    if not wanted or wanted.casefold() in ("auto", "und", "mul"):
        return UNKNOWN
    found = catalogue.language(wanted)
    if found is not None:
        return found.name
    if fixed:
        raise _no_such_language(settings.language)
    return None


def asked_voice(
    settings: Settings, spoken: str, language: str | None, voice: str | None
) -> tuple[str, str]:
    """The name of the voice that is asked for, and the option that names it.

    The wish on the passage counts, else the entry of `voices` that is nearest to its language.

    Args:
        settings: the page's.
        spoken: what `asked_language` returned.
        language: BCP 47 tag of the passage, or `None`.
        voice: the voice asked for on the passage itself.
    """
    if voice:
        return voice, "voice"
    tag = (language or "").casefold().replace("_", "-")
    fitting = [
        key
        for key in settings.voices
        if (found := catalogue.language(key)) and found.name == spoken
    ]
    if not fitting:
        return settings.voice, "voice"

    def nearness(key: str) -> tuple[bool, int]:
        folded = key.casefold().replace("_", "-")
        return f"{tag}-".startswith(f"{folded}-"), -len(folded) if "-" in folded else 0

    exact = [key for key in fitting if nearness(key)[0]]
    chosen = min(exact, key=nearness) if exact else min(fitting, key=lambda key: "-" in key)
    return settings.voices[chosen], f"voices.{chosen}"


def language_problems(settings: Settings) -> list[ConfigurationError]:
    """Languages that the settings name and no model speaks."""
    tags = [entry.tag for entry in catalogue.languages()]
    found = [
        ConfigurationError.not_among("voices", key, tags, "language")
        for key in settings.voices
        if catalogue.language(key) is None
    ]
    if settings.language.casefold() != "auto" and catalogue.language(settings.language) is None:
        found.append(_no_such_language(settings.language))
    return found


def language_tag(language: str) -> str:
    """A BCP 47 tag for a language that was named or tagged: `German` is `de`, `de-AT` stays."""
    found = catalogue.language(language)
    return found.tag if found and found.name.casefold() == language.strip().casefold() else language


def _no_such_language(value: str) -> ConfigurationError:
    names = ["auto", *(entry.name for entry in catalogue.languages())]
    return ConfigurationError.not_among("language", value, names, "language")
