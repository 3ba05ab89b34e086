"""Whom the fake answers: hosts that it is meant for, keys, and the regions that these belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing._calls import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug.wrappers import Request

LOOPBACK = ("127.0.0.1", "localhost", "::1")
VENDOR = (".aliyuncs.com", ".qianwenaiapi.com")
"""How the vendor's hosts end; in their place the fake stands inside a process."""

NOT_HERE = "This is a fake of the service on {}, and it does not answer for {}."


class Doorkeeper:
    """Checks the head of a request.

    Args:
        keys: the keys that are taken, `KEY` or `KEY@REGION`; `None`: any but an empty one.
        region: the region that is always asked; empty: that of the vendor's host.
        hosts: names to answer for beside those of this machine and of the vendor.

    Raises:
        ConfigurationError: there is no such region; names the closest.
    """

    def __init__(self, keys: Collection[str] | None, region: str, hosts: Collection[str]) -> None:
        known = catalogue.hosts()
        if region and region not in known:
            raise ConfigurationError.not_among("region", region, known, "region")
        self._keys = None if keys is None else dict(_key_and_region(key) for key in keys)
        self._region = region
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))

    def check_host(self, request: Request) -> None:
        """Let a request pass that names a host that the fake is meant for.

        A page of the web that a browser on this machine shows can send requests here, under a name
        of its own that it points at this machine.

        Raises:
            Refused: it names another.
        """
        name = _host_name(request)
        if name in self._hosts or name.endswith(VENDOR):
            return
        message = NOT_HERE.format(", ".join(sorted(self._hosts)), name[:80])
        raise Refused(421, "MisdirectedRequest", message)

    def authorize(self, request: Request) -> str:
        """The region that is asked, where the key may ask there; empty: all of them.

        Raises:
            Refused: there is no key, or it is none of this region's.
        """
        region = self._region or _region_of(_host_name(request))
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        key = given.strip()
        if scheme.lower() != "bearer" or not key:
            raise Refused(401, "InvalidApiKey", "No API-key provided.")
        if self._keys is None:
            return region
        belongs = self._keys.get(key)
        if belongs is None or (belongs and region and belongs != region):
            raise Refused(401, "InvalidApiKey", "Invalid API-key provided.")
        return region or belongs

    def authorize_own_server(self, request: Request) -> None:
        """A self-hosted server asks for a key only where it was given some.

        Raises:
            Refused: it was, and this is none of them.
        """
        if self._keys is not None:
            self.authorize(request)


def _key_and_region(key: str) -> tuple[str, str]:
    name, _, region = key.rpartition("@") if "@" in key else (key, "", "")
    return name, region


def _host_name(request: Request) -> str:
    host = request.host.lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _region_of(host: str) -> str:
    """The region of one of the vendor's hosts, or empty."""
    for region, (shared, own) in catalogue.hosts().items():
        if host == shared or host.endswith(own.partition("}")[2]):
            return region
    return ""
