"""What the index was asked: the table covers what is needed, and what has no wheel has something in its place."""

from __future__ import annotations

import csv
import json
import runpy
import tomllib
from pathlib import Path
from typing import Self

import pytest
from packaging.requirements import Requirement

from mkdocs_qwen_tts._datafile import csv_rows

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HOOK = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]
PLATFORMS = {*runpy.run_path(str(ROOT / ".ci" / "wheels"))["PLATFORMS"]}
COMPILES_NOTHING = {"watchdog", "pyyaml"}
"""Where they have no wheel, their source installs as plain Python (setup.py of both)."""


def table() -> dict[str, dict[str, str]]:
    with (ROOT / "tests/docs/wheels.csv").open(encoding="utf-8") as file:
        return {row["package"]: row for row in csv.DictReader(file)}


def needed() -> set[str]:
    extras = {
        each
        for name, listed in PROJECT["project"]["optional-dependencies"].items()
        if name != "dev"
        for each in listed
    }
    return {Requirement(each).name for each in [*HOOK["dependencies"], *extras]}


def test_everything_that_is_needed_was_asked_for() -> None:
    assert needed() <= table().keys(), "run .ci/wheels, then tests/docs/generate.py"
    assert all(row.keys() >= PLATFORMS for row in table().values())


def test_what_the_wheel_for_musl_leaves_out_is_what_has_no_wheel_there() -> None:
    """And the other way round: a package that gets its wheels one day is to be taken in again."""
    lacking = {
        name
        for name in needed() - COMPILES_NOTHING
        if not {"wheel", "any"} & {*table()[name]["musl x86-64"].split()}
    }
    follow = {
        name
        for name in ("faster-whisper", "hibari-tts")  # plain themselves, they need onnxruntime
        if table()["onnxruntime"]["musl x86-64"] == "none"
    }
    assert {*HOOK["not-on-musl"]} == lacking | follow


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_a_plain_install_compiles_nothing(platform: str) -> None:
    stand_ins = {row["package"] for row in csv_rows("mkdocs_qwen_tts._model", "substitutes.csv")}
    left_out = stand_ins if platform.startswith("musl") else set()
    compiled = {
        name
        for name, row in table().items()
        if not row["parts"] and {"source", "none"} & {*row[platform].replace(";", "").split()}
    }
    assert compiled - left_out <= COMPILES_NOTHING


def test_a_wheel_counts_where_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script's own judgement, on an index that is made up."""
    script = runpy.run_path(str(ROOT / ".ci" / "wheels"))
    offered = [
        "some-1.0.tar.gz",
        "some-1.0-cp311-abi3-musllinux_1_1_x86_64.whl",
        "some-1.0-cp313-cp313-win_amd64.whl",
        "some-2.0-py3-none-any.whl",
        "some-not-a-version.whl",
    ]

    class Answer:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def read(self, *_: object) -> bytes:
            return json.dumps({"files": [{"filename": name} for name in offered]}).encode()

    monkeypatch.setenv("PIP_INDEX_URL", "http://index.example/simple/")
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: Answer())
    verdict = script["verdict"]
    one = Requirement("some<2")
    assert verdict(one, (3, 14), "musl x86-64") == "wheel"
    assert verdict(one, (3, 14), "musl arm64") == "source"
    assert verdict(one, (3, 13), "Windows x64") == "wheel"
    assert verdict(one, (3, 12), "Windows x64") == "source"
    assert verdict(Requirement("some"), (3, 12), "Windows arm64") == "any"
    assert verdict(Requirement("some>2"), (3, 12), "Windows arm64") == ""
    assert script["written"]({"wheel": ["3.11"], "": ["3.14"]}) == "wheel 3.11; none 3.14"
