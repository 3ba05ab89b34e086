"""The fake on a port: threads, HTTP/1.1 that keeps connections, and faults of the connection.

The usual WSGI servers cannot reset a connection in the middle of an answer, and werkzeug's closes
it after every one.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from mkdocs_qwen_tts._errors import ConfigurationError

try:
    from mkdocs_qwen_tts.testing._fake import (
        API,
        MAX_REQUEST_BYTES,
        REAL_CONNECTION,
        SELF_HOSTED_API,
        Fake,
    )
    from mkdocs_qwen_tts.testing._spoil import Hangup, Reset
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "werkzeug":
        raise
    raise ConfigurationError(
        "",
        "the fake service needs werkzeug, which is not installed: "
        "pip install 'mkdocs-qwen-tts[testing]'.",
    ) from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts.testing._ledger import Ledger

LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - to be recognised
IDLE_SECONDS = 30.0
"""A connection on which nothing comes for so long is closed."""


class FakeServer:
    """The fake service on a port of this machine, as a context manager.

    Args:
        faults: what shall go wrong, each written `NAME[:COUNT][@SHARE][~SEED]`.
        host: the address to listen at; `0.0.0.0` is every one of this machine.
        port: 0 takes a free one.
        options: see `Fake`.
    """

    def __init__(
        self, faults: Iterable[str] = (), *, host: str = LOOPBACK, port: int = 0, **options: Any
    ) -> None:
        self.fake = Fake(faults, **{**options, "hosts": (host, *options.get("hosts", ()))})
        self._host = host
        self._server = (_Server6 if ":" in host else _Server)((host, port), _Handler)
        self._server.fake = self.fake
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """The API root, for `api.base_url`."""
        return f"{self.origin}{API}"

    @property
    def self_hosted_url(self) -> str:
        """The API root of the self-hosted protocol, for `engine: openai`."""
        return f"{self.origin}{SELF_HOSTED_API}"

    @property
    def origin(self) -> str:
        """The server's address without a path."""
        host = LOOPBACK if self._host in EVERYWHERE else self._host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._server.server_address[1]}"

    @property
    def ledger(self) -> Ledger:
        """What was asked, and what it cost."""
        return self.fake.ledger

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, name="qwen-tts-fake", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def serve_forever(self) -> None:
        """Serve on this thread until interrupted."""
        try:
            self._serve()
        finally:
            self.fake.closing.set()
            self._server.server_close()

    def close(self) -> None:
        """Stop serving, and end every wait."""
        self.fake.closing.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)


def serve_forever(
    port: int,
    faults: Iterable[str] = (),
    *,
    host: str = LOOPBACK,
    ready: Callable[[str], None] | None = None,
    **options: Any,
) -> None:
    """Serve the fake until interrupted.

    Args:
        port: 0 takes a free one.
        faults: what shall go wrong, each written `NAME[:COUNT][@SHARE][~SEED]`.
        host: the address to listen at; `0.0.0.0` is every one of this machine.
        ready: called with the API root once the port is open.
        options: see `Fake`.

    Raises:
        ConfigurationError: there is no such fault, or the port is taken.
    """
    try:
        server = FakeServer(faults, host=host, port=port, **options)
    except OSError as error:
        raise ConfigurationError(
            "--port", f"port {port} of {host} cannot be opened: {error.strerror}.", value=port
        ) from None
    if ready is not None:
        ready(server.base_url)
    server.serve_forever()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # idle connections would hold it up
    request_queue_size = 128
    fake: Fake

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End idle connections, so that their threads end."""
        with self._open_lock:
            for one in self._open:
                with contextlib.suppress(OSError):  # the client was faster
                    one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # clients that hang up are no news
            super().handle_error(request, client_address)


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "fake-dashscope"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = IDLE_SECONDS
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the ledger says it better."""

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            self.send_error(411)
            return
        if length > MAX_REQUEST_BYTES:
            self.close_connection = True
        body = self.rfile.read(min(length, MAX_REQUEST_BYTES + 1))
        head: list[Any] = []
        result = None

        def start_response(
            status: str, headers: list[tuple[str, str]], _: Any = None
        ) -> Callable[[bytes], object]:
            head[:] = [status, headers]
            return self.wfile.write  # for old applications; this one has no use for it

        try:
            result = self.server.fake(self._environ(body), start_response)
            self._send(head, result)
        except Reset:
            self._reset()
        except Hangup:
            self.wfile.flush()
            self.close_connection = True
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()

    do_GET = do_POST = do_HEAD = do_DELETE = _handle  # noqa: N815 - the names are the base class's

    def _send(self, head: list[Any], parts: Iterable[bytes]) -> None:
        status, headers = head
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        sized = False
        for name, value in headers:
            sized = sized or name.lower() == "content-length"
            self.send_header(name, value)
        if not sized:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            if part:
                self.wfile.write(part if sized else b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.flush()
        if not sized:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _reset(self) -> None:
        """Close so that the client gets a reset, not an end."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _environ(self, body: bytes) -> dict[str, Any]:
        parts = urlsplit(self.path)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path, "latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": LOOPBACK,
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            REAL_CONNECTION: True,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                environ[f"HTTP_{key}"] = value
        return environ
