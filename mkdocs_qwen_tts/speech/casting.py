"""Who speaks: from the settings, the language of a passage and the author's wish to a `Voice`, checked.

Voice, model, language and region are all validated here, before any request, because the service answers a
mismatch with one vague sentence. What is merely undocumented is a note, not a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import ConfigurationError, closest_of
from mkdocs_qwen_tts.model import Limit, Voice
from mkdocs_qwen_tts.speech import catalogue, endpoint, options

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkdocs_qwen_tts.model import Usage
    from mkdocs_qwen_tts.settings import Settings

PREVIEW_MODEL = "espeak-ng"
REHEARSAL = "rehearsal"
"""Engine of voices that an API on this machine speaks with. What a fake says must never be taken for speech that was
paid for, so it has fingerprints of its own."""

SELF_HOSTED_MODEL = "Qwen3-TTS"
"""Stands for whatever model a self-hosted server has loaded."""

SELF_HOSTED_VOICE = "Vivian"
"""The first speaker of the open weights, which have no Cherry."""

OUTPUT_TOKENS_PER_CHARACTER = Decimal(50) / Decimal(9)
"""A second of speech is 50 output tokens (Model Studio, pricing of the legacy models), and the slowest script, Han, has
4.5 characters a second, which count as 9."""

OTHERS = ("preview", "openai")
"""Engines that the vendor's tables say nothing about."""

OTHER_LIMIT = 600
"""Other engines take any length; the limit is that of the default model, so that scripts split alike."""

UNLIMITED = 1_000_000.0
"""Requests a minute where nobody else's service is asked."""

CUSTOM_ID = {"cloned": re.compile(r"^qwen-tts-vc-\S+$"), "designed": re.compile(r"^qwen-tts-vd-\S+$")}
"""How the service names custom voices (Model Studio, voice cloning and voice design)."""


@dataclass(frozen=True)
class Price:
    """What speech costs."""

    per_character: Decimal
    """For one billing character, in `currency`."""
    currency: str
    date: str
    """When the price was read (`2026-03`)."""
    source: str
    estimated: bool = False
    """The service bills tokens, and how many a text becomes is known afterwards only: this is the upper end."""


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
        ConfigurationError: the voice is not one of the model's; names option and closest valid voice.
    """
    tongue = _tongue(settings, language)
    if tongue is None:
        return None
    name, option = _wish(settings, tongue, voice)
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
        name=spoken_by(settings, entry, name, option),
        language=tongue,
        instructions=_instructions(settings, entry),
        optimize_instructions=settings.optimize_instructions and bool(_instructions(settings, entry)),
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
        raise _no_such_language(settings.language)
    return None


def _speaks(entry: catalogue.Model, tongue: str) -> bool:
    found = catalogue.language(tongue)
    return found is not None and catalogue.speaks(entry, found)


def _wish(settings: Settings, tongue: str, voice: str | None) -> tuple[str, str]:
    """The voice's name, and the option it came from."""
    if voice:
        return voice, "voice"
    for key, name in settings.voices.items():
        wanted = catalogue.language(key)
        if wanted is not None and wanted.name == tongue:
            return name, f"voices.{key}"
    return settings.voice, "voice"


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


# ---------------------------------------------------------------- validation


def spoken_by(settings: Settings, entry: catalogue.Model, name: str, option: str = "voice") -> str:
    """The id of a voice, which may be named by an alias, checked to be one of the model's.

    Raises:
        ConfigurationError: naming `option` and the closest valid voice.
    """
    alias = settings.aliases.get(name)
    if alias is None:
        validate(entry, name, option, aliases=settings.aliases)
        return name
    if alias.model is not None and alias.model != entry.name:
        raise ConfigurationError(
            option,
            f"{name!r} was made for {alias.model}, and {entry.name} cannot speak with it; set `model: {alias.model}`.",
            value=name,
            closest=alias.model,
        )
    validate(entry, alias.voice, option)
    return alias.voice


def validate(
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
    if name in catalogue.speakers(entry.voices):
        return
    if entry.voices in CUSTOM_ID:
        if not CUSTOM_ID[entry.voices].match(name):
            made = {"cloned": "clone", "designed": "design"}[entry.voices]
            raise ConfigurationError(
                option,
                closest=closest_of(name, aliases),
                message=f"{entry.name} has no system voices, only {entry.voices} ones of your account, and "
                f"{name!r} is not the id of one; make one with `mkdocs-qwen-tts voices {made}`, or take model "
                "qwen3-tts-flash.",
                value=name,
            )
        return
    for kind, pattern in CUSTOM_ID.items():
        if pattern.match(name):
            family = {"cloned": "qwen3-tts-vc", "designed": "qwen3-tts-vd"}[kind]
            wanted = next(other for other in catalogue.models() if other.startswith(family))
            raise ConfigurationError(
                option,
                f"{name!r} is a {kind} voice, and {entry.name} cannot speak with it; set `model: {wanted}`.",
                value=name,
            )
    if entry.protocol == "cosyvoice":
        _validate_cosyvoice(entry, name, option)
        return
    if not entry.voices_open:
        raise _no_such_voice(entry, name, option)


def _validate_cosyvoice(entry: catalogue.Model, name: str, option: str) -> None:
    """Custom voices of CosyVoice carry their model's name (`cosyvoice-v3-flash-<prefix>-<id>`)."""
    owner = max(
        (other for other in catalogue.models() if name.startswith(f"{other}-")), key=len, default=None
    )
    if owner == entry.name:
        return
    if owner is not None:
        raise ConfigurationError(
            option,
            f"{name!r} was made for {owner}, and voices never move between models; set `model: {owner}`.",
            value=name,
        )
    if not catalogue.speakers(entry.voices):
        raise ConfigurationError(
            option,
            f"{entry.name} has no system voices, only cloned or designed ones ({entry.name}-…), not {name!r}.",
            value=name,
        )
    if not entry.voices_open:
        raise _no_such_voice(entry, name, option)


def _no_such_voice(entry: catalogue.Model, name: str, option: str) -> ConfigurationError:
    valid = catalogue.speakers(entry.voices)
    error = ConfigurationError.not_among(option, name, valid, f"voice of {entry.name}")
    others = [
        other.name
        for other in catalogue.models().values()
        if not other.same_as and name in catalogue.speakers(other.voices)
    ]
    if not others:
        return error
    return ConfigurationError(
        option,
        f"{name!r} is not a voice of {entry.name}, but of {', '.join(others[:3])}.",
        value=name,
        closest=error.closest,
    )


def _no_such_language(value: str) -> ConfigurationError:
    names = ["auto", *(entry.name for entry in catalogue.languages())]
    return ConfigurationError.not_among("language", value, names, "language")


def check(settings: Settings) -> None:
    """Check everything about speech before any page is read.

    Raises:
        ConfigurationError: for the first thing that cannot work: model, region, voice, language, options,
            instructions, address.
    """
    for key in settings.voices:
        if catalogue.language(key) is None:
            tags = [entry.tag for entry in catalogue.languages()]
            raise ConfigurationError.not_among("voices", key, tags, "language")
    if settings.language.casefold() != "auto" and catalogue.language(settings.language) is None:
        raise _no_such_language(settings.language)
    engine = resolve(settings)
    if engine == "preview":
        return
    endpoint.check(settings)
    if engine == "openai":
        options.check_self_hosted(settings)
        return
    entry = catalogue.model(settings.model)
    if settings.api.base_url is None and settings.api.region not in entry.regions:
        raise ConfigurationError(
            "api.region",
            f"{entry.name} is not offered in {settings.api.region}, only in {' and '.join(entry.regions)}.",
            value=settings.api.region,
            closest=entry.regions[0],
        )
    if settings.language.casefold() != "auto":
        wanted = catalogue.language(settings.language)
        if wanted is not None and not catalogue.speaks(entry, wanted):
            raise ConfigurationError(
                "language",
                f"{entry.name} does not speak {wanted.name}; it speaks "
                + ", ".join(other.name for other in catalogue.languages() if catalogue.speaks(entry, other))
                + ".",
                value=settings.language,
            )
    spoken_by(settings, entry, settings.voice)
    for key, name in settings.voices.items():
        spoken_by(settings, entry, name, f"voices.{key}")
    options.check(settings, entry)


def notes(settings: Settings) -> tuple[str, ...]:
    """What the settings rely on that is not documented, one sentence each. Call after `check`."""
    if resolve(settings) != "dashscope":
        return ()
    entry = catalogue.model(settings.model)
    found = []
    if entry.status == "preview":
        found.append(
            f"the regions, voices and rate of {entry.name} are not documented; it may answer otherwise."
        )
    if not entry.documented:
        found.append(
            f"model {entry.name} is not in the documentation this package knows; it is taken to be like {entry.base}."
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


# ---------------------------------------------------------------- figures of a voice


def limit(voice: Voice) -> Limit:
    """How much text one request may carry."""
    if voice.engine in OTHERS:
        return Limit(OTHER_LIMIT, catalogue.units)
    entry = catalogue.model(voice.model)
    return Limit(entry.limit, catalogue.token_bound if entry.limit_unit == "tokens" else catalogue.units)


def characters(voice: Voice, text: str) -> int:  # noqa: ARG001 - every service counts alike so far; callers must not know that
    """Billing characters of `text`, as the voice's service counts."""
    return catalogue.units(text)


def price(settings: Settings, voice: Voice) -> Price | None:
    """What a billing character costs with this voice, or `None` where no price for characters is published."""
    if voice.engine == "preview":
        return Price(Decimal(0), "CNY", "", "spoken on this machine")
    if voice.engine == "openai":
        return None
    entry = catalogue.model(voice.model)
    tariffs = {tariff.unit: tariff for tariff in catalogue.tariffs(entry.base, settings.api.region)}
    if "characters" in tariffs:
        tariff = tariffs["characters"]
        return Price(tariff.price / tariff.amount, tariff.currency, tariff.as_of, tariff.source)
    taken, spoken = tariffs.get("input tokens"), tariffs.get("output tokens")
    if entry.family != "qwen-tts" or taken is None or spoken is None:
        return None  # how many tokens a second of speech has is documented for the legacy models alone
    per_character = taken.price / taken.amount + OUTPUT_TOKENS_PER_CHARACTER * spoken.price / spoken.amount
    return Price(per_character, spoken.currency, spoken.as_of, spoken.source, estimated=True)


def cost(settings: Settings, voice: Voice, usage: Usage) -> Decimal | None:
    """What a service's own figures come to, in the currency of `price`, or `None` where it cannot be told."""
    if voice.engine == "preview":
        return Decimal(0)
    if voice.engine == "openai":
        return None
    counts = {
        "characters": usage.characters,
        "input tokens": usage.input_tokens,
        "output tokens": usage.output_tokens,
    }
    tariffs = catalogue.tariffs(catalogue.model(voice.model).base, settings.api.region)
    parts = [
        count * tariff.price / tariff.amount
        for tariff in tariffs
        if (count := counts.get(tariff.unit)) is not None
    ]
    return sum(parts, Decimal(0)) if parts and len(parts) == len(tariffs) else None


def rate(voice: Voice) -> float:
    """Requests a minute that the service documents for the voice's model."""
    if voice.engine in OTHERS:
        return UNLIMITED
    return catalogue.model(voice.model).requests_per_minute
