"""A store that others may write: nothing outside of it is written, and nobody is kept waiting."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import Piece, digest
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts._store.claims import LOCK_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = digest("an utterance")
WRITTEN = (
    f"locks/{NAME[:LOCK_PREFIX]}.holder",
    f"locks/{NAME[:LOCK_PREFIX]}.lock",
    "locks/probe",
    "locks/planning.holder",
    "locks/planning.lock",
    "spool/.gitignore",
    f"spool/{NAME[:2]}/{NAME}.1.answer",
    f"spool/{NAME[:2]}/{NAME}.2.answer",
)
"""What a build writes by names that are known."""


def built(store: Store) -> None:
    """Do what a build does with locks and with what arrives."""
    store.ensure_writable()
    store.planning.begin()
    store.planning.end()
    with store.claim(NAME), store.spool.receiving(NAME, "key") as arrivals:
        arrivals.answer()(Piece(b"sound", finished=True))
        arrivals.answer()(Piece(b"sound again", finished=True))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    built(made)
    return Store(made.root)


def placed(store: Store, name: str) -> Path:
    """Where something of ours lies, or would."""
    place = store.root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    return place


@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_link_out_of_the_store_is_not_followed(
    store: Store, tmp_path: Path, name: str, there: bool
) -> None:
    mine = tmp_path / "mine.txt"
    if there:
        mine.write_text("not yours")
    placed(store, name).symlink_to(mine)
    built(store)
    assert mine.exists() is there
    assert not there or mine.read_text() == "not yours"


@pytest.fixture
def listening() -> Iterator[list[int]]:
    """Who reads pipes, so that no test waits where a build would."""
    readers: list[int] = []
    yield readers
    for one in readers:
        os.close(one)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_is_written_into_a_pipe(store: Store, listening: list[int], name: str) -> None:
    place = placed(store, name)
    os.mkfifo(place)
    listening.append(os.open(place, os.O_RDONLY | os.O_NONBLOCK))
    built(store)
    assert os.read(listening[0], 100) == b""
