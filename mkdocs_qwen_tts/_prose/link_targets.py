"""Web addresses that a page shows: two of one host never sound alike.

An address in running text is told by its host. Where a page shows another address of a host, what
tells it from the first is told too: "link to example dot com, osc-lib".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mkdocs_qwen_tts._prose.say import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = re.compile(rf"<(?P<inner>{patterns.URL})>|{patterns.URL}")
"""With the brackets around it, as in "GNU <https://gnu.org/licenses>"."""
_PARTS = re.compile(
    r"\w+://(?:www\.)?(?P<host>[^/?#]+)(?P<path>[^?#]*)(?:\?[^#]*)?(?:#(?P<mark>.*))?"
)
_ENDING = re.compile(r"(?:/index)?\.(?:html?|php|aspx?|git|md|rst)$")
_TOLD = re.compile(r"(?=.*[^\W_])[\w.~ @:+-]{1,40}")
"""What can be told of a path: no hash, no numbers of an archive."""
_HASH = re.compile(r"(?=.*\d)[0-9a-fA-F-]{16,}|\d{7,}")


class LinkTargets:
    """The addresses of one page, in reading order."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        """What tells an address apart; nothing for the first one of its host."""
        self._taken: set[tuple[str, str]] = set()

    def name(self, url: str) -> str:
        """What tells an address from those of its host that the page has shown before."""
        parts = _PARTS.fullmatch(url)
        if parts is None:
            return ""
        address = url.partition("://")[2].rstrip("/")
        known = self._names.get(address)
        if known is None:
            host = parts["host"].casefold()
            known = next(
                (one for one in _candidates(parts) if (host, one.casefold()) not in self._taken), ""
            )
            if (host, "") not in self._taken:
                known = ""
            self._names[address] = known
            self._taken.add((host, known.casefold()))
        return known

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        """A text in pieces: text, and addresses with what tells them apart."""
        start = 0
        for found in _URL.finditer(text):
            url = found["inner"] or found[0]
            name = self.name(url)
            if name:
                yield text[start : found.start()], ""
                yield url, name
                start = found.end()
        yield text[start:], ""


def _candidates(parts: re.Match[str]) -> Iterator[str]:
    names = [unquote(one) for one in _ENDING.sub("", parts["path"]).split("/") if one]
    if parts["mark"]:
        names.append(unquote(parts["mark"]))
    tellable = [
        one.replace("_", " ") for one in names if _TOLD.fullmatch(one) and not _HASH.fullmatch(one)
    ]
    for count in range(1, len(tellable) + 1):
        yield "/".join(tellable[-count:])
