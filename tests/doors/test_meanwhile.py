"""What is done in other threads while MkDocs renders: tracks are checked ahead, audio files are copied behind."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.exceptions import Abort

from mkdocs_qwen_tts._store import track_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

OURS = ("look-ahead", "copy")


def ours() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(OURS)]


def tracks(project: Project) -> list[Path]:
    return sorted((project.folder / ".cache/plugin/qwen-tts/tracks").rglob("*.mp3"))


def hook(project: Project, code: str) -> None:
    (project.folder / "hook.py").write_text(code, encoding="utf-8")
    project.config["hooks"] = ["hook.py"]


def test_a_warm_build_checks_every_track_once_and_before_the_barrier(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    checked: Counter[str] = Counter()
    by: set[str] = set()

    def counted(path: Path, record: dict[str, Any]) -> bool:
        checked[path.name] += 1
        by.add(threading.current_thread().name)
        return agrees(path, record)

    agrees = track_store.is_whole_track
    monkeypatch.setattr(track_store, "is_whole_track", counted)
    # The barrier is not reached before the threads are through, as on any site of more than two
    # pages.
    monkeypatch.setattr(
        "mkdocs_qwen_tts.plugin._door.NarrationPlugin._pages", waiting(tracks(project), checked)
    )
    project.build()
    assert checked == dict.fromkeys([path.name for path in tracks(project)], 1)
    assert all(name.startswith("prefetch") for name in by)
    assert not ours()


def waiting(expected: list[Path], checked: Counter[str]) -> Any:
    from mkdocs_qwen_tts.plugin._door import NarrationPlugin

    pages = NarrationPlugin._pages

    def wait(self: NarrationPlugin, *arguments: Any) -> Any:
        assert self._store is not None
        assert self._store._prefetch is not None
        for track in list(self._store._prefetch._found.result().values()):
            track.result()
        assert len(checked) == len(expected)
        return pages(self, *arguments)

    return wait


def test_a_track_damaged_between_builds_is_not_published_and_costs_nothing(
    project: Project,
) -> None:
    site = project.build()
    before = {path.name for path in site.glob("assets/narration/*.mp3")}
    project.asked()
    victim = tracks(project)[0]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    project.build()
    after = {path.name: path.read_bytes() for path in site.glob("assets/narration/*.mp3")}
    assert set(after) == before
    assert all(
        hashlib.sha256(content).hexdigest().startswith(name[:16]) for name, content in after.items()
    )
    assert project.asked() == 0


def test_the_audio_is_in_the_site_when_the_build_is_announced(project: Project) -> None:
    """Compressors and checkers look at the whole site then, at whatever priority below ours."""
    hook(
        project,
        "import mkdocs.plugins, pathlib\n"
        "@mkdocs.plugins.event_priority(50)\n"
        "def on_post_build(config):\n"
        "    site = pathlib.Path(config.site_dir)\n"
        "    sizes = [path.stat().st_size for path in site.glob('assets/narration/*.mp3')]\n"
        "    (site / 'seen.txt').write_text(repr(sorted(sizes)))\n",
    )
    site = project.build()
    assert (site / "seen.txt").read_text() == repr(
        sorted(path.stat().st_size for path in tracks(project))
    )


def test_a_copy_that_fails_stops_the_build_and_says_why(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(project.build())  # else nothing has to be copied
    copy = shutil.copyfile

    def full(source: Any, target: Any) -> None:
        if str(target).endswith(".mp3"):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(os, "link", full)
    with pytest.raises(Abort):
        project.build()
    assert any(
        "cannot copy the narration to" in message and "No space left" in message
        for message in project.messages
    )
    assert not ours()


@pytest.mark.parametrize("event", ["page_markdown(markdown, **_)", "post_page(output, **_)"])
def test_a_build_that_fails_elsewhere_leaves_nothing_running(project: Project, event: str) -> None:
    project.build()
    hook(project, f"def on_{event}:\n    raise ValueError('somebody else has failed')\n")
    with pytest.raises(ValueError, match="somebody else"):
        project.build()
    assert not ours()


def test_a_dirty_build_copies_only_what_changed(project: Project) -> None:
    site = project.build()
    published = sorted(site.glob("assets/narration/*.mp3"))
    times = [path.stat().st_mtime_ns for path in published]
    project.write(
        "guide/quay.md",
        "# The quay\n\nThe quay is closed for the winter, and it opens in spring.\n",
    )
    project.build(dirty=True)
    assert [path.stat().st_mtime_ns for path in published] == times
    assert len(list(site.glob("assets/narration/*.mp3"))) == len(published) + 1
