"""Completion, asked for as shells ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._cli.completion import SHELLS
from tests.doors.test_cli import run

if TYPE_CHECKING:
    from tests.doors.conftest import Project


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_a_script_for_this_program(shell: str) -> None:
    printed = run("completion", shell).stdout
    assert "_MKDOCS_QWEN_TTS_COMPLETE" in printed
    assert f"{shell}_complete" in printed


def test_bash_completes_with_the_script(project: Project) -> None:
    """The script is sourced and asked, in the shell itself, for what stands in the manual."""
    assert project.config_file.is_file()
    lines = [
        "mkdocs-qwen-tts cac",
        "mkdocs-qwen-tts script --page gui",
        "mkdocs-qwen-tts say x --voice Che",
    ]
    asking = "".join(
        f"COMP_WORDS=({line}); COMP_CWORD={line.count(' ')}; COMPREPLY=()\n"
        '_mkdocs_qwen_tts_completion mkdocs-qwen-tts; echo "${COMPREPLY[*]}"\n'
        for line in lines
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"source <(mkdocs-qwen-tts completion bash)\n{asking}"],
        cwd=project.folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["cache", "guide/quay.md", "Cherry Chelsie"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("say x --engine o", ["openai"]),
        ("say x --region s", ["singapore"]),
        ("say x --model qwen-tts-2", ["qwen-tts-2025-04-10", "qwen-tts-2025-05-22"]),
        ("say x --model qwen-tts --voice ", ["Cherry", "Serena", "Ethan", "Chelsie"]),
        ("say x --model none-such --voice ", []),
        ("voices list --language ger", ["German"]),
        ("script --page ", []),
        ("completion ", [*SHELLS]),
    ],
)
def test_options_offer_what_they_take(
    line: str, offered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no site
    words = line.split(" ")
    environment = {
        "_MKDOCS_QWEN_TTS_COMPLETE": "bash_complete",
        "COMP_WORDS": f"mkdocs-qwen-tts {line}",
        "COMP_CWORD": str(len(words)),
    }
    printed = run(env=environment, prog_name="mkdocs-qwen-tts").stdout
    assert [entry.partition(",")[2] for entry in printed.split()] == offered


def test_a_press_of_tab_loads_nothing_that_is_slow() -> None:
    asking = (
        "import sys, mkdocs_qwen_tts._cli; print(*{'httpx', 'numpy', 'rich'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", asking], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
