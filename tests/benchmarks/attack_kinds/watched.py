"""A fake service that knows what of each answer a build has read, and a busy machine.

A build is struck like this: the service holds back what it has not sent, the build is stopped
(SIGSTOP), the system says how many bytes of each answer lie unread in the build's connections, and
then the signal is sent. An answer has arrived once all of it is read and the build has had some of
the processor's time since, to write it down. So what had begun to arrive is counted at the moment
of the strike, however slow the machine is. This takes Linux.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing import _server as server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ESTABLISHED = "01"
"""State of a connection in /proc/net/tcp."""
LEFT = "08"
"""The other side has closed it."""
A_MOMENT = 0.02
"""Seconds of the processor in which a build, all its threads, writes down what it has read."""
PATIENCE = 60.0
"""Seconds in which the service is done with a build that has ended."""
LOOK = 0.002
"""Seconds between two looks."""


class Arrival(Enum):
    """How much of an answer's body a build had read when it was struck."""

    NOTHING = "had not begun"
    HALF = "was being read"
    ALL = "had arrived"


@dataclass
class Asked:
    """One request for speech."""

    port: int
    """Of the build's connection."""
    text: str = ""
    """Empty where the request was not whole."""
    head: int = 0
    """Bytes of the answer's head that were sent."""
    sent: int = 0
    """Bytes of the answer that were sent, head included."""
    ended: float = float("inf")
    """Processor time that the build had had when all of it was sent, in seconds."""
    arrival: Arrival | None = None
    """What the end of the build met; `None` where it has not ended."""

    def met(self, unread: int, now: float) -> Arrival:
        """What a strike meets.

        Args:
            unread: bytes of the answer that the build has not read.
            now: processor time that it has had, in seconds.
        """
        if self.sent - unread <= self.head:
            return Arrival.NOTHING
        return Arrival.HALF if unread or now - self.ended < A_MOMENT else Arrival.ALL


@dataclass
class Watch:
    """Every request for speech that a server got."""

    port: int = 0
    """Of the server."""
    asked: list[Asked] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)
    """Held while bytes of an answer are sent."""
    build: int = 0
    """Process of the build at hand."""
    struck: set[int] = field(default_factory=set)
    """Ports of connections of builds that were struck."""

    def strike(self, build: subprocess.Popen[bytes], how: signal.Signals) -> int:
        """Send a signal to a build.

        Returns:
            How many of the answers that it asked for had not arrived whole.
        """
        with self.guard:
            build.send_signal(signal.SIGSTOP)
            while _state(build.pid) not in "TZX":
                time.sleep(LOOK)
            unread, now = _unread(self.port), self.processor_time()
            self.struck |= unread.keys()
            met = [one for one in self.asked if one.arrival is None and one.port in unread]
            last = {one.port: one for one in met}
            for one in met:
                behind = unread[one.port] if one is last[one.port] else 0
                one.arrival = one.met(behind, now)
            build.send_signal(how)
            build.send_signal(signal.SIGCONT)
        return sum(one.arrival is not Arrival.ALL for one in met)

    def processor_time(self) -> float:
        """That the build has had, in seconds; without end where it has gone."""
        try:
            return time.clock_gettime(~self.build << 3 | 2)  # Linux: the clock of a process
        except OSError:
            return float("inf")

    def settle(self) -> None:
        """Wait until the service is done with a build that has ended.

        Requests that it took up only after the strike, for the machine is busy, were sent before.
        """
        until = time.monotonic() + PATIENCE
        while _connected(self.port) and time.monotonic() < until:
            time.sleep(LOOK)
        with self.guard:
            for one in self.asked:
                if one.arrival is None:
                    late = one.port in self.struck
                    one.arrival = Arrival.NOTHING if late else Arrival.ALL
            self.struck.clear()


def _state(process: int) -> str:
    """The state of a process, as a letter; `X` where it has gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def _connected(port: int) -> bool:
    """Whether anybody is connected to a port, or was and has not been noticed to be gone."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(
        int(own.rpartition(":")[2], 16) == port and state in (ESTABLISHED, LEFT)
        for _, own, _, state, *_ in rows
    )


def _unread(port: int) -> dict[int, int]:
    """Bytes that lie unread in the connections to a port of this machine, by their own port."""
    found = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, own, other, state, queues, *_ = line.split()
        if state == ESTABLISHED and int(other.rpartition(":")[2], 16) == port:
            found[int(own.rpartition(":")[2], 16)] = int(queues.rpartition(":")[2], 16)
    return found


class _Counting:
    """The file that a handler writes to; it notes what was sent in answer to a request."""

    def __init__(self, file: Any, own: Asked, guard: threading.Lock) -> None:
        self._file, self._own, self._guard = file, own, guard

    def write(self, data: bytes) -> int:
        with self._guard:
            self._file.write(data)
            self._file.flush()
            self._own.head = self._own.head or len(data)  # it is written first, in one piece
            self._own.sent += len(data)
        return len(data)

    def flush(self) -> None:
        """It is sent already."""


@contextlib.contextmanager
def watched(**options: Any) -> Iterator[tuple[FakeServer, Watch]]:
    """The fake on a port, with a watch on it."""
    watch = Watch()
    handler = server._Handler
    handle, send, environ = handler._handle, handler._send, handler._environ

    def counted(self: Any) -> None:
        self.own = Asked(self.client_address[1])
        with watch.guard:
            watch.asked.append(self.own)
        handle(self)

    def read(self: Any, body: bytes) -> dict[str, Any]:
        if self.command == "POST":
            with contextlib.suppress(ValueError):  # a build was killed in the middle of asking
                self.own.text = json.loads(body)["input"]["text"]
        return environ(self, body)

    def noted(self: Any, head: list[Any], parts: Iterable[bytes]) -> None:
        if self.command != "POST":
            send(self, head, parts)
            return
        file, self.wfile = self.wfile, _Counting(self.wfile, self.own, watch.guard)
        try:
            send(self, head, parts)
        finally:
            self.wfile = file
        self.own.ended = watch.processor_time()

    handler.do_POST, handler._environ, handler._send = counted, read, noted
    try:
        with FakeServer(**options) as running:
            watch.port = running._server.server_address[1]
            yield running, watch
    finally:
        handler.do_POST, handler._environ, handler._send = handle, environ, send


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that take all the time they can get; none where the machine is busy."""
    count = 0 if os.getloadavg()[0] > count else count
    spin = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(spin) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()
