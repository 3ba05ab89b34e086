"""Whether the workers are kept busy, and whether memory stays flat.

    python tests/benchmarks/pace.py [--utterances 500] [--latency 0.2] [--workers 8]
    python tests/benchmarks/pace.py memory [--utterances 10000]

The first lifts the rate limit, has the fake take so long over every answer, and compares with the
ideal: utterances × latency / workers, and with a bare client that reads the same answers and throws
them away. The second builds a site of so many utterances, and one of a tenth, with the `mkdocs`
command: without the plugin, with it for the first time, and again. It compares the most memory that
each needed. The fake is a process of its own in both.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._pipeline.progress import Unwatched
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.engines.modelstudio.qwen import Qwen
from mkdocs_qwen_tts._store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_PAGE = 25

SPENT = Path(__file__).parent / "spent.py"


def paragraphs(page: int) -> list[str]:
    return [
        f"This is remark {index} of page {page}, and it stays short." for index in range(PER_PAGE)
    ]


def busy(utterances: int, latency: float, workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder, mock_server(latency) as base_url:
        api = {"key": "k", "base_url": base_url, "requests_per_minute": 1e6, "concurrency": workers}
        settings = Settings.of({"api": api, "target": 0, "prose": {"title": False}}, environ={})
        pages = [
            SourcePage(
                f"p{page}/", "", "en", "".join(f"<p>{text}</p>" for text in paragraphs(page))
            )
            for page in range(utterances // PER_PAGE)
        ]
        store = Store(Path(folder) / "store")
        plan = pipeline.prepare(pages, settings, store)
        assert plan.bill.total.requests == utterances
        nothing = bare(base_url, [one.text for one in plan.missing], workers)
        began = time.perf_counter()
        last = []
        watch = functools.partial(last.append)
        report = pipeline.carry_out(plan, settings, store, progress=Watch(watch))
        whole = time.perf_counter() - began
        spoken = last[-1] - began
        ideal = math.ceil(utterances / workers) * latency
        assert report.requests == utterances
        print(
            f"{utterances} utterances at {latency * 1000:.0f} ms with {workers} workers: last clip after {spoken:.2f} s, "
            f"ideal {ideal:.2f} s, ratio {spoken / ideal:.3f} (a bare client's is {nothing / ideal:.3f}); "
            f"with all pages assembled {whole:.2f} s, ratio {whole / ideal:.3f}"
        )


def bare(base_url: str, texts: list[str], workers: int) -> float:
    """Seconds that the fake and HTTP alone take."""
    headers = {"Authorization": "Bearer k", "X-DashScope-SSE": "enable"}
    with httpx.Client(headers=headers) as client, ThreadPoolExecutor(workers) as pool:

        def ask(text: str) -> None:
            spoken = {"text": text, "voice": "Cherry", "language_type": "English"}
            body = {"model": "qwen3-tts-flash", "input": spoken}
            client.post(f"{base_url}{Qwen.path}", json=body).raise_for_status()

        began = time.perf_counter()
        list(pool.map(ask, texts))
        return time.perf_counter() - began


@contextlib.contextmanager
def mock_server(latency: float) -> Iterator[str]:
    """The fake as a process of its own: it must not share the interpreter with what is measured."""
    command = [
        sys.executable,
        "-m",
        "mkdocs_qwen_tts",
        "mock-server",
        "--fast",
        "--port",
        "0",
        "--latency",
        str(latency),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()


class Watch(Unwatched):
    """Notes when clips arrive."""

    def __init__(self, note: object) -> None:
        self.note = note

    def spoken(self, _characters: int) -> None:
        self.note(time.perf_counter())  # type: ignore[operator]


def memory(utterances: int) -> None:
    """The most memory of a build of the `mkdocs` command: first narration, second build, and without the plugin.

    A tenth of the site is measured too: what it takes more than that is what grows with the site.
    """
    with mock_server(0) as base_url:
        for count in (utterances // 10, utterances):
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch)
                (folder / "docs").mkdir()
                for page in range(count // PER_PAGE):
                    name = "index" if page == 0 else f"page{page}"
                    (folder / "docs" / f"{name}.md").write_text(
                        "\n\n".join(paragraphs(page)) + "\n"
                    )
                # The index of the search holds the whole site, and would hide what narration needs.
                plain = {"site_name": "Big", "plugins": []}
                without = most(folder, plain)
                api = {"key": "k", "base_url": base_url, "requests_per_minute": 1e6}
                options = {"api": api, "target": 0, "prose": {"title": False}}
                narrated = {**plain, "plugins": [{"qwen-tts": options}]}
                first = most(folder, narrated)
                clips = len(list((folder / ".cache").rglob("*.flac")))
                assert clips == count, clips
                second = most(folder, narrated)
                print(
                    f"{count} utterances on {count // PER_PAGE} pages: {without:.0f} MB without the plugin; "
                    f"{first - without:.0f} MB more in the first build, {second - without:.0f} MB more in the second",
                    flush=True,
                )


def most(folder: Path, configuration: dict[str, object]) -> float:
    """The most memory, in MB, that a build takes."""
    config = folder / "mkdocs.yml"
    config.write_text(json.dumps(configuration))  # JSON is YAML
    done = subprocess.run(
        [sys.executable, SPENT, "-f", config, "-d", folder / "site"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    return float(json.loads(done.stdout.splitlines()[-1])["most"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["busy", "memory"], default="busy")
    parser.add_argument("--utterances", type=int)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--workers", type=int, default=8)
    arguments = parser.parse_args()
    if arguments.what == "memory":
        memory(arguments.utterances or 10_000)
    else:
        busy(arguments.utterances or 500, arguments.latency, arguments.workers)


if __name__ == "__main__":
    main()
