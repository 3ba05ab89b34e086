"""A draft as the store keeps it: passages and utterances are read when somebody asks for them."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

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
    is_digest,
)
from mkdocs_qwen_tts._pipeline.draft import Draft, drafted
from mkdocs_qwen_tts._prose.noted import are_elements_of, are_passages_of, are_utterances_of
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._pipeline.recipe import ScriptRecipe


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


def noted_draft(recipe: ScriptRecipe) -> bytes:
    """The draft of a page as the store keeps it, made by whoever has the time.

    Raises:
        ConfigurationError: as `drafted` raises it.
    """
    return as_note(drafted(recipe))


def as_note(draft: Draft) -> bytes:
    """What the store keeps of a draft: JSON."""
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


def as_made(note: bytes, page: SourcePage, recipe: ScriptRecipe) -> Draft:
    """The draft that `as_note` noted; passages and utterances are read when somebody looks at them.

    Raises:
        msgspec.DecodeError: it is no note of a draft, or one of another version.
        ValueError: it is not of this page. Who may write to the store may write anything into it,
            and by its numbers and names, pages and files are written.
    """
    noted = msgspec.json.decode(note, type=_Noted)
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
