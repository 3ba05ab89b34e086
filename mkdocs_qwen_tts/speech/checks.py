"""The settings of speech, checked before any page is read. What cannot work is an error, the undocumented a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.quotation import closest_of
from mkdocs_qwen_tts.speech import casting, catalogue, membership, options
from mkdocs_qwen_tts.speech.http import endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.settings import Settings


def check(settings: Settings) -> None:
    """Check everything about speech before any page is read.

    Raises:
        ConfigurationError: for the first thing that cannot work: model, region, voice, language,
            options, instructions, address.
    """
    found = problems(settings)
    if found:
        raise found[0]


def problems(settings: Settings) -> list[ConfigurationError]:
    """Everything about speech that cannot work, for doors that report it all at once."""
    found: list[ConfigurationError] = []

    def attempt(step: Callable[..., object], *arguments: object) -> None:
        try:
            step(*arguments)
        except ConfigurationError as error:
            found.append(error)

    for key in settings.voices:
        attempt(_check_key, key)
    attempt(_check_language, settings)
    engine = casting.resolve(settings)
    if engine == "preview":
        return found
    attempt(endpoint.check, settings)
    if engine == "openai":
        attempt(options.check_self_hosted, settings)
        return found
    try:
        entry = catalogue.model(settings.model)
    except ConfigurationError as error:
        return [*found, error]
    attempt(_check_region, settings, entry)
    attempt(_check_spoken, settings, entry)
    attempt(membership.spoken_by, settings, entry, settings.voice)
    for key, name in settings.voices.items():
        attempt(membership.spoken_by, settings, entry, name, f"voices.{key}")
    attempt(options.check, settings, entry)
    return found


def _check_key(key: str) -> None:
    if catalogue.language(key) is None:
        tags = [entry.tag for entry in catalogue.languages()]
        raise ConfigurationError.not_among("voices", key, tags, "language")


def _check_language(settings: Settings) -> None:
    if settings.language.casefold() != "auto" and catalogue.language(settings.language) is None:
        raise casting.no_such_language(settings.language)


def _check_region(settings: Settings, entry: catalogue.Model) -> None:
    if settings.api.base_url is None and settings.api.region not in entry.regions:
        raise ConfigurationError(
            "api.region",
            f"{entry.name} is not offered in {settings.api.region}, only in {' and '.join(entry.regions)}.",
            value=settings.api.region,
            closest=entry.regions[0],
        )


def _check_spoken(settings: Settings, entry: catalogue.Model) -> None:
    wanted = catalogue.language(settings.language)  # `auto` is none
    if wanted is not None and not catalogue.speaks(entry, wanted):
        raise ConfigurationError(
            "language",
            f"{entry.name} does not speak {wanted.name}; it speaks "
            + ", ".join(
                other.name for other in catalogue.languages() if catalogue.speaks(entry, other)
            )
            + ".",
            value=settings.language,
        )


def notes(settings: Settings) -> tuple[str, ...]:
    """What the settings rely on that is not documented, one sentence each. Call after `check`."""
    found = list(settings.notes)
    if casting.resolve(settings) != "dashscope":
        return tuple(found)
    entry = catalogue.model(settings.model)
    if entry.status == "preview":
        found.append(
            f"the regions, voices and rate of {entry.name} are not documented; it may answer otherwise."
        )
    if not entry.documented:
        found.append(
            f"model {entry.name} is not in the documentation this package knows; it is taken to be like {entry.base}."
        )
    if options.is_free_text(settings, entry):
        found.append(
            f"system voices of {entry.name} take instructions in fixed forms, such as 你说话的情感是happy。 or "
            "请用四川话表达。; other words may do nothing."
        )
    for wish in dict.fromkeys([settings.voice, *settings.voices.values()]):
        name = settings.aliases[wish].voice if wish in settings.aliases else wish
        speaker = catalogue.speakers(entry.voices).get(name)
        if speaker is not None and not speaker.documented:
            found.append(
                f"voice {name} is not in the current documentation of {entry.name}; it may stop working."
            )
        elif speaker is None and entry.voices_open and not name.startswith(f"{entry.name}-"):
            closest = closest_of(name, catalogue.speakers(entry.voices))
            hint = f" (did you mean {closest}?)" if closest else ""
            found.append(
                f"voice {name} is not in the list of {entry.name}'s voices, which may be incomplete{hint}."
            )
    if settings.api.key and settings.api.key.get_secret_value().startswith("sk-sp-"):
        found.append(
            "the API key is one of a coding plan (sk-sp-…), which the speech service does not accept."
        )
    return tuple(found)
