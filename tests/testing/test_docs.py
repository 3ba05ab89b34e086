"""The documentation of the fake: its tables are the program's, and its first test runs as a user would run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from mkdocs_qwen_tts.testing.faults import known

ROOT = Path(__file__).parent.parent.parent
HOW_TO = ROOT / "docs" / "how-to" / "test-your-site.md"
FAULTS = ROOT / "docs" / "reference" / "faults.md"
MODES = {"both": "whole and streamed", "plain": "whole", "stream": "streamed"}
CONFIG = "site_name: Mine\nplugins:\n- qwen-tts: {api: {requests_per_minute: 100000}}\n"
PAGE = "# Hello\n\nInstall the package with pip. Then open your configuration, and add one line to it.\n"


def test_every_fault_is_in_the_reference() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+?) \| (.+?) \| (.+?) \|$", FAULTS.read_text(encoding="utf-8"), re.MULTILINE
    )
    meets = {fault.name: f"`{fault.meets}`" if fault.meets else "—" for fault in known().values()}
    assert rows == [(one.name, one.does, MODES[one.modes], meets[one.name]) for one in known().values()]


def test_a_users_first_test_in_a_project_of_its_own(tmp_path: Path) -> None:
    """With the built wheel, from another folder: as it is after `pip install`."""
    first = re.search(
        r"```python title=\"tests/test_narration.py\"\n(.+?)```",
        HOW_TO.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert first is not None
    assert len(first[1].splitlines()) <= 20
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
        [*pip, "--target", str(installed), str(ROOT)], check=True, capture_output=True, timeout=120
    )
    assert not (installed / "tests").exists()
    for path, text in {
        "mkdocs.yml": CONFIG,
        "docs/index.md": PAGE,
        "tests/test_narration.py": first[1],
    }.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
