"""What will be spoken for a page: its script, its voices and its utterances.

Reading a page takes some milliseconds, a site of hundreds of pages some seconds, and from one build
to the next nearly every page is what it was. So a page's draft is kept in the store beside what it
was made from, and made again when
anything of that has changed: the page, an option, a pronunciation, or this package's own code.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError, UnforeseenError
from mkdocs_qwen_tts._model import (
    Coverage,
    Hole,
    LazyTuple,
    Passage,
    Script,
    SourcePage,
    Tags,
    Utterance,
    Utterances,
    Voice,
    digest,
    is_digest,
)
from mkdocs_qwen_tts._model.speaking_pace import BILLING_UNITS_A_SECOND
from mkdocs_qwen_tts._pipeline.patterns import compiled
from mkdocs_qwen_tts._prose.noted import are_elements_of, are_passages_of, are_utterances_of
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import digest_of_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Site
    from mkdocs_qwen_tts._speech import Engine
    from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts._textfile import UNREADABLE, small_file

DEFAULTS = Settings()

CODE = ("*.py", "_html/*.py", "_pipeline/*.py", "_model/*.*", "_prose/**/*", "_speech/**/*")
"""Files of the package by which a page is read."""

NO_UTTERANCES = Utterances.of(())

DRAFT_SCHEMA = 4
"""Raised when drafts are written otherwise. Raising it reads every page anew."""

WITHHELD = (
    "enabled",
    "mode",
    "serve",
    "stale",
    "on_error",
    "shard",
    "retry_refused",
    "spend",
    "cluster",
    "budget",
    "player",
    "feed",
    "report",
    "cache",
)
"""The options that no draft may depend on: drafting gets their defaults. Any other option, a new
one too, is part of the recipe."""

QUOTED = 40
"""Letters of a block that a message quotes."""


class Draft(Struct, frozen=True):
    """What will be spoken for a page."""

    script: Script
    utterances: Utterances = NO_UTTERANCES
    tags: Tags | None = None
    skipped: str = ""
    """Why the page gets no narration; empty where it gets one."""
    failed: str = ""
    """Why the page cannot be narrated though it should be."""
    holes: tuple[Hole, ...] = ()
    """What of the page nobody can speak."""
    made_from: str = ""
    """Key of its recipe."""
    track: tuple[str, str] = ("", "")
    """The key of the track of all its utterances, behind the digest of how that is encoded; empty
    where nobody has worked it out."""


class _NotedScript(msgspec.Struct):
    """A script as the store has it. What is raw is read when somebody asks for it."""

    page: str
    title: str
    language: str | None
    passages: msgspec.Raw
    elements: tuple[int, ...]
    notes: tuple[str, ...]
    coverage: Coverage | None


class _NotedDraft(msgspec.Struct):
    """A draft as the store has it."""

    script: _NotedScript
    utterances: msgspec.Raw
    tags: Tags | None
    skipped: str
    failed: str
    holes: tuple[Hole, ...]


class _Noted(msgspec.Struct):
    """A draft in the store, with what takes time to work out."""

    draft: _NotedDraft
    fingerprints: tuple[str, ...]
    """Of its utterances."""
    voices: tuple[Voice, ...]
    """Of its utterances, each once."""
    track: tuple[str, str]
    """As `Draft` has it."""


class Drafts:
    """Makes drafts of a site's pages, or finds them in the store.

    Args:
        settings: the site's.
        store: where drafts are noted.
        site: which site.
        base: the folder of the configuration file; lexicons are relative to it.
    """

    def __init__(self, settings: Settings, store: Store, site: Site, base: Path) -> None:
        self.settings, self.store, self.site, self.base = settings, store, site, base
        self._faults: dict[tuple[LexiconFile, ...], ConfigurationError] = {}
        """Of files of pronunciations, which every page of a site may name: each is told of once."""

    def of(self, page: SourcePage) -> Draft:
        """The draft of a page. What is wrong with one page keeps no other from being narrated.

        Raises:
            ConfigurationError: an option of the site is wrong.
        """
        try:
            return self._found(page)
        except ConfigurationError as error:
            if not self._is_of_page(page, error):
                raise
            reason = str(error)
        except NarrationError:
            raise
        except Exception as defect:  # noqa: BLE001 - anybody may write a page: one of many
            reason = str(UnforeseenError("it cannot be read", defect))
        return Draft(Script(page.key, page.title, page.language, ()), failed=reason)

    def _is_of_page(self, page: SourcePage, error: ConfigurationError) -> bool:
        """Whether an error concerns this page alone, or its pronunciations."""
        if error.option.startswith(("prose.lexicon", f"{page.name}: ")):
            return True
        if not page.overrides:
            return False
        try:
            drafted(self.recipe(replace(page, overrides={})))
        except ConfigurationError as others:
            return others.option.startswith("prose.lexicon")
        return True

    def _found(self, page: SourcePage) -> Draft:
        recipe = self.recipe(page)
        made_from = recipe.key
        kept = self.store.note(self._name(page), made_from)
        if kept is not None:
            try:
                noted = msgspec.json.decode(kept, type=_Noted)
                return replace(_as_made(noted, page, recipe), made_from=made_from)
            except UNREADABLE:  # of another version, or foreign: as good as none
                pass
        if recipe.lexicons in self._faults:
            raise self._faults[recipe.lexicons]
        try:
            draft = replace(drafted(recipe), made_from=made_from)
        except ConfigurationError as error:
            if error.option.startswith("prose.lexicon"):
                self._faults[recipe.lexicons] = error
            raise
        self.store.put_note(self._name(page), made_from, _as_note(draft))
        return draft

    def note_track(self, page: SourcePage, draft: Draft, how: str, key: str) -> None:
        """Remember the key of the track of all utterances of a page.

        Args:
            page: the page.
            draft: of the page.
            how: digest of how the track is encoded.
            key: of the track.
        """
        note = _as_note(replace(draft, track=(how, key)))
        self.store.put_note(self._name(page), draft.made_from, note)

    def _name(self, page: SourcePage) -> str:
        return digest([self.site.digest, page.key])

    def unread(self, page: SourcePage) -> ScriptRecipe | None:
        """The recipe of a page that has to be read; `None` where that is done, or cannot be."""
        try:
            recipe = self.recipe(page)
        except NarrationError:  # told by `of`
            return None
        return recipe if self.store.note(self._name(page), recipe.key) is None else None

    def take(self, page: SourcePage, recipe: ScriptRecipe, note: bytes) -> None:
        """Keep what `noted_draft` has made of a recipe of `unread`; `of` finds it."""
        self.store.put_note(self._name(page), recipe.key, note)

    def recipe(self, page: SourcePage) -> ScriptRecipe:
        """What the draft of a page is made of.

        Raises:
            ConfigurationError: an option of the page's front matter is wrong.
        """
        if not page.overrides:
            return replace(self._of_site, page=replace(page, overrides={}))
        own = self.settings.for_page(page.name, page.overrides)
        try:
            speech.check(own)
        except ConfigurationError as error:
            option = f"{page.name}: narration.{error.option}"
            raise ConfigurationError(
                option, error.message, value=error.value, closest=error.closest
            ) from None
        self._check_inside(page, own)
        return self._recipe(replace(page, overrides={}), own)

    @cached_property
    def _of_site(self) -> ScriptRecipe:
        """The recipe of a page without options of its own, but for the page."""
        return self._recipe(SourcePage("", "", None, ""), self.settings)

    def _recipe(self, page: SourcePage, own: Settings) -> ScriptRecipe:
        lexicons = [self.base / Path(one).expanduser() for one in own.prose.lexicon]
        files = tuple(LexiconFile(str(path), _digest_of(path)) for path in lexicons)
        shaping = _shaping(own)
        facts = msgspec.to_builtins((shaping, self.site.name, files), order="deterministic")
        beside = digest([DRAFT_SCHEMA, self._code, facts])
        return ScriptRecipe(page, shaping, self.site.name, files, beside)

    @cached_property
    def _code(self) -> str:
        """Another version of these rooms may read a page otherwise."""
        return digest_of_code(self.store, *CODE)

    def _check_inside(self, page: SourcePage, own: Settings) -> None:
        """A page may name files of its project alone: whoever writes a page may not read others."""
        base = self.base.resolve()
        for one in own.prose.lexicon:
            path = (self.base / Path(one).expanduser()).resolve()
            if one not in self.settings.prose.lexicon and not path.is_relative_to(base):
                raise ConfigurationError(
                    f"{page.name}: narration.prose.lexicon",
                    f"{one} lies outside of the project; only the site's own configuration may "
                    "name such a file.",
                    value=one,
                )


class LexiconFile(Struct, frozen=True):
    """A file of pronunciations, as it was when the recipe was written."""

    path: str
    digest: str
    """SHA-256 (hexadecimal) of its bytes; empty where it cannot be read."""


class ScriptRecipe(Struct, frozen=True):
    """A page's draft is made of this and of nothing else."""

    page: SourcePage
    """Without overrides: they are laid over the settings."""
    settings: Settings
    """The page's own. What is `WITHHELD` has its default here."""
    site: str
    """Its name, for the tags of the audio file."""
    lexicons: tuple[LexiconFile, ...] = ()
    beside_page: str = ""
    """Digest of all but the page, and of the code and data that read it: worked out once for all
    pages that share it."""

    @property
    def key(self) -> str:
        """SHA-256 (hexadecimal) of the whole recipe, and of the code and data that read it."""
        html = hashlib.sha256(self.page.html.encode("utf-8", "surrogatepass")).hexdigest()
        page = msgspec.to_builtins(replace(self.page, html=html))
        return digest([self.beside_page, page])


def _shaping(settings: Settings) -> Settings:
    """The settings as drafting sees them."""
    own, api = settings.audio, settings.api
    return settings.changed(
        **{name: getattr(DEFAULTS, name) for name in WITHHELD},
        _given=settings.given.difference(WITHHELD),
        _notes=(),
        # `auto` depends on the key, which has no place in a recipe.
        engine=speech.engine_for(settings).name,
        audio=DEFAULTS.audio.changed(pauses=own.pauses),
        # Whose server is asked decides whose voices they are.
        api=DEFAULTS.api.changed(region=api.region, workspace=api.workspace, base_url=api.base_url),
    )


def drafted(recipe: ScriptRecipe) -> Draft:
    """Read a page, cast its voices and cut it into utterances.

    Raises:
        ConfigurationError: `prose.skip` holds something that is not a CSS selector, or a lexicon is
            wrong.
    """
    from mkdocs_qwen_tts import _prose as prose  # noqa: PLC0415 - a build of unchanged pages has no use for it

    page, own = recipe.page, recipe.settings
    empty = Script(page.key, page.title, page.language, ())
    if reason := _reason_against(page, own):
        return Draft(empty, skipped=reason)
    if page.wrong:
        return Draft(empty, failed=page.wrong)
    language = page.language if own.language == "auto" else speech.language_tag(own.language)
    script = prose.extract_script(replace(page, language=language), own)
    if not script.passages:
        return Draft(script, skipped="it has no prose")
    notes: list[str] = []
    # The page's language is settled, so that parts which declare another one are heard in theirs.
    engine = speech.engine_for(own.changed(language="auto"))
    script = in_plain_text(script, engine)
    cast = cache(engine.resolve_voice)
    voices: list[Voice | None] = []
    holes: list[Hole] = []
    for index, passage in enumerate(script.passages):
        tag = passage.language or script.language
        try:
            voice = cast(tag, passage.voice)
        except ConfigurationError as error:
            if passage.voice is None:
                raise
            notes.append(
                f"{page.name}: a block asks for the voice {passage.voice!r}, which cannot speak "
                f"it, so the page's own voice reads it: “{passage.text[:QUOTED]}”. {error.message}"
            )
            voice = cast(tag, None)
        voices.append(voice)
        if voice is None:
            reason = f"{own.model} does not speak {tag!r}; name a `language` or another `model`"
            holes.append(Hole(passage.text, reason, (index,)))
    if len(holes) == len(script.passages):
        return Draft(script, failed=holes[0].reason)

    utterances = prose.pack_script(
        script,
        voices,
        engine.limit,
        target=own.target,
        sentence_pause=own.audio.pauses.sentence,
        lexicon=prose.Lexicon.load([Path(file.path) for file in recipe.lexicons]),
    )
    seconds = sum(engine.units(one.text) for one in utterances) / BILLING_UNITS_A_SECOND
    if seconds < own.minimum:
        reason = f"its prose takes less than the minimum of {own.minimum:g} seconds to say"
        return Draft(script, skipped=reason)
    script = replace(script, notes=(*script.notes, *notes))
    tags = Tags(script.title, recipe.site, script.language or "")
    return Draft(script, Utterances.of(utterances), tags, holes=tuple(holes))


def noted_draft(recipe: ScriptRecipe) -> bytes:
    """The draft of a page as the store keeps it, made by whoever has the time.

    Raises:
        ConfigurationError: as `drafted` raises it.
    """
    return _as_note(drafted(recipe))


def _as_note(draft: Draft) -> bytes:
    script, spoken = draft.script, draft.utterances
    noted = _NotedDraft(
        _NotedScript(
            script.page,
            script.title,
            script.language,
            msgspec.Raw(msgspec.json.encode(tuple(script.passages))),
            script.elements,
            script.notes,
            script.coverage,
        ),
        msgspec.Raw(msgspec.json.encode(tuple(spoken))),
        draft.tags,
        draft.skipped,
        draft.failed,
        draft.holes,
    )
    return msgspec.json.encode(_Noted(noted, spoken.fingerprints, spoken.voices, draft.track))


def in_plain_text(script: Script, engine: Engine) -> Script:
    """The script without what the engine would obey instead of reading it."""
    plain = tuple(
        one if (text := engine.plain_text(one.text)) == one.text else replace(one, text=text)
        for one in script.passages
    )
    return replace(script, passages=plain)


def _reason_against(page: SourcePage, own: Settings) -> str:
    if page.withheld:
        return page.withheld
    include, exclude = compiled(own.include), compiled(own.exclude)
    if own.include and not include.match_file(page.name):
        return "not in `include`"
    return "in `exclude`" if exclude.match_file(page.name) else ""


def _as_made(noted: _Noted, page: SourcePage, recipe: ScriptRecipe) -> Draft:
    """A draft as the store has it: passages and utterances are read when somebody looks at them.

    Raises:
        ValueError: it is not of this page. Who may write to the store may write anything into it,
            and by its numbers and names, pages and files are written.
    """
    kept, script = noted.draft, noted.draft.script
    if not (
        script.page == page.key
        and are_elements_of(page.html, script.elements)
        and all(map(is_digest, (*noted.fingerprints, *filter(None, noted.track))))
        and not any(hole.fingerprint for hole in kept.holes)  # what nobody can speak has none
    ):
        raise ValueError("a draft of another page")
    body = _Body(noted, recipe)
    return Draft(
        Script(
            script.page,
            script.title,
            script.language,
            LazyTuple(lambda: body.passages),
            script.elements,
            script.notes,
            script.coverage,
        ),
        Utterances(noted.fingerprints, map(_as_voice, noted.voices), lambda: body.utterances),
        kept.tags,
        kept.skipped,
        kept.failed,
        kept.holes,
        track=noted.track,
    )


class _Body:
    """What of a note is read late. Where that is not of the page, the page is read anew."""

    def __init__(self, noted: _Noted, recipe: ScriptRecipe) -> None:
        self._noted, self._recipe = noted, recipe

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages of the page."""
        return self._read[0]

    @property
    def utterances(self) -> Sequence[Utterance]:
        """The utterances of the page."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Sequence[Passage], Sequence[Utterance]]:
        """Both are from the note, or neither is: an utterance names its passages by number."""
        kept, script = self._noted.draft, self._noted.draft.script
        with contextlib.suppress(*UNREADABLE):
            passages = msgspec.json.decode(script.passages, type=tuple[Passage, ...])
            found = msgspec.json.decode(kept.utterances, type=tuple[Utterance, ...])
            if are_passages_of(script.elements, passages) and are_utterances_of(passages, found):
                found = tuple(_with_voice(one) for one in found)
                for one, fingerprint in zip(found, self._noted.fingerprints, strict=True):
                    one.recall(fingerprint)
                return passages, found
        try:
            anew = drafted(self._recipe)
        except Exception:  # noqa: BLE001 - it is one page of many, and the next build tells of it
            return (), ()
        return anew.script.passages, anew.utterances


def _with_voice(utterance: Utterance) -> Utterance:
    voice = _as_voice(utterance.voice)
    return utterance if voice is utterance.voice else replace(utterance, voice=voice)


def _as_voice(voice: Voice) -> Voice:
    """A voice from JSON, whose lists were tuples: it must be the same to the type."""
    return replace(voice, options=_tuples(voice.options)) if voice.options else voice


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, (list, tuple)) else value


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(small_file(path)).hexdigest()
    except (OSError, ValueError):  # told where it is read
        return ""
