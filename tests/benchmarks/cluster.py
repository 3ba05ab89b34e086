"""What more machines than one bring, with a Dask cluster of processes of this machine.

    python tests/benchmarks/cluster.py read [--pages 400] [--workers 1 2]
    python tests/benchmarks/cluster.py ask [--seconds 10] [--latency 0.4] [--concurrency 64] [--workers 1 4]
    python tests/benchmarks/cluster.py wait [--seconds 10] [--latency 0.4] [--concurrency 64] [--workers 1 4]
    python tests/benchmarks/cluster.py kill [--utterances 400] [--workers 4]
    python tests/benchmarks/cluster.py memory [--pages 1000 10000]
    python tests/benchmarks/cluster.py all

`read` has a site read and prints pages a second. `ask` has utterances spoken by a fake that takes
so long over each, and prints requests a second. Both print what that takes of a processor, by who
takes it: where the sum for a second is all that the machine has, the machine is the limit, and a
smaller `--concurrency` or a longer `--latency` shows how workers add up. `wait` has the same number
of tasks wait as long and do nothing else: what is left is what a cluster itself costs. `kill` kills a worker in
the middle, and compares the ledger of the fake with the report. `memory` narrates a site without
anything to ask for, and prints the most memory that the client needed. Scheduler, workers and the
fake are processes of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from pace import Watch, mock_server

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._cluster import connected
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._pipeline import RetryBudget
from mkdocs_qwen_tts._pipeline.ask import Asking
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store, open_store
from mkdocs_qwen_tts.site import SiteConfig, survey

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_PAGE = 25
AS_A_NANNY = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS")}
"""What `dask worker` has its processes begin with; here they have no nanny, so that one can be
killed."""
TABLE = "| {:<6} | {:>7} | {} |"


@contextlib.contextmanager
def cluster(workers: int, threads: int = 1) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and so many workers; its address, and their processes."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        file = Path(folder) / "scheduler.json"

        def run(program: str, *arguments: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", f"distributed.cli.{program}", *arguments),
                    *("--host", "127.0.0.1", "--no-dashboard"),
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **AS_A_NANNY, "DASHSCOPE_API_KEY": "k"},
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        run("dask_scheduler", "--port", "0", "--scheduler-file", str(file))
        while not (file.is_file() and file.read_text("utf-8")):
            time.sleep(0.05)
        address = json.loads(file.read_text("utf-8"))["address"]
        options = ("--nthreads", str(threads), "--no-nanny")
        processes = [
            run("dask_worker", address, *options, "--local-directory", f"{folder}/{number}")
            for number in range(workers)
        ]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
        yield address, processes


ROLES = {"dask_scheduler": "scheduler", "dask_worker": "workers", "mock-server": "fake"}


def spent() -> dict[str, float]:
    """Processor seconds so far, by who spent them."""
    import psutil  # comes with Dask

    found = {"client": time.process_time()}
    for child in psutil.Process().children(recursive=True):
        words = " ".join(child.cmdline())
        role = next((name for word, name in ROLES.items() if word in words), "others")
        times = child.cpu_times()
        found[role] = found.get(role, 0.0) + times.user + times.system
    return found


def shares(before: dict[str, float], each: int, seconds: float) -> str:
    """Milliseconds of a processor for each of so many, by who spent them, and how busy all are."""
    now = spent()
    told = {role: 1000 * (now[role] - before.get(role, 0.0)) / each for role in now}
    busy = sum(told.values()) * each / 1000 / seconds
    return (
        ", ".join(f"{role} {value:.1f}" for role, value in told.items())
        + f" ms of a processor each, {busy:.1f} of {os.cpu_count()} processors busy with it"
    )


def read(pages: int, workers: list[int]) -> None:
    """Pages a second, from the files of a site to its bill."""
    for count in (0, *workers):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            root = Path(folder) / "site"
            write_site(root, pages, paragraphs=60)
            address = stack.enter_context(cluster(count))[0] if count else ""
            config = SiteConfig.of({"cache": {"dir": "store"}}, Path(folder))
            store = open_store(config.settings, config.base)
            with connected(address, config.settings, store, config.base) as there:
                began, before = time.perf_counter(), spent()
                found = survey(root, config, store, workers=there)
                seconds = time.perf_counter() - began
                told = shares(before, pages, seconds)
            assert len(found.pages) == pages
            who = "none" if not count else str(count)
            print(
                TABLE.format("read", who, f"{pages / seconds:.0f} pages a second; {told}"),
                flush=True,
            )


def write_site(root: Path, pages: int, paragraphs: int) -> None:
    """Pages of some hundred sentences each, no two alike."""
    for number in range(pages):
        folder = root / f"{number // 100}"
        folder.mkdir(parents=True, exist_ok=True)
        said = "".join(
            f"<p>This is remark {index} of page {number}, with <em>words</em> of <code>its_own</code>. "
            f"It says that gate {index * number} opens at {index % 12} and closes soon after.</p>"
            for index in range(paragraphs)
        )
        (folder / f"page{number}.html").write_text(
            f"<html lang=en><title>{number}</title><main><h1>Page {number}</h1>{said}</main></html>",
            encoding="utf-8",
        )


def source_pages(utterances: int) -> list[SourcePage]:
    """Pages that take so many requests."""
    return [
        SourcePage(
            f"p{page}/",
            "",
            "en",
            "".join(
                f"<p>This is remark {index} of page {page}, and it stays short.</p>"
                for index in range(PER_PAGE)
            ),
        )
        for page in range(utterances // PER_PAGE)
    ]


def settings_for(base_url: str, concurrency: int) -> Settings:
    api = {"key": "k", "base_url": base_url, "requests_per_minute": 1e6, "concurrency": concurrency}
    given: dict[str, Any] = {"api": api, "target": 0, "prose": {"title": False}}
    return Settings.of(given, environ={})


def ask(seconds: float, latency: float, concurrency: int, workers: list[int]) -> None:
    """Requests a second, until the last clip is in the store."""
    rates: dict[int, float] = {}
    for count in workers:
        utterances = math.ceil(seconds * count * concurrency / latency / PER_PAGE) * PER_PAGE
        with (
            tempfile.TemporaryDirectory() as folder,
            mock_server(latency) as base_url,
            cluster(count, threads=2) as (address, _),
        ):
            settings, store = settings_for(base_url, concurrency), Store(Path(folder) / "store")
            with connected(address, settings, store, Path(folder)) as there:
                plan = pipeline.prepare(source_pages(utterances), settings, store)
                assert plan.bill.total.requests == utterances
                asking = Asking(
                    settings,
                    store,
                    there.open_engine,
                    RetryBudget(settings),
                    _nobody,
                    _nobody,
                    workers=there,
                )
                began, before = time.perf_counter(), spent()
                asking.ask(plan.missing)
                took = time.perf_counter() - began
                told = shares(before, utterances, took)
            assert asking.spending.requests == utterances == requests_at(base_url)
        rates[count] = utterances / took
        ideal = count * concurrency / latency
        what = f"{rates[count]:.0f} requests a second of {ideal:.0f} ({concurrency} at {latency} s); {told}"
        print(TABLE.format("ask", count, what), flush=True)
    tell_ratio(rates, "requests")


def wait(seconds: float, latency: float, concurrency: int, workers: list[int]) -> None:
    """Tasks a second that wait as requests do, without any sound."""
    from distributed import Client

    from mkdocs_qwen_tts._cluster.aside import aside
    from mkdocs_qwen_tts._cluster.calls import Calls

    rates: dict[int, float] = {}
    packed = pickle.dumps(latency), pickle.dumps(())
    for count in workers:
        number = math.ceil(seconds * count * concurrency / latency)
        with (
            cluster(count) as (address, _),
            Client(address, set_as_default=False) as client,
            ThreadPoolExecutor(count * concurrency) as askers,
        ):
            calls = Calls(client)

            def called(name: str, calls: Calls = calls) -> None:
                calls.begin(aside, name, time.sleep, *packed, key=name).result()

            list(askers.map(called, [f"wait-first-{one}" for one in range(count * concurrency)]))
            began, before = time.perf_counter(), spent()
            list(askers.map(called, [f"wait-{one}" for one in range(number)]))
            took = time.perf_counter() - began
            told = shares(before, number, took)
            calls.close()
        rates[count] = number / took
        ideal = count * concurrency / latency
        what = f"{rates[count]:.0f} tasks a second of {ideal:.0f} ({concurrency} at {latency} s); {told}"
        print(TABLE.format("wait", count, what), flush=True)
    tell_ratio(rates, "tasks")


def tell_ratio(rates: dict[int, float], what: str) -> None:
    """How much more the most workers do than the fewest."""
    if len(rates) > 1:
        first, last = min(rates), max(rates)
        ratio = rates[last] / rates[first]
        print(f"\n{last} workers: {ratio:.2f} × as many {what} as {first}\n", flush=True)


def _nobody(_: object) -> None:
    """Nobody is told."""


def requests_at(base_url: str) -> int:
    """What the ledger of the fake says."""
    return int(
        httpx.get(f"{base_url.removesuffix('/api/v1')}/ledger", timeout=60).json()["requests"]
    )


def kill(utterances: int, workers: int) -> None:
    """A worker is killed when half of the clips are here."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock_server(0.2) as base_url,
        cluster(workers, threads=2) as (address, processes),
    ):
        settings, store = settings_for(base_url, 8), Store(Path(folder) / "store")
        with connected(address, settings, store, Path(folder)) as there:
            plan = pipeline.prepare(source_pages(utterances), settings, store)
            came: list[float] = []

            def strike(moment: float) -> None:
                came.append(moment)
                if len(came) == utterances // 2:
                    processes[0].kill()

            report = pipeline.carry_out(
                plan, settings, store, progress=Watch(strike), workers=there
            )
        ledger = requests_at(base_url)
        missing = sum(not store.has_clip(one.fingerprint) for one in plan.missing)
        what = (
            f"{missing} clips missing; {ledger} requests on the ledger, {report.requests} reported, "
            f"{report.unanswered} of them unanswered"
        )
        print(TABLE.format("kill", workers, what), flush=True)


MEASURED = """
import resource, sys, threading, time
from pathlib import Path
from mkdocs_qwen_tts.site import SiteConfig, narrate_site
root, base, address = sys.argv[1:]
config = SiteConfig.of({"cluster": address, "mode": "cached", "cache": {"dir": "store"}}, Path(base))
report = narrate_site(Path(root), config)
print(len(report.outcomes), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def memory(pages: list[int]) -> None:
    """The most memory that the client needed, for a site that is read by two workers."""
    for number in pages:
        with tempfile.TemporaryDirectory() as folder, cluster(2) as (address, _):
            root = Path(folder) / "site"
            write_site(root, number, paragraphs=30)
            told = subprocess.run(
                [sys.executable, "-c", MEASURED, str(root), folder, address],
                capture_output=True,
                text=True,
                check=True,
            )
            count, megabytes = told.stdout.split()
            assert int(count) == number
            what = f"{number:,} pages: {megabytes} MB at the client"
            print(TABLE.format("memory", 2, what), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["read", "ask", "wait", "kill", "memory", "all"])
    parser.add_argument("--pages", type=int, nargs="+")
    parser.add_argument("--workers", type=int, nargs="+")
    parser.add_argument("--utterances", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--latency", type=float, default=0.4)
    parser.add_argument("--concurrency", type=int, default=64)
    given = parser.parse_args()
    every = given.what == "all"
    print(TABLE.format("what", "workers", "figures"))
    print(TABLE.format("---", "---", "---"))
    if every or given.what == "read":
        read((given.pages or [400])[0], given.workers or [1, 2, 4])
    if every or given.what == "ask":
        ask(given.seconds, given.latency, given.concurrency, given.workers or [1, 2, 4])
    if every:
        ask(given.seconds, given.latency, 8, [1, 2, 4])
        ask(given.seconds, 3.2, 64, [1, 2, 4])
    if every or given.what == "wait":
        wait(given.seconds, given.latency, given.concurrency, given.workers or [1, 2, 4])
    if every or given.what == "kill":
        for count in given.workers or [2, 4]:
            kill(given.utterances, count)
    if every or given.what == "memory":
        memory(given.pages or [1000, 10000])


if __name__ == "__main__":
    main()
