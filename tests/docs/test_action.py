"""The composite action for GitHub is carried out: its commands, on a small site, in their order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTION = yaml.safe_load(
    (Path(__file__).parents[2] / ".github/actions/narrate/action.yml").read_text("utf-8")
)
PAGE = "# The harbour\n\nThe harbour keeps a careful log of every ship that calls on a long day.\n"


class Job:
    """A job of a repository that uses the action."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.summary = ""

    def run(self, base: str = "", **inputs: str) -> dict[str, str]:
        """Carry out the steps that are commands. Returns what each said in its outputs."""
        given = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
        facts = {f"inputs.{name}": value for name, value in given.items()}
        facts |= {"github.base_ref": base, "github.event_name": "push"}
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or "gh pr" in step["run"]:
                continue
            output, summary = self.folder / "output", self.folder / "summary"
            output.write_text("")
            summary.write_text("")
            environment = {
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "RUNNER_TEMP": str(self.folder),
                "DASHSCOPE_API_KEY": "any",
                "DASHSCOPE_HTTP_BASE_URL": self.address,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(self.folder),
                **{name: filled(value, facts) for name, value in step["env"].items()},
            }
            command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, (step.get("id"), done.stdout, done.stderr)
            for line in output.read_text("utf-8").splitlines():
                name, _, value = line.partition("=")
                facts[f"steps.{step['id']}.outputs.{name}"] = value
            self.summary += summary.read_text("utf-8")
        return facts


def filled(value: str, facts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: facts[found[1]], value)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[tuple[Job, FakeServer]]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text("site_name: Harbour\nplugins:\n  - qwen-tts\n")
    (tmp_path / ".gitignore").write_text(".cache/\nsite/\noutput\nsummary\n*.tmp\nnarration.md\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", ".")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    with FakeServer() as server:
        yield Job(tmp_path, server.base_url), server


def git(folder: Path, *arguments: str) -> None:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True)


def test_the_store_is_saved_only_when_it_grew(job: tuple[Job, FakeServer]) -> None:
    made, server = job
    assert made.run()["steps.after.outputs.grew"] == "true"
    asked = server.ledger.requests
    assert asked > 0
    assert made.run()["steps.after.outputs.grew"] == "false"
    assert server.ledger.requests == asked
    assert "1 of 1 pages are narrated" in made.summary


def test_a_pull_request_is_told_what_is_spoken_otherwise(job: tuple[Job, FakeServer]) -> None:
    made, _ = job
    (made.folder / "docs/index.md").write_text(PAGE.replace("careful", "careless"))
    made.run(base="main")
    assert "Spoken otherwise since origin/main" in made.summary
    assert "careless" in made.summary


def test_expressions_reach_commands_through_the_environment_alone() -> None:
    """A branch may be named as a command."""
    steps: list[dict[str, Any]] = ACTION["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    saves = [step for step in steps if "cache/save" in step.get("uses", "")]
    assert [step["if"] for step in saves] == ["always() && steps.after.outputs.grew == 'true'"]
