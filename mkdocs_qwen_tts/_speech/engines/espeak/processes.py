"""The processes in which eSpeak NG speaks: as many as are asked at once, kept for later texts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from mkdocs_qwen_tts._errors import ServerError
from mkdocs_qwen_tts._speech.engines.espeak.child import ANSWER, REQUEST

TIMEOUT = 60.0
"""Seconds one clip may take; the longest text we accept takes 5 on a slow machine."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a process of a windowless program would flash a console; elsewhere there is no such
flag."""
_CHILD = Path(__file__).with_name("child.py")
_KEPT_ENVIRONMENT = (
    "SYSTEMROOT",
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "TEMP",
    "TMP",
    "TMPDIR",
    "PYTHONHOME",
)
"""What a process needs to start. Nothing else is handed on, above all no key."""


class EspeakProcesses:
    """Speaks through as many processes as are asked at once. Thread-safe.

    Args:
        arguments: of `child.py`.
    """

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._running: set[subprocess.Popen[bytes]] = set()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._closed = False

    def answer(self, voice: str, text: str) -> tuple[int, bytes]:
        """The code and the bytes that `child.py` answers; a process that breaks has its exit code.

        Raises:
            ServerError: no process can be started, it takes too long, or all were closed.
        """
        process = self._taken()
        overdue = threading.Event()
        watch = threading.Timer(TIMEOUT, _end, (process, overdue))
        watch.start()
        answer = None
        try:
            answer = _exchanged(process, voice, text)
        finally:
            watch.cancel()
            watch.join()
            self._give_back(process, whole=answer is not None and not overdue.is_set())
        if overdue.is_set():
            raise ServerError(f"the preview voice did not finish within {TIMEOUT:.0f} s")
        if self._closed:
            raise ServerError("the preview voice was closed")
        return answer or (process.returncode, b"")

    def close(self) -> None:
        """End every clip under way, and all processes."""
        with self._lock:
            self._closed = True
            for process in self._running:  # whoever waits for its answer reaps it
                _end(process)
            idle, self._idle = self._idle, []
        for process in idle:
            _reap(process)

    def _taken(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ServerError("the preview voice was closed")
            while self._idle:
                process = self._idle.pop()
                if process.poll() is None:
                    self._running.add(process)
                    return process
                _reap(process)
            environment = {
                name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ
            }
            try:
                process = subprocess.Popen(  # noqa: S603 - our own script; the text goes through a pipe
                    [sys.executable, "-I", "-S", str(_CHILD), *self._arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                    creationflags=_NO_WINDOW,
                    start_new_session=True,
                )
            except OSError as error:
                raise ServerError(f"the preview voice cannot be started: {error}") from error
            self._running.add(process)
            return process

    def _give_back(self, process: subprocess.Popen[bytes], *, whole: bool) -> None:
        with self._lock:
            self._running.discard(process)
            if whole and not self._closed and hasattr(os, "fork"):
                self._idle.append(process)
                return
        _reap(process)


def _exchanged(process: subprocess.Popen[bytes], voice: str, text: str) -> tuple[int, bytes] | None:
    """An answer; `None` where the process ends before it is whole."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101 - a pipe, for the type checker
    name, spoken = voice.encode(), text.encode("utf-8", "replace")
    try:
        process.stdin.write(REQUEST.pack(len(name), len(spoken)) + name + spoken)
        process.stdin.flush()
        head = process.stdout.read(ANSWER.size)
        if len(head) < ANSWER.size:
            return None
        code, length = ANSWER.unpack(head)
        output = process.stdout.read(length)
    except (OSError, ValueError):  # it broke, or was closed
        return None
    return (code, output) if len(output) == length else None


def _end(process: subprocess.Popen[bytes], overdue: threading.Event | None = None) -> None:
    """End a process, and the fork of it that speaks."""
    if overdue is not None:
        overdue.set()
    if process.returncode is not None:  # its number may be another's by now
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:  # it has ended by itself
        pass


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a process, at which it ends, and wait for that."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()
