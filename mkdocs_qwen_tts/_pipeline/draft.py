"""What will be spoken for a page: its script, its voices and its utterances."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Hole, Script, SourcePage, Tags, Utterances, Voice
from mkdocs_qwen_tts._model.speaking_pace import BILLING_UNITS_A_SECOND
from mkdocs_qwen_tts._pipeline.patterns import compiled

if TYPE_CHECKING:
    from mkdocs_qwen_tts._pipeline.recipe import ScriptRecipe
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Engine

NO_UTTERANCES = Utterances.of(())

QUOTED = 40
"""Letters of a block that a message quotes."""


_SYLLABLES = re.compile("[\u3041-\u30ff\uac00-\ud7af]")
"""Kana and Hangul: billed as a letter is, and spoken as long as two."""


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
    if not script.passages or not prose.has_prose(script):
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
    units = sum(engine.units(one.text) + len(_SYLLABLES.findall(one.text)) for one in utterances)
    seconds = units / BILLING_UNITS_A_SECOND
    if seconds < own.minimum:
        reason = f"its prose takes less than the minimum of {own.minimum:g} seconds to say"
        return Draft(script, skipped=reason)
    script = replace(script, notes=(*script.notes, *notes))
    tags = Tags(script.title, recipe.site, script.language or "")
    return Draft(script, Utterances.of(utterances), tags, holes=tuple(holes))


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
