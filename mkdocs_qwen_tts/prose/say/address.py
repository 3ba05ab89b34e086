"""Web addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.say.vocabulary import Vocabulary

_PARTS = re.compile(
    r"(?:\w+://)?(?:[^/@\s]*@)?(?:www\.)?(?P<host>\[[^\]]*\]|[^/:?#]*)(?::(?P<port>\d+))?(?P<path>[^?#]*)"
)
_LOCAL = re.compile(r"localhost|\d+(?:\.\d+){3}|\[[0-9a-f:]+\]", re.IGNORECASE)


def host_name(url: str, words: Vocabulary) -> str:
    """Where an address leads, as it is said: `example dot com`."""
    parts = _PARTS.match(url)
    return _host(parts["host"], words) if parts else url


def shortened(url: str, words: Vocabulary) -> str:
    """What is said for an address in running text.

    A local one is told in full, since the listener shall open it; of any other, where it leads.
    """
    parts = _PARTS.match(url)
    if parts is None:
        return url
    if _LOCAL.fullmatch(parts["host"]):
        return full(url, words)
    return words.word("link").format(host=_host(parts["host"], words))


def full(url: str, words: Vocabulary) -> str:
    """An address with its path, without scheme and query."""
    parts = _PARTS.match(url)
    if parts is None:
        return url
    said = _host(parts["host"], words)
    if parts["port"]:
        said += f" {words.word('port')} {parts['port']}"
    slash, dot = words.word("slash"), words.word("dot")
    for name in parts["path"].split("/"):
        if name:
            said += (
                f" {slash} "
                + re.sub(r"\.(?=[A-Za-z])", f" {dot} ", re.sub(r"[_{}%]+", " ", name)).strip()
            )
    return said


def email(text: str, words: Vocabulary) -> str:
    """A mail address."""
    name, _, domain = text.partition("@")
    dot = f" {words.word('dot')} "
    return f"{name.replace('.', dot)} {words.word('at')} {domain.replace('.', dot)}"


def _host(name: str, words: Vocabulary) -> str:
    return name if _LOCAL.fullmatch(name) else name.replace(".", f" {words.word('dot')} ")
