"""The documentation's tests of a user's own site run as a user runs them: with the built wheel, elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HOW_TO = ROOT / "docs" / "how-to" / "test-offline.md"
BLOCK = re.compile(r"```python title=\"(?P<name>test_\w+\.py)\"\n(?P<code>.+?)```", re.DOTALL)
CONFIG = "site_name: Mine\nplugins:\n- qwen-tts: {api: {requests_per_minute: 100000}}\n"
PAGE = "# Hello\n\nRead this first. Then open your configuration, and add one line to the list of plugins.\n"


def test_a_users_first_tests_in_a_project_of_its_own(tmp_path: Path) -> None:
    blocks = {
        match["name"]: match["code"] for match in BLOCK.finditer(HOW_TO.read_text(encoding="utf-8"))
    }
    assert blocks
    assert all(len(code.splitlines()) <= 20 for code in blocks.values())
    installed, project = tmp_path / "installed", tmp_path / "project"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run(
        [*pip, "--target", str(installed), str(ROOT)], check=True, capture_output=True, timeout=600
    )
    for path, text in {"mkdocs.yml": CONFIG, "docs/index.md": PAGE, **blocks}.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        # Otherwise it would clear up what other sessions of this machine have left.
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "PYTEST_DEBUG_TEMPROOT": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert re.search(r"^\d+ passed", done.stdout, re.MULTILINE), done.stdout + done.stderr
