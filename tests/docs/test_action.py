"""The composite action for GitHub is carried out: its commands, on a small site, in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

from forge import open_forge

from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[2] / ".github/actions/narrate"
ACTION = yaml.safe_load((FOLDER / "action.yml").read_text("utf-8"))
PAGE = "# The harbour\n\nThe harbour keeps a careful log of every ship that calls on a long day.\n"


class StepFailed(Exception):  # noqa: N818 - what GitHub calls it
    """A step ended with an error."""


class Job:
    """A job of a repository that uses the action."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.summary = ""

    def run(
        self,
        base: str = "",
        event: str = "push",
        forge: str = "",
        *,
        report: bool = False,
        **inputs: str,
    ) -> dict[str, str]:
        """Carry out the steps that are commands. Returns what each said in its outputs.

        `forge` is where comments go; without `report`, the step of that name is left out.
        """
        (self.folder / "event.tmp").write_text('{"pull_request": {"number": 7}}')
        given = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
        facts = {f"inputs.{name}": value for name, value in given.items()}
        facts |= {"github.base_ref": base, "github.event_name": event, "github.token": "x"}
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or ("inputs.comment" in step.get("if", "") and not forge):
                continue
            if step.get("id") == "report" and not report:
                continue
            output, summary = self.folder / "output", self.folder / "summary"
            output.write_text("")
            summary.write_text("")
            environment = {
                "GITHUB_ACTION_PATH": str(FOLDER),
                "GITHUB_OUTPUT": str(output),
                "PAUSE": "0",
                "GITHUB_STEP_SUMMARY": str(summary),
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_API_URL": forge,
                "GITHUB_REPOSITORY": "harbour/docs",
                "GITHUB_EVENT_PATH": str(self.folder / "event.tmp"),
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
            if done.returncode:
                raise StepFailed(f"{step.get('id')}: {done.stdout}{done.stderr}")
            for line in output.read_text("utf-8").splitlines():
                name, _, value = line.partition("=")
                facts[f"steps.{step['id']}.outputs.{name}"] = value
            self.summary += summary.read_text("utf-8")
        return facts


def filled(value: str, facts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: facts[found[1]], value)


@contextmanager
def first_job(folder: Path) -> Iterator[tuple[Job, FakeServer]]:
    """The first job of a repository."""
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(PAGE)
    (folder / "mkdocs.yml").write_text("site_name: Harbour\nplugins:\n  - qwen-tts\n")
    (folder / ".gitignore").write_text(
        ".cache/\nsite/\noutput\nsummary\n*.tmp\nnarration.md\norigin.git/\n"
    )
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", ".")
    subprocess.run(["git", "init", "-q", "--bare", folder / "origin.git"], check=True)
    git(folder, "remote", "add", "origin", str(folder / "origin.git"))
    git(folder, "push", "-q", "origin", "HEAD:main")
    git(folder, "fetch", "-q", "origin")
    with FakeServer() as server:
        yield Job(folder, server.base_url), server


@pytest.fixture
def job(tmp_path: Path) -> Iterator[tuple[Job, FakeServer]]:
    with first_job(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def after_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first job has run."""
    folder = tmp_path_factory.mktemp("after_one")
    with first_job(folder) as (made, _):
        made.run()
    return folder


@pytest.fixture
def next_job(after_one: Path, tmp_path: Path) -> Iterator[tuple[Job, FakeServer]]:
    """A job of a repository whose first page was narrated by the one before; the ledger is empty."""
    shutil.copytree(after_one, tmp_path, dirs_exist_ok=True, symlinks=True)
    git(tmp_path, "remote", "set-url", "origin", str(tmp_path / "origin.git"))
    with FakeServer() as server:
        yield Job(tmp_path, server.base_url), server


def git(folder: Path, *arguments: str) -> None:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True)


def tip(made: Job) -> str:
    """The commit of the branch that the store is kept on."""
    listed = ["git", "ls-remote", "origin", "refs/heads/narration"]
    return subprocess.check_output(listed, cwd=made.folder, text=True).split("\t")[0]


def test_the_store_is_kept_only_when_it_grew(job: tuple[Job, FakeServer]) -> None:
    made, server = job
    assert made.run(report=True)["steps.after.outputs.grew"] == "true"
    asked, kept = server.ledger.requests, tip(made)
    assert asked > 0
    assert made.run()["steps.after.outputs.grew"] == "false"
    assert server.ledger.requests == asked
    assert tip(made) == kept
    assert "1 of 1 pages are narrated" in made.summary


def test_the_next_runner_has_what_was_paid_for_and_no_cache(
    next_job: tuple[Job, FakeServer],
) -> None:
    made, server = next_job
    store = made.folder / ".cache/plugin/qwen-tts"
    (store / "spool/ab").mkdir(parents=True, exist_ok=True)
    (store / "spool/ab/x.1.answer").write_text("https://results.example/a.wav?Signature=x")
    (made.folder / "docs/more.md").write_text(PAGE.replace("careful", "careless"))
    made.run()
    asked = server.ledger.requests
    shutil.rmtree(made.folder / ".cache")
    assert made.run()["steps.after.outputs.grew"] == "false"
    assert server.ledger.requests == asked
    assert not (store / "spool/ab").exists(), "addresses of finished files are not published"
    commits = subprocess.check_output(
        ["git", "-C", made.folder / "origin.git", "rev-list", "--count", "narration"], text=True
    )
    assert commits.strip() == "1"


def test_what_two_runners_have_paid_for_is_kept(
    next_job: tuple[Job, FakeServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = next_job
    short_options = tmp_path / "bin/tar"  # on macOS and in BusyBox, it has no others
    short_options.parent.mkdir()
    short_options.write_text(
        f'#!/bin/sh\ncase " $*" in *" --"*) exit 64;; esac\nexec {shutil.which("tar")} "$@"\n'
    )
    short_options.chmod(0o755)
    monkeypatch.setenv("PATH", f"{short_options.parent}{os.pathsep}{os.environ['PATH']}")
    shutil.copytree(made.folder, tmp_path / "other", ignore=shutil.ignore_patterns("origin.git"))
    other = Job(tmp_path / "other", made.address)
    for runner, word in ((made, "careless"), (other, "endless")):
        (runner.folder / "docs/more.md").write_text(PAGE.replace("careful", word))
    restore = ACTION["runs"]["steps"][0]
    kept_from = restore["run"]
    made.run()
    restore["run"] = "true"  # the other one has begun before the first kept anything
    try:
        other.run()
    finally:
        restore["run"] = kept_from
    shutil.rmtree(made.folder / ".cache")
    made.run()
    clips = list((made.folder / ".cache/plugin/qwen-tts/clips").rglob("*.flac"))
    assert len(clips) == 3, "the first page, and what each has added"


def test_a_build_does_not_pay_anew_because_the_branch_could_not_be_asked(
    job: tuple[Job, FakeServer],
) -> None:
    made, server = job
    git(made.folder, "remote", "set-url", "origin", str(made.folder / "nowhere"))
    with pytest.raises(StepFailed, match="cannot be asked for the branch narration"):
        made.run()
    assert server.ledger.requests == 0


def test_a_branch_that_cannot_be_written_fails_the_job_and_loses_nothing(
    job: tuple[Job, FakeServer],
) -> None:
    made, _ = job
    hook = made.folder / "origin.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(StepFailed, match="could not be kept on the branch narration"):
        made.run()
    (saved,) = [one for one in ACTION["runs"]["steps"] if "upload-artifact" in one.get("uses", "")]
    assert saved["if"] == (
        "always() && (steps.after.outcome == 'failure' || "
        "(steps.after.outputs.grew == 'true' && github.event_name == 'pull_request'))"
    ), "neither a branch that refuses nor a pull request loses what was paid for"
    assert saved["with"]["include-hidden-files"] is True


def test_a_branch_is_not_replaced_by_what_could_not_be_read(
    next_job: tuple[Job, FakeServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, where Git takes nothing of the store."""
    made, _ = next_job
    before = tip(made)
    (made.folder / "docs/more.md").write_text(PAGE.replace("careful", "careless"))
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    fails = 'if [ -n "${GIT_INDEX_FILE:-}" ] && [ "$1" = add ]; then exit 128; fi'
    program.write_text(f'#!/bin/sh\n{fails}\nexec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(StepFailed):
            made.run()
    assert tip(made) == before


def test_a_store_that_cannot_be_made_smaller_is_kept_all_the_same(
    next_job: tuple[Job, FakeServer],
) -> None:
    made, _ = next_job
    before = tip(made)
    (made.folder / "docs/more.md").write_text(PAGE.replace("careful", "careless"))
    record = made.folder / ".cache/plugin/qwen-tts/sites/ab" / f"{'ab' * 32}.json"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text("damaged")
    made.run()
    assert tip(made) != before


def test_a_pull_request_and_a_store_in_a_bucket_leave_the_branch_alone(
    job: tuple[Job, FakeServer],
) -> None:
    made, _ = job
    made.run(event="pull_request")
    made.run(event="pull_request_target")
    made.run(branch="")
    assert tip(made) == ""


def test_a_pull_request_is_told_what_is_spoken_otherwise(job: tuple[Job, FakeServer]) -> None:
    made, _ = job
    (made.folder / "docs/index.md").write_text(PAGE.replace("careful", "careless"))
    with open_forge() as forge:
        made.run(
            base="main", event="pull_request", forge=forge.address, report=True, comment="true"
        )
        (comment,) = forge.comments
    assert "Spoken otherwise since origin/main" in made.summary
    assert "careless" in made.summary
    assert made.summary in comment["body"]


def test_expressions_reach_commands_through_the_environment_alone() -> None:
    """A branch may be named as a command."""
    steps: list[dict[str, Any]] = ACTION["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
