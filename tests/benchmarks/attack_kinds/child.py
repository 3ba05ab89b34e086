"""Carries out tasks with the release that its Python has: `release.py` starts it.

A line of JSON on the standard input is a task. Each is done in a child of this process, and what it
comes to is a line on the standard output. Only names that every release has are used.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Do every task, one after the other."""
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for name in ("httpx", "numpy", "pydub", "soundfile", "selectolax.lexbor"):  # loaded once
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from mkdocs_qwen_tts import narrate, script  # noqa: F401 - loaded once

    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if not child:
            try:
                found = _done(task)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is reported
                found = {"raised": f"{type(error).__name__}: {error}"[:10_000]}
            os.write(answers, json.dumps(found).encode() + b"\n")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            os.write(answers, json.dumps({"ended": status}).encode() + b"\n")


def _done(task: dict[str, Any]) -> dict[str, Any]:
    if processor := task.get("seconds"):
        signal.alarm(2 * processor)  # what waits uses no processor
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    if megabytes := task.get("megabytes"):
        limit = (_peak() + megabytes) * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    before, began = _peak(), time.monotonic()
    found = _narrated(task) if task["do"] == "narrate" else _read(task)
    return {**found, "took": time.monotonic() - began, "grown": _peak() - before}


def _peak() -> int:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _narrated(task: dict[str, Any]) -> dict[str, Any]:
    from mkdocs_qwen_tts import Settings, SourcePage, Store, narrate

    pages = [SourcePage(key, title, "en", html) for key, title, html in task["pages"]]
    settings = Settings.of(task["options"], environ={})
    report = narrate(pages, settings, Store(Path(task["store"])))
    said = {}
    for one in report.outcomes:
        sound = one.narration and hashlib.sha256(one.narration.track.path.read_bytes())
        said[one.page] = {
            "sound": sound.hexdigest() if sound else "",
            "status": one.status.name,
            "reason": one.reason,
        }
    return {"pages": said, "notes": [str(note) for note in report.notes]}


def _read(task: dict[str, Any]) -> dict[str, Any]:
    """Processor time of reading a page: by all that reads it, where the release has that."""
    sys.path.insert(0, task["benchmarks"])
    html = Path(task["page"]).read_text()
    try:
        from quadratic import seconds
    except ImportError:  # an older release
        from mkdocs_qwen_tts import script

        def seconds(html: str) -> float:
            began = time.process_time()
            script(html)
            return time.process_time() - began

    seconds("<p>a</p>")  # what is loaded once is no page's
    return {"read": seconds(html)}


if __name__ == "__main__":
    main()
