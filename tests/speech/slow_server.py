"""A server that means harm: what it says never ends."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from typing import Self


class SlowServer:
    """A server that says something, and then something else forever, a byte at a time."""

    def __init__(self, start: bytes, forever: bytes = b"") -> None:
        self._start, self._forever = start, forever
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.root = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/v1"

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while not self._closing.is_set():
                client, _ = self._socket.accept()
                with client, contextlib.suppress(OSError):
                    client.recv(65_536)
                    client.sendall(self._start)
                    for byte in itertools.cycle(self._forever) if self._forever else ():
                        client.sendall(bytes([byte]))
                        if self._closing.wait(0.01):
                            return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # whoever waits for a caller is woken
        self._socket.close()
        self._thread.join(timeout=60)
