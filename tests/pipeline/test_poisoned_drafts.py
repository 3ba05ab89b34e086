"""A draft in a store that others may write: whatever stands in its note, no build ends by it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._pipeline.narration import narration_of

from .conftest import Bench, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._pipeline import PagePlan
    from mkdocs_qwen_tts.testing import FakeServer

HEAD = 64
"""Digits of what a note was made from, and of its check."""
ODD: tuple[Any, ...] = (None, "", "x" * 1000, [], {}, [[]], -1, 7, 2**70)

Way = tuple[str | int, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """To every value, but of each list to those of its last one alone."""
    if way:
        yield way
    if isinstance(value, dict):
        for name, one in value.items():
            yield from ways(one, (*way, name))
    elif isinstance(value, list) and value:
        yield from ways(value[-1], (*way, len(value) - 1))


def changed(value: Any, way: Way, new: Any) -> Any:
    if not way:
        return new
    copy = value.copy()
    copy[way[0]] = changed(value[way[0]], way[1:], new)
    return copy


@pytest.fixture
def one_page(server: FakeServer, tmp_path: Path) -> Bench:
    bench = Bench(server, tmp_path, {"mode": "cached"})
    bench.add("page", prose(1, 1).replace("The tide", '<span lang="fr">La mer</span>'))
    bench.narrate(mode="full")
    return bench


def note_of(bench: Bench) -> Path:
    notes = (bench.folder / "store/notes").rglob("*.json")
    (path,) = [path for path in notes if b'"draft"' in path.read_bytes()]
    return path


def write(path: Path, whole: bytes, value: Any) -> None:
    """As anybody can who can write to the store: the check is no secret."""
    text = json.dumps(value).encode()
    check = hashlib.sha256(text).hexdigest().encode()
    path.write_bytes(whole[:HEAD] + check + text)


def look_into(page: PagePlan) -> None:
    """Look at what is read late, too, as doors do that are in the middle of a build."""
    assert {*page.script.passages, *page.utterances} or page.failed
    if page.track is not None:
        narration = narration_of(page, page.track, preview=False, free=False)
        player.captions(narration)
        player.cue_sheet(narration, anchored=True)


def test_whatever_a_draft_in_the_store_holds_the_page_is_built(one_page: Bench) -> None:
    path = note_of(one_page)
    whole = path.read_bytes()
    good = json.loads(whole[2 * HEAD :])
    ended = []
    for way in ways(good):
        for odd in ODD:
            write(path, whole, changed(good, way, odd))
            try:
                for page in one_page.plan().pages:
                    look_into(page)
            except Exception as error:  # noqa: BLE001 - each is one that somebody could cause
                ended.append(f"{'.'.join(map(str, way))} = {odd!r:.30}: {error!r:.100}")
    assert not ended


@pytest.mark.parametrize("name", ["../../../../evil", "/evil", "", "0" * 63, "G" * 64])
def test_no_fingerprint_of_a_note_names_a_file_of_nobodys(one_page: Bench, name: str) -> None:
    whole = note_of(one_page).read_bytes()
    good = json.loads(whole[2 * HEAD :])
    write(note_of(one_page), whole, {**good, "fingerprints": [name] * len(good["fingerprints"])})
    (page,) = one_page.plan(mode="full").pages
    assert page.missing == ()
    assert [one.fingerprint for one in page.utterances] == good["fingerprints"]


@pytest.mark.parametrize("name", ["../../../../evil", "\0", "\ud800", "a" * 64])
def test_no_hole_of_a_note_names_a_clip(one_page: Bench, name: str) -> None:
    whole = note_of(one_page).read_bytes()
    good = json.loads(whole[2 * HEAD :])
    hole = {"text": "It", "reason": "so", "passages": [0], "fingerprint": name}
    write(note_of(one_page), whole, changed(good, ("draft", "holes"), [hole]))
    (page,) = one_page.plan().pages
    assert page.holes == ()


@pytest.mark.parametrize("seconds", [1e12, -1.0])
def test_no_pause_of_a_note_fills_the_memory(one_page: Bench, seconds: float) -> None:
    whole = note_of(one_page).read_bytes()
    good = json.loads(whole[2 * HEAD :])
    for way in ways(good):
        if way[-1] == "pause":
            write(note_of(one_page), whole, changed(good, way, seconds))
            (page,) = one_page.plan().pages
            assert page.track is not None, "it is read anew, and is what it was"


def test_a_note_without_end_is_a_miss(one_page: Bench) -> None:
    whole = note_of(one_page).read_bytes()
    deep = b'"options":[["a",' + b"[" * 100_000 + b"]" * 100_000 + b"]]"
    text = whole[2 * HEAD :].replace(b'"options":[]', deep)
    assert len(text) > len(deep)
    check = hashlib.sha256(text).hexdigest().encode()
    note_of(one_page).write_bytes(whole[:HEAD] + check + text)
    (page,) = one_page.plan().pages
    assert page.track is not None


def test_a_draft_that_hides_why_a_page_cannot_be_read_ends_no_build(one_page: Bench) -> None:
    (one_page.folder / "words.yml").write_text("[")
    one_page.options["prose"] = {"lexicon": [str(one_page.folder / "words.yml")]}
    whole = note_of(one_page).read_bytes()
    good = json.loads(whole[2 * HEAD :])
    (told,) = one_page.plan().pages
    assert told.failed
    drafts = Drafts(one_page.settings(), one_page.store, one_page.site, Path.cwd())
    made_from = drafts.recipe(one_page.pages[0]).key.encode()
    write(note_of(one_page), made_from, changed(good, ("draft", "script", "passages"), [7]))
    (page,) = one_page.plan().pages
    assert not page.failed
    assert [*page.script.passages, *page.utterances] == []
