"""A store that others may write: whatever lies in it, sealed or not, it is an object of ours or a miss."""

from __future__ import annotations

import copy
import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._model import (
    Encoded,
    Mark,
    SpokenSpan,
    TimeSource,
    Timing,
    Track,
    Usage,
    digest,
)
from mkdocs_qwen_tts._store import PageRecord, Store, StoredClip
from mkdocs_qwen_tts._store.checked import CheckedTrack, CheckedTracks, seen
from mkdocs_qwen_tts._store.layout import CLIPS, SITES, TRACKS
from mkdocs_qwen_tts._store.seal import Seal

if TYPE_CHECKING:
    from pathlib import Path

NAME = digest("an object")
MP3 = b"ID3" + bytes(1000)
SPAN = SpokenSpan(
    0.0,
    2.0,
    exact=True,
    source=TimeSource.ALIGNER,
    sentences=(Mark(0, 0.1),),
    words=(Mark(0, 0.1), Mark(4, 0.5)),
)
ODD = [
    *(None, True, "", "html", "../../x", "x" * 5000, [], {}, [[]], [None], {"a": 1}, [1, "2"]),
    *(-1, 2**70, 10**400, 1e308, math.nan, math.inf, -math.inf),
]


def filled(folder: Path) -> Store:
    store = Store(folder)
    timing = Timing(TimeSource.ALIGNER, (Mark(0, 0.1),), (Mark(0, 0.1),))
    store.put_clip(NAME, b"fLaC" + bytes(100), Usage(characters=3, request_id="r"), timing)
    store.put_track(NAME, Encoded(MP3, 2.0, -16.0, -1.5, (SPAN,)), "mp3")
    store.put_site(NAME, {"a/": PageRecord(NAME, (NAME,))})
    return store


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [
        *([path] if path else []),
        *(leaf for key, one in pairs for leaf in leaves(one, (*path, key))),
    ]


def reseal(store: Store, room: str, record: dict[str, Any]) -> None:
    """Write a record as anybody can who can write into the store: its seal is no secret."""
    store.path(room, NAME, "json").write_bytes(Seal().closed(record))


def record_of(store: Store, room: str) -> dict[str, Any]:
    record = json.loads(store.path(room, NAME, "json").read_text())
    del record["check"]
    return record


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("poisoned") / "store")


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(room=st.sampled_from([CLIPS, TRACKS, SITES]), data=st.data())
def test_a_well_sealed_but_odd_record_is_sound_or_a_miss(
    shared: Store, room: str, data: st.DataObject
) -> None:
    good = record_of(shared, room)
    changed = copy.deepcopy(good)
    *way, last = data.draw(st.sampled_from(leaves(good)))
    place: Any = changed
    for key in way:
        place = place[key]
    place[last] = data.draw(st.sampled_from(ODD) | st.integers() | st.text(max_size=5))
    try:
        reseal(shared, room, changed)
        clip, track, site = shared.clip(NAME), shared.track(NAME), shared.site(NAME)
    finally:
        reseal(shared, room, good)
    assert clip is None or isinstance(clip, StoredClip)
    if isinstance(track, Track):
        assert track.format == "mp3"
        assert track.path.parent.parent.parent == shared.root
        assert 0 <= track.duration < 10**7
        assert all(0 <= span.start <= span.end < 10**7 for span in track.spans)
    assert all(isinstance(page, PageRecord) for page in site.values())


@pytest.mark.parametrize("form", ["html", "js", "svg", "../../index", "MP3", "", "wav"])
def test_a_track_of_a_format_of_nobodys_is_a_miss(tmp_path: Path, form: str) -> None:
    store = filled(tmp_path / "store")
    record = {**record_of(store, TRACKS), "format": form}
    target = store.path(TRACKS, NAME, form)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(MP3)
    reseal(store, TRACKS, record)
    assert store.track(NAME) is None


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
        b"#!/bin/sh",
    ],
)
def test_a_page_under_the_name_of_a_track_is_a_miss(tmp_path: Path, data: bytes) -> None:
    from hashlib import sha256

    store = filled(tmp_path / "store")
    facts = {"size": len(data), "digest": sha256(data).hexdigest()}
    store.path(TRACKS, NAME, "mp3").write_bytes(data)
    reseal(store, TRACKS, {**record_of(store, TRACKS), **facts})
    assert store.track(NAME) is None
    assert store.read(TRACKS, NAME) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"format": "html"},
        {"digest": "../../x"},
        {"size": -1},
        {"duration": -1.0},
        {"loudness": 1e300},
    ],
)
def test_what_a_note_says_of_a_track_is_believed_of_sound_ones_alone(
    tmp_path: Path, odd: dict[str, Any]
) -> None:
    """As of a track that an earlier build found whole, so that nobody reads it again."""
    store = filled(tmp_path / "store")
    good = store.track(NAME)
    assert good is not None
    form = odd.get("format", "mp3")
    path = store.path(TRACKS, NAME, form)
    path.write_bytes(b"<script>alert(1)</script>" if odd.get("format") else MP3)
    facts = {name: getattr(good, name) for name in ("digest", "format", "size", "duration")}
    files = {"file": seen(path.stat()), "record": seen(store.path(TRACKS, NAME, "json").stat())}
    told = CheckedTrack(**{**facts, "loudness": -16.0, "spans": "s" * 64, **files, **odd})
    checked = CheckedTracks(store.note, store.put_note)
    checked.add(NAME, told)
    checked.save()
    found = Store(store.root).track(NAME)
    assert found is not None
    assert (found.digest, found.path, found.size) == (good.digest, good.path, good.size)


@pytest.mark.parametrize(
    "text",
    [b"[" * 200_000, b"{" * 200_000, b"null", b"[]", b"9" * 5000, b"\xff", b'{"check":NaN}', b""],
)
@pytest.mark.parametrize("room", [CLIPS, TRACKS, SITES])
def test_a_record_that_is_none_is_a_miss(tmp_path: Path, room: str, text: bytes) -> None:
    store = filled(tmp_path / "store")
    store.path(room, NAME, "json").write_bytes(text)
    found = {CLIPS: store.clip, TRACKS: store.track, SITES: store.site}[room](NAME)
    assert not found


@pytest.mark.parametrize("room", [CLIPS, TRACKS, SITES])
def test_a_folder_in_place_of_a_record_is_a_miss(tmp_path: Path, room: str) -> None:
    store = filled(tmp_path / "store")
    path = store.path(room, NAME, "json")
    path.unlink()
    path.mkdir()
    assert not {CLIPS: store.clip, TRACKS: store.track, SITES: store.site}[room](NAME)
