"""`prune` and `verify --repair` run without a pause beside builds of a site that changes.

The site is narrated, changed, and changed back, so that what one state used is unused in the next
and needed again. No build may fail, and no page may lack its sound.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import crash
from crash import site, start

from attack_kinds import Result
from mkdocs_qwen_tts.testing import FakeServer

UTTERANCES = 40
BUILDS = 6


def attack(*, fast: bool) -> Result:
    """Builds with a pruning neighbour."""
    builds = 3 if fast else BUILDS
    wrong, pruned, removed = [], 0, 0
    with tempfile.TemporaryDirectory() as scratch, FakeServer(latency=0.2) as server:
        folder = Path(scratch)
        config = site(folder / "site", UTTERANCES, server.base_url)
        page = config.parent / "docs/index.md"
        states = [page.read_text(), page.read_text().replace("The ", "Any ")]
        store = config.parent / ".cache/plugin/qwen-tts"
        for number in range(builds):
            page.write_text(states[number % 2])
            build = start(config, folder / "out")
            ended = threading.Event()
            told: list[bytes] = []

            def watch(build=build, ended=ended, told=told) -> None:
                told.append(build.communicate()[1])
                ended.set()

            threading.Thread(target=watch).start()
            while not ended.is_set():
                if store.is_dir():
                    said = [_cache(store, *words) for words in (["prune"], ["verify", "--repair"])]
                    wrong += [one["error"] for one in said if "error" in one]
                    removed += said[0].get("objects", 0) + len(said[1].get("removed", ()))
                    pruned += 1
                ended.wait(0.02)
            pages = list((folder / "out").rglob("index.html"))
            players = sum(one.read_text().count("<audio") for one in pages)
            if build.returncode or players != len(pages):
                wrong.append(f"{build.returncode}, {players} of {len(pages)}: {told[0].decode()}")
        server.ledger.clear()
        last = start(config, folder / "out")
        last.communicate()
        again = server.ledger.requests
    for one in wrong:
        print(one, file=sys.stderr)
    return Result(
        builds,
        len(wrong) + bool(again),
        f"{pruned} times pruned and verified, {removed} objects removed; the last state built once "
        f"more: {again} requests",
    )


def _cache(store: Path, *words: str) -> dict[str, Any]:
    """What a command for the store prints, or how it fails."""
    program = str(Path(crash.PYTHON).with_name("mkdocs-qwen-tts"))
    command = [program, "cache", *words, "--dir", str(store), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"error": f"{' '.join(words)}: {done.stderr[-300:]}"}
    return found
