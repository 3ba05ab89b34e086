"""Who may use the desk: the browser that was given its address, and no other page or machine.

The address holds a random token, which the first answer turns into a cookie. `Host` is checked
against names that were rebound (DNS rebinding), `Origin` against pages of other servers on this
machine, for whose requests a browser sends the cookie along.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug import Request, Response

NAMES = ("127.0.0.1", "localhost", "[::1]")
TOKEN_BYTES = 24

POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of the desk's own pages."""

SANDBOX = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""Of everything that comes from the site: no script, no frame, no form, and nothing from elsewhere.
Its styles may be inline, as those of tables are; they can reach nothing beyond its own frame."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Gatekeeper:
    """Lets requests in, or says why not.

    Args:
        port: of the server; names and origins are compared with it.
        token: what the address holds; without one, a random one.
    """

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token or secrets.token_urlsafe(TOKEN_BYTES)
        self.cookie = f"narration-review-{port}"  # cookies know no ports

    @property
    def address(self) -> str:
        """What the reviewer opens."""
        return f"http://{NAMES[0]}:{self.port}/?token={self.token}"

    def refusal(self, request: Request) -> str:
        """Why a request is not let in; empty where it is."""
        hosts = {f"{name}:{self.port}" for name in NAMES}
        if request.headers.get("Host", "").lower() not in hosts:
            return "this server is called by another name"
        shown = request.cookies.get(self.cookie, "")
        if not hmac.compare_digest(shown.encode(), self.token.encode()):
            return "open the address that the command printed"
        if request.method in ("GET", "HEAD"):
            return ""
        own = f"http://{request.headers['Host'].lower()}"
        if request.headers.get("Origin", "").lower() != own:
            return "the request comes from another page"
        if request.mimetype != "application/json":
            return "a request holds JSON"
        return ""

    def introduces(self, request: Request) -> bool:
        """Whether a request brings the token in its address, under a name of this server."""
        hosts = {f"{name}:{self.port}" for name in NAMES}
        shown = request.args.get("token", "")
        return (
            request.method == "GET"
            and request.headers.get("Host", "").lower() in hosts
            and hmac.compare_digest(shown.encode(), self.token.encode())
        )

    def admit(self, response: Response) -> Response:
        """Give the browser its cookie."""
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict")
        return response

    @staticmethod
    def guard(response: Response) -> Response:
        """Say on every answer what it may load, unless that is said already."""
        response.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
