"""How much sound a first build makes with a second of processor time.

    python tests/benchmarks/cold.py SITE [--runs 3]

SITE is a folder with `mkdocs.yml` and `docs/`; it is copied for every run and narrated against the
fake, which is a process of its own and not counted. Printed are seconds of sound for each processor
second of the whole build; of what it takes beyond a build without the plugin; and of the whole
build with the processes of eSpeak, which tell when words are spoken where the extra `timing` is
installed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import copy_of
from pace import mock_server

SPENT = Path(__file__).parent / "spent.py"
NAMES = ("whole build", "beyond MkDocs", "whole build, with the processes of eSpeak")


def used(config: Path, base_url: str) -> tuple[float, float]:
    """Processor seconds of a build: its own, and with those of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, SPENT, "-f", config, "-d", config.parent / "site"],
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "DASHSCOPE_API_KEY": "sk-fake",
            "DASHSCOPE_HTTP_BASE_URL": base_url,
            "NO_MKDOCS_2_WARNING": "1",
        },
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return float(json.loads(done.stdout.splitlines()[-1])["cpu"]), whole


def measure(site: Path, base_url: str) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        options = {"api": {"requests_per_minute": 1_000_000}}
        plain, _ = used(copy_of(site, scratch / "without", None), base_url)
        own, whole = used(copy_of(site, scratch / "with", options), base_url)
        records = (scratch / "with/.cache/plugin/qwen-tts/tracks").rglob("*.json")
        sound = sum(json.loads(record.read_text("utf-8"))["duration"] for record in records)
    return sound / own, sound / (own - plain), sound / whole


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with mock_server(0) as base_url:
        runs = [measure(arguments.site, base_url) for _ in range(arguments.runs)]
    for name, *found in zip(NAMES, *runs, strict=True):
        told = ", ".join(f"{one:.0f}" for one in found)
        print(f"{name}: {statistics.median(found):.0f} s of sound a processor second ({told})")


if __name__ == "__main__":
    main()
