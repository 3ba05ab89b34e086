"""The player's files are small, typed, linted, and ask nothing of anybody else."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import mkdocs_qwen_tts
from mkdocs_qwen_tts import _player as player

TOOLS = Path(__file__).parent / "tools"
FILES = player.THEME / "assets" / "narration"
DESK = Path(mkdocs_qwen_tts.__file__).parent / "_review" / "assets"
SCRIPTS = [path for path in FILES.glob("*.js") if "words-" not in path.stem]


def weight(path: Path) -> int:
    """Bytes that a browser loads, gzipped."""
    text = player.published(path.relative_to(player.THEME).as_posix())
    return len(gzip.compress(text.encode(), compresslevel=9, mtime=0))


PLAYED = {"along", "lockscreen", "word"}
"""Loaded when something is first played, the last where the times of words are known."""

LATER = {*PLAYED, "panel", "keys", "link", "whole", "rows", "guide", "app"}
"""Loaded when the listener asks for it, or where the site does.

`tests/browser/test_pages.py` sees what a browser loads of a page that is opened and played."""


@pytest.mark.parametrize("language", player.languages_with_words())
def test_a_page_opened_and_played_loads_at_most_16_kb_of_script(language: str) -> None:
    opened = sum(weight(path) for path in SCRIPTS if path.stem not in LATER)
    opened += weight(FILES / f"words-{language}.js")
    assert opened <= 12_600
    assert opened + sum(weight(path) for path in SCRIPTS if path.stem in PLAYED) <= 16_000


def test_the_style_is_at_most_4_kb() -> None:
    assert weight(player.THEME / player.STYLESHEET) <= 4_000


def test_all_that_a_listener_may_open_is_at_most_24_kb_of_script() -> None:
    scripts = [path for path in SCRIPTS if path.stem != "app"]
    assert sum(map(weight, scripts)) <= 24_000


def test_what_is_published_is_the_same_without_comments_and_indentation() -> None:
    for path in player.ASSETS:
        source = (player.THEME / path).read_text(encoding="utf-8")
        lines = player.published(path).splitlines()
        assert not [
            line for line in lines if line.lstrip().startswith(("//", "/*", "* ")) or not line
        ]
        code = [line for line in source.splitlines() if not re.search(r"/\*|\*/|//|^ *\*|^$", line)]
        assert [line for line in code if line.strip() not in lines] == []


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_what_is_published_is_still_a_script(tmp_path: Path) -> None:
    for path in SCRIPTS:
        file = tmp_path / path.name
        file.write_text(player.published(path.relative_to(player.THEME).as_posix()), "utf-8")
        subprocess.run(["node", "--check", file], check=True)


def test_every_file_of_the_script_is_loaded_by_somebody() -> None:
    door = (FILES / "player.js").read_text(encoding="utf-8")
    loaded = set(re.findall(r'"(\w+)"', door[door.index("FILES = ") : door.index("];")]))
    first = {path.stem for path in SCRIPTS if path.stem not in LATER}
    assert first == loaded | {"player"}


def test_every_file_is_listed_for_those_who_publish_them() -> None:
    assert set(player.ASSETS) == {
        path.relative_to(player.THEME).as_posix() for path in FILES.iterdir()
    }


def test_no_file_evaluates_text_or_imports() -> None:
    for path in FILES.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not [
            word
            for word in ("eval(", "new Function", "import(", "document.write", "url(")
            if word in text
        ]


@pytest.fixture(scope="module")
def tools() -> Path:
    """Where the checkers of the script are. Only CI fetches them: a test run asks nothing of the network."""
    programs = TOOLS / "node_modules" / ".bin"
    npm = shutil.which("npm")
    if npm and not programs.exists() and os.environ.get("CI"):
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=TOOLS, check=True)
    if not npm or not programs.exists():
        pytest.skip("run `npm ci` in tests/player/tools")
    return programs


@pytest.mark.parametrize(
    "command",
    [
        ["tsc", "--project", str(TOOLS)],
        [
            "eslint",
            "--config",
            str(TOOLS / "eslint.config.mjs"),
            "--max-warnings",
            "0",
            str(FILES),
            str(DESK),
            str(FILES.parents[4] / "docs" / "assets"),
        ],
    ],
    ids=["types", "lint"],
)
def test_the_script_passes_its_own_checks(tools: Path, command: list[str]) -> None:
    program, *arguments = command
    done = subprocess.run(
        [str(tools / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=FILES.parents[4],
    )
    assert done.returncode == 0, done.stdout + done.stderr
