"""The recipes for CI are carried out: each job's commands, on a small site, as a push and as a pull request of a fork.

Repository, service and forge stand on this machine; what a host says in variables is said here.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs_command

sys.path.insert(0, str(Path(__file__).parent))

import generate
import rehearsal
from forge import Forge, open_forge

from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES_OF_RECIPES = ("how-to/ci.md", "tutorial.md", "zh/tutorial.md")
"""Those in Chinese beside them show the same blocks."""
RECIPES = [
    fence
    for page in PAGES_OF_RECIPES
    for fence in rehearsal.fences(generate.DOCS / page)
    if "workflows/" in fence.title or fence.title == ".gitlab-ci.yml"
]
ACTION = ".github/actions/narrate"
STORE = f"{ACTION}/store"
IGNORED = ".cache/\nsite/\npublic/\n_readthedocs/\n*.tmp\nnarration.md\nbucket/\n.origin/\n"
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
    (tmp_path / ".gitignore").write_text(IGNORED)
    (tmp_path / "bucket").mkdir()
    shutil.copytree(generate.ROOT / ACTION, tmp_path / ACTION)
    monkeypatch.chdir(tmp_path)
    rehearsal.committed(tmp_path)
    rehearsal.git(tmp_path, "init", "-q", "--bare", ".origin")
    rehearsal.git(tmp_path, "remote", "add", "origin", ".origin")
    rehearsal.git(tmp_path, "push", "-q", "origin", "HEAD:main")
    rehearsal.git(tmp_path, "fetch", "-q", "origin")
    return tmp_path


@pytest.fixture
def forge() -> Iterator[Forge]:
    with open_forge() as opened:
        yield opened


def carry_out(
    recipe: rehearsal.Fence, event: str, server: FakeServer, forge: Forge, *, own: bool = False
) -> None:
    """Run the jobs of an event; `own` is a pull request of somebody who may have a token."""
    for job in jobs(recipe).values():
        if not is_of(job, event):
            continue
        shares = job.get("strategy", {}).get("matrix", {}).get("share", [None])
        for share in shares:
            for line, variables in commands(job, event, {"share": share}):
                assert "${{" not in str(variables), variables
                environment = {"DASHSCOPE_HTTP_BASE_URL": server.base_url, **variables}
                if environment.get("NARRATION_STORE"):  # a folder stands for the bucket
                    environment["NARRATION_STORE"] = Path("bucket").resolve().as_uri()
                program, *arguments = shlex.split(line)
                run = {"mkdocs": mkdocs_command, "mkdocs-qwen-tts": command}.get(program)
                if run is None or "$" in line:
                    said = in_shell(line, {**environment, **hosted(forge, own=own)})
                    assert said.returncode == 0, (line, said.stdout, said.stderr)
                    continue
                done = CliRunner().invoke(run, arguments, env=environment)
                assert done.exit_code == 0, (line, done.output)


def hosted(forge: Forge, *, own: bool = False) -> dict[str, str]:
    """What the hosts say in variables, all of them together but for what only one job has."""
    event = Path("event.tmp")
    event.write_text('{"pull_request": {"number": 7}}')
    return {
        "REMOTE": "origin",
        "CI_SERVER_HOST": "git.example",
        "CI_PROJECT_PATH": "harbour/docs",
        "NARRATION_TOKEN": "secret",
        "TARGET": "main",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "GITHUB_API_URL": forge.address,
        "GITHUB_REPOSITORY": "harbour/docs",
        "GITHUB_EVENT_PATH": str(event),
        "READTHEDOCS_OUTPUT": "_readthedocs",
        **({"CI_API_V4_URL": forge.address} if own else {}),
        **({"CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7"} if own else {}),
        **({"COMMENT_TOKEN": "secret"} if own else {}),
    }


def in_shell(line: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A line as a job runs it, in a clone that has our commands."""
    tools = Path("tools.tmp")
    if not tools.exists():
        tools.mkdir()
        (tools / "pip").write_text("#!/bin/sh\n")  # it is installed
        (tools / "pip").chmod(0o755)
    path = os.pathsep.join(
        [str(tools.resolve()), str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    return subprocess.run(
        ["bash", "-e", "-c", line],
        env={"HOME": os.environ["HOME"], "PAUSE": "0", **variables, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_recipe_narrates_what_is_pushed_and_spends_nothing_on_a_fork(
    recipe: rehearsal.Fence, harbour: Path, forge: Forge
) -> None:
    with FakeServer() as server:
        on = str(
            yaml.safe_load(recipe.text).get(True, "push, pull_request")
        )  # YAML reads `on` as true
        if "pull_request" in on:
            carry_out(recipe, "pull_request", server, forge)
            assert server.ledger.requests == 0, "a fork has no key"
        carry_out(recipe, "push", server, forge)
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
            assert "cache" not in job, f"{name}: it may be gone at any time"
            assert any(line.startswith(f"{STORE} run ") for line in job["script"]), name
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


def test_a_store_that_is_lost_between_two_builds_is_on_the_branch(
    harbour: Path, forge: Forge
) -> None:
    recipe = next(one for one in RECIPES if f"{STORE} keep" in one.text)
    with FakeServer() as server:
        carry_out(recipe, "push", server, forge)
        asked = server.ledger.requests
        shutil.rmtree(harbour / ".cache")
        carry_out(recipe, "pull_request", server, forge)
        carry_out(recipe, "push", server, forge)
        assert server.ledger.requests == asked


@pytest.mark.parametrize(
    "recipe", [one for one in RECIPES if f"{ACTION}/comment" in one.text], ids=str
)
def test_a_pull_request_is_told_in_one_comment_what_is_spoken_otherwise(
    recipe: rehearsal.Fence, harbour: Path, forge: Forge
) -> None:
    page = harbour / "docs/index.md"
    with FakeServer() as server:
        for word in ("careless", "endless"):
            page.write_text(PAGES["index.md"].replace("careful", word))
            carry_out(recipe, "pull_request", server, forge, own=True)
    (comment,) = forge.comments
    assert "Spoken otherwise since origin/main" in comment["body"]
    assert "endless" in comment["body"]
    assert "careless" not in comment["body"]


# ---------------------------------------------------------------- hosts that only publish

GITHUB = next(one for one in RECIPES if one.title == ".github/workflows/docs.yml")


def published(fence: rehearsal.Fence) -> tuple[list[str], dict[str, str], str]:
    """What a host runs, with which variables, and the folder that it publishes."""
    if fence.language == "toml":
        build = tomllib.loads(fence.text)["build"]
        return [build["command"]], build["environment"], build["publish"]
    if fence.language == "sh":
        return [fence.text], {"QWEN_TTS_MODE": "cached"}, "site"
    wanted = yaml.safe_load(fence.text)["build"]["jobs"]
    return [*wanted["install"], *wanted["build"]["html"]], {}, "_readthedocs/html"


HOSTS = [
    fence
    for fence in rehearsal.fences(generate.DOCS / "how-to/ci.md")
    if fence.title in {".readthedocs.yaml", "netlify.toml", "build command"}
]


@pytest.mark.parametrize("host", HOSTS, ids=lambda fence: str(fence.title))
def test_a_host_publishes_what_ci_has_paid_for_and_pays_nothing(
    host: rehearsal.Fence, harbour: Path, forge: Forge
) -> None:
    lines, variables, folder = published(host)
    with FakeServer() as server:
        carry_out(GITHUB, "push", server, forge)
        asked, kept = server.ledger.requests, tip(harbour)
        shutil.rmtree(harbour / ".cache")
        where = {"DASHSCOPE_HTTP_BASE_URL": server.base_url, **hosted(forge), **variables}
        for line in lines:
            done = in_shell(line, where)
            assert done.returncode == 0, (line, done.stdout, done.stderr)
        assert server.ledger.requests == asked > 0
    assert "<audio" in (harbour / folder / "quay/index.html").read_text("utf-8")
    assert tip(harbour) == kept


def tip(folder: Path) -> str:
    listed = ["git", "ls-remote", "origin", "refs/heads/narration"]
    return subprocess.check_output(listed, cwd=folder, text=True).split("\t")[0]


# ---------------------------------------------------------------- one command around the build


def test_a_host_that_pays_keeps_what_it_paid_for_though_the_build_fails(
    harbour: Path, forge: Forge
) -> None:
    with FakeServer() as server:
        paid = {**hosted(forge), "DASHSCOPE_API_KEY": "any"}
        paid["DASHSCOPE_HTTP_BASE_URL"] = server.base_url
        failed = in_shell(f"{STORE} run bash -c 'mkdocs build -q; exit 7'", paid)
        assert failed.returncode == 7, failed.stderr
        asked, kept = server.ledger.requests, tip(harbour)
        assert asked == len(PAGES)
        shutil.rmtree(harbour / ".cache")
        again = in_shell(f"{STORE} run mkdocs build", paid)
        assert again.returncode == 0, again.stderr
        assert "has all of it already" in again.stdout
        assert (server.ledger.requests, tip(harbour)) == (asked, kept)


def test_a_build_that_is_told_to_end_keeps_what_it_paid_for(harbour: Path, forge: Forge) -> None:
    """The host tells the shell alone; the build hears of it, and is waited for."""
    builds = (
        "mkdocs build -q; trap 'exit 3' TERM; kill -TERM $PPID; while :; do read -t 1 <> <(:); done"
    )
    with FakeServer() as server:
        paid = {**hosted(forge), "DASHSCOPE_API_KEY": "any"}
        paid["DASHSCOPE_HTTP_BASE_URL"] = server.base_url
        ended = in_shell(f"{STORE} run bash -c {shlex.quote(builds)}", paid)
    assert ended.returncode == 3, ended.stderr
    assert tip(harbour)


def test_the_token_in_an_address_is_not_shown(harbour: Path, forge: Forge) -> None:
    where = {**hosted(forge), "REMOTE": "http://narration:secret@127.0.0.1:9/x.git"}
    done = in_shell(f"{STORE} restore", where)
    assert done.returncode == 1
    assert "http://127.0.0.1:9/x.git cannot be asked" in done.stderr
    assert "secret" not in done.stderr + done.stdout
    assert harbour.is_dir()
