"""What a page's draft is made of: the page, the options that shape it, the code that reads it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import SourcePage, digest
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._textfile import small_file

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = Settings()

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


class LexiconFile(Struct, frozen=True):
    """A file of pronunciations, as it was when the recipe was written."""

    path: str
    digest: str
    """SHA-256 (hexadecimal) of its bytes; empty where it cannot be read."""

    @classmethod
    def at(cls, path: Path) -> LexiconFile:
        """The file as it is now."""
        return cls(str(path), _digest_of(path))


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


def shaping(settings: Settings) -> Settings:
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


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(small_file(path)).hexdigest()
    except (OSError, ValueError):  # told where it is read
        return ""
