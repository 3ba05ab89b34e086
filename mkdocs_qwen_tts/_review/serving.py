"""The desk on a port of this machine."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._review.app import DeskApp
from mkdocs_qwen_tts._review.gatekeeper import NAMES, Gatekeeper

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts._review.desk import Desk


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Say nothing: the address holds the token."""


class ReviewServer:
    """Serves a desk on loopback, as a context manager or until it is interrupted.

    Args:
        desk: what is served.
        port: 0 takes a free one.

    Raises:
        ConfigurationError: the port is taken.
    """

    def __init__(self, desk: Desk, port: int = 0) -> None:
        try:
            self._server = make_server(
                NAMES[0], port, _nothing_yet, threaded=True, request_handler=_Quiet
            )
        except (OSError, SystemExit) as error:  # werkzeug ends the program where a port is taken
            raise ConfigurationError(
                "--port", f"port {port} cannot be opened; name another one.", value=port
            ) from error
        self.gatekeeper = Gatekeeper(self._server.server_port)
        self._server.app = DeskApp(desk, self.gatekeeper)

    @property
    def address(self) -> str:
        """What the reviewer opens."""
        return self.gatekeeper.address

    def serve_forever(self) -> None:
        """Serve on this thread until interrupted."""
        self._server.serve_forever()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="review", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _nothing_yet(environ: Any, start_response: Any) -> list[bytes]:
    del environ
    start_response("503 Service Unavailable", [])
    return []
