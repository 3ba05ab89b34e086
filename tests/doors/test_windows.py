"""What Windows does otherwise, as far as another system can play it: consoles, line ends, names, and files that are held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _replacing as replacing
from mkdocs_qwen_tts import _textfile as textfile
from mkdocs_qwen_tts._cli import shell
from mkdocs_qwen_tts._machine import is_device
from mkdocs_qwen_tts._player.podcast import _slug
from mkdocs_qwen_tts._prose.lexicon import Lexicon
from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts.site import _files as site_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.doors.conftest import Project

PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>港口</title></head>
<body><main><h1>港口</h1><p>港口记录每一艘船 🚢。它全天开放。Café.</p></main></body></html>
"""


def printed(folder: Path, *command: str, encoding: str = "cp1252") -> bytes:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs_qwen_tts", *command],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_output_in_an_old_encoding_is_whole(tmp_path: Path) -> None:
    """A file or a pipe has the encoding of the language that Windows is set to."""
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    said = printed(tmp_path, "script", ".")
    assert "\\u6e2f\\u53e3" in said.decode("cp1252")
    assert "Café" in said.decode("cp1252")


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "utf-8"])
def test_json_says_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    said = json.loads(printed(tmp_path, "script", ".", "--json", encoding=encoding))
    assert "港口记录每一艘船" in f"{said}"


def test_lines_may_end_as_windows_ends_them(project: Project) -> None:
    """Configuration, pages and pronunciations: the same is asked for, and nothing is asked for again."""
    lexicon = project.folder / "words.yml"
    lexicon.write_bytes(b"quay: key\nKubernetes: koober net eez\n")
    project.plugin["prose"] = {"lexicon": ["words.yml"]}
    text = "# Home\n\nThe quay is open.\n\n- One thing\n- Another thing\n\n```\nx = 1\n```\n"
    project.write("index.md", text)
    project.build()
    assert project.asked() > 0
    for path in (lexicon, *(project.folder / "docs").rglob("*.md")):
        written = path.read_bytes()  # Windows itself has written CR LF
        usual = written.replace(b"\r\n", b"\n")
        path.write_bytes(usual if usual != written else usual.replace(b"\n", b"\r\n"))
    project.build()
    assert project.asked() == 0


def test_paths_leave_room_for_the_folder_of_the_site(project: Project) -> None:
    """Windows takes 260 characters, in all."""
    project.write("a/b/index.md", "# Home\n\nThe quay is open.\n")
    project.build()
    whole = [path for path in (project.folder / ".cache").rglob("*") if path.is_file()]
    longest = max(whole, key=lambda path: len(path.name))
    temporary = files.temporary_beside(longest).relative_to(project.folder)
    assert len(str(temporary)) <= 130


def test_pronunciations_are_the_same_with_other_line_ends(tmp_path: Path) -> None:
    plain, windows = tmp_path / "a.yml", tmp_path / "b.yml"
    plain.write_bytes(b"quay: key\n")
    windows.write_bytes(b"\xef\xbb\xbfquay: key\r\n")
    assert Lexicon.load([plain]).entries == Lexicon.load([windows]).entries


@pytest.mark.parametrize("name", ["con", "CON.xml", "nul.mp3", "Aux", "com1.tar.gz", "lpt³"])
def test_devices_are_known(name: str) -> None:
    assert is_device(name)


@pytest.mark.parametrize("name", ["console", "con-1", "auxiliary", "com0", "nulls.txt", "acon"])
def test_other_names_are_no_devices(name: str) -> None:
    assert not is_device(name)


@pytest.mark.parametrize("title", ["Con", "AUX", "nul", "COM1", "Prn."])
def test_a_section_that_is_called_like_a_device_has_a_feed(title: str) -> None:
    assert not is_device(f"{_slug(title)}.xml")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[float]]:
    """A system on which a file cannot be replaced for some tries, as while a scanner looks at it."""
    waited: list[float] = []
    replace = os.replace

    def hold(times: int) -> list[float]:
        def refused(source: Any, target: Any) -> None:
            if len(waited) < times:
                raise PermissionError(13, "The process cannot access the file")
            if target.is_dir():
                raise PermissionError(13, "Access is denied")
            replace(source, target)

        monkeypatch.setattr(os, "replace", refused)
        return waited

    monkeypatch.setattr(replacing, "PAUSES", (0.01, 0.02, 0.05))
    monkeypatch.setattr(replacing.time, "sleep", waited.append)
    return hold


def _written(path: Path) -> None:
    with site_files.new(path) as temporary:
        temporary.write_bytes(b"new")


WRITERS: dict[str, Callable[[Path], None]] = {
    "a clip": lambda path: files.replace(path, b"new"),
    "a small file": lambda path: textfile.rewrite(path, "new"),
    "a page": _written,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_that_is_held_for_a_moment_is_replaced_all_the_same(
    writer: str, held: Callable[[int], list[float]], tmp_path: Path
) -> None:
    waited = held(2)
    path = tmp_path / "file"
    path.write_bytes(b"old")
    WRITERS[writer](path)
    assert path.read_bytes() == b"new"
    assert waited == [0.01, 0.02]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_that_stays_held_is_left_as_it_was(
    writer: str, held: Callable[[int], list[float]], tmp_path: Path
) -> None:
    held(99)
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(PermissionError):
        WRITERS[writer](path)
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_folder_in_the_place_of_a_clip_is_told_from_a_held_file(
    held: Callable[[int], list[float]], tmp_path: Path
) -> None:
    waited = held(0)
    path = tmp_path / "clip"
    path.mkdir()
    files.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert waited == []


def test_leftovers_are_removed_where_an_open_file_keeps_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """There a file is closed first; what opened it is asked."""
    from pathlib import Path as AnyPath

    left = tmp_path / ".narration-0123456789abcdef.tmp"
    left.touch()
    os.utime(left, (1, 1))
    opened: list[Any] = []
    real_open, real_unlink = AnyPath.open, AnyPath.unlink

    def keeping(path: AnyPath, *rest: Any, **more: Any) -> Any:
        opened.append(real_open(path, *rest, **more))
        return opened[-1]

    def refusing(path: AnyPath, **more: Any) -> None:
        if not all(file.closed for file in opened):
            raise PermissionError(13, "The process cannot access the file")
        real_unlink(path, **more)

    monkeypatch.setattr(AnyPath, "open", keeping)
    monkeypatch.setattr(AnyPath, "unlink", refusing)
    monkeypatch.setattr(site_files, "_REMOVED_WHILE_OPEN", False)
    assert site_files.sweep_site(tmp_path) == 1
    assert not left.exists()


@pytest.mark.parametrize(
    ("platform", "told"),
    [("win32", '"my site\\mkdocs.yml"'), ("linux", "'my site\\mkdocs.yml'")],
)
def test_commands_can_be_pasted_into_the_shell(
    platform: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To `cmd`, a single quote is a letter of the name; and no path of a drive needs any."""
    monkeypatch.setattr(sys, "platform", platform)
    assert shell.quoted("my site\\mkdocs.yml") == told
    assert shell.quoted("site/mkdocs.yml") == "site/mkdocs.yml"
    assert (shell.quoted("C:\\site\\mkdocs.yml") == "C:\\site\\mkdocs.yml") is (platform == "win32")
    assert shell.quoted("a&b.yml") == ('"a&b.yml"' if platform == "win32" else "'a&b.yml'")
