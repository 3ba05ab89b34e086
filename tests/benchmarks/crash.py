"""Kill builds at random moments, then finish, and count what was paid.

    python tests/benchmarks/crash.py [--kills 50] [--utterances 200] [--builds 1] [--seed 1]
        [--signal KILL|TERM|INT] [--load 0] [--latency 0]

Each build is the `mkdocs` command on a site of so many utterances, against the fake on loopback,
stopped by a signal at a moment drawn by chance. The ledger must then hold no more requests than
there are utterances and were under way at the kills; every object in the store must be whole, and
every page must carry its own sound. With `--builds 2` or more, so many builds run at once on one
store, and the kill strikes one of them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._store import Store, verify
from mkdocs_qwen_tts.testing import FakeServer

try:
    from mkdocs_qwen_tts._pipeline.ask import SPARE
except ModuleNotFoundError:  # release 0.1, for comparison
    SPARE = 2

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = sys.executable
"""Whose release is tried."""
CONCURRENCY = 4
PER_PAGE = 10
WORDS = [
    "harbour",
    "gauge",
    "tide",
    "log",
    "ferry",
    "lantern",
    "quay",
    "buoy",
    "chart",
    "swell",
    "gale",
    "keeper",
    "pilot",
    "rope",
    "anchor",
    "mast",
]


def site(folder: Path, utterances: int, base_url: str) -> Path:
    """A site that is spoken in exactly so many requests: long paragraphs stand alone."""
    chance = random.Random(3)
    (folder / "docs").mkdir(parents=True)
    for page in range(utterances // PER_PAGE):
        blocks = []
        for _ in range(PER_PAGE):
            words = [chance.choice(WORDS) for _ in range(12)]
            blocks.append(f"The {' '.join(words)} of page {page} has number {len(blocks)}.")
        name = "index" if page == 0 else f"page{page}"
        (folder / "docs" / f"{name}.md").write_text("\n\n".join(blocks) + "\n")
    config = folder / "mkdocs.yml"
    api = {
        "key": "sk-x",
        "base_url": base_url,
        "concurrency": CONCURRENCY,
        "requests_per_minute": 1e6,
    }
    options = {"target": 0, "prose": {"title": False}, "api": api}
    content = {"site_name": "Crash", "plugins": [{"qwen-tts": options}]}
    config.write_text(json.dumps(content))  # JSON is YAML
    return config


def start(config: Path, out: Path) -> subprocess.Popen[bytes]:
    """`mkdocs build` of the release that `PYTHON` has."""
    return subprocess.Popen(
        [PYTHON, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(out)],
        cwd=config.parent,  # else Python would find the package of the checkout
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def strike(
    kills: int,
    utterances: int,
    builds: int,
    seed: int,
    *,
    how: signal.Signals = signal.SIGKILL,
    load: int = 0,
    latency: float = 0.0,
) -> dict[str, int]:
    """Stop builds, finish, check, and return the figures."""
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory() as scratch,
        FakeServer(latency=latency) as server,
        busy(load),
    ):
        folder = Path(scratch)
        config = site(folder / "site", utterances, server.base_url)
        landed = 0
        for _ in range(kills):
            running = [start(config, folder / f"out{number}") for number in range(builds)]
            before = server.ledger.requests
            wait_for_requests(
                server, before + chance.randrange(1, max(2, 2 * utterances // kills)), running
            )
            for build in running:
                build.send_signal(how)
            landed += any(build.wait() != 0 for build in running)
            for build in running:
                build.communicate()
        last = start(config, folder / "out")
        _, told = last.communicate()
        assert last.returncode == 0, told.decode()
        requests = server.ledger.requests
        store = Store(config.parent / ".cache/plugin/qwen-tts")
        verdict = verify(store)
        temporary = [path for path in verdict.damaged if path.endswith(".tmp")]
        damaged = len(verdict.damaged) - len(temporary)
        pages = list((folder / "out").glob("**/index.html"))
        sounds = {path.stem for path in (folder / "out/assets/narration").glob("*.mp3")}
        foreign = sum(
            path_digest(folder / "out/assets/narration" / f"{name}.mp3") != name for name in sounds
        )
        players = sum(page.read_text().count("<audio") for page in pages)
        assert requests <= utterances + landed * (CONCURRENCY + SPARE) * builds, (requests, landed)
        assert damaged == 0, verdict.damaged
        assert foreign == 0
        assert players == len(pages) == len(sounds)
        assert len(temporary) <= landed * (CONCURRENCY + 2) * builds
    return {
        "utterances": utterances,
        "kills": landed,
        "requests": requests,
        "damaged": damaged,
        "left": len(temporary),
    }


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that take all the time they can get."""
    spin = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(spin) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def wait_for_requests(
    server: FakeServer, count: int, running: list[subprocess.Popen[bytes]]
) -> None:
    until = time.monotonic() + 300  # on a busy machine, a build takes long to begin
    while server.ledger.requests < count and time.monotonic() < until:
        if all(build.poll() is not None for build in running):
            return
        time.sleep(0.002)


def path_digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--utterances", type=int, default=200)
    parser.add_argument("--builds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--signal", choices=["KILL", "TERM", "INT"], default="KILL")
    parser.add_argument("--load", type=int, default=0, help="processes that keep the machine busy")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    arguments = parser.parse_args()
    figures = strike(
        arguments.kills,
        arguments.utterances,
        arguments.builds,
        arguments.seed,
        how=signal.Signals[f"SIG{arguments.signal}"],
        load=arguments.load,
        latency=arguments.latency,
    )
    print(figures)


if __name__ == "__main__":
    main()
