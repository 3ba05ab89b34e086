"""How tables look on a terminal of 80 columns, and in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doors.test_cli import run

if TYPE_CHECKING:
    from tests.doors.conftest import Project

COMMAND = str(Path(sys.executable).parent / "mkdocs-qwen-tts")
LONG = "a-folder-with-a-long-name/another-folder-with-a-long-name/[red]a-page-with-a-long-name.md"


def on_a_terminal(*arguments: object, cwd: Path, columns: int = 80) -> list[str]:
    """What a command prints on a terminal of so many columns, without its colours."""
    pty = pytest.importorskip("pty", reason="terminals are not made that way there")
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [COMMAND, *map(str, arguments)], cwd=cwd, env=environment, stdout=follower, stderr=follower
    ) as child:
        os.close(follower)
        printed = b""
        try:
            while piece := os.read(leader, 65536):
                printed += piece
        except OSError:  # Linux ends a terminal with an error
            pass
        os.close(leader)
    assert child.returncode == 0, printed
    return re.sub(r"\x1b\[[\d;]*m", "", printed.decode()).replace("\r\n", "\n").splitlines()


@pytest.fixture
def long_names(project: Project) -> Project:
    project.write(
        LONG,
        "# A page\n\nIt has enough words to be narrated, and a name that no terminal has room for.\n",
    )
    project.write("empty.md", "")
    assert project.config_file.is_file()
    return project


def test_a_bill_breaks_no_name_and_no_figure_however_narrow_the_terminal(
    long_names: Project,
) -> None:
    lines = on_a_terminal("plan", cwd=long_names.folder)
    figures = ["words", "coverage", "utterances", "cached", "requests", "characters", "price"]
    assert lines[0].strip() == "page"
    assert lines[1].split() == figures
    assert LONG in lines, "the name of a page has a line of its own"
    total = lines[lines.index("in all") + 1]
    assert total.split()[-1] == "CNY"
    assert max(len(line) for line in lines if line != LONG) <= 80
    assert "Not narrated: empty.md: it has no prose." in lines
    narrow = on_a_terminal("plan", cwd=long_names.folder, columns=40)
    figures = " ".join(narrow[narrow.index("in all") + 1 :][:4]).split()
    assert ["characters", total.split()[-3] + ",", "price", *total.split()[-2:]] == [
        *figures[figures.index("characters") :][:5]
    ]
    assert max(len(line) for line in narrow if line != LONG) <= 40
    wide = on_a_terminal("plan", cwd=long_names.folder, columns=200)
    assert any(line.startswith(LONG) and line.rstrip().endswith("CNY") for line in wide)


def test_what_the_doctor_finds_keeps_its_columns(project: Project) -> None:
    assert project.config_file.is_file()
    lines = on_a_terminal("doctor", "--offline", cwd=project.folder, columns=64)
    assert any(re.match(r"✓ ok +theme +mkdocs", line) for line in lines)


def _total(lines: list[str]) -> str:
    return next(line for line in lines if line.startswith("in all"))


def test_a_bill_in_a_pipe_has_one_line_a_page(long_names: Project) -> None:
    lines = run("plan", "-f", long_names.config_file).stdout.splitlines()
    (page,) = [line for line in lines if line.startswith(LONG)]
    assert len(page.split()) == 9, "the page, six figures, and a price with its currency"


def test_what_costs_nothing_is_called_free(project: Project) -> None:
    project.plugin["engine"] = "preview"
    lines = run("plan", "-f", project.config_file).stdout.splitlines()
    assert _total(lines).split()[-1] == "free"


def test_voices_are_listed_within_the_terminal_and_one_a_line_in_a_pipe(tmp_path: Path) -> None:
    chosen = ("voices", "list", "--model", "qwen3-tts-flash", "--gender", "male")
    lines = on_a_terminal(*chosen, cwd=tmp_path)
    assert max(map(len, lines)) <= 80
    assert len(run(*chosen).stdout.splitlines()) == int(lines[-1].split()[0])


def test_commands_are_summed_up_without_being_cut_off() -> None:
    for group in ([], ["voices"], ["cache"]):
        printed = run(*group, "--help", terminal_width=80).stdout
        assert not re.search(r"\w\.\.\.", printed), printed
