"""What is published of the narration stays from one build to the next, and is what a first build publishes."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts.plugin import _kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doors.conftest import Project

FOLDER = "assets/narration"


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are believed to be settled at once, however fast a build is."""
    monkeypatch.setattr(_kept, "TICK", 0)
    monkeypatch.setattr(_kept, "COARSE_TICK", 0)


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap")
    }


def numbers(site: Path) -> dict[str, tuple[int, int]]:
    """By name, which file it is and since when."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (site / FOLDER).iterdir()
    }


def first(project: Project) -> dict[str, bytes]:
    """What a build publishes that finds nothing published."""
    shutil.rmtree(project.folder / "site")
    return contents(project.build())


def left_aside(project: Project) -> list[str]:
    return [one.name for one in project.folder.rglob("*.published")]


def hook(project: Project, code: str) -> None:
    (project.folder / "hook.py").write_text(code, encoding="utf-8")
    project.config["hooks"] = ["hook.py"]


def test_files_that_would_be_the_same_are_not_written_again(project: Project) -> None:
    site = project.build()
    before = numbers(site)
    assert {Path(name).suffix for name in before} == {".mp3", ".vtt", ".js", ".css"}
    project.build()
    assert numbers(site) == before
    assert contents(site) == first(project)
    assert not left_aside(project)


def change_a_letter(site: Path, suffix: str) -> None:
    """As a program that works in place, and does not want to be seen to have done so."""
    path = next((site / FOLDER).glob(f"*{suffix}"))
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"e", b"a"))
    if sys.platform != "win32":  # which does not tell when the time of a file was set
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def put_a_folder(site: Path) -> None:
    path = next((site / FOLDER).glob("*.vtt"))
    path.unlink()
    path.mkdir()
    (path / "more.txt").write_text("more")


def put_a_link(site: Path) -> None:
    path = next((site / FOLDER).glob("*.vtt"))
    path.rename(site / "elsewhere.vtt")
    path.symlink_to(site / "elsewhere.vtt")


def copy_the_sound(site: Path) -> None:
    path = next((site / FOLDER).glob("*.mp3"))
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[::-1])


CHANGES: dict[str, Callable[[Path], Any]] = {
    "captions edited": lambda site: change_a_letter(site, ".vtt"),
    "style sheet edited": lambda site: change_a_letter(site, ".css"),
    "script gone": lambda site: (site / FOLDER / "player.js").unlink(),
    "foreign sound": lambda site: (site / FOLDER / "0123456789abcdef.mp3").write_text("foreign"),
    "foreign folder": lambda site: (site / FOLDER / "foreign").mkdir(),
    "all gone": lambda site: shutil.rmtree(site / FOLDER),
    "folder in its place": put_a_folder,
    "link in its place": put_a_link,
    "other sound": copy_the_sound,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_became_of_them_a_build_publishes_what_a_first_one_does(
    project: Project, change: Callable[[Path], Any]
) -> None:
    site = project.build()
    change(site)
    project.build()
    assert contents(site) == first(project)


def test_what_is_published_of_pages_that_change_or_go_does_not_stay(project: Project) -> None:
    site = project.build()
    before = numbers(site)
    changed, gone = sorted((project.folder / "docs").rglob("*.md"))[:2]
    changed.write_text("# Tides\n\nThe tide turns twice a day, and the boats turn with it.\n")
    gone.unlink()
    project.build()
    assert contents(site) == first(project)
    assert numbers(site).keys() != before.keys()


def test_other_settings_of_the_player_are_published(project: Project) -> None:
    site = project.build()
    project.plugin["player"] = {"read_along": False}
    project.build()
    assert contents(site) == first(project)


def test_another_plugin_may_change_or_take_out_what_is_there(project: Project) -> None:
    """It does so by MkDocs' own list of files, behind us."""
    site = project.build()
    hook(
        project,
        "import mkdocs.plugins\n"
        "@mkdocs.plugins.event_priority(-200)\n"
        "def on_env(env, config, files):\n"
        "    for file in list(files):\n"
        "        if file.src_uri.endswith('player.js'):\n"
        "            file.content_string = '// ' + file.content_string\n"
        "        if file.src_uri.endswith('.vtt'):\n"
        "            files.remove(file)\n",
    )
    for _ in range(2):
        project.build()
        assert not list(site.rglob("*.vtt"))
        assert (site / FOLDER / "player.js").read_text().startswith("// ")
        assert not (site / FOLDER / "player.js").read_text().startswith("// // ")
    del project.config["hooks"]
    project.build()
    assert contents(site) == first(project)


@pytest.mark.parametrize("priority", [50, 150])
def test_what_another_plugin_does_to_the_finished_site_is_done_once(
    project: Project, priority: int
) -> None:
    """Whether it comes before us or behind."""
    hook(
        project,
        "import mkdocs.plugins, pathlib\n"
        f"@mkdocs.plugins.event_priority({priority})\n"
        "def on_post_build(config):\n"
        f"    for path in pathlib.Path(config.site_dir, '{FOLDER}').glob('*.js'):\n"
        "        path.write_text(path.read_text() + '// done')\n",
    )
    for _ in range(3):
        site = project.build()
        assert (site / FOLDER / "player.js").read_text().count("// done") == 1
    assert contents(site) == first(project)


def test_a_build_that_fails_or_was_killed_leaves_nothing_aside(project: Project) -> None:
    site = project.build()
    hook(project, "def on_page_markdown(markdown, **_):\n    raise ValueError('a fault')\n")
    with pytest.raises(ValueError, match="a fault"):
        project.build()
    assert not left_aside(project)
    del project.config["hooks"]
    project.build()
    # As if it had been killed between the two moves.
    store = project.folder / ".cache/plugin/qwen-tts"
    aside = store / f".{_kept.note_name(site / FOLDER)[:16]}.published"
    (site / FOLDER).rename(aside)
    (aside / "secret.mp3").write_text("of a page that is gone")
    project.build()
    assert not left_aside(project)
    assert contents(site) == first(project)


def test_what_others_have_where_a_link_leads_stays(project: Project) -> None:
    """Two sites may share `assets`; MkDocs does not empty it either."""
    site = project.build()
    shared = project.folder / "shared"
    (site / "assets").rename(shared)
    (site / "assets").symlink_to(shared)
    (shared / "narration/of-others.mp3").write_text("of another site")
    for _ in range(2):
        project.build()
        assert (shared / "narration/of-others.mp3").read_text() == "of another site"


def test_a_file_in_place_of_the_folder_goes_once(project: Project) -> None:
    site = project.build()
    shutil.rmtree(site / FOLDER)
    (site / FOLDER).write_text("no folder")
    project.build()
    assert not left_aside(project)
    before = numbers(site)
    project.build()
    assert numbers(site) == before
    assert contents(site) == first(project)


@pytest.mark.parametrize("fails_at", [1, 2])
def test_where_the_folder_cannot_be_moved_all_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    site = project.build()
    rename, moves = Path.rename, []

    def other_disk(self: Path, target: Path) -> Path:
        if self.name == "narration" or target.name == "narration":
            moves.append(target)
            if len(moves) == fails_at:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", other_disk)
    before = numbers(site)
    project.build()
    assert len(moves) == fails_at
    assert numbers(site)["player.js"] != before["player.js"]
    assert not left_aside(project)
    assert contents(site) == first(project)


def test_a_note_that_others_have_written_keeps_nothing(project: Project) -> None:
    site = project.build()
    notes = project.folder / ".cache/plugin/qwen-tts/notes"
    name = _kept.note_name(site / FOLDER)
    note = notes / name[:2] / f"{name}.json"
    assert note.is_file()
    note.write_bytes(note.read_bytes().replace(b"player.js", b"foreign.j"))
    (site / FOLDER / "foreign.j").write_text("foreign")
    project.build()
    assert contents(site) == first(project)
