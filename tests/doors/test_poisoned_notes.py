"""Whoever may write to the store may write anything into its notes: nothing of it runs anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._html.tags import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.doors.conftest import Project

HEAD = 64
"""Digits of what a note was made from, and of its check."""
EVIL = '"}; window.owned = 1; //</script><script>window.owned = 1</script>'
SHEET = re.compile(
    r'\(window\.narrationCues \?\?= \{\}\)\["([0-9a-f]{16})"\] =\n(.*);\n', re.DOTALL
)

POISONS: dict[str, Callable[[Any], Any]] = {
    "script": lambda value: EVIL if isinstance(value, str) else value,
    "another place": lambda value: "../../../evil" if isinstance(value, str) else value,
    "another server": lambda value: "https://evil.example/x" if isinstance(value, str) else value,
    "numbers": lambda value: 10**6 if type(value) is int else value,
    "less than nothing": lambda value: -7 if type(value) is int else value,
    "one more": lambda value: value + 1 if type(value) is int else value,
}


def poisoned(value: Any, poison: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {name: poisoned(one, poison) for name, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, poison) for one in value]
    return poison(value)


def decoded(text: bytes) -> tuple[Any, Callable[[Any], bytes]] | None:
    """What a note holds, and how it is written."""
    for room in (msgspec.json, msgspec.msgpack):
        try:
            return room.decode(text), room.encode
        except msgspec.DecodeError:
            continue
    return None


def each_value(value: Any, poison: Callable[[Any], Any]) -> Iterator[Any]:
    """The note with all of it poisoned, and with one field of it."""
    yield poisoned(value, poison)
    if isinstance(value, dict):
        for name in value:
            yield {**value, name: poisoned(value[name], poison)}


def poison_notes(store: Path, poison: Callable[[Any], Any], number: int) -> None:
    """Write into every note what anybody can: its check is no secret."""
    for path in store.glob("notes/*/*.json"):
        whole = path.read_bytes()
        found = decoded(whole[2 * HEAD :])
        if found is None:
            continue
        value, encode = found
        ways = list(each_value(value, poison))
        text = encode(ways[number % len(ways)])
        check = hashlib.sha256(text).hexdigest().encode()
        path.write_bytes(whole[:HEAD] + check + text)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("kind", POISONS)
def test_a_poisoned_note_runs_nothing_and_writes_nothing_elsewhere(
    project: Project, kind: str
) -> None:
    site = project.build()
    store = project.folder / ".cache/plugin/qwen-tts"
    sound, notes = files_of(site), files_of(store / "notes")
    for number in range(5):
        for name, data in notes.items():
            (store / "notes" / name).write_bytes(data)
        poison_notes(store, POISONS[kind], number)
        project.build()
        now = files_of(site)
        others = {name for name in now if not name.startswith(f"{player.FOLDER}/")}
        assert others == {name for name in sound if not name.startswith(f"{player.FOLDER}/")}
        assert not list(project.folder.rglob("evil*"))
        for name in (name for name in now if name.endswith(".html")):
            page = now[name].decode()
            assert EVIL not in page
            assert "evil.example" not in page
            tags = [page[one.start : one.end] for one in tokens(page) if one.kind == "start"]
            marks = [found for tag in tags for found in re.findall(" data-narration=", tag)]
            assert len(marks) == page.count(" data-narration="), "each stands in a tag"
            assert not any(re.search(r'="[^"]* data-narration=', tag) for tag in tags)
        for name in set(now) - set(sound):
            if name.endswith(".js"):
                sheet = SHEET.fullmatch(now[name].decode())
                assert sheet, name
                assert name == f"{player.FOLDER}/{sheet[1]}.js"
                assert json.loads(sheet[2]).keys() == {"passages", "chapters"}


def test_a_damaged_record_of_a_track_breaks_no_page_and_is_mended_by_the_next_build(
    project: Project,
) -> None:
    project.build()
    site = project.build()
    store = project.folder / ".cache/plugin/qwen-tts"
    sound = files_of(site)
    for path in store.glob("tracks/*/*.json"):  # its size and its times tell nothing of it
        stat, text = path.stat(), path.read_bytes()
        path.write_bytes(text.replace(b'"spans"', b'"spans!'))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    for path in store.glob("notes/*/*.json"):
        if b"WEBVTT" in path.read_bytes():  # what is published beside is not known either
            path.unlink()
    project.server.ledger.clear()
    damaged = files_of(project.build())
    assert {name for name in damaged if name.endswith(".mp3")} == {
        name for name in sound if name.endswith(".mp3")
    }
    assert files_of(project.build()).keys() == sound.keys()
    mended = files_of(site)
    assert {name for name in sound if mended[name] != sound[name]} <= {"sitemap.xml.gz"}
    assert project.server.ledger.requests == 0
