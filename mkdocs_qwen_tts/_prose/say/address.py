"""Web addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_PARTS = re.compile(
    r"(?:\w+://)?(?:[^/@\s]*@)?(?:www\.)?(?P<host>\[[^\]]*\]|[^/:?#]*)(?::(?P<port>\d+))?(?P<path>[^?#]*)"
)
_LOCAL = re.compile(r"localhost|\d+(?:\.\d+){3}|\[[0-9a-f:]+\]", re.IGNORECASE)


def host_name(url: str, words: Vocabulary) -> str:
    """Where an address leads, as it is said: `example dot com`."""
    parts = _PARTS.match(url)
    return _host(parts["host"], words) if parts else url


def shortened(url: str, words: Vocabulary, name: str = "") -> str:
    """What is said for an address in running text.

    A local one is told in full, since the listener shall open it; of any other, where it leads.

    Args:
        url: the address.
        words: the language's words for symbols.
        name: what tells it from other addresses of its host.
    """
    parts = _PARTS.match(url)
    if parts is None:
        return url
    if _LOCAL.fullmatch(parts["host"]):
        return full(url, words)
    host = _host(parts["host"], words)
    if parts["port"]:
        host += f" {words.word('port')} {parts['port']}"
    if name:
        said = re.sub(r"\.(?=[A-Za-z])", f" {words.word('dot')} ", name)
        said = said.replace("/", f" {words.word('slash')} ").strip()
        host += announcements(words.language)("list_separator") + said
    return words.word("link").format(host=host)


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


def spelled(url: str, words: Vocabulary, said: Callable[[str, Vocabulary], str]) -> str:
    """An address in code: with its scheme, and all that stands behind the host.

    Args:
        url: the address.
        words: the language's words for symbols.
        said: reads the path, the query and the fragment.
    """
    parts = _PARTS.match(url)
    scheme, _, _ = url.partition("://")
    if parts is None:
        return url
    host = _host(parts["host"], words)
    port = f" {words.word('port')} {parts['port']}" if parts["port"] else ""
    rest = url[parts.start("path") :].replace("://", ": //")  # no addresses within addresses
    return f" {scheme} {host}{port} {said(rest, words) if rest else ''} "


def email(text: str, words: Vocabulary) -> str:
    """A mail address."""
    name, _, domain = text.partition("@")
    dot = f" {words.word('dot')} "
    name = name.replace(".", dot).replace("_", f" {words.symbol('_')} ")
    return f"{name} {words.word('at')} {domain.replace('.', dot)}"


def _host(name: str, words: Vocabulary) -> str:
    return name if _LOCAL.fullmatch(name) else name.replace(".", f" {words.word('dot')} ")
