"""What Model Studio's models take, checked against the tables before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import closest_of
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts._speech.engines.modelstudio import membership
from mkdocs_qwen_tts._speech.engines.modelstudio.systems import system_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._settings import Settings

FIXED_FORM = re.compile(r"^(?:你说话的|请用|你正在|你的)")
"""How instructions to CosyVoice v3's system voices begin (CosyVoice API reference)."""

FIXED_FORM_MODELS = ("cosyvoice-v3-flash", "cosyvoice-v3-plus")
"""Whose system voices take instructions in these forms alone."""

CODING_PLAN_KEY = "sk-sp-"
"""How keys of a coding plan begin, which speech services do not accept."""


def model_problems(settings: Settings, entry: catalogue.Model) -> Iterator[ConfigurationError]:
    """Everything that model, region, voices, language, instructions and options get wrong."""
    if settings.api.base_url is None and settings.api.region not in entry.regions:
        yield ConfigurationError(
            "api.region",
            f"{entry.name} is not offered in {settings.api.region}, only in "
            f"{' and '.join(entry.regions)}.",
            value=settings.api.region,
            closest=entry.regions[0],
        )
    yield from _language_problems(settings, entry)
    wishes = {"voice": settings.voice}
    wishes |= {f"voices.{key}": name for key, name in settings.voices.items()}
    for option, name in wishes.items():
        yield from _raised_by(membership.spoken_by, settings, entry, name, option)
    problem = _instructions_problem(settings, entry) or _options_problem(settings, entry)
    if problem is not None:
        yield problem


def model_notes(settings: Settings, entry: catalogue.Model) -> Iterator[str]:
    """What the settings rely on that is not documented, one sentence each."""
    if entry.is_trial:
        yield (
            f"the regions, voices and rate of {entry.name} are not documented; it may answer "
            "otherwise."
        )
    if not entry.documented:
        yield (
            f"model {entry.name} is not in the documentation this package knows; it is taken to be "
            f"like {entry.base}."
        )
    yield from _host_notes(settings, entry)
    if settings.instructions:
        yield from _foreign_notes(settings.instructions, entry)
    if _is_free_text(settings, entry):
        yield (
            f"system voices of {entry.name} take instructions in fixed forms, such as "
            "你说话的情感是happy。 or 请用四川话表达。; other words may do nothing."
        )
    yield from _voice_notes(settings, entry)
    if settings.api.key and settings.api.key.get_secret_value().startswith(CODING_PLAN_KEY):
        yield (
            f"the API key is one of a coding plan ({CODING_PLAN_KEY}…), which the speech service "
            "does not accept."
        )


def _foreign_notes(instructions: str, entry: catalogue.Model) -> Iterator[str]:
    from mkdocs_qwen_tts._speech.custom import advice  # noqa: PLC0415 - few sites give instructions

    understood = entry.instructions_languages or advice.UNDERSTOOD
    if advice.is_foreign(instructions, understood):
        tongues = [found.name for tag in understood if (found := catalogue.language(tag))]
        listed = f"{', '.join(tongues[:-1])} and {tongues[-1]}"
        yield (
            f"{entry.name} understands `instructions` in {listed}; words of other languages may do "
            "nothing."
        )


def _host_notes(settings: Settings, entry: catalogue.Model) -> Iterator[str]:
    if entry.host == "workspace" and not (settings.api.workspace or settings.api.base_url):
        yield (
            f"{entry.name} answers on the host of a workspace alone, as two public clients "
            "measured; name yours as `api.workspace`."
        )
    if entry.host == "shared" and settings.api.workspace:
        yield (
            f"{entry.name} works on the region's shared host alone, which is asked in place of the "
            "workspace's."
        )


def _voice_notes(settings: Settings, entry: catalogue.Model) -> Iterator[str]:
    for wish in dict.fromkeys([settings.voice, *settings.voices.values()]):
        name = settings.aliases[wish].voice if wish in settings.aliases else wish
        if (current := membership.current_name(entry, name)) != name:
            yield f"voice {name} is called {current} in the current voice list, and asked for so."
            name = current
        speaker = catalogue.system_voices(entry.voices).get(name)
        if speaker is not None and not speaker.documented:
            yield (
                f"voice {name} is not in the current documentation of {entry.name}; it may stop "
                "working."
            )
        elif speaker is None and entry.voices_open and not name.startswith(f"{entry.name}-"):
            closest = closest_of(name, catalogue.system_voices(entry.voices))
            hint = f" (did you mean {closest}?)" if closest else ""
            yield (
                f"voice {name} is not in the list of {entry.name}'s voices, which may be "
                f"incomplete{hint}."
            )


def _raised_by(check: Callable[..., object], *given: object) -> list[ConfigurationError]:
    try:
        check(*given)
    except ConfigurationError as error:
        return [error]
    return []


def _language_problems(settings: Settings, entry: catalogue.Model) -> Iterator[ConfigurationError]:
    wanted = catalogue.language(settings.language)  # `auto` is none
    if wanted is not None and not catalogue.speaks(entry, wanted):
        spoken = [other.name for other in catalogue.languages() if catalogue.speaks(entry, other)]
        yield ConfigurationError(
            "language",
            f"{entry.name} does not speak {wanted.name}; it speaks {', '.join(spoken)}.",
            value=settings.language,
        )


def _is_free_text(settings: Settings, entry: catalogue.Model) -> bool:
    """Whether instructions are free text where the model documents fixed forms."""
    given = (settings.instructions or "").strip()
    fixed = entry.name in FIXED_FORM_MODELS and settings.voice in catalogue.system_voices(
        entry.voices
    )
    return bool(given) and fixed and not FIXED_FORM.match(given)


def _options_problem(settings: Settings, entry: catalogue.Model) -> ConfigurationError | None:
    try:
        options.check_values(settings.options, entry.protocol, entry.name)
    except ConfigurationError as error:
        return error
    return system_of(entry).option_problem(settings)


def _instructions_problem(settings: Settings, entry: catalogue.Model) -> ConfigurationError | None:
    if not settings.instructions:
        if not settings.optimize_instructions:
            return None
        return ConfigurationError(
            "optimize_instructions", "there are no `instructions` to optimize.", value=True
        )
    if not entry.instructions:
        return ConfigurationError(
            "instructions",
            f"{entry.name} takes no instructions; take model qwen3-tts-instruct-flash, or remove "
            "them.",
            value=settings.instructions,
        )
    if settings.optimize_instructions and not system_of(entry).optimizes_instructions:
        return ConfigurationError(
            "optimize_instructions",
            f"{entry.name} does not know it; remove it, or take model qwen3-tts-instruct-flash.",
            value=True,
        )
    own = settings.voice in settings.aliases or settings.voice.startswith(f"{entry.name}-")
    if entry.name == "cosyvoice-v3-plus" and own:
        return ConfigurationError(
            "instructions", "cosyvoice-v3-plus takes them with system voices only."
        )
    return _length_problem(settings.instructions, entry)


def _length_problem(instructions: str, entry: catalogue.Model) -> ConfigurationError | None:
    if entry.instructions_limit is None:
        return None
    # The service's tokenizer is not published: four Latin letters or one Han ideograph make
    # about a token.
    count = (
        catalogue.units(instructions)
        if entry.instructions_unit == "units"
        else sum(1.0 if catalogue.han().match(char) else 0.25 for char in instructions)
    )
    if count <= entry.instructions_limit:
        return None
    return ConfigurationError(
        "instructions",
        f"{entry.name} takes at most {entry.instructions_limit} {entry.instructions_unit}, "
        f"and these are about {count:.0f}.",
    )
