"""What could lose money is found out before the first request; what can heal heals."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._errors import ConfigurationError, FrozenError, StoreError
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store, check_place, files
from mkdocs_qwen_tts.testing._site import BuildError, NarratedSite

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.conftest import Bench


@pytest.mark.parametrize(
    ("folder", "told"),
    [("site/cache", "lies in the built site"), ("docs/cache", "lies among the pages")],
)
def test_a_store_that_would_be_removed_or_published_is_refused(
    bench: Bench, tmp_path: Path, folder: str, told: str
) -> None:
    project = NarratedSite.of(
        {"index.md": "# A\n\nText."}, tmp_path / "p", bench.server, cache={"dir": folder}
    )
    with pytest.raises(BuildError, match=f"cache.dir: .*{told}"):
        project.build()


def test_a_hidden_folder_among_the_pages_is_fine(tmp_path: Path) -> None:
    settings = Settings.of({"cache": {"dir": "docs/.cache/narration"}})
    check_place(settings, tmp_path, published=tmp_path / "site", sources=tmp_path / "docs")
    with pytest.raises(ConfigurationError, match=r"cache\.dir"):
        check_place(settings, tmp_path, published=tmp_path / "docs")


def test_a_store_that_may_only_be_read_serves_what_it_has(
    narrated: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(_: Store) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    narrated.edit("page1", "remark 4", "observation 4")
    monkeypatch.setattr(Store, "_mark", read_only)
    report = narrated.narrate()
    assert narrated.asked() == 0
    assert report.count(Status.CACHED) == 2
    (note,) = [note for note in report.notes if "nothing is asked for" in note]
    assert "the disk is read-only" in note


def test_a_store_that_may_only_be_read_is_enough_for_pages_whose_clips_it_has(
    narrated: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their tracks are made for this build, as with another title or in another format."""

    def read_only(_: Store) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    shutil.rmtree(narrated.store.root / "tracks")
    narrated.edit("page1", "remark 4", "observation 4")
    monkeypatch.setattr(Store, "_mark", read_only)
    report = narrated.narrate()
    assert (narrated.asked(), report.count(Status.FRESH), report.count(Status.FAILED)) == (0, 2, 1)
    for outcome in report.outcomes:
        if outcome.narration is not None:
            track = outcome.narration.track
            assert hashlib.sha256(track.path.read_bytes()).hexdigest() == track.digest
            assert narrated.store.root not in track.path.parents


def test_on_a_disk_without_room_for_the_bill_nothing_is_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    report = bench.narrate()
    assert bench.asked() == 0
    assert report.count(Status.FAILED) == 3
    (note,) = [note for note in report.notes if "nothing is asked for" in note]
    assert re.search(r"0 MB left, and this build would write about \d+ MB", note)
    with pytest.raises(StoreError, match="0 MB left"):
        bench.narrate(shard="1/2")


def test_a_disk_that_becomes_full_takes_what_is_under_way(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more is asked for, pages that have their clips are narrated, and nothing is paid twice."""
    planned = bench.plan(target=0).bill.total.requests
    replace, writes = files.replace, iter(range(10_000))
    reserve = bench.folder / "store"

    def full(path: Path, data: bytes, **options: Any) -> None:
        if path.suffix == ".flac" and next(writes) >= 3 and list(reserve.glob(".*.tmp")):
            raise OSError(errno.ENOSPC, "No space left on device")
        if path.suffix == ".mp3":
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(path, data, **options)

    monkeypatch.setattr(files, "replace", full)
    report = bench.narrate(target=0)
    sent = bench.asked()
    assert sent < planned
    assert len(list(reserve.glob("clips/*/*.flac"))) == sent
    assert [note for note in report.notes if "is full. What was under way is kept" in note]
    monkeypatch.undo()
    assert bench.narrate(target=0).count(Status.FRESH) == 3
    assert bench.asked() == planned - sent
    assert list(reserve.glob(".*.tmp")) == []


class Remote:
    """A remote store that takes nothing."""

    notes = ()

    def is_writable(self) -> bool:
        return False

    def get(self, _: str) -> None:
        return None

    def names(self, _: str) -> list[str]:
        return []


def test_a_share_that_nobody_else_would_see_is_not_paid_for(bench: Bench) -> None:
    remote: Any = Remote()
    store = Store(bench.folder / "store", remote)
    bill = bench.plan().bill
    with pytest.raises(StoreError, match=r"`cache\.remote` does not take"):
        pipeline.unwritable(bill, bench.settings(shard="1/2"), store)
    assert pipeline.unwritable(bill, bench.settings(), store) == ""


def test_frozen_says_that_the_remote_store_could_not_be_asked() -> None:
    error = FrozenError([("a.md", "Words")], ["the remote store cannot be used (GenericError)"])
    assert "the remote store cannot be used" in str(error)


@pytest.mark.parametrize("harm", ["folder", "deep", "pipe", "endless"])
def test_what_stands_in_place_of_an_object_is_replaced_and_paid_for_once(
    narrated: Bench, harm: str
) -> None:
    clip = next(narrated.store.root.glob("clips/*/*.flac"))
    shutil.rmtree(narrated.store.root / "tracks")
    if harm == "folder":
        clip.unlink()
        clip.mkdir()
        (clip / "something").write_text("else")
    elif harm == "pipe":
        clip.unlink()
        os.mkfifo(clip)
    elif harm == "endless":
        clip.with_suffix(".json").unlink()
        clip.with_suffix(".json").symlink_to("/dev/zero")
    else:
        clip.with_suffix(".json").write_text("[" * 100_000)
    assert narrated.narrate().count(Status.FRESH) == 3
    assert narrated.asked() == 1
    assert narrated.narrate().count(Status.CACHED) == 3
    assert narrated.asked() == 0


@pytest.mark.parametrize("folder", ["clips", "clips/*", "tracks", "notes", "sites", "locks"])
def test_a_file_in_place_of_a_folder_is_replaced(narrated: Bench, folder: str) -> None:
    found = min(narrated.store.root.glob(folder))
    shutil.rmtree(found)
    found.write_text("no folder")
    narrated.edit("page1", "remark 4", "observation 4")
    report = narrated.narrate()
    assert report.count(Status.FRESH) + report.count(Status.CACHED) == 3
    narrated.asked()
    assert narrated.narrate().count(Status.CACHED) == 3
    assert narrated.asked() == 0
