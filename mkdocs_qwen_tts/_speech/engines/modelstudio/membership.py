"""Which voice belongs to which model. On a mismatch, this says what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import closest_of
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.modelstudio.systems import system_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkdocs_qwen_tts._settings import Settings

CUSTOM_ID = {
    "cloned": re.compile(r"^qwen-tts-vc-\S+$"),
    "designed": re.compile(r"^qwen-tts-vd-\S+$"),
}
"""How the service names custom voices (Model Studio, voice cloning and voice design)."""


def spoken_by(settings: Settings, entry: catalogue.Model, name: str, option: str = "voice") -> str:
    """The id of a voice, which may be named by an alias, checked to be one of the model's.

    Raises:
        ConfigurationError: naming `option` and the closest valid voice.
    """
    alias = settings.aliases.get(name)
    if alias is None:
        name = current_name(entry, name)
        check_voice(entry, name, option, aliases=settings.aliases)
        return name
    if alias.model is not None and alias.model != entry.name:
        raise ConfigurationError(
            option,
            f"{name!r} was made for {alias.model}, and {entry.name} cannot speak with it; set "
            f"`model: {alias.model}`.",
            value=name,
            closest=alias.model,
        )
    check_voice(entry, alias.voice, option)
    return alias.voice


def current_name(entry: catalogue.Model, name: str) -> str:
    """What a voice that an older guide names otherwise is called now; else the same name."""
    found = catalogue.lifecycle(name, "voice")
    renamed = found is not None and found.replacement in catalogue.system_voices(entry.voices)
    return found.replacement if found is not None and renamed else name


def check_voice(
    entry: catalogue.Model, name: str, option: str = "voice", *, aliases: Collection[str] = ()
) -> None:
    """Check that a voice belongs to a model.

    Args:
        entry: the model.
        name: the voice's id.
        option: where it was named.
        aliases: names that the user gave to custom voices, for the hint.

    Raises:
        ConfigurationError: naming `option` and the closest valid voice.
    """
    if name in catalogue.system_voices(entry.voices):
        return
    if entry.voices in CUSTOM_ID:
        if not CUSTOM_ID[entry.voices].match(name):
            made = {"cloned": "clone", "designed": "design"}[entry.voices]
            raise ConfigurationError(
                option,
                closest=closest_of(name, aliases),
                message=f"{entry.name} has no system voices, only {entry.voices} ones of your "
                f"account, and {name!r} is not the id of one; make one with `mkdocs-qwen-tts "
                f"voices {made}`, or take model qwen3-tts-flash.",
                value=name,
            )
        return
    for kind, pattern in CUSTOM_ID.items():
        if pattern.match(name):
            family = {"cloned": "qwen3-tts-vc", "designed": "qwen3-tts-vd"}[kind]
            wanted = next(other for other in catalogue.models() if other.startswith(family))
            raise ConfigurationError(
                option,
                f"{name!r} is a {kind} voice, and {entry.name} cannot speak with it; set `model: "
                f"{wanted}`.",
                value=name,
            )
    if system_of(entry).custom_voices_carry_model:
        _validate_carried(entry, name, option)
        return
    if not entry.voices_open:
        raise _no_such_voice(entry, name, option)


def _validate_carried(entry: catalogue.Model, name: str, option: str) -> None:
    """Custom voices of CosyVoice carry their model's name (`cosyvoice-v3-flash-<prefix>-<id>`)."""
    owner = max(
        (other for other in catalogue.models() if name.startswith(f"{other}-")),
        key=len,
        default=None,
    )
    if owner == entry.name:
        return
    if owner is not None:
        raise ConfigurationError(
            option,
            f"{name!r} was made for {owner}, and voices never move between models; set `model: "
            f"{owner}`.",
            value=name,
        )
    if not catalogue.system_voices(entry.voices):
        raise ConfigurationError(
            option,
            f"{entry.name} has no system voices, only cloned or designed ones ({entry.name}-…), "
            f"not {name!r}.",
            value=name,
        )
    if not entry.voices_open:
        raise _no_such_voice(entry, name, option)


def _no_such_voice(entry: catalogue.Model, name: str, option: str) -> ConfigurationError:
    valid = catalogue.system_voices(entry.voices)
    error = ConfigurationError.not_among(option, name, valid, f"voice of {entry.name}")
    others = [
        other.name
        for other in catalogue.models().values()
        if not other.same_as and name in catalogue.system_voices(other.voices)
    ]
    if not others:
        return error
    return ConfigurationError(
        option,
        f"{name!r} is not a voice of {entry.name}, but of {', '.join(others[:3])}.",
        value=name,
        closest=error.closest,
    )
