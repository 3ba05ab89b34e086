"""The Dockerfile, read as a builder reads it: its steps, what it copies, and what it starts."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts.testing import FakeServer
from tests.packaging.test_distributions import build, package_files

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".ci" / "Dockerfile"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def steps() -> list[tuple[str, str]]:
    """Each step with its arguments."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(line.split()[0], line.partition(" ")[2]) for line in whole.splitlines() if line]


def last(name: str) -> str:
    return [rest for step, rest in steps() if step == name][-1]


def fits(pattern: str, name: str) -> bool:
    """Whether a pattern of the list names a path or a folder above it."""
    inner = pattern.removeprefix("**/")
    paths = [name, *(parent.as_posix() for parent in Path(name).parents)]
    return any(
        fnmatch(Path(each).name if inner != pattern else each, inner) and each != "."
        for each in paths
    )


def copied() -> Iterator[str]:
    """What the builder looks at of a clone: the last pattern that fits decides."""
    lines = Path(f"{FILE}.dockerignore").read_text("utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    for path in ROOT.rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        ruling = [one for one in patterns if fits(one.removeprefix("!"), name)]
        if path.is_file() and ruling[-1].startswith("!"):
            yield name


def test_what_is_copied_is_enough_for_the_wheel(tmp_path: Path) -> None:
    """And no more: nothing of a clone but the package gets into the image."""
    names = [*copied()]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    built = build(tmp_path, tmp_path / "dist", "-t", "wheel")
    assert package_files() <= {*built.in_wheel}
    others = {name for name in names if not name.startswith("mkdocs_qwen_tts/")}
    assert others == {".ci/wheel.py", "LICENSE", "README.md", "pyproject.toml"}


def test_python_and_extras_are_those_of_the_package() -> None:
    declared = {each.rpartition(" ")[2] for each in PROJECT["classifiers"]}
    given = dict(each.split("=", 1) for step, each in steps() if step == "ARG")
    assert given["PYTHON"] in declared
    assert {"testing"} <= {*given["EXTRAS"].split(",")} <= PROJECT["optional-dependencies"].keys()
    installing = next(rest for step, rest in steps() if step == "RUN")
    assert 'install --no-cache-dir ".[${EXTRAS}]"' in installing


def test_it_runs_as_a_user_of_its_own_and_takes_only_what_was_installed() -> None:
    names = [step for step, _ in steps()]
    second = len(names) - 1 - names[::-1].index("FROM")
    assert names.count("FROM") == 2
    behind = steps()[second:]
    assert [rest for step, rest in behind if step == "COPY"] == [
        "--from=build /opt/narration /opt/narration"
    ]
    (user,) = [rest for step, rest in behind if step == "USER"]
    assert user not in {"root", "0"}
    assert f" {user}" in last("RUN")
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_the_health_check_finds_the_fake_up_and_notices_when_it_is_gone() -> None:
    *_, check = json.loads(last("HEALTHCHECK").partition("CMD")[2])
    assert f":{last('EXPOSE')}/" in check
    with FakeServer() as server:
        here = check.replace("http://127.0.0.1:8765", server.origin)
        assert here != check
        exec(here)  # noqa: S102 - a line of ours
    with pytest.raises(OSError, match="refused"):
        exec(here)  # noqa: S102 - as above


def test_what_it_starts_is_a_command() -> None:
    (program,) = json.loads(last("ENTRYPOINT"))
    assert program in PROJECT["scripts"]
    name, *arguments = json.loads(last("CMD"))
    with main.commands[name].make_context(name, arguments) as context:
        assert (context.params["host"], context.params["port"]) == ("0.0.0.0", int(last("EXPOSE")))  # noqa: S104 - of a container


def test_the_docs_run_it_as_it_is() -> None:
    page = (ROOT / "docs/reference/machines.md").read_text("utf-8")
    (narrating,) = re.findall(r"mkdocs-qwen-tts (narrate [^\n]+)", page)
    name, *arguments = shlex.split(narrating)
    with main.commands[name].make_context(name, arguments, resilient_parsing=True):
        assert "docker build -f .ci/Dockerfile" in page


def test_the_matrix_tries_every_python_that_is_declared() -> None:
    heads = "Programming Language :: Python :: 3."
    declared = [
        each.rpartition(" ")[2] for each in PROJECT["classifiers"] if each.startswith(heads)
    ]
    assert [*runpy.run_path(str(ROOT / ".ci" / "matrix"))["PYTHONS"]] == declared
    wheels = runpy.run_path(str(ROOT / ".ci" / "wheels"))["PYTHONS"]
    assert [".".join(map(str, each)) for each in wheels] == declared
