"""Models that end: what to take in their place, and with which voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import lifecycles

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.catalogue import Lifecycle, SystemVoice


def ending_of(settings: Settings) -> Lifecycle | None:
    """The lifecycle of the model, where it ends in the settings' region; else `None`."""
    found = catalogue.lifecycle(settings.model)
    if found is None or not found.retires or settings.api.region not in found.regions:
        return None
    return found


def successor_settings(settings: Settings) -> Settings | None:
    """The settings with a model to take in place of theirs, and voices of the same gender.

    Returns:
        `None` where nothing better is known, or where the voice has to be made anew first.
    """
    found = catalogue.lifecycle(settings.model)
    if found is None or not found.instead:
        return None
    entry = catalogue.model(found.instead)
    if entry.custom:
        return None
    voices = {key: nearest_voice(entry, name, key) or name for key, name in settings.voices.items()}
    chosen = nearest_voice(entry, settings.voice, settings.language)
    if chosen is None:
        return None
    region = settings.api.region if settings.api.region in entry.regions else entry.regions[0]
    return settings.changed(
        model=entry.name,
        voice=chosen,
        voices=voices,
        options={},
        api=settings.api.changed(region=region),
    )


def nearest_voice(entry: catalogue.Model, name: str, language: str = "auto") -> str | None:
    """The voice of a model that is nearest to another one: the same, else of its gender.

    Of several, one that reads well aloud comes first (`data/readers.csv`): many are characters.

    Args:
        entry: the model.
        name: the voice that is to be replaced.
        language: what it speaks, as a name or tag; `auto` where it may be any.
    """
    voices = catalogue.system_voices(entry.voices)
    if name in voices:
        return name
    former = catalogue.system_voice(name)
    tongue = catalogue.language(language)

    readers = {row["voice"] for row in catalogue.rows("readers") if row["model"] == entry.name}

    def distance(one: SystemVoice) -> tuple[bool, bool, bool, bool]:
        other_gender = former is not None and one.gender != former.gender
        spoken = {part.partition("-")[0] for part in one.languages.split(";")}
        foreign = tongue is not None and tongue.tag not in spoken
        return other_gender, foreign, one.name not in readers, not one.documented

    return min(voices.values(), key=distance).name if voices else None


def ending_note(settings: Settings) -> str:
    """That the model ends or has ended, and what to take; empty where it does not."""
    found = ending_of(settings)
    if found is None:
        return ""
    where = f"in {' and '.join(found.regions)}"
    words = (
        f"model {found.name} {found.ends(lifecycles.vendor_today())} {where}; {advice_on(settings)}"
    )
    return f"{words} ({found.source})."


def advice_on(settings: Settings) -> str:
    """What to take in place of the model of the settings."""
    found = catalogue.lifecycle(settings.model)
    other = successor_settings(settings)
    if other is not None:
        take = f"take `model: {other.model}` with `voice: {other.voice}`"
    elif found is not None and found.instead:
        take = f"make the voice anew for `model: {found.instead}` (`mkdocs-qwen-tts voices`)"
    else:
        return "`mkdocs-qwen-tts models` lists those there are"
    vendor = found.replacement if found else ""
    named = other.model if other else found.instead if found else ""
    return f"{take}; the vendor names {vendor}" if vendor not in ("", named) else take


def advice_on_unknown(settings: Settings) -> str:
    """What to do when the service does not know the model."""
    try:
        catalogue.model(settings.model)
    except ConfigurationError:
        return "`mkdocs-qwen-tts models` lists those there are"
    found = ending_of(settings)
    ended = f"it {found.ends(lifecycles.vendor_today())}; " if found else ""
    return f"{ended}{advice_on(settings)}"
