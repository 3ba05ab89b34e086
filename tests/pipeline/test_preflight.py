"""What could lose money is found out before the first request; what can heal heals."""

from __future__ import annotations

import errno
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import pipeline
from mkdocs_qwen_tts.errors import ConfigurationError, FrozenError, StoreError
from mkdocs_qwen_tts.model import Status
from mkdocs_qwen_tts.settings import Settings
from mkdocs_qwen_tts.store import Store, check_place
from mkdocs_qwen_tts.testing.site import BuildError, NarratedSite

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


def test_a_disk_without_room_for_the_bill_stops_the_build(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(StoreError, match=r"0 MB left, and this build would write about \d+ MB"):
        bench.narrate()
    assert bench.asked() == 0


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


@pytest.mark.parametrize("harm", ["folder", "deep"])
def test_what_stands_in_place_of_an_object_is_replaced_and_paid_for_once(
    narrated: Bench, harm: str
) -> None:
    clip = next(narrated.store.root.glob("clips/*/*.flac"))
    shutil.rmtree(narrated.store.root / "tracks")
    if harm == "folder":
        clip.unlink()
        clip.mkdir()
        (clip / "something").write_text("else")
    else:
        clip.with_suffix(".json").write_text("[" * 100_000)
    assert narrated.narrate().count(Status.FRESH) == 3
    assert narrated.asked() == 1
    assert narrated.narrate().count(Status.CACHED) == 3
    assert narrated.asked() == 0
