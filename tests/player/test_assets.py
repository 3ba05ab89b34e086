"""The player's files are small, typed, linted, and ask nothing of anybody else."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from mkdocs_qwen_tts import player

TOOLS = Path(__file__).parent / "tools"
FILES = player.THEME / "assets" / "narration"


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def test_the_script_is_at_most_10_kb_and_the_styles_3_kb() -> None:
    assert weight(player.THEME / player.SCRIPT) <= 10_000
    assert weight(player.THEME / player.STYLESHEET) <= 3_000
    assert max(map(weight, FILES.glob("words-*.js"))) <= 1_200


def test_every_file_is_listed_for_those_who_publish_them() -> None:
    assert set(player.ASSETS) == {path.relative_to(player.THEME).as_posix() for path in FILES.iterdir()}


def test_no_file_evaluates_text_or_imports() -> None:
    for path in FILES.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not [
            word for word in ("eval(", "new Function", "import(", "document.write", "url(") if word in text
        ]


@pytest.mark.parametrize(
    "command",
    [
        ["tsc", "--project", str(TOOLS)],
        ["eslint", "--config", str(TOOLS / "eslint.config.mjs"), "--max-warnings", "0", str(FILES)],
    ],
    ids=["types", "lint"],
)
def test_the_script_passes_its_own_checks(command: list[str]) -> None:
    tool = TOOLS / "node_modules" / ".bin" / command[0]
    if not tool.exists() or not shutil.which("node"):
        pytest.skip(
            f"run `npm ci` in {TOOLS.relative_to(Path.cwd()) if TOOLS.is_relative_to(Path.cwd()) else TOOLS}"
        )
    done = subprocess.run(
        [str(tool), *command[1:]], capture_output=True, text=True, check=False, cwd=FILES.parents[4]
    )
    assert done.returncode == 0, done.stdout + done.stderr
