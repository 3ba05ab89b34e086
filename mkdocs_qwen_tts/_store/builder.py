"""Who a build is, for other builds that wait for it."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

MOST_LETTERS = 80
JOBS = (
    ("GITHUB_RUN_ID", "run {} of GitHub Actions"),
    ("CI_JOB_ID", "job {} of GitLab CI"),
    ("BUILD_TAG", "build {} of Jenkins"),
)
"""Variables of the environment that name a job to people."""

STOPPED = "T"
"""State of a process that was stopped and may be continued (proc(5))."""


def this_build() -> dict[str, Any]:
    """What other builds are told about this one."""
    job = next((words.format(os.environ[name]) for name, words in JOBS if os.environ.get(name)), "")
    return {"host": platform.node(), "process": os.getpid(), "job": job}


def builder_named(text: bytes | None, otherwise: str) -> str:
    """What `this_build` said, for people.

    Args:
        text: as JSON, from somebody who may have written anything.
        otherwise: where it says nothing.
    """
    try:
        facts = json.loads(text or b"")
        host, process = str(facts["host"])[:MOST_LETTERS], int(facts["process"])
        job = str(facts.get("job", ""))[:MOST_LETTERS]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return otherwise
    if job:
        return f"{job} on {host}"
    return f"process {process} on {host}{_state(process, host)}"


def _state(process: int, host: str) -> str:
    """That the process is stopped, where it is one of this machine and the system tells."""
    if host != platform.node():
        return ""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (OSError, UnicodeError):
        return ""
    return " (it is stopped)" if after_name[:1] == [STOPPED] else ""
