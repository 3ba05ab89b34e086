"""A bound on the whole of an exchange, however slowly its bytes come.

HTTP libraries bound the wait for the next byte. A server that sends a byte every second, in a
status line, in headers or in an endless row of `100 Continue`, is never late for them. Here every
wait for a byte ends with the exchange's own time.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import httpcore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import httpx

LATE = "the answer takes longer than any speech would; see `api.timeout`"

_ends: ContextVar[float | None] = ContextVar("ends", default=None)
"""When the exchange that this thread is busy with has to be over, on the monotonic clock."""


@contextmanager
def ends_within(seconds: float) -> Iterator[float]:
    """Bound what this thread sends and receives; yields the moment at which it ends."""
    end = time.monotonic() + seconds
    before = _ends.get()
    _ends.set(end)
    try:
        yield end
    finally:
        _ends.set(before)


class Connections:
    """The connections that are open, so that whoever waits at one can be woken."""

    def __init__(self) -> None:
        self._open: WeakSet[_Stream] = WeakSet()
        self._guard = threading.Lock()
        self._over = False

    def add(self, stream: _Stream) -> _Stream:
        """Note a connection for as long as somebody holds it.

        Raises:
            httpcore.ConnectError: everybody has hung up meanwhile; nobody else would close it.
        """
        with self._guard:
            over = self._over
            if not over:
                self._open.add(stream)
        if over:
            stream.close()
            raise httpcore.ConnectError("closed while it was connecting")
        return stream

    def hang_up(self) -> None:
        """End every connection. To close one is not enough: who waits for bytes would wait on."""
        with self._guard:
            self._over = True
            streams = list(self._open)
        for stream in streams:
            own = stream.get_extra_info("socket")
            if isinstance(own, socket.socket):
                with suppress(OSError):  # it has ended by itself
                    socket.socket.shutdown(own, socket.SHUT_RDWR)


def install(client: httpx.Client) -> Connections:
    """Have a client's connections obey the bound of the exchange that they serve."""
    found = Connections()
    # httpx has no way to be given a network backend; its pools, which are httpcore's, have one.
    mounts = getattr(client, "_mounts", {}).values()
    for transport in (getattr(client, "_transport", None), *mounts):
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Backend(pool._network_backend, found)  # noqa: SLF001 - see above
    return found


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    """How long a wait may last: `timeout`, or what is left of the exchange."""
    end = _ends.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise late(LATE)
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that obey the bound."""

    def __init__(self, own: httpcore.NetworkBackend, connections: Connections) -> None:
        self._own = own
        self._connections = connections

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection."""
        wait = _left(timeout, httpcore.ConnectTimeout)
        opened = self._own.connect_tcp(host, port, wait, local_address, socket_options)
        return self._connections.add(_Stream(opened, self._connections))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Open a connection to a socket of this machine."""
        wait = _left(timeout, httpcore.ConnectTimeout)
        opened = self._own.connect_unix_socket(path, wait, socket_options)
        return self._connections.add(_Stream(opened, self._connections))

    def sleep(self, seconds: float) -> None:
        """Wait between attempts to connect."""
        self._own.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection whose waits end with the exchange."""

    def __init__(self, own: httpcore.NetworkStream, connections: Connections) -> None:
        self._own = own
        self._connections = connections

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        wait = _left(timeout, httpcore.ReadTimeout)
        try:
            return self._own.read(max_bytes, wait)
        except httpcore.ReadTimeout:
            _left(timeout, httpcore.ReadTimeout)  # says so if it was the exchange's end
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._own.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close it."""
        self._own.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt it from now on."""
        wait = _left(timeout, httpcore.ConnectTimeout)
        opened = self._own.start_tls(ssl_context, server_hostname, wait)
        return self._connections.add(_Stream(opened, self._connections))

    def get_extra_info(self, info: str) -> Any:
        """What is known about it."""
        return self._own.get_extra_info(info)
