"""The drafts of a site's pages: made, or found in the store.

Reading a page takes some milliseconds, a site of hundreds of pages some seconds, and from one build
to the next nearly every page is what it was. So a page's draft is kept in the store beside what it
was made from, and made again when anything of that has changed: the page, an option, a
pronunciation, or this package's own code.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError, UnforeseenError
from mkdocs_qwen_tts._model import Script, SourcePage, digest
from mkdocs_qwen_tts._pipeline.draft import Draft, drafted
from mkdocs_qwen_tts._pipeline.noted_draft import as_made, as_note
from mkdocs_qwen_tts._pipeline.recipe import LexiconFile, ScriptRecipe, shaping
from mkdocs_qwen_tts._store import digest_of_code
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Site
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

CODE = ("*.py", "_html/*.py", "_pipeline/*.py", "_model/*.*", "_prose/**/*", "_speech/**/*")
"""Files of the package by which a page is read."""

DRAFT_SCHEMA = 4
"""Raised when drafts are written otherwise. Raising it reads every page anew."""


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
                return replace(as_made(kept, page, recipe), made_from=made_from)
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
        self.store.put_note(self._name(page), made_from, as_note(draft))
        return draft

    def note_track(self, page: SourcePage, draft: Draft, how: str, key: str) -> None:
        """Remember the key of the track of all utterances of a page.

        Args:
            page: the page.
            draft: of the page.
            how: digest of how the track is encoded.
            key: of the track.
        """
        note = as_note(replace(draft, track=(how, key)))
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
        files = tuple(map(LexiconFile.at, lexicons))
        shapes = shaping(own)
        facts = msgspec.to_builtins((shapes, self.site.name, files), order="deterministic")
        beside = digest([DRAFT_SCHEMA, self._code, facts])
        return ScriptRecipe(page, shapes, self.site.name, files, beside)

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
