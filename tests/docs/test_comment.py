"""`.github/actions/narrate/comment` puts a report into one comment, on three kinds of forges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from forge import Forge, open_forge

COMMENT = Path(__file__).parents[2] / ".github/actions/narrate/comment"
ACTIONS = [
    "POST /repos/harbour/docs/issues/7/comments",
    "PATCH /repos/harbour/docs/issues/comments/2",
]
GITLAB = ["POST /projects/3/merge_requests/7/notes", "PUT /projects/3/merge_requests/7/notes/2"]


def variables(kind: str, address: str, folder: Path) -> dict[str, str]:
    """What a job of such a forge has in its environment."""
    if kind == "gitlab":
        return {
            "CI_API_V4_URL": address,
            "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "7",
            "COMMENT_TOKEN": "secret",
        }
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}), "utf-8")
    return {
        "GITHUB_API_URL": address,
        "GITHUB_REPOSITORY": "harbour/docs",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_TOKEN": "secret",
    }


def comment(
    folder: Path, report: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    (folder / "report.md").write_text(report, "utf-8")
    return subprocess.run(
        [sys.executable, COMMENT, folder / "report.md"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def changes(forge: Forge) -> list[str]:
    return [f"{method} {path}" for method, path in forge.asked if method != "GET"]


@pytest.mark.parametrize(("kind", "made"), [("actions", ACTIONS), ("gitlab", GITLAB)])
def test_a_report_is_one_comment_that_is_renewed(
    kind: str, made: list[str], tmp_path: Path
) -> None:
    with open_forge() as forge:
        if kind == "gitlab":
            forge.place, forge.writer, forge.tells = "author", "project_3_bot", True
        forge.written("reader", "I like it.")
        environment = variables(kind, forge.address, tmp_path)
        for report in ("# First", "# Second: a wörd"):
            done = comment(tmp_path, report, environment)
            assert done.returncode == 0, done.stderr
        assert [one["body"].splitlines()[-1] for one in forge.comments] == [
            "I like it.",
            "# Second: a wörd",
        ]
        assert changes(forge) == made
        assert forge.tokens == {"secret" if kind == "gitlab" else "token secret"}


def test_a_comment_behind_a_hundred_others_is_found(tmp_path: Path) -> None:
    with open_forge() as forge:
        for _ in range(130):
            forge.written("reader", ".")
        environment = variables("actions", forge.address, tmp_path)
        comment(tmp_path, "one", environment)
        comment(tmp_path, "two", environment)
        assert len(forge.comments) == 131


@pytest.mark.parametrize(
    "writer", ["github-actions[bot]", "gitea-actions", "forgejo-actions", "me"]
)
def test_a_comment_that_somebody_else_began_with_our_mark_is_left_alone(
    writer: str, tmp_path: Path
) -> None:
    mark = "<!-- mkdocs-qwen-tts: narration -->"
    with open_forge() as forge:
        forge.writer, forge.tells = writer, writer == "me"
        forge.written("stranger", f"{mark}\nPay me.")
        environment = variables("actions", forge.address, tmp_path)
        for report in ("one", "two"):
            assert comment(tmp_path, report, environment).returncode == 0
        assert [one["body"] for one in forge.comments] == [f"{mark}\nPay me.", f"{mark}\ntwo"]


def test_a_report_that_is_too_long_is_cut_at_a_line(tmp_path: Path) -> None:
    with open_forge() as forge:
        environment = variables("actions", forge.address, tmp_path)
        comment(tmp_path, "a line of a long report\n" * 5000, environment)
        (made,) = forge.comments
        assert len(made["body"]) < 65_536
        assert "a line of a long report\n\nThe rest is left out" in made["body"]


def test_what_cannot_be_said_is_one_line_without_the_token(tmp_path: Path) -> None:
    with open_forge(refuses=403) as forge:
        environment = variables("gitlab", forge.address, tmp_path)
        refused = comment(tmp_path, "x", environment)
        del environment["COMMENT_TOKEN"]
        lacking = comment(tmp_path, "x", environment)
    assert refused.stderr == "No comment is made: HTTP 403. May the token write comments?\n"
    assert lacking.stderr == "No comment is made: there is no COMMENT_TOKEN.\n"
    assert refused.returncode == lacking.returncode == 1
