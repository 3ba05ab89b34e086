"""What a large built site takes: memory and time for each page, of a bill and of a narration.

    python tests/benchmarks/large.py [--pages 1000 10000] [--narrated 500 2000]

Sites of so many pages are made (30 passages and a long code block each) and their bill is added up
with `narrate --dry-run`, first with an empty store and then again; then smaller pages are narrated
against the fake, and narrated again. Each command is a process of its own, whose peak of memory is
told. Flat means: ten times the pages do not take ten times the memory.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mkdocs_qwen_tts.testing import FakeServer

NOUNS = [
    "harbour",
    "gate",
    "pilot",
    "ferry",
    "quay",
    "tide",
    "rope",
    "berth",
    "log",
    "ship",
    "lamp",
    "chart",
    "crane",
    "signal",
    "anchor",
    "buoy",
]
VERBS = [
    "keeps",
    "opens",
    "waits",
    "turns",
    "holds",
    "calls",
    "marks",
    "lifts",
    "lends",
    "guards",
    "answers",
    "follows",
]


def write(root: Path, pages: int, passages: int) -> None:
    """A site of pages that share no sentence."""
    random.seed(pages)
    code = "".join(f"<span class=n>x{number}</span> = {number}\n" for number in range(800))
    for number in range(pages):
        paragraphs = "".join(
            f"<h2>Part {one} of {number}</h2>"
            * (one % 6 == 0)
            + f"<p>The {random.choice(NOUNS)} {random.choice(VERBS)} the {random.choice(NOUNS)} number {one} of "
            f"page {number}, and the {random.choice(NOUNS)} {random.choice(VERBS)}.</p>"
            for one in range(passages)
        )
        path = root / f"part{number % 100}" / f"page{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"<!DOCTYPE html><html lang=de><title>Page {number}</title><main><h1>Page {number}</h1>{paragraphs}"
            f"<pre><code>{code}</code></pre></main>",
            encoding="utf-8",
        )


def run(root: Path, folder: Path, *arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one command."""
    command = [sys.executable, "-m", "mkdocs_qwen_tts", "narrate", str(root), *arguments]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - began, used.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--narrated", type=int, nargs="*", default=[500, 2000])
    arguments = parser.parse_args()
    print("| command | pages | seconds | ms a page | peak MB |\n| --- | --- | --- | --- | --- |")
    with FakeServer() as server:
        for pages in arguments.pages:
            measure(
                pages,
                30,
                server,
                [("bill, empty store", ["--dry-run"]), ("bill, again", ["--dry-run"])],
            )
        for pages in arguments.narrated:
            measure(pages, 1, server, [("narrated", []), ("narrated again", [])])


def measure(
    pages: int, passages: int, server: FakeServer, steps: list[tuple[str, list[str]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "public", pages, passages)
        (folder / "narration.yml").write_text(
            "minimum: 0\napi: {key: sk-fake, requests_per_minute: 10000000, base_url: '"
            + server.base_url
            + "'}\n"
        )
        for what, options in steps:
            seconds, peak = run(folder / "public", folder, *options)
            print(
                f"| {what} | {pages:,} | {seconds:.1f} | {1000 * seconds / pages:.1f} | {peak:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
