"""The options, checked. Built from any mapping, so that every door reads the same names.

`Settings.of` turns what a user wrote into frozen data or raises `ConfigurationError` naming the option, the
value and the closest valid one. Defaults and their reasons stand here and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from mkdocs_qwen_tts.errors import ConfigurationError, closest_of

OVERRIDES = (("QWEN_TTS_MODE", "mode"), ("QWEN_TTS_ENGINE", "engine"), ("QWEN_TTS_SHARD", "shard"))
"""Environment variables that win over the file, for CI."""

Policy = Literal["skip", "announce", "read"]
PageOverride = Literal[
    "voice", "language", "instructions", "voices", "prose", "optimize_instructions", "options"
]
"""What a page's front matter may change."""

TARGET_UNITS = 200
"""Billing units a pack aims at: about 15 seconds of speech, long enough to sound natural."""

LOUDNESS_LUFS = -16.0
"""The usual target of spoken-word audio on the web (AES TD1008 recommends -16 for mobile listening)."""


def _yaml_off(value: object) -> object:
    """YAML 1.1 reads a bare `off` as false, and `mode: off` must mean off."""
    return "off" if value is False else value


def _text_list(value: object) -> object:
    """One string may stand for a list of one, lines of a string for a list of lines (as in PathSpec)."""
    if isinstance(value, str):
        return tuple(line for line in value.splitlines() if line.strip())
    return value


TextList = Annotated[tuple[str, ...], BeforeValidator(_text_list)]
Switchable = BeforeValidator(_yaml_off)


class Section(BaseModel):
    """A group of options: frozen, and unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Api(Section):
    """How the speech service is reached."""

    key: SecretStr | None = None
    """The API key; without one, `DASHSCOPE_API_KEY` of the environment."""
    region: Literal["beijing", "singapore"] = "beijing"
    """Keys belong to one region."""
    workspace: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")] | None = None
    """Workspace id; selects the workspace's own host."""
    base_url: str | None = None
    """Another API root (`http://127.0.0.1:8765/api/v1`); without one, `DASHSCOPE_HTTP_BASE_URL`, else the region's."""
    stream: bool = True
    """Ask for audio while it is being spoken, instead of for a link to the finished file. Both sound equal."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    """Requests under way at once."""
    requests_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Pace; without one, the model's documented rate."""
    timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds without a byte after which a request is given up."""
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    """Further attempts at a request that failed for a passing reason."""


class Budget(Section):
    """Above this, a build stops before its first request."""

    characters: Annotated[int, Field(ge=0)] | None = None
    """Billing characters."""
    price: Annotated[Decimal, Field(ge=0)] | None = None
    """In the currency of the price list of the region."""


class Prose(Section):
    """What becomes of each kind of element."""

    code: Policy = "announce"
    """Code blocks: announce says the language and the number of lines."""
    table: Policy = "read"
    """Tables: read goes row by row, with the column's name before each value."""
    math: Policy = "announce"
    """Formulas."""
    image: Literal["skip", "alt"] = "alt"
    """Images: alt reads the alternative text."""
    admonition: Policy = "announce"
    """Notes and warnings: announce says kind and title before the body; read leaves the kind out."""
    tabs: Policy = "announce"
    """Content tabs: announce says each label before its content."""
    details: Policy = "read"
    """Collapsed blocks."""
    footnote: Literal["skip", "read"] = "skip"
    """Footnotes: read puts the note behind the block that refers to it."""
    url: Literal["skip", "shorten", "read"] = "shorten"
    """Web addresses in the text: shorten names the host."""
    diagram: Policy = "announce"
    """Diagrams drawn from text, as by mermaid."""
    title: bool = True
    """Say the page's title first where the content does not begin with it."""
    skip: TextList = ()
    """CSS selectors of further elements never to be spoken."""
    lexicon: TextList = ()
    """Files of pronunciations."""


class Pauses(Section):
    """Seconds of silence after a passage, by its kind."""

    title: Annotated[float, Field(ge=0, le=10)] = 0.8
    heading: Annotated[float, Field(ge=0, le=10)] = 0.6
    paragraph: Annotated[float, Field(ge=0, le=10)] = 0.45
    item: Annotated[float, Field(ge=0, le=10)] = 0.3
    quote: Annotated[float, Field(ge=0, le=10)] = 0.45
    term: Annotated[float, Field(ge=0, le=10)] = 0.2
    definition: Annotated[float, Field(ge=0, le=10)] = 0.35
    row: Annotated[float, Field(ge=0, le=10)] = 0.3
    caption: Annotated[float, Field(ge=0, le=10)] = 0.4
    image: Annotated[float, Field(ge=0, le=10)] = 0.4
    cue: Annotated[float, Field(ge=0, le=10)] = 0.4
    section: Annotated[float, Field(ge=0, le=10)] = 0.9
    """Before a heading, in place of the pause of the passage above it."""
    sentence: Annotated[float, Field(ge=0, le=10)] = 0.12
    """Between the pieces of a passage too long for one request."""


class Audio(Section):
    """The audio files that are published."""

    format: Literal["mp3", "opus", "m4a"] = "mp3"
    """mp3 needs no further program; opus and m4a need ffmpeg."""
    bitrate: Annotated[int, Field(ge=16, le=320)] = 64
    """Kilobits a second."""
    loudness: Annotated[float, Field(ge=-40, le=-6)] = LOUDNESS_LUFS
    """Integrated loudness of a page, in LUFS."""
    pauses: Pauses = Pauses()


class Player(Section):
    """What readers see."""

    place: Literal["after-title", "top", "bottom"] = "after-title"
    label: str | None = None
    """The player's visible label; without one, "Listen to this page" in the page's language."""
    read_along: bool = True
    """Mark the elements that are spoken, so that they can be highlighted."""
    download: bool = True
    """Offer the audio file."""
    style: Literal["highlight", "dim", "off"] = "highlight"
    """How the element being spoken is marked until the reader chooses: dim fades the rest of the page."""
    from_here: bool = True
    """Offer to start at any heading or paragraph, beside it."""
    dock: bool = True
    """Keep the controls in view while something plays and the player is scrolled away."""
    guide: bool = False
    """Offer to play on through the pages of the same section of the navigation."""
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Words of the player to be replaced, by language (`en: {label: Hear this page}`)."""


class Cache(Section):
    """Where paid-for speech is kept."""

    dir: str = ".cache/plugin/qwen-tts"
    """Folder, relative to the configuration file."""
    remote: str | None = None
    """A store shared by machines."""


class Alias(Section):
    """A custom voice under a name of your own."""

    voice: str
    """The id that the service gave it."""
    model: str | None = None
    """The one model that can speak with it."""


class Settings(Section):
    """All options. Names are a contract; see the configuration reference."""

    enabled: bool = True
    engine: Literal["dashscope", "openai", "preview", "auto"] = "dashscope"
    """auto: dashscope where there is a key, else preview; for demonstrations, not for production."""
    model: str = "qwen3-tts-flash"
    voice: str = "Cherry"
    language: str = "auto"
    """auto: the page's own; else a language's name (English, Chinese, …) or its BCP 47 tag."""
    voices: dict[str, str] = Field(default_factory=dict)
    """Voice for each language (`zh: Serena`)."""
    aliases: dict[str, Alias] = Field(default_factory=dict)
    """Names of your own for cloned and designed voices; the file `narration-voices.yml` adds to them."""
    instructions: str | None = None
    """How to speak, for models that take instructions."""
    optimize_instructions: bool = False
    target: Annotated[int, Field(ge=0, le=600)] = TARGET_UNITS
    """Billing units that short neighbouring passages are packed up to; 0: one request a passage."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Engine-specific options that change the sound."""
    include: TextList = ()
    """Pages to narrate, as gitignore patterns; none: all."""
    exclude: TextList = ()
    """Pages not to narrate, as gitignore patterns."""
    mode: Annotated[Literal["full", "cached", "frozen", "off"], Switchable] = "full"
    serve: Annotated[Literal["cached", "full", "off"], Switchable] = "cached"
    """What a paid engine does in `mkdocs serve`."""
    stale: Literal["keep", "drop"] = "keep"
    """What a changed page shows until it is narrated anew: keep shows its last narration, labelled as older."""
    on_error: Literal["warn", "fail"] = "warn"
    minimum: Annotated[float, Field(ge=0)] = 3.0
    """Seconds of speech under which a page gets no player."""
    shard: Annotated[str, Field(pattern=r"^[1-9]\d*/[1-9]\d*$")] | None = None
    """This build's share of the asking, as `2/4`; set by `QWEN_TTS_SHARD` where several jobs share a store."""
    api: Api = Api()
    budget: Budget = Budget()
    prose: Prose = Prose()
    audio: Audio = Audio()
    player: Player = Player()
    cache: Cache = Cache()

    @field_validator("shard")
    @classmethod
    def _is_a_share(cls, value: str | None) -> str | None:
        if value is not None and int(value.split("/")[0]) > int(value.split("/")[1]):
            raise ValueError("the first number counts up to the second, as in 2/4")
        return value

    @classmethod
    def of(cls, options: Mapping[str, Any], *, environ: Mapping[str, str] = os.environ) -> Settings:
        """Check a mapping of options, as read from a configuration file.

        `QWEN_TTS_MODE`, `QWEN_TTS_ENGINE` and `QWEN_TTS_SHARD` of `environ` win over the file; `DASHSCOPE_API_KEY` and
        `DASHSCOPE_HTTP_BASE_URL` fill in what the file leaves open.

        Raises:
            ConfigurationError: for the first wrong option.
        """
        return cls._checked(_with_environment(_drop_nones(options), environ), where="")

    @classmethod
    def problems(
        cls, options: Mapping[str, Any], *, environ: Mapping[str, str] = os.environ
    ) -> list[ConfigurationError]:
        """Every wrong option, for doors that report them all at once."""
        try:
            cls.model_validate(_with_environment(_drop_nones(options), environ))
        except ValidationError as error:
            return _explain(error, cls, where="")
        return []

    @classmethod
    def _checked(cls, options: Mapping[str, Any], *, where: str) -> Settings:
        try:
            return cls.model_validate(options)
        except ValidationError as error:
            raise _explain(error, cls, where=where)[0] from None

    def for_page(self, page: str, overrides: Mapping[str, Any]) -> Settings:
        """These settings with a page's own `narration:` mapping laid over them.

        Raises:
            ConfigurationError: naming the page and the option.
        """
        if not overrides:
            return self
        where = f"{page}: narration"
        allowed = get_args(PageOverride)
        for name in overrides:
            if name not in allowed:
                raise ConfigurationError.not_among(where, name, allowed, "front matter option")
        merged = {**self.model_dump(exclude_unset=True), **_drop_nones(overrides)}
        for name in ("prose", "voices", "options"):
            if isinstance(overrides.get(name), Mapping):
                current = getattr(self, name)
                base = current.model_dump(exclude_unset=True) if isinstance(current, Section) else current
                merged[name] = {**base, **_drop_nones(overrides[name])}
        if "voice" in overrides and "voices" not in overrides:
            merged["voices"] = {}  # a voice named on the page speaks the page, whatever its language
        return self._checked(merged, where=where)

    def speaks(self, fingerprint: str) -> bool:
        """Whether an utterance is in this build's share: every one is, unless several jobs share the asking."""
        if self.shard is None:
            return True
        number, count = map(int, self.shard.split("/"))
        return int(fingerprint[:12], 16) % count == number - 1

    def cache_dir(self, base: Path) -> Path:
        """The store's folder; `base` is the folder of the configuration file."""
        return (base / Path(self.cache.dir).expanduser()).resolve()


def _with_environment(options: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    merged = dict(options)
    for variable, option in OVERRIDES:
        if environ.get(variable):
            merged[option] = environ[variable]
    api = merged.get("api", {})
    if isinstance(api, Mapping):
        filled = dict(api)
        # One service's key must never reach another's server.
        service = "OPENAI" if merged.get("engine") == "openai" else "DASHSCOPE"
        address = "OPENAI_BASE_URL" if service == "OPENAI" else "DASHSCOPE_HTTP_BASE_URL"
        for variable, option in ((f"{service}_API_KEY", "key"), (address, "base_url")):
            if not filled.get(option):
                filled.pop(option, None)
                if environ.get(variable, "").strip():
                    filled[option] = environ[variable].strip()
        merged["api"] = filled
    return merged


def _drop_nones(options: Mapping[str, Any]) -> dict[str, Any]:
    """An option written with nothing behind it means its default, as YAML users expect."""
    return {
        name: _drop_nones(value) if isinstance(value, Mapping) else value
        for name, value in options.items()
        if value is not None
    }


def _explain(error: ValidationError, model: type[BaseModel], *, where: str) -> list[ConfigurationError]:
    prefix = f"{where}." if where else ""
    found: dict[str, ConfigurationError] = {}
    for problem in error.errors(include_url=False):
        names = [str(part) for part in problem["loc"]]
        path = prefix + ".".join(names)
        value = problem.get("input")
        kind = problem["type"]
        if kind == "extra_forbidden":
            valid = list(_section_at(model, names[:-1]).model_fields)
            closest = closest_of(names[-1], valid)
            listed = ", ".join(valid)
            found[path] = ConfigurationError(
                path, f"there is no such option; here are: {listed}.", value=value, closest=closest
            )
        elif kind == "literal_error":
            valid = _literals(problem["ctx"]["expected"])
            found[path] = ConfigurationError.not_among(path, value, valid)
        else:
            shown = "" if "key" in names else f" (found {value!r})"
            message = problem["msg"][:1].lower() + problem["msg"][1:]
            found[path] = ConfigurationError(
                path, f"{message}{shown}.", value=None if "key" in names else value
            )
    return list(found.values())


def _section_at(model: type[BaseModel], names: Iterable[str]) -> type[BaseModel]:
    for name in names:
        annotation = model.model_fields[name].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return model


def _literals(expected: str) -> list[str]:
    """Pydantic lists the values as `'a', 'b' or 'c'`."""
    return [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]
