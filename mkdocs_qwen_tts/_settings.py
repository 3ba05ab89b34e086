"""All options, checked. Every door builds them from a mapping, so all read the same names.

`Settings.of` turns what a user wrote into frozen data or raises `ConfigurationError` naming the
option, the value and the closest valid one. Defaults and their reasons stand here and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, field

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._expectation import IN_WORDS
from mkdocs_qwen_tts._model.engines import DEFAULT_ENGINE, engine_choices, engine_row
from mkdocs_qwen_tts._model.formats import format_choices
from mkdocs_qwen_tts._quotation import closest_of
from mkdocs_qwen_tts._schema import (
    CHOICES,
    FORMERLY,
    LINES,
    SWITCH,
    Found,
    Secret,
    Section,
    checked,
)

OVERRIDES = (
    ("QWEN_TTS_MODE", "mode"),
    ("QWEN_TTS_ENGINE", "engine"),
    ("QWEN_TTS_SHARD", "shard"),
    ("QWEN_TTS_RETRY_REFUSED", "retry_refused"),
    ("QWEN_TTS_SPEND", "spend"),
    ("QWEN_TTS_CLUSTER", "cluster"),
)
"""Environment variables that win over the file, for CI."""

PREFIX = "QWEN_TTS_"
OTHER_VARIABLES = ("QWEN_TTS_CACHE_KEY",)
"""Further variables with this prefix."""

Policy = Literal["skip", "announce", "read"]
PageOverride = Literal[
    "voice", "language", "instructions", "voices", "prose", "optimize_instructions", "options"
]
"""What a page's front matter may change."""

SHARE = "a share such as 2/4, which is the second part of four"
WORKSPACE = "a workspace's id: up to 64 letters, digits, hyphens and underscores"

REPORT_ENDINGS = (".html", ".json", ".md")
"""Of the files that a report is written to."""

TARGET_UNITS = 200
"""Billing units a pack aims at: about 15 seconds of speech, long enough to sound natural."""

SHORTEST_CACHE_KEY = 16
"""Characters of a key that signs: whoever reads a store can try all the shorter ones."""

LOUDNESS_LUFS = -16.0
"""The usual target of spoken-word audio on the web (AES TD1008 recommends -16 for mobile
listening)."""


Lines = Annotated[tuple[str, ...], Meta(extra={LINES: True})]
Seconds = Annotated[float, Meta(ge=0, le=10)]
Count = Annotated[int, Meta(ge=0)]


class Api(Section, frozen=True, kw_only=True):
    """How the speech service is reached."""

    key: Secret | None = None
    """The API key; without one, `DASHSCOPE_API_KEY` of the environment."""
    region: Literal["beijing", "singapore"] = "beijing"
    """Keys belong to one region."""
    workspace: (
        Annotated[
            str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", extra={IN_WORDS: WORKSPACE})
        ]
        | None
    ) = None
    """Workspace id; selects the workspace's own host."""
    base_url: str | None = None
    """Another API root (`http://127.0.0.1:8765/api/v1`); without one, `DASHSCOPE_HTTP_BASE_URL`,
    else the region's."""
    stream: Annotated[bool | Literal["auto"], Meta(extra={IN_WORDS: "auto, true or false"})] = (
        "auto"
    )
    """`false`: ask for a link to the finished file, whose download can be tried again for nothing;
    `true`: ask for the sound while it is being spoken, which is paid for again when it breaks off.
    `auto`: files where the model hands out links to them, streams where these cannot be downloaded
    or lack something, such as times of words. Both sound equal."""
    concurrency: Annotated[int, Meta(ge=1, le=64)] = 8
    """Requests under way at once."""
    requests_per_minute: Annotated[float, Meta(gt=0)] | None = None
    """Pace; without one, the model's documented rate."""
    timeout: Annotated[float, Meta(gt=0)] = 60.0
    """Seconds without a byte after which a request is given up."""
    retries: Annotated[int, Meta(ge=0, le=20)] = 4
    """Further attempts at a request that failed for a passing reason."""


class Budget(Section, frozen=True, kw_only=True):
    """Above this, a build stops before its first request."""

    characters: Count | None = None
    """Billing characters."""
    price: Decimal | None = None
    """In the currency of the price list of the region."""
    again: Annotated[float, Meta(ge=0, le=100)] = 10.0
    """Per cent beyond the bill that may be spent on asking again for what came damaged or not at
    all; two requests' worth is always allowed."""
    surprise: Annotated[float, Meta(ge=0, le=100)] = 50.0
    """Per cent of what an earlier build narrated; where more than that is missing, a build stops
    and asks whether it is meant. 0: never."""


class Quality(Section, frozen=True, kw_only=True):
    """Whether clips say their text: each is compared with it when it arrives (extra `timing`)."""

    listen: Literal["auto", "always", "never"] = "auto"
    """Which clips are compared with their text: auto means those of services elsewhere than on
    this machine."""
    doubtful: Literal["keep", "hole"] = "keep"
    """A clip that is still doubtful when it was asked for once more: keep publishes it, hole leaves
    its passage out."""
    recogniser: str = ""
    """Who is asked about doubtful clips: a model of faster-whisper by its name, such as `small`, or
    a folder that holds one. It needs the extra `listen`."""


class Prose(Section, frozen=True, kw_only=True):
    """What becomes of each kind of element."""

    style: Literal["full", "brief"] = "brief"
    """How much is announced: brief leaves out what a listener has no need of, such as an example
    that the sentence before it announces, and reads short lines of code; full announces all."""
    code: Policy = "announce"
    """Code blocks: announce says the language and the number of lines."""
    table: Policy = "read"
    """Tables: read goes row by row, with the column's name before each value."""
    longest: Annotated[int, Meta(ge=1)] = 40
    """Rows of a table, or names in a list, above which it is summed up in a sentence in place of
    being read."""
    math: Policy = "announce"
    """Formulas: announce reads those that can be read truly, and announces displayed ones that are
    long; read reads them too."""
    image: Literal["skip", "alt"] = "alt"
    """Images: alt reads the alternative text."""
    admonition: Policy = "announce"
    """Notes and warnings: announce says kind and title before the body; read omits the kind."""
    tabs: Policy = "announce"
    """Content tabs: announce says each label before its content."""
    details: Policy = "read"
    """Collapsed blocks."""
    footnote: Literal["skip", "read"] = "skip"
    """Footnotes: read puts the note behind the block that refers to it."""
    abbreviation: Literal["written", "expand"] = "written"
    """Abbreviations with a title: expand says what they stand for where they come first."""
    ruby: Literal["base", "reading"] = "base"
    """Characters with their reading above: base says them, reading says what stands above."""
    url: Literal["skip", "shorten", "read"] = "shorten"
    """Web addresses in the text: shorten names the host."""
    diagram: Policy = "announce"
    """Diagrams drawn from text, as by mermaid."""
    title: bool = True
    """Say the page's title first where the content does not begin with it."""
    skip: Lines = ()
    """CSS selectors of further elements never to be spoken."""
    lexicon: Lines = ()
    """Files of pronunciations."""


class Pauses(Section, frozen=True, kw_only=True):
    """Seconds of silence after a passage, by its kind."""

    title: Seconds = 0.8
    heading: Seconds = 0.6
    paragraph: Seconds = 0.45
    item: Seconds = 0.3
    quote: Seconds = 0.45
    term: Seconds = 0.2
    definition: Seconds = 0.35
    row: Seconds = 0.3
    caption: Seconds = 0.4
    image: Seconds = 0.4
    announcement: Annotated[Seconds, Meta(extra={FORMERLY: "cue"})] = 0.4
    section: Seconds = 0.9
    """Before a heading, in place of the pause of the passage above it."""
    sentence: Seconds = 0.12
    """Between the pieces of a passage too long for one request."""


class Audio(Section, frozen=True, kw_only=True):
    """The audio files that are published."""

    format: Annotated[str, Meta(extra={CHOICES: format_choices})] = "mp3"
    """mp3 needs no further program; opus and m4a need ffmpeg."""
    bitrate: Annotated[int, Meta(ge=16, le=320)] = 64
    """Kilobits a second; mp3 takes the nearest it has, of 16 to 160."""
    loudness: Annotated[float, Meta(ge=-40, le=-6)] = LOUDNESS_LUFS
    """Integrated loudness of a page, in LUFS."""
    pauses: Pauses = Pauses()


class Player(Section, frozen=True, kw_only=True):
    """What readers see."""

    place: Literal["after-title", "top", "bottom"] = "after-title"
    """Where the player stands; a comment `<!-- narration -->` in a page wins over it."""
    label: str | None = None
    """The player's visible label; without one, "Listen to this page" in the page's language."""
    read_along: bool = True
    """Mark the elements that are spoken, so that they can be highlighted."""
    download: bool = True
    """Offer the audio file."""
    style: Literal["highlight", "dim", "off"] = "highlight"
    """How the element being spoken is marked until the reader chooses: dim fades the rest of the
    page."""
    from_here: bool = True
    """Offer to start at any heading or paragraph, beside it."""
    dock: bool = True
    """Keep the controls in view while something plays and the player is scrolled away."""
    guide: bool = False
    """Offer to play on through the pages of the same section of the navigation."""
    metadata: bool = False
    """Tell search engines and chat programs about the audio, in the head of the page; needs
    `site_url`."""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """Words of the player to be replaced, by language (`en: {label: Hear this page}`)."""


class Feed(Section, frozen=True, kw_only=True):
    """The narrated pages as a podcast, once `feed` is there (`{}` is enough); needs `site_url`."""

    title: str | None = None
    """Its name; without one, the site's."""
    description: str | None = None
    """What it is about; without one, the site's description."""
    author: str | None = None
    """Who makes it; without one, the site's author, else its name."""
    image: str | None = None
    """A square picture: its URL, or its path in the site."""
    sections: bool = False
    """One more feed for each section of the navigation."""


class Cache(Section, frozen=True, kw_only=True):
    """Where paid-for speech is kept."""

    dir: str = ".cache/plugin/qwen-tts"
    """Folder, relative to the configuration file."""
    remote: str | None = None
    """A store shared by machines."""
    key: Secret | None = None
    """Signs what is stored, 16 characters at least; what is not signed with it counts as missing.
    Without one, `QWEN_TTS_CACHE_KEY` of the environment."""


class Alias(Section, frozen=True, kw_only=True):
    """A custom voice under a name of your own."""

    voice: str
    """The id that the service gave it."""
    model: str | None = None
    """The one model that can speak with it."""


class Settings(Section, frozen=True, kw_only=True):
    """All options. Names are a contract; see the configuration reference."""

    enabled: bool = True
    """false: the plugin does nothing at all."""
    engine: Annotated[str, Meta(extra={CHOICES: engine_choices})] = DEFAULT_ENGINE
    """Who speaks: dashscope is the vendor's service, openai a server of your own, preview a free
    voice on this machine; auto is dashscope where there is a key, else preview: for demonstrations,
    not for production."""
    model: str = "qwen3-tts-flash"
    """The speech model, by the service's own name."""
    voice: str = "Cherry"
    """The voice, by the service's own name or by an alias."""
    language: str = "auto"
    """auto: the page's own; else a language's name (English, Chinese, …) or its BCP 47 tag."""
    voices: dict[str, str] = field(default_factory=dict)
    """Voice for each language (`zh: Serena`)."""
    aliases: dict[str, Alias] = field(default_factory=dict)
    """Names of your own for cloned and designed voices; the file `narration-voices.yml` adds to
    them."""
    instructions: str | None = None
    """How to speak, for models that take instructions."""
    optimize_instructions: bool = False
    """Let the service improve the instructions before it follows them."""
    target: Annotated[int, Meta(ge=0, le=600)] = TARGET_UNITS
    """Billing units that short neighbouring passages are packed up to; 0: one request a passage."""
    options: dict[str, Any] = field(default_factory=dict)
    """Engine-specific options that change the sound."""
    include: Lines = ()
    """Pages to narrate, as gitignore patterns; none: all."""
    exclude: Lines = ()
    """Pages not to narrate, as gitignore patterns."""
    mode: Annotated[Literal["full", "cached", "frozen", "off"], Meta(extra={SWITCH: True})] = "full"
    """full asks for what is missing; cached spends nothing and publishes what is there; frozen does
    the same and fails where something is missing; off narrates nothing."""
    serve: Annotated[Literal["cached", "full", "off"], Meta(extra={SWITCH: True})] = "cached"
    """What a paid engine does in `mkdocs serve`."""
    stale: Literal["keep", "drop"] = "keep"
    """What a changed page shows until it is narrated anew: keep shows its last narration, labelled
    as older."""
    on_error: Literal["warn", "fail"] = "warn"
    """What a page that cannot be narrated does to the build."""
    minimum: Annotated[float, Meta(ge=0)] = 3.0
    """Seconds of speech under which a page gets no player."""
    quality: Quality = Quality()
    spend: bool = False
    """Go on though the bill is a surprise; set by `QWEN_TTS_SPEND=1` for one build."""
    retry_refused: bool = False
    """Ask again for what the service refused or spoke badly in an earlier build; set by
    `QWEN_TTS_RETRY_REFUSED=1` for one build."""
    shard: Annotated[str, Meta(pattern=r"^[1-9]\d*/[1-9]\d*$", extra={IN_WORDS: SHARE})] | None = (
        None
    )
    """This build's share of the asking, as `2/4`; set by `QWEN_TTS_SHARD` where several jobs share
    a store."""
    cluster: str = ""
    """Address of a Dask scheduler whose workers do the work, as `tcp://scheduler:8786`; set by
    `QWEN_TTS_CLUSTER` for one build."""
    report: Lines = ()
    """Files that each build writes a report to, relative to the configuration file: an HTML page,
    JSON or Markdown, by their ending (`report.html`, `report.json`, `report.md`)."""
    api: Api = Api()
    budget: Budget = Budget()
    prose: Prose = Prose()
    audio: Audio = Audio()
    player: Player = Player()
    feed: Feed | None = None
    cache: Cache = Cache()

    _given: frozenset[str] = frozenset()
    _notes: tuple[str, ...] = ()

    @property
    def given(self) -> frozenset[str]:
        """The options of the first level that somebody wrote, and that are not defaults."""
        return self._given

    @property
    def notes(self) -> tuple[str, ...]:
        """What was written in a way that will not work for ever, one sentence each."""
        return self._notes

    @classmethod
    def of(cls, options: Mapping[str, Any], *, environ: Mapping[str, str] = os.environ) -> Settings:
        """Check a mapping of options, as read from a configuration file.

        `QWEN_TTS_MODE`, `QWEN_TTS_ENGINE` and `QWEN_TTS_SHARD` of `environ` win over the file;
        `DASHSCOPE_API_KEY` and `DASHSCOPE_HTTP_BASE_URL` fill in what the file leaves open.

        Raises:
            ConfigurationError: for the first wrong option.
        """
        found = _checked(options, environ)
        if found.problems:
            raise found.problems[0]
        return cls(**found.values, _given=frozenset(found.values), _notes=tuple(found.notes))

    @classmethod
    def problems(
        cls, options: Mapping[str, Any], *, environ: Mapping[str, str] = os.environ
    ) -> list[ConfigurationError]:
        """Every wrong option, for doors that report them all at once."""
        return _checked(options, environ).problems

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
        found = checked(Settings, overrides, where)
        if found.problems:
            raise found.problems[0]
        values = found.values
        if "prose" in values:
            values["prose"] = self.prose.changed(**checked(Prose, overrides["prose"]).values)
        for name in ("voices", "options"):
            if name in values:
                values[name] = {**getattr(self, name), **values[name]}
        if "voice" in values and "voices" not in values:
            values[
                "voices"
            ] = {}  # a voice named on the page speaks the page, whatever its language
        return self.changed(**values, _given=self._given | frozenset(values))

    def speaks(self, fingerprint: str) -> bool:
        """Whether this build asks for an utterance: always, unless jobs share the asking."""
        if self.shard is None:
            return True
        number, count = map(int, self.shard.split("/"))
        return int(fingerprint[:12], 16) % count == number - 1

    def cache_dir(self, base: Path) -> Path:
        """The store's folder; `base` is the folder of the configuration file."""
        return (base / Path(self.cache.dir).expanduser()).resolve()


def _checked(options: Mapping[str, Any], environ: Mapping[str, str]) -> Found:
    found = checked(Settings, _with_environment(options, environ))
    budget = found.values.get("budget")
    if budget and budget.price is not None and not (budget.price.is_finite() and budget.price >= 0):
        message = f"expected a price of 0 or more (found {budget.price})."
        found.problems.append(ConfigurationError("budget.price", message, value=budget.price))
    for name in found.values.get("report", ()):
        if not name.lower().endswith(REPORT_ENDINGS):
            found.problems.append(
                ConfigurationError.not_among("report", name, REPORT_ENDINGS, "file ending")
            )
    cache = found.values.get("cache")
    if cache and cache.key and len(cache.key.get_secret_value()) < SHORTEST_CACHE_KEY:
        message = f"expected a secret of {SHORTEST_CACHE_KEY} characters or more."
        found.problems.append(ConfigurationError("cache.key", message))
    shard = found.values.get("shard")
    if shard and int(shard.split("/")[0]) > int(shard.split("/")[1]):
        message = f"expected {SHARE} (found {shard!r})."
        found.problems.append(ConfigurationError("shard", message, value=shard))
    found.notes += _misspelt(environ)
    blamed = _from_environment(environ)
    found.problems = [_blaming(problem, blamed) for problem in found.problems]
    return found


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """What the user should know of variables with our prefix that mean nothing, one sentence each.

    A misspelt `QWEN_TTS_MODE=frozen` would let a build spend that was meant not to.
    """
    known = [*(variable for variable, _ in OVERRIDES), *OTHER_VARIABLES]
    notes = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            closest = closest_of(name, known)
            hint = f" Did you mean {closest}?" if closest else ""
            notes.append(f"the environment variable {name} means nothing here.{hint}")
    return notes


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The options that environment variables set, and which variable it was."""
    return {option: variable for variable, option in OVERRIDES if environ.get(variable)}


def _blaming(problem: ConfigurationError, variables: Mapping[str, str]) -> ConfigurationError:
    """A problem by the name of the variable that causes it, if one does."""
    variable = variables.get(problem.option)
    if variable is None:
        return problem
    return ConfigurationError(
        variable,
        f"{problem.message} It is set in the environment.",
        value=problem.value,
        closest=problem.closest,
    )


def _with_environment(options: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    merged = dict(options)
    for variable, option in OVERRIDES:
        if environ.get(variable):
            merged[option] = environ[variable]
    cache = merged.get("cache") or {}
    key = environ.get("QWEN_TTS_CACHE_KEY", "").strip()
    if key and isinstance(cache, Mapping) and not cache.get("key"):
        merged["cache"] = {**cache, "key": key}
    api = merged.get("api") or {}
    if isinstance(api, Mapping):
        filled = dict(api)
        # One service's key must never reach another's server.
        written = merged.get("engine")
        engine = engine_row(written if written in engine_choices() else DEFAULT_ENGINE)
        variables = ((engine.key_variable, "key"), (engine.address_variable, "base_url"))
        for variable, option in variables:
            if not filled.get(option):
                filled.pop(option, None)
                if environ.get(variable, "").strip():
                    filled[option] = environ[variable].strip()
        merged["api"] = filled
    return merged
