"""What this machine's settings can do to a connection, each with variable and mend.

A proxy that needs another package, an address that is none, a file of certificates that is not
there: the HTTP library raises whatever it meets, and none of it says which variable to look at.
"""

from __future__ import annotations

import contextlib
import os
import re
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts._errors import LocalNetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
"""Variables that name a proxy, in either case."""

SCHEMES = ("http", "https", "socks5", "socks5h")
"""What the HTTP library takes."""

CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")

UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_WHY = re.compile(UNTRUSTED + r"\] certificate verify failed: ([^(]{1,100})")
_NO_NAME = ("Name or service not known", "nodename nor servname", "getaddrinfo failed")
_NO_NAME_NOW = ("Temporary failure in name resolution", "Try again")


@contextlib.contextmanager
def reading_certificates() -> Iterator[None]:
    """Name the variable where the certificates that it names cannot be read.

    Raises:
        LocalNetworkError: in place of what the system raises.
    """
    try:
        yield
    except OSError as error:  # `ssl.SSLError` is one
        why = "there is no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
        # The HTTP library looks at the first that is set.
        names = [name for name in CERTIFICATES if os.environ.get(name)][:1]
        raise LocalNetworkError(
            f"{names[0] if names else 'the store of certificates'} cannot be read ({why}): name a "
            "file of certificates in PEM, or unset it"
        ) from None


@contextlib.contextmanager
def opening(host: str, *odd: type[Exception]) -> Iterator[None]:
    """Name the variable where a client cannot be made for the proxies that the environment names.

    Args:
        host: who is asked.
        odd: what the HTTP library raises for an address that is none.

    Raises:
        LocalNetworkError: in place of what the HTTP library raises.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, (ImportError, ValueError, *odd)):
            raise
        raise LocalNetworkError(_proxy_fault(host)) from None


def fault_of(error: Exception, host: str) -> LocalNetworkError | None:
    """What of this machine's own keeps it from a host, if an error says so."""
    words = str(error)
    if UNTRUSTED in words:
        found = _WHY.search(words)
        why = f" ({found[1].strip()})" if found else ""
        return LocalNetworkError(
            f"the certificate of {host} is not trusted on this machine{why}: where a company's "
            "proxy reads along, name the file of its certificate in SSL_CERT_FILE; and check the "
            "clock"
        )
    if any(known in words for known in (*_NO_NAME, *_NO_NAME_NOW)):
        return LocalNetworkError(
            f"{host} cannot be found: this machine has no network, no name service (DNS), or "
            "needs a proxy; name it in HTTPS_PROXY, or check `api.base_url`"
        )
    return None


def _proxy_fault(host: str) -> str:
    """Which variable names an unusable proxy. Only its kind is told: passwords stay unsaid."""
    for name in PROXIES:
        for variable in (name, name.lower()):
            address = os.environ.get(variable, "")
            scheme = address.partition("://")[0].lower() if "://" in address else "http"
            if not address or _is_usable(address, scheme):
                continue
            unset = f"or unset {variable}, or add {host} to NO_PROXY"
            if scheme.startswith("socks5"):
                return f'{variable} names a SOCKS proxy: pip install "httpx[socks]", {unset}'
            if scheme not in SCHEMES:
                kind = scheme if re.fullmatch(r"[a-z0-9+.-]{1,20}", scheme) else "an unknown kind"
                kinds = ", ".join(SCHEMES)
                return f"{variable} names a proxy of the kind {kind}; write one of {kinds}, {unset}"
            return f"{variable} is no address of a proxy (http://host:port); mend it, {unset}"
    return f"the proxies that the environment names cannot be used for {host}; unset them"


def _is_usable(address: str, scheme: str) -> bool:
    if scheme not in ("http", "https"):
        return False
    try:
        found = urlsplit(address if "://" in address else f"http://{address}")
        return bool(found.hostname) and (found.port is None or found.port >= 0)
    except ValueError:
        return False
