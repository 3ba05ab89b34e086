"""A forge that keeps the comments of one pull request: what GitHub, Gitea and GitLab have in common."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Forge:
    """Its address, and what was written."""

    address: str
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    tokens: set[str] = field(default_factory=set)
    writer: str = "github-actions[bot]"
    """Whose the token is."""
    tells: bool = False
    """Whether it says so; forges do not to a job."""
    place: str = "user"
    """Where a comment says who wrote it."""

    def written(self, writer: str, body: str) -> None:
        """Have somebody write a comment."""
        name = "username" if self.place == "author" else "login"
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, self.place: {name: writer}})


@contextlib.contextmanager
def open_forge(refuses: int = 0) -> Iterator[Forge]:
    """A forge on this machine. Where `refuses` is a status, it answers everything so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if urlsplit(self.path).path == "/user":
                whose = {"username" if forge.place == "author" else "login": forge.writer}
                self.tell(whose if forge.tells else {}, 200 if forge.tells else 403)
                return
            query = parse_qs(urlsplit(self.path).query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            self.tell(forge.comments[(page - 1) * size : page * size])

        def do_POST(self) -> None:
            forge.written(forge.writer, self.body()["body"])
            self.tell(forge.comments[-1])

        def do_PATCH(self) -> None:
            number = int(self.path.rpartition("/")[2])
            (one,) = (comment for comment in forge.comments if comment["id"] == number)
            one.update(self.body())
            self.tell(one)

        do_PUT = do_PATCH  # noqa: N815 - the base class asks for this name

        def body(self) -> dict[str, Any]:
            read: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            return read

        def tell(self, what: object, status: int = 200) -> None:
            forge.asked.append((self.command, urlsplit(self.path).path))
            forge.tokens.add(self.headers["PRIVATE-TOKEN"] or self.headers["Authorization"])
            self.send_response(refuses or status)
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge = Forge(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
