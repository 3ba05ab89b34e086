"""Where requests go, and which addresses may get the key or be asked for audio."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings

_RESULT_HOST = re.compile(r"^(?:[a-z0-9-]{1,63}\.){1,8}aliyuncs\.com$")
"""Finished audio lies in buckets under this domain (Model Studio's answers point there)."""


def check_address(settings: Settings, *, needs_address: bool, needs_key: bool) -> None:
    """Check that the key can be one, and that the address is one that it may be sent to.

    Args:
        settings: the site's settings.
        needs_address: the engine has no address of its own.
        needs_key: the engine always sends a key.

    Raises:
        ConfigurationError: for a key with odd characters; for anything but https, save on this
        machine.
    """
    key = settings.api.key.get_secret_value() if settings.api.key else ""
    if not all("!" <= char <= "~" for char in key):
        raise ConfigurationError(
            "api.key", "holds characters that no key has; copy it anew, without quotes."
        )
    value = settings.api.base_url
    if value is None:
        if needs_address:
            raise ConfigurationError(
                "api.base_url",
                "is needed for a self-hosted server, such as http://127.0.0.1:8091/v1.",
            )
        return
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = None, None
    if parts is None or not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError(
            "api.base_url", "is not a web address such as https://dashscope.aliyuncs.com/api/v1."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError(
            "api.base_url",
            "must hold no user, query or fragment; the key belongs into DASHSCOPE_API_KEY.",
        )
    secret = needs_key or settings.api.key is not None
    if parts.scheme == "http" and secret and not is_loopback(host):
        raise ConfigurationError(
            "api.base_url",
            f"http would send the key in the clear to {host}; write https (http is for this "
            "machine alone).",
        )


def is_local(settings: Settings) -> bool:
    """Whether the API is one on this machine: a fake, most likely."""
    return settings.api.base_url is not None and is_loopback(_host(settings.api.base_url))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def result_address(url: str, api_root: str) -> str | None:
    """The address of a finished file, or `None` when the link leads where it must not.

    Links point into the vendor's storage, often with `http://`: they are fetched over https. Beside
    these, only an API on this machine may point at itself.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        home = urlsplit(api_root)
        home_host, home_port = home.hostname or "", home.port
    except ValueError:
        return None
    if parts.username or parts.password or any(char <= " " for char in url):
        return None
    if is_loopback(host):
        trusted = parts.scheme in ("http", "https") and is_loopback(home_host) and port == home_port
        return url if trusted else None
    if _RESULT_HOST.match(host):
        if parts.scheme == "http" and port in (None, 80):
            return parts._replace(scheme="https", netloc=host).geturl()
        if parts.scheme == "https" and port in (None, 443):
            return url
    return None
