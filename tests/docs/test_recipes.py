"""The recipes for CI are carried out: each job's commands, on a small site, as a push and as a pull request of a fork."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs_command

sys.path.insert(0, str(Path(__file__).parent))

import generate
import rehearsal

from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPES = [
    fence
    for page in generate.pages()
    for fence in rehearsal.fences(page)
    if "workflows/" in fence.title or fence.title == ".gitlab-ci.yml"
]
STORE = ".github/actions/narrate/store"
CHOICE = re.compile(r"github\.event_name == '(\w+)' && '([^']*)' \|\| '([^']*)'")
CONFIG = """site_name: Harbour
plugins:
  - qwen-tts: {cache: {remote: !ENV [NARRATION_STORE, ""]}}
"""
PAGES = {
    "index.md": "# The harbour\n\nThe harbour keeps a careful log of every ship that calls.\n",
    "quay.md": "# The quay\n\nYou find the quay behind the old customs house, where the boats wait.\n",
}


def jobs(recipe: rehearsal.Fence) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow, in order."""
    config = yaml.safe_load(recipe.text)
    return config.get("jobs") or {name: job for name, job in config.items() if "script" in job}


def is_of(job: dict[str, Any], event: str) -> bool:
    """Whether a job of GitLab is one of this event."""
    rules = str(job.get("rules", ""))
    return not rules or ("merge_request_event" in rules) == (event == "pull_request")


def evaluated(value: str, event: str, matrix: dict[str, Any]) -> str:
    """What the host puts in the place of an expression. A fork gets no secrets."""
    if choice := CHOICE.search(value):
        return choice[2] if choice[1] == event else choice[3]
    value = re.sub(r"\$\{\{ secrets\.\w+ \}\}", "sk-test" if event == "push" else "", value)
    return re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: str(matrix[found[1]]), value)


def commands(
    job: dict[str, Any], event: str, matrix: dict[str, Any]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines that a job runs, and their environment."""
    around = {**job.get("env", {}), **job.get("variables", {})}
    if "script" in job and event == "push":
        around["DASHSCOPE_API_KEY"] = "sk-test"  # a protected variable of the project
    steps = job.get("steps") or [{"run": line} for line in job["script"]]
    for step in steps:
        if "run" in step and event in step.get("if", event):
            variables = {**around, **step.get("env", {})}
            yield (
                step["run"],
                {name: evaluated(str(one), event, matrix) for name, one in variables.items()},
            )


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site under version control, as the working folder."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    (tmp_path / "bucket").mkdir()
    monkeypatch.chdir(tmp_path)
    rehearsal.committed(tmp_path)
    rehearsal.git(tmp_path, "init", "-q", "--bare", ".origin")
    rehearsal.git(tmp_path, "remote", "add", "origin", ".origin")
    rehearsal.git(tmp_path, "push", "-q", "origin", "HEAD:main")
    rehearsal.git(tmp_path, "fetch", "-q", "origin")
    return tmp_path


def carry_out(recipe: rehearsal.Fence, event: str, server: FakeServer) -> None:
    for job in jobs(recipe).values():
        if not is_of(job, event):
            continue
        shares = job.get("strategy", {}).get("matrix", {}).get("share", [None])
        for share in shares:
            for line, variables in commands(job, event, {"share": share}):
                program, *arguments = shlex.split(line)
                assert "${{" not in str(variables), variables
                if program == "pip":
                    continue  # it is installed
                environment = {"DASHSCOPE_HTTP_BASE_URL": server.base_url, **variables}
                if environment.get("NARRATION_STORE"):  # a folder stands for the bucket
                    environment["NARRATION_STORE"] = Path("bucket").resolve().as_uri()
                if program.endswith("/store"):
                    path = Path(generate.ROOT, program)
                    subprocess.run([path, *arguments], env={**os.environ, **variables}, check=True)
                    continue
                run = {"mkdocs": mkdocs_command, "mkdocs-qwen-tts": command}[program]
                done = CliRunner().invoke(run, arguments, env=environment)
                assert done.exit_code == 0, (line, done.output)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_recipe_narrates_what_is_pushed_and_spends_nothing_on_a_fork(
    recipe: rehearsal.Fence, harbour: Path
) -> None:
    with FakeServer() as server:
        on = str(
            yaml.safe_load(recipe.text).get(True, "push, pull_request")
        )  # YAML reads `on` as true
        if "pull_request" in on:
            carry_out(recipe, "pull_request", server)
            assert server.ledger.requests == 0, "a fork has no key"
        carry_out(recipe, "push", server)
        said = sorted(entry.text for entry in server.ledger.entries)
        assert len(said) == len(set(said)) == len(PAGES)
        site = next(filter(Path.is_dir, (harbour / "public", harbour / "site")))
        assert all(
            "<audio" in (site / page).read_text() for page in ("index.html", "quay/index.html")
        )


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_what_was_paid_for_is_kept_when_a_build_fails(recipe: rehearsal.Fence) -> None:
    for name, job in jobs(recipe).items():
        if "script" in job:
            assert job["cache"].get("policy") == "pull" or job["cache"]["when"] == "always", name
            continue
        runs = {step["run"]: step for step in job["steps"] if "run" in step}
        if f"{STORE} restore" in runs:
            assert runs[f"{STORE} keep"]["if"].startswith("always()")
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert not [one for one in used if "cache" in one], "it may be gone at any time"


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_one_build_at_a_time_speaks(recipe: rehearsal.Fence) -> None:
    config = yaml.safe_load(recipe.text)
    for name, job in jobs(recipe).items():
        reads = "merge_request_event" in str(job.get("rules"))
        assert reads or "concurrency" in config or "resource_group" in job, name


def test_a_store_that_is_lost_between_two_builds_is_on_the_branch(harbour: Path) -> None:
    recipe = next(one for one in RECIPES if STORE in one.text)
    with FakeServer() as server:
        carry_out(recipe, "push", server)
        asked = server.ledger.requests
        shutil.rmtree(harbour / ".cache")
        carry_out(recipe, "pull_request", server)
        carry_out(recipe, "push", server)
        assert server.ledger.requests == asked
