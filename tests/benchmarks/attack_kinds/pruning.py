"""`prune` and `verify --repair` run without a pause beside builds of a site that changes.

The site is narrated, changed, and changed back, so that what one state used is unused in the next
and needed again. No build may fail, and no page may lack its sound.
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from crash import site, start

from attack_kinds import Result
from mkdocs_qwen_tts._store import Store, prune, verify
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
                    try:
                        removed += prune(Store(store)).objects
                        removed += len(verify(Store(store), repair=True).removed)
                        pruned += 1
                    except Exception as error:  # noqa: BLE001 - of whatever kind
                        wrong.append(f"prune: {error}")
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
        print(one)
    return Result(
        builds,
        len(wrong) + bool(again),
        f"{pruned} times pruned and verified, {removed} objects removed; the last state built once "
        f"more: {again} requests",
    )
