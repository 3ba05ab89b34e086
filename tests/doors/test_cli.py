"""The command line, as a user types it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from mkdocs_qwen_tts._cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doors.conftest import Project


ROOT = Path(__file__).parents[2]


def run(*arguments: object, code: int = 0, **options: Any) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
    assert result.exit_code == code, f"{result.output}\n{result.stderr}\n{result.exception!r}"
    return result


@pytest.fixture
def config(project: Project) -> Path:
    return project.config_file


def test_script_prints_what_will_be_spoken_and_sends_nothing(
    project: Project, config: Path
) -> None:
    printed = run("script", "-f", config).stdout
    assert "index.md [en]" in printed
    assert "The harbour keeps a careful log" in printed
    assert "never spoken" not in printed
    assert project.asked() == 0


def test_script_of_one_page_as_json_has_the_promised_shape(config: Path) -> None:
    (found,) = json.loads(run("script", "-f", config, "--page", "guide/quay.md", "--json").stdout)
    assert set(found) == {"page", "title", "language", "passages", "coverage"}
    assert found["page"] == "guide/quay.md"
    for passage in found["passages"]:
        assert set(passage) == {"kind", "text", "anchor", "language", "spoken_only", "pause"}
    assert [passage["kind"] for passage in found["passages"]] == [
        "title",
        "paragraph",
        "cue",
        "paragraph",
    ]


def test_an_unknown_page_names_the_closest(config: Path) -> None:
    result = run("script", "-f", config, "--page", "guide/key.md", code=2)
    assert "'guide/quay.md'" in result.stderr


def test_plan_is_what_a_build_then_sends(project: Project, config: Path) -> None:
    found = json.loads(run("plan", "-f", config, "--json").stdout)
    assert project.asked() == 0
    shape = {"utterances", "cached", "requests", "characters", "price", "currency", "price_date"}
    assert set(found["total"]) == shape
    assert all(set(page) == {"page", "words", "coverage", *shape} for page in found["pages"])
    project.build()
    ledger = project.server.ledger
    assert (found["total"]["requests"], found["total"]["characters"]) == (
        ledger.requests,
        ledger.characters,
    )
    assert json.loads(run("plan", "-f", config, "--json").stdout)["total"]["requests"] == 0


def test_plan_prints_a_table_for_people(config: Path) -> None:
    printed = run("plan", "-f", config).stdout
    assert "guide/quay.md" in printed
    assert "CNY (prices of 2026-03)" in printed
    assert "\x1b" not in printed, "no colours in a pipe"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_plan_over_the_budget_exits_with_three(project: Project, form: list[str]) -> None:
    project.plugin["budget"] = {"characters": 10}
    result = run("plan", "-f", project.config_file, *form, code=3)
    assert "over budget" in result.stderr
    assert "10" in result.stderr
    if form:
        assert json.loads(result.stdout)["total"]["requests"] > 0
        told = json.loads(result.stderr)
        assert (told["error"], told["exit_code"]) == ("BudgetExceeded", 3)
        assert "characters" in told["over"][0]


JSON_COMMANDS = [
    ("script", "--json"),
    ("narrate", "--json"),
    ("plan", "--json"),
    ("report", "--format", "json"),
    ("report", "--format=json"),
    ("doctor", "--json"),
    ("cache stats", "--json"),
    ("cache verify", "--json"),
    ("cache prune", "--json"),
    ("cache sign", "--json"),
    ("voices list", "--json"),
    ("voices show", "--json"),
    ("models", "--json"),
]


def test_every_command_that_prints_json_is_among_these() -> None:
    found = set()

    def look(one: click.Command, path: str) -> None:
        for name, inner in getattr(one, "commands", {}).items():
            look(inner, f"{path} {name}")
        forms = {form for option in one.params for form in getattr(option.type, "choices", ())}
        if "json" in forms or any("--json" in option.opts for option in one.params):
            found.add(path.strip())

    look(main, "")
    assert found == {command for command, *_ in JSON_COMMANDS}


@pytest.mark.parametrize(("command", "form"), [(one, form) for one, *form in JSON_COMMANDS])
def test_after_json_an_error_is_json_too(command: str, form: list[str]) -> None:
    """Whatever reads it needs no second way to read errors."""
    result = run(*command.split(), *form, "--nonsense", code=2)
    told = json.loads(result.stderr)
    assert told["exit_code"] == 2
    assert "--nonsense" in told["message"]
    assert result.stdout == ""


def test_an_error_as_json_says_what_a_program_wants_to_know(project: Project) -> None:
    project.plugin["voice"] = "Chery"
    told = json.loads(run("plan", "-f", project.config_file, "--json", code=2).stderr)
    assert told["error"] == "ConfigurationError"
    assert (told["option"], told["closest"]) == ("voice", "Cherry")
    assert "Chery" in told["message"]


def test_a_site_without_the_plugin_is_told(config: Path) -> None:
    config.write_text("site_name: x\nplugins: [search]\n")
    assert "`mkdocs-qwen-tts init -f`" in run("plan", "-f", config, code=2).stderr


def test_a_wrong_option_is_one_line_and_no_traceback(project: Project) -> None:
    project.plugin["voice"] = "Chery"
    result = run("plan", "-f", project.config_file, code=2)
    assert "'Cherry'" in result.stderr
    assert "Traceback" not in result.stderr


def test_unknown_lists_technical_words(project: Project) -> None:
    project.write(
        "tech.md",
        "# Tech\n\nThe PyYAML library reads k8s manifests, and PyYAML never sleeps at night.\n",
    )
    printed = run("script", "-f", project.config_file, "--unknown").stdout
    assert printed.split() == ["2", "PyYAML", "1", "k8s"]


@pytest.fixture
def repository(project: Project) -> Project:
    """The site, committed."""
    assert project.config_file.is_file()
    (project.folder / ".gitignore").write_text(".cache/\nsite/\n")

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        subprocess.run(
            ["git", "-C", str(project.folder), *who, *arguments], check=True, capture_output=True
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    return project


def test_diff_shows_what_is_spoken_otherwise_and_costs_what_the_build_sends(
    repository: Project,
) -> None:
    repository.build()
    repository.asked()
    page = repository.folder / "docs/guide/quay.md"
    page.write_text(page.read_text().replace("old customs house", "new customs house"))
    config = repository.config_file

    printed = run("script", "-f", config, "--diff", "HEAD").stdout
    assert "- You find the quay behind the old customs house" in printed
    assert "+ You find the quay behind the new customs house" in printed
    assert "index.md" not in printed

    script = json.loads(run("script", "-f", config, "--diff", "HEAD", "--json").stdout)
    plan = json.loads(run("plan", "-f", config, "--diff", "HEAD", "--json").stdout)
    repository.build()
    ledger = repository.server.ledger
    assert len(script["changes"]) == 1
    assert script["cost"]["requests"] == plan["total"]["requests"] == ledger.requests == 1
    assert script["cost"]["characters"] == plan["total"]["characters"] == ledger.characters
    worktrees = subprocess.run(
        ["git", "-C", str(repository.folder), "worktree", "list"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(worktrees.stdout.splitlines()) == 1, "nothing is left behind"


def test_the_hook_stops_a_commit_with_a_new_word_until_the_lexicon_has_it(
    repository: Project,
) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["pass_filenames"] is False
    command, *words = shlex.split(hook["entry"])
    assert command == "mkdocs-qwen-tts"
    where = ("-f", repository.config_file)
    assert run(*words, *where).stdout == ""
    repository.write("new.md", "# New\n\nThe PyYAML library reads the log of the harbour.\n")
    assert run(*words, *where, code=1).stdout.split() == ["1", "PyYAML"]
    assert json.loads(run(*words, *where, "--json", code=1).stdout) == {"PyYAML": 1}
    (repository.folder / "words.yml").write_text("PyYAML: pie yammel\n")
    repository.plugin["prose"] = {"lexicon": "words.yml"}
    assert run(*words, "-f", repository.config_file).stdout == ""


def test_check_alone_is_told_what_it_goes_with(config: Path) -> None:
    assert "--unknown" in run("script", "-f", config, "--check", code=2).stderr


def test_diff_without_a_change_says_so(repository: Project) -> None:
    assert (
        "Nothing is spoken otherwise"
        in run("script", "-f", repository.config_file, "--diff", "HEAD").stdout
    )


def test_diff_with_a_wrong_revision_says_so(repository: Project) -> None:
    result = run("plan", "-f", repository.config_file, "--diff", "--output=x", code=2)
    assert "Traceback" not in result.stderr
    assert (
        "nonsense" in run("plan", "-f", repository.config_file, "--diff", "nonsense", code=2).stderr
    )


def test_diff_compares_with_where_the_branch_left_not_with_what_others_did_since(
    repository: Project,
) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        command = ["git", "-C", str(repository.folder), *who, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    page, home = repository.folder / "docs/guide/quay.md", repository.folder / "docs/index.md"
    before = home.read_text()
    git("branch", "-M", "main")
    git("checkout", "-qb", "mine")
    page.write_text(page.read_text().replace("old customs house", "new customs house"))
    git("commit", "-qam", "mine")
    git("checkout", "-q", "main")
    home.write_text(before.replace("careful", "careless"))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "mine")
    printed = run("script", "-f", repository.config_file, "--diff", "main").stdout
    assert "new customs house" in printed
    assert "careless" not in printed


@pytest.mark.parametrize("revision", ["origin/main", "HEAD~1"])
def test_a_clone_without_history_is_told_how_to_get_it(
    repository: Project, tmp_path: Path, revision: str
) -> None:
    def git(*arguments: object) -> None:
        who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        subprocess.run(["git", *who, *map(str, arguments)], check=True, capture_output=True)

    git("-C", repository.folder, "commit", "-q", "--allow-empty", "-m", "second")
    there = tmp_path / "shallow"
    git("clone", "-q", "--depth=1", repository.folder.as_uri(), there)
    git("-C", there, "update-ref", "-d", "refs/remotes/origin/main")
    told = run("script", "-f", there / "mkdocs.yml", "--diff", revision, code=2).stderr
    assert revision in told
    assert "`fetch-depth: 0`" in told
    assert "GIT_DEPTH" in told


def test_the_store_is_counted_verified_and_pruned(project: Project) -> None:
    project.build()
    folder = project.folder / ".cache/plugin/qwen-tts"
    found = json.loads(run("cache", "stats", "--dir", folder, "--json").stdout)
    assert (found["clips"], found["tracks"], found["other"]) == (3, 2, 0)
    assert "clips" in run("cache", "stats", "--dir", folder).stdout
    assert "0 files damaged" in run("cache", "verify", "--dir", folder).stdout

    victim = next((folder / "clips").rglob("*.flac"))
    victim.write_bytes(victim.read_bytes()[:-1])
    assert victim.name in run("cache", "verify", "--dir", folder, code=1).stdout
    run("cache", "verify", "--dir", folder, "--repair")
    assert "0 files damaged" in run("cache", "verify", "--dir", folder).stdout

    project.write(
        "index.md",
        "# Other\n\nSomething else altogether is said here, and it is said at some length.\n",
    )
    project.build()
    would = json.loads(run("cache", "prune", "--dir", folder, "--dry-run", "--json").stdout)
    done = json.loads(run("cache", "prune", "--dir", folder, "--json").stdout)
    assert would["objects"] == done["objects"] > 0
    project.asked()
    project.build()
    assert project.asked() == 0, "what the site uses was kept"


@pytest.mark.parametrize(("option", "value"), [("--older-than", "soon"), ("--size", "12 bananas")])
def test_a_wrong_amount_is_told(project: Project, option: str, value: str) -> None:
    project.build()
    folder = project.folder / ".cache/plugin/qwen-tts"
    assert value in run("cache", "prune", "--dir", folder, option, value, code=2).stderr


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert (
        "made by the first build"
        in run("cache", "stats", "--dir", tmp_path / "none", code=2).stderr
    )


def test_say_speaks_into_a_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", project.server.base_url)
    output = tmp_path / "hello.mp3"
    result = run(
        "say",
        "Hello, reader. This is a test.",
        "-o",
        output,
        "--voice",
        "Ethan",
        "--language",
        "English",
    )
    assert output.read_bytes()[:3] == b"ID3"
    assert "30 characters" in result.stderr
    (entry,) = project.server.ledger.entries
    assert (entry.voice, entry.text) == ("Ethan", "Hello, reader. This is a test.")


def test_say_without_a_key_says_what_to_do(tmp_path: Path) -> None:
    result = run("say", "Hello", "-o", tmp_path / "x.mp3", code=2)
    assert "DASHSCOPE_API_KEY" in result.stderr
    assert "--engine preview" in result.stderr


def test_say_names_the_formats_it_knows(tmp_path: Path) -> None:
    assert ".mp3" in run("say", "Hello", "-o", tmp_path / "x.aac", code=2).stderr


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that is no group, as it is typed."""
    if not hasattr(command, "commands"):
        yield path
        return
    for name, inner in command.commands.items():
        yield from leaves(inner, (*path, name))


@pytest.mark.parametrize("path", list(leaves(main)), ids=" ".join)
def test_every_command_has_examples_that_can_be_typed(path: tuple[str, ...]) -> None:
    printed = run(*path, "--help").stdout
    _, found, examples = printed.partition("Example")
    lines = examples.splitlines()[1:]
    assert found, printed
    assert any(f"mkdocs-qwen-tts {' '.join(path)}" in line for line in lines)
    for line in lines:
        for part in re.split(r" [|&](?: |$)", line):
            _, ours, arguments = part.partition("mkdocs-qwen-tts ")
            if ours:
                command, rest = walked(shlex.split(arguments))
                command.make_context("", rest, resilient_parsing=True)


def walked(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """The command that arguments name, and what is left for it."""
    command: click.Command = main
    while isinstance(command, click.Group):
        command, arguments = command.commands[arguments[0]], arguments[1:]
    return command, arguments
