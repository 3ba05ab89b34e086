"""Reports that a build writes and a command prints."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tests.doors.test_cli import run
from tests.doors.test_narrate import Built

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from mkdocs_qwen_tts.testing import FakeServer
    from tests.doors.conftest import Project


def test_a_build_writes_the_reports_that_are_named(project: Project) -> None:
    project.plugin = {"report": ["out/report.html", "report.json", "report.md"]}
    project.build()
    found: dict[str, Any] = json.loads((project.folder / "report.json").read_text("utf-8"))
    assert [one["page"] for one in found["pages"]] == ["index.md", "guide/quay.md"]
    assert found["requests_sent"] == project.asked()
    assert "index.md" in (project.folder / "out/report.html").read_text("utf-8")
    assert "This build sent" in (project.folder / "report.md").read_text("utf-8")


def test_the_command_reports_from_the_store(project: Project) -> None:
    project.build()
    assert project.asked() > 0
    said = run("report", "-f", project.config_file).stdout
    assert "2 of 2 pages are narrated" in said
    found = json.loads(run("report", "-f", project.config_file, "--format", "json").stdout)
    assert {one["status"] for one in found["pages"]} == {"cached"}
    target = project.folder / "report.html"
    run("report", "-f", project.config_file, "-o", target)
    assert target.read_text("utf-8").startswith("<!doctype html>")
    assert project.asked() == 0, "nothing was asked for since"
    assert "file ending" in run("report", "-o", "report.pdf", code=2).stderr


def test_narrate_writes_the_reports_that_are_named(server: FakeServer, tmp_path: Path) -> None:
    built = Built(tmp_path, server)
    built.options["report"] = ["report.html", "report.json", "report.md"]
    built.narrate()
    found: dict[str, Any] = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert found["requests_sent"] == built.asked() > 0
    assert {one["status"] for one in found["pages"]} == {"fresh"}
    assert "Narration of Harbour" in (tmp_path / "report.html").read_text("utf-8")
    assert "This build sent" in (tmp_path / "report.md").read_text("utf-8")


def test_the_command_reports_on_a_built_site(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = Built(tmp_path, server)
    built.narrate()
    built.asked()
    before = shutil.copytree(built.root, tmp_path / "before")
    built.write("c.html", built.page("c.html").replace("come at noon", "come at nine"))
    monkeypatch.chdir(tmp_path)
    said = run("report", "public", "--format", "json", "--diff", before).stdout
    found: dict[str, Any] = json.loads(said)
    assert [one["page"] for one in found["changes"]] == ["c.html"]
    assert found["change_cost"]["requests"] == found["total"]["requests"] == 1
    assert built.asked() == 0
