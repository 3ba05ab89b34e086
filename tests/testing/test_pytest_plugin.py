"""The fixtures as a user meets them: in a test session of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

USERS_TEST = """
import pytest

PAGE = "# Hello\\n\\nInstall the package with pip. Then open your configuration, and add one line to it.\\n"


def test_every_page_is_narrated_once(narrated_site):
    site = narrated_site({"index.md": PAGE, "quiet.md": "---\\nnarration: false\\n---\\n# Quiet\\n\\n" + PAGE})
    assert site.has_player("index.html")
    assert not site.has_player("quiet/")
    spent = site.ledger.requests
    site.build("--strict")
    assert site.ledger.requests == spent


@pytest.mark.qwen_tts("throttled:2", limit=600)
def test_a_fault_in_this_process(qwen_tts, monkeypatch):
    from mkdocs_qwen_tts import _audio as audio, _speech as speech
    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._settings import Settings

    settings = Settings.of({})
    with speech.open_engine(settings, audio.decode, sleep=lambda seconds: None) as engine:
        clip = engine.speak(Utterance("Hello.", speech.engine_for(settings).resolve_voice("en")))
    assert (clip.usage.requests, qwen_tts.ledger.requests, qwen_tts.ledger.texts) == (3, 3, ("Hello.",))


def test_nothing_else_gets_out(qwen_tts):
    import httpx

    with pytest.raises(AssertionError):
        httpx.get("https://example.com/")
"""


def test_a_users_session(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(USERS_TEST, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--strict-markers",
            "test_mine.py",
        ],
        cwd=tmp_path,
        # Otherwise it would clear up what other sessions of this machine have left.
        env={**os.environ, "PYTEST_DEBUG_TEMPROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_a_project_is_copied_without_what_was_paid_for(
    tmp_path: Path, narrated_site: object
) -> None:
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    (project / ".cache").mkdir()
    text = "# Hello\n\nInstall the package with pip. Then open your configuration, and add one line to it."
    (project / "docs" / "index.md").write_text(text, encoding="utf-8")
    config = "site_name: Mine\nplugins:\n- qwen-tts: {api: {requests_per_minute: 100000}}\n"
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")
    site = narrated_site(project=project)  # type: ignore[operator]
    assert site.has_player()
    assert site.ledger.characters
    assert sorted(path.name for path in project.rglob("*")) == [
        ".cache",
        "docs",
        "index.md",
        "mkdocs.yml",
    ]
