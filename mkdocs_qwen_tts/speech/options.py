"""Options that change the sound: what each model takes, from `data/options.csv`.

Only documented fields are ever sent. An option that a model does not take is an error, never
silently dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.speech import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs_qwen_tts.settings import Settings


FIXED_FORM = re.compile(r"^(?:你说话的|请用|你正在|你的)")
"""How instructions to CosyVoice v3's system voices begin (CosyVoice API reference)."""

SELF_HOSTED_INSTRUCTIONS = 500
"""Characters (vLLM-Omni 0.30.0; a server option changes it)."""


@dataclass(frozen=True)
class Option:
    """An option of a protocol, as documented."""

    name: str
    protocol: str
    path: tuple[str, ...]
    """Where it stands in the request's `input`."""
    kind: str
    """`integer`, `number`, `boolean`, `text`, `list` or `mapping`."""
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    models: tuple[str, ...]
    """Beginnings of the names of the models that take it; empty: all of the protocol's."""
    except_models: tuple[str, ...]
    """Beginnings of the names of the models that do not."""

    def fits(self, model: str) -> bool:
        """Whether a model takes it."""
        if any(model.startswith(name) for name in self.except_models):
            return False
        return not self.models or any(model.startswith(name) for name in self.models)


@lru_cache(maxsize=1)
def _table() -> tuple[Option, ...]:
    return tuple(
        Option(
            name=row["option"],
            protocol=row["protocol"],
            path=tuple(row["path"].split(".")),
            kind=row["kind"],
            minimum=float(row["minimum"]) if row["minimum"] else None,
            maximum=float(row["maximum"]) if row["maximum"] else None,
            choices=tuple(choice for choice in row["choices"].split(";") if choice),
            models=tuple(name for name in row["models"].split(";") if name),
            except_models=tuple(name for name in row["except_models"].split(";") if name),
        )
        for row in catalogue.rows("options")
    )


def of(protocol: str, model: str) -> Mapping[str, Option]:
    """The options a model takes, by name."""
    return {
        option.name: option
        for option in _table()
        if option.protocol == protocol and option.fits(model)
    }


def check(settings: Settings, entry: catalogue.Model) -> None:
    """Check instructions and options against what the model takes.

    Raises:
        ConfigurationError: naming the option, and the closest one that exists.
    """
    _check_instructions(settings, entry)
    check_values(settings.options, entry.protocol, entry.name)
    _check_together(settings, entry)


def is_free_text(settings: Settings, entry: catalogue.Model) -> bool:
    """Whether instructions are free text where the model documents fixed forms (CosyVoice v3, system voices)."""
    given = (settings.instructions or "").strip()
    fixed = entry.name in (
        "cosyvoice-v3-flash",
        "cosyvoice-v3-plus",
    ) and settings.voice in catalogue.speakers(entry.voices)
    return bool(given) and fixed and not FIXED_FORM.match(given)


def check_self_hosted(settings: Settings) -> None:
    """Check what a self-hosted server is asked for, as far as it can be known from here.

    Raises:
        ConfigurationError: naming the option.
    """
    check_values(settings.options, "openai", "a self-hosted server")
    task = settings.options.get("task_type", "CustomVoice")
    given = (settings.instructions or "").strip()
    if settings.optimize_instructions:
        raise ConfigurationError(
            "optimize_instructions", "a self-hosted server does not know it; remove it.", value=True
        )
    if len(given) > SELF_HOSTED_INSTRUCTIONS:
        raise ConfigurationError(
            "instructions",
            f"a self-hosted server takes {SELF_HOSTED_INSTRUCTIONS} characters, not {len(given)}; shorten them.",
        )
    if task == "VoiceDesign" and not given:
        raise ConfigurationError(
            "instructions", "task_type VoiceDesign needs them: they describe the voice."
        )
    sample, words = settings.options.get("ref_audio"), settings.options.get("ref_text")
    if task == "Base" and not sample:
        raise ConfigurationError(
            "options.ref_audio", "task_type Base needs a sample of the voice to clone."
        )
    if task != "Base" and sample:
        raise ConfigurationError(
            "options.ref_audio", f"task_type {task} takes no sample; set `task_type: Base`."
        )
    if sample and not words and not settings.options.get("x_vector_only_mode"):
        raise ConfigurationError(
            "options.ref_text", "the sample needs its words, or `x_vector_only_mode: true`."
        )


def check_values(values: Mapping[str, Any], protocol: str, model: str) -> None:
    """Check a mapping of options.

    Raises:
        ConfigurationError: naming the option, and the closest one that exists.
    """
    known = of(protocol, model)
    for name, value in values.items():
        option = known.get(name)
        if option is None:
            if not known:
                raise ConfigurationError(
                    f"options.{name}", f"{model} takes no options.", value=value
                )
            raise ConfigurationError.not_among("options", name, known, f"option of {model}")
        problem = _problem(option, value)
        if problem:
            raise ConfigurationError(
                f"options.{name}", f"{problem} (found {value!r}).", value=value
            )


def frozen(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Options as a voice holds them: sorted by name, hashable all the way down."""
    return tuple(sorted((name, _freeze(value)) for name, value in values.items()))


def place(
    values: Iterable[tuple[str, Any]], protocol: str, model: str, request: dict[str, Any]
) -> None:
    """Write a voice's options to where a request's `input` has them."""
    known = of(protocol, model)
    for name, value in values:
        *sections, last = known[name].path
        target = request
        for section in sections:
            target = target.setdefault(section, {})
        target[last] = _thaw(value)


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return ("mapping", *((key, _freeze(part)) for key, part in value.items()))
    if isinstance(value, list):
        return ("list", *(_freeze(part) for part in value))
    return value


def _thaw(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    kind, *parts = value
    return (
        {key: _thaw(part) for key, part in parts}
        if kind == "mapping"
        else [_thaw(part) for part in parts]
    )


def _check_together(settings: Settings, entry: catalogue.Model) -> None:
    """Options that go together, or not, or not with streaming (MiniMax and CosyVoice API references)."""
    given = settings.options
    form = given.get("format")
    if entry.protocol == "cosyvoice" and "bit_rate" in given and form != "opus":
        raise ConfigurationError(
            "options.bit_rate", "is for `format: opus` alone.", value=given["bit_rate"]
        )
    if entry.protocol != "minimax":
        return
    if "bitrate" in given and form != "mp3":
        raise ConfigurationError(
            "options.bitrate", "is for `format: mp3` alone.", value=given["bitrate"]
        )
    unstreamed = [name for name in ("aigc_watermark",) if given.get(name)] + (
        ["format"] if form == "wav" else []
    )
    if settings.api.stream and unstreamed:
        raise ConfigurationError(
            f"options.{unstreamed[0]}",
            f"{given[unstreamed[0]]!r} is offered without streaming only: set `api.stream: false`.",
            value=given[unstreamed[0]],
        )
    modifiable = ("mp3",) if settings.api.stream else ("mp3", "wav", "flac")
    if "voice_modify" in given and form not in modifiable:
        raise ConfigurationError(
            "options.voice_modify", f"needs `format` to be {' or '.join(modifiable)}.", value=form
        )


def _check_instructions(settings: Settings, entry: catalogue.Model) -> None:
    if settings.optimize_instructions and not settings.instructions:
        raise ConfigurationError(
            "optimize_instructions", "there are no `instructions` to optimize.", value=True
        )
    if not settings.instructions:
        return
    if not entry.instructions:
        raise ConfigurationError(
            "instructions",
            f"{entry.name} takes no instructions; take model qwen3-tts-instruct-flash, or remove them.",
            value=settings.instructions,
        )
    if settings.optimize_instructions and entry.protocol != "qwen":
        raise ConfigurationError(
            "optimize_instructions",
            f"{entry.name} does not know it; remove it, or take model qwen3-tts-instruct-flash.",
            value=True,
        )
    own = settings.voice in settings.aliases or settings.voice.startswith(f"{entry.name}-")
    if entry.name == "cosyvoice-v3-plus" and own:
        raise ConfigurationError(
            "instructions", "cosyvoice-v3-plus takes them with system voices only."
        )
    if entry.instructions_limit is None:
        return
    # A tokenizer for the service is not published: four Latin letters or one Han ideograph make
    # about a token.
    count = (
        catalogue.units(settings.instructions)
        if entry.instructions_unit == "units"
        else sum(1.0 if catalogue.HAN.match(char) else 0.25 for char in settings.instructions)
    )
    if count > entry.instructions_limit:
        raise ConfigurationError(
            "instructions",
            f"{entry.name} takes at most {entry.instructions_limit} {entry.instructions_unit}, "
            f"and these are about {count:.0f}.",
        )


def _problem(option: Option, value: Any) -> str | None:  # noqa: PLR0911 - one plain test a line
    """What is wrong with a value, or `None`."""
    if option.kind == "boolean":
        return None if isinstance(value, bool) else "must be true or false"
    if option.kind in ("integer", "number"):
        whole = option.kind == "integer"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return f"must be a {'whole ' if whole else ''}number"
        if (option.minimum is not None and value < option.minimum) or (
            option.maximum is not None and value > option.maximum
        ):
            return f"must be between {option.minimum:g} and {option.maximum:g}"
        if option.choices and str(value) not in option.choices:
            return f"must be one of {', '.join(option.choices)}"
        return None
    if option.kind == "text":
        if not isinstance(value, str):
            return "must be text"
        return (
            None
            if not option.choices or value in option.choices
            else f"must be one of {', '.join(option.choices)}"
        )
    if option.kind == "list":
        return None if isinstance(value, list) else "must be a list"
    return None if isinstance(value, dict) else "must be a mapping"
