"""A fake service that notes when each answer begins and ends, and a busy machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing import _server as server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass
class Asked:
    """One request for speech. Times are those of `time.monotonic`."""

    came: float
    began: float = float("inf")
    """When the first byte of the answer's body was sent."""
    ended: float = float("inf")
    """When the last one was."""


@dataclass
class Watch:
    """Every request for speech that a server got."""

    asked: list[Asked] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def under_way(self, at: float) -> tuple[int, int]:
        """How many answers had not begun at a moment, and how many had begun and not ended."""
        with self.guard:
            waiting = sum(one.came <= at < one.began for one in self.asked)
            half = sum(one.began <= at < one.ended for one in self.asked)
        return waiting, half


@contextlib.contextmanager
def watched(**options: Any) -> Iterator[tuple[FakeServer, Watch]]:
    """The fake on a port, with a watch on it."""
    watch = Watch()
    handler = server._Handler
    handle, send = handler._handle, handler._send

    def noted(self: Any, head: list[Any], parts: Iterable[bytes]) -> None:
        own = getattr(self, "asked", None)
        if self.command != "POST" or own is None:
            send(self, head, parts)
            return

        def passing() -> Iterator[bytes]:
            for part in parts:
                yield part
                own.began = min(own.began, time.monotonic())

        send(self, head, passing())
        own.ended = time.monotonic()

    def counted(self: Any) -> None:
        if self.command != "POST":
            handle(self)
            return
        self.asked = own = Asked(time.monotonic())
        with watch.guard:
            watch.asked.append(own)
        try:
            handle(self)
        finally:  # also where the client was killed meanwhile
            now = time.monotonic()
            own.began, own.ended = min(own.began, now), min(own.ended, now)

    handler._handle, handler._send = counted, noted
    handler.do_POST = counted
    try:
        with FakeServer(**options) as running:
            yield running, watch
    finally:
        handler._handle, handler._send, handler.do_POST = handle, send, handle


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
