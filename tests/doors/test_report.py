"""Reports that a build writes and a command prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.doors.test_cli import run

if TYPE_CHECKING:
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
