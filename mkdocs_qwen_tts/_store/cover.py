"""Addresses of finished files, written so that only who has the API key can read them.

Such an address opens a file to anybody who reads it, for a day, and a store may be copied, uploaded
or committed. The next build of the same account needs it, and that build has the key.
"""

from __future__ import annotations

import binascii
import hmac
import os
from base64 import b64decode, b64encode
from itertools import count

_NONCE_BYTES = 16


class Cover:
    """Covers texts and uncovers them.

    The text is added to a stream of HMAC-SHA256 of a random number and a counter: a pseudorandom
    function in counter mode (NIST SP 800-38A, 6.5), which takes no library. Whether a text was
    changed is not seen here; the checks of an answer's pieces say so.

    Args:
        key: the API key; without one, nothing can be covered.
    """

    def __init__(self, key: str) -> None:
        self._key = hmac.digest(key.encode("utf-8", "surrogatepass"), b"spool", "sha256")
        self._works = bool(key)

    def covered(self, text: str) -> str:
        """The text as it may be written; empty where there is no key, or nothing to cover."""
        if not (text and self._works):
            return ""
        nonce = os.urandom(_NONCE_BYTES)
        return b64encode(nonce + self._with_stream(text.encode("utf-8", "replace"), nonce)).decode(
            "ascii"
        )

    def uncovered(self, text: str) -> str:
        """The text again; empty where it was covered with another key, or not at all."""
        try:
            data = b64decode(text, validate=True)
            found = self._with_stream(data[_NONCE_BYTES:], data[:_NONCE_BYTES]).decode()
        except (ValueError, binascii.Error):
            return ""
        return found if self._works and found.startswith(("https://", "http://")) else ""

    def _with_stream(self, data: bytes, nonce: bytes) -> bytes:
        stream = bytearray()
        for number in count():
            if len(stream) >= len(data):
                break
            stream += hmac.digest(self._key, nonce + number.to_bytes(8, "big"), "sha256")
        return bytes(one ^ other for one, other in zip(data, stream, strict=False))
