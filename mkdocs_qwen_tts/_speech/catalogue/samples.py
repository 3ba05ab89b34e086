"""System voices to choose from, and a line to judge them by."""

from __future__ import annotations

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue


def find_voices(
    *,
    model: str | None = None,
    language: str | None = None,
    gender: str | None = None,
    dialect: str | None = None,
) -> list[catalogue.SystemVoice]:
    """System voices that fit all that is asked, in the order of the vendor's tables.

    Raises:
        ConfigurationError: there is no such model or language.
    """
    chosen = [catalogue.model(model)] if model else list(catalogue.models().values())
    tongue = catalogue.language(language) if language else None
    if language and tongue is None:
        names = [entry.name for entry in catalogue.languages()]
        raise ConfigurationError.not_among("--language", language, names, "language")
    found: dict[str, catalogue.SystemVoice] = {}
    for entry in chosen:
        if tongue is not None and not catalogue.speaks(entry, tongue):
            continue
        for speaker in catalogue.system_voices(entry.voices).values():
            fits_gender = not gender or speaker.gender == gender.lower()
            if fits_gender and (
                not dialect or dialect.lower() in f"{speaker.dialect};{speaker.languages}".lower()
            ):
                found.setdefault(speaker.name, speaker)
    return list(found.values())


def sample_text(language: str) -> str:
    """A line to judge a voice by, in a language (`English`); English where there is none."""
    lines = {row["language"]: row["text"] for row in catalogue.rows("samples")}
    return lines.get(language, lines["English"])
