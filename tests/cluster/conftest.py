"""A Dask cluster on loopback, a site, and the fake service; one cluster for all tests of a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts.site import SiteConfig, narrate_site
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._model import Report
    from mkdocs_qwen_tts._pipeline import Progress

KEY = "sk-of-the-workers"
PATIENCE = 120.0
"""Seconds after which something that is waited for will not come."""


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a state."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


@dataclass
class Cluster:
    """A scheduler and its workers, as processes."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        self._run("dask_scheduler", "--port", "0", "--scheduler-file", str(self._file))
        until(lambda: self._file.is_file() and bool(self._file.read_text("utf-8")))

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text("utf-8"))["address"])

    def add(self, **environ: str) -> subprocess.Popen[bytes]:
        """One more worker."""
        local = str(self.folder / f"worker{len(self.processes)}")
        options = ("--nthreads", "2", "--no-nanny", "--local-directory", local)
        return self._run("dask_worker", self.address, *options, **environ)

    def _run(self, program: str, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--no-dashboard"],
                stdout=file,
                stderr=file,
                env={**os.environ, **environ},
            )
        self.processes.append(process)
        return process

    @property
    def logs(self) -> str:
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def workers(self) -> int:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return len(client.nthreads())

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers with a key."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start()
        for _ in range(2):
            cluster.add(DASHSCOPE_API_KEY=KEY)
        until(lambda: cluster.workers() == 2)
        yield cluster
    finally:
        cluster.end()


@dataclass
class Gate:
    """Holds the answers of the fake back, once they are booked."""

    fake: Any
    passed: int = 0
    """Answers that are let through before."""
    held: int = 0
    opened: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, *given: Any) -> Iterable[bytes]:
        parts = list(self.fake(*given))
        with self._guard:
            self.passed -= 1
            waits = self.passed < 0
            self.held += waits
        if waits:
            self.opened.wait(PATIENCE)
        return parts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.fake, name)


@dataclass
class Desk:
    """A site, narrated on a cluster."""

    root: Path
    server: FakeServer
    cluster: Cluster
    options: dict[str, Any] = field(default_factory=dict)

    def config(self, **changes: Any) -> SiteConfig:
        api = {
            "key": "sk-of-the-client",
            "base_url": self.server.base_url,
            "requests_per_minute": 1e6,
            "concurrency": 2,
        }
        given = {"cluster": self.cluster.address, "minimum": 0, "target": 0, **self.options}
        given = {**given, **changes}
        given["api"] = {**api, **given.get("api", {})}
        return SiteConfig.of(
            {**given, "cache": {"dir": "store", **given.get("cache", {})}}, self.root.parent
        )

    def narrate(self, progress: Progress | None = None, **changes: Any) -> Report:
        return narrate_site(self.root, self.config(**changes), progress=progress)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def gate(self, passed: int = 0) -> Gate:
        gate = Gate(self.server.fake, passed)
        self.server._server.fake = gate  # type: ignore[assignment]
        return gate


PARAGRAPHS = 4


def write_site(root: Path, pages: int) -> None:
    root.mkdir(parents=True)
    for number in range(pages):
        said = "".join(
            f"<p>The gate of page {number} opens at {hour} in the morning, and not before.</p>"
            for hour in range(1, PARAGRAPHS)
        )
        document = f"<html lang=en><body><main><h1>Page {number}</h1>{said}</main></body></html>"
        (root / f"{number}.html").write_text(document, encoding="utf-8")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, server: FakeServer, cluster: Cluster) -> Desk:
    """Three pages of four utterances each."""
    root = tmp_path / "public"
    write_site(root, 3)
    return Desk(root, server, cluster)


@pytest.fixture
def alone(tmp_path: Path, server: FakeServer) -> Iterator[Desk]:
    """The same, and a cluster of its own, as yet without workers."""
    root = tmp_path / "public"
    write_site(root, 3)
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    try:
        cluster.start()
        yield Desk(root, server, cluster)
    finally:
        cluster.end()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
