"""The one module that speaks HTTP. What answers mean is the protocols' business.

The key goes into the `Authorization` header of requests to the API root and nowhere else: not to
result links, not across redirects (none is followed), not into an error.
"""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from mkdocs_qwen_tts import __version__
from mkdocs_qwen_tts._errors import (
    AuthenticationError,
    BadAudioError,
    SpeechError,
    TransportError,
)
from mkdocs_qwen_tts._speech.http import body, deadline, endpoint, failures, surroundings
from mkdocs_qwen_tts._speech.http.log_lines import redact_log_lines

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    from mkdocs_qwen_tts._settings import Settings

MAX_BODY_BYTES = 128 * 1024 * 1024
"""An hour of 16-bit mono speech at 16 kHz; no answer to one utterance is longer."""

MAX_ERROR_BYTES = 64 * 1024

MOST_DIGITS = 18
"""Of a length in bytes; a number of thousands of digits cannot be read."""

CONNECT_SECONDS = 10.0
"""A service that does not pick up within this does not pick up."""

HURRIED_SECONDS = 10.0
"""Seconds without a byte after which a service counts as away where a person is waiting."""

PATIENCE = 10
"""A request may take this many times the timeout in all, however steadily its bytes trickle."""

_NUMBER = re.compile(r"^\[(?:Errno|WinError) -?\d+\] ")
"""How systems begin their words."""

FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    RuntimeError,
    UnicodeError,
)
"""What the HTTP library and the system raise when a request fails."""

USER_AGENT = f"mkdocs-qwen-tts/{__version__}"


redact_log_lines()


class Reply:
    """An answer with a good status, its body not yet read."""

    def __init__(
        self,
        response: httpx.Response,
        ends: float,
        told: Callable[[Exception], Exception | None],
    ) -> None:
        self._response = response
        self._told = told
        self._ends = ends
        self.status = response.status_code
        self.content_type = (
            response.headers.get("content-type", "").partition(";")[0].strip().lower()
        )
        self.request_id = response.headers.get("x-request-id", "")

    def header(self, name: str) -> str:
        """A header's value, or empty."""
        return str(self._response.headers.get(name, ""))

    def chunks(self) -> Iterator[bytes]:
        """The body as it arrives.

        Raises:
            TransportError: the connection failed, or the body takes too long.
            BadAudioError: the body is too large, or packed in a way that nobody asked for.
        """
        stated = self.header("content-length")
        large = stated.isdecimal() and (len(stated) > MOST_DIGITS or int(stated) > MAX_BODY_BYTES)
        if large:
            raise BadAudioError(f"the answer is {stated[:40]} bytes large, which is no speech")
        packing = self.header("content-encoding")
        for chunk in body.unpacked(self._bytes(), packing, MAX_BODY_BYTES):
            if time.monotonic() > self._ends:
                raise TransportError(deadline.LATE)
            yield chunk

    def _bytes(self) -> Iterator[bytes]:
        """The body, with failures of the connection told as ours where they happen."""
        try:
            yield from self._response.iter_raw()
        except FAILURES as error:
            told = self._told(error)
            if told is None:
                raise
            raise told from None

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.chunks())


class Wire:
    """Connections to one API root. Thread-safe."""

    def __init__(
        self,
        root: str,
        key: str | None,
        *,
        timeout: float,
        connections: int,
        key_required: bool = True,
    ) -> None:
        self.root = root
        self._key = key or ""
        self._key_required = key_required
        self._timeout = timeout
        with surroundings.reading_certificates():
            trusted = _trust_store()
        with surroundings.opening(_host(root), httpx.InvalidURL):
            self._client = httpx.Client(
                timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS), pool=None),
                limits=httpx.Limits(
                    max_connections=2 * connections, max_keepalive_connections=2 * connections
                ),
                follow_redirects=False,
                verify=trusted,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                # A proxy that the environment names must not come between this machine and itself.
                trust_env=not endpoint.is_loopback(_host(root)),
            )
        self._connections = deadline.install(self._client)

    @classmethod
    def to(cls, root: str, settings: Settings, *, key_required: bool, patient: bool = True) -> Wire:
        """Connections to an API root, with the settings' key and limits.

        Args:
            root: the API root, without a slash at its end.
            settings: key, timeout and number of connections count.
            key_required: refuse to ask anything without a key.
            patient: wait as long as the settings say; otherwise at most `HURRIED_SECONDS`.
        """
        timeout = settings.api.timeout
        return cls(
            root,
            settings.api.key.get_secret_value() if settings.api.key else None,
            timeout=timeout if patient else min(timeout, HURRIED_SECONDS),
            connections=settings.api.concurrency,
            key_required=key_required,
        )

    def __repr__(self) -> str:
        return f"Wire({self.root!r})"

    @contextmanager
    def post(
        self, path: str, document: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Iterator[Reply]:
        """Send a request and hand out its answer while the connection is open.

        Raises:
            AuthenticationError: there is no key; nothing was sent.
            SpeechError: the service refused (by status), or no complete answer came. `requests` and
                `unanswered` say for every error raised here, or in the `with` block, what went out.
        """
        if self._key_required and not self._key:
            raise AuthenticationError("there is no API key; set DASHSCOPE_API_KEY or `api.key`")
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self._key:
            sent["Authorization"] = f"Bearer {self._key}"
        with _counted(), self._open("POST", self.root + path, content, sent) as reply:
            yield reply

    @contextmanager
    def get(self, path: str) -> Iterator[Reply]:
        """Ask for a document of the API, with the key where there is one.

        Raises:
            SpeechError: the service refused, or no complete answer came.
        """
        sent = {"Accept": "application/json"}
        if self._key:
            sent["Authorization"] = f"Bearer {self._key}"
        with self._open("GET", self.root + path, None, sent) as reply:
            yield reply

    def fetch(self, url: str) -> bytes:
        """Download a finished file, without the key.

        Raises:
            BadAudioError: the link leads somewhere it must not.
            SpeechError: the download failed.
        """
        address = endpoint.result_address(url, self.root)
        if address is None:
            host = failures.clean(_host(url)) or "nowhere"
            raise BadAudioError(
                f"the service's link to the finished audio leads to {host}, which is not the "
                "vendor's storage"
            )
        with self._open("GET", address, None, {}) as reply:
            return reply.read()

    def close(self) -> None:
        """Close all connections; requests under way fail at once."""
        self._connections.hang_up()
        self._client.close()

    @contextmanager
    def _open(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Iterator[Reply]:
        try:
            with (
                deadline.ends_within(PATIENCE * self._timeout) as end,
                self._client.stream(
                    method, url, content=content, headers=dict(headers)
                ) as response,
            ):
                if not response.is_success:
                    raise self._refusal(response)
                yield Reply(response, end, lambda error: self._translated(error, url))
        except FAILURES as error:
            told = self._translated(error, url)
            if told is None:
                raise
            raise told from None

    def _translated(self, error: Exception, url: str) -> SpeechError | None:
        """Our error for one of the HTTP library's, or `None` for a defect of ours."""
        unsent = (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
        )
        if isinstance(error, unsent):
            return _never_left(error, url)
        if isinstance(error, (httpx.InvalidURL, UnicodeError)):
            return BadAudioError("the service's link to the finished audio is no address")
        if isinstance(error, RuntimeError) and not isinstance(error, httpx.StreamError):
            # httpx says with a plain RuntimeError that its client was closed.
            return _never_left(error, url) if self._client.is_closed else None
        return TransportError(f"no complete answer from {_host(url)}: {_reason(error)}")

    def _refusal(self, response: httpx.Response) -> SpeechError:
        return failures.of_body(
            response.status_code,
            response.headers.get("content-type", ""),
            _start_of_body(response),
            request_id=response.headers.get("x-request-id", ""),
            retry_after=retry_after(response.headers),
            secret=self._key,
        )


def _start_of_body(response: httpx.Response) -> bytes:
    """What an error says, as far as it can be read."""
    held = b""
    packing = response.headers.get("content-encoding", "")
    try:
        for chunk in body.unpacked(response.iter_raw(), packing, MAX_BODY_BYTES):
            held += chunk[: MAX_ERROR_BYTES - len(held)]
            if len(held) >= MAX_ERROR_BYTES:
                break
    except (SpeechError, *FAILURES):
        return held  # the status says enough
    return held


@lru_cache(maxsize=1)
def _trust_store() -> ssl.SSLContext:
    """The certificates that are trusted, read once: 20 ms."""
    return httpx.create_ssl_context()


@contextmanager
def _counted() -> Iterator[None]:
    """Note on every error that a request was sent, and whether it was left unanswered."""
    try:
        yield
    except (
        TransportError,
        BadAudioError,
    ) as error:  # the answer was not, or could not be, read to its end
        if not getattr(error, "never_left", False):
            error.requests = error.unanswered = 1
        raise
    except SpeechError as error:
        error.requests = 1
        raise


def _never_left(error: Exception, url: str) -> TransportError:
    """The error for a request whose body was never sent, and which nobody can have billed."""
    told = surroundings.fault_of(error, _host(url)) or TransportError(
        f"{_host(url)} cannot be reached: {_reason(error)}"
    )
    told.never_left = True  # type: ignore[attr-defined]  # read by _counted, above
    return told


def _reason(error: Exception) -> str:
    names: dict[type[Exception], str] = {
        httpx.ConnectTimeout: "no connection in time",
        httpx.ReadTimeout: "nothing came for the time set by `api.timeout`",
        httpx.WriteTimeout: "it does not take the request in time",
    }
    words = _NUMBER.sub("", failures.clean(str(error)))
    if words == deadline.LATE:
        return words
    return names.get(type(error)) or words or type(error).__name__


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by `Retry-After-Ms` or `Retry-After` (seconds or a date), or `None`."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if not value:
            continue
        try:
            seconds = float(value) * scale
        except ValueError:
            seconds = _until(value)
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return -1.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
