"""In which encoding a page is written, and how to write into it so that browsers read it right.

Browsers look for a byte order mark, then for what the server says, then for a declaration in the
first kilobyte (HTML standard, 13.2.3.2). Where a page declares none, they guess, so that a player's
"…" would come out as "â€¦": what is added there is plain ASCII.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_PRESCAN = 1024
"""Bytes in which a declaration has to stand."""

_DECLARED = re.compile(
    rb"""
      <meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)
    | ^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)

_READ_AS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
"""What browsers take for another encoding than it is called (WHATWG Encoding standard, 4.2)."""

_TEXTUAL = frozenset(
    {"utf-8", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8-r", "koi8-u", "mac-roman"}
)

NOT_TEXT = (
    "it is neither UTF-8 nor in the encoding that it declares; have its generator write UTF-8"
)


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a page become text, and back."""

    name: str = "utf-8"
    """As Python calls it."""
    declared: bool = True
    """Whether the page itself says that it is UTF-8, so that any character may be added."""

    def added(self, html: str) -> str:
        """HTML as it may be added to the page: where need be, every character in ASCII."""
        if self.declared or html.isascii():
            return html
        return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def decoded_document(data: bytes) -> tuple[str, Encoding]:
    """The text of a page.

    Raises:
        ValueError: it is no text in UTF-8, nor in an encoding that it declares.
    """
    declared = _declaration(data)
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8"), Encoding()
    try:
        return data.decode("utf-8"), Encoding("utf-8", declared=declared == "utf-8")
    except UnicodeDecodeError:
        if not declared or declared == "utf-8":
            raise ValueError(NOT_TEXT) from None
    try:
        text = data.decode(declared)
        if text.encode(declared) == data:  # or writing the page would change it
            return text, Encoding(declared, declared=False)
    except UnicodeError:
        pass
    raise ValueError(NOT_TEXT)


def _declaration(data: bytes) -> str:
    """The encoding that a page declares, as Python calls it; empty for none that we know."""
    found = _DECLARED.search(data[:_PRESCAN])
    if found is None:
        return ""
    label = (found[1] or found[2]).decode("ascii").lower()
    try:
        name = codecs.lookup(_READ_AS.get(label, label)).name
    except LookupError:
        return ""
    known = name in _TEXTUAL or name.startswith(("cp12", "cp87", "iso8859"))
    return name if known else ""
