"""The seal of a record: that it is whole and, where there is a key, that it is ours.

Anybody can compute the digest that says that a record is whole. So a store that others may write
can hold sound that nobody of ours has made. With a key, each record bears a signature too, and one
without it is a miss.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from mkdocs_qwen_tts._model import canonical, digest
from mkdocs_qwen_tts._store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CHECK, SIGNATURE = "check", "signature"
"""Fields of a record: the digest of all its other fields, and the signature of all but these."""

UNSIGNED = (
    "objects of the store are not signed with `cache.key`, and count as missing. If you trust "
    "them, sign them: mkdocs-qwen-tts cache sign"
)

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Seal:
    """Seals records and opens them. Many threads may use one.

    Args:
        key: what all who may write the store share; empty where nothing is signed. A record that
            somebody else has signed then keeps its signature.
    """

    def __init__(self, key: str = "") -> None:
        self._key = key.encode("utf-8", "surrogatepass")
        self.unsigned: set[str] = set()
        """Names of the whole records that were met and do not bear our signature."""

    @property
    def signs(self) -> bool:
        """Whether there is a key."""
        return bool(self._key)

    def signature(self, facts: Any) -> str:
        """HMAC with SHA-256 (RFC 2104, hexadecimal) of the canonical JSON of some facts."""
        return self.signature_of([canonical(facts)])

    def signature_of(self, parts: Iterable[bytes]) -> str:
        """The same of canonical JSON that comes in parts."""
        made = hmac.new(self._key, digestmod="sha256")
        for part in parts:
            made.update(part)
        return made.hexdigest()

    def has_signed(self, facts: Any, signature: Any) -> bool:
        """Whether a signature, of whatever type, is ours of some facts."""
        return (
            isinstance(signature, str)
            and _SHA256.fullmatch(signature) is not None
            and hmac.compare_digest(signature, self.signature(facts))
        )

    def closed(self, record: Mapping[str, Any]) -> bytes:
        """A record as it stands in the store."""
        whole = dict(record)
        if self.signs:
            whole.pop(SIGNATURE, None)
            whole[SIGNATURE] = self.signature(whole)
        return files.as_bytes({**whole, CHECK: digest(whole)})

    def opened(self, text: bytes, identity: Mapping[str, Any]) -> dict[str, Any] | None:
        """A record from the store; `None` where it is damaged, another one, or not ours.

        Args:
            text: as it was read.
            identity: fields that it must have.
        """
        record = whole_record(text, identity)
        if record is None or not self.signs:
            return record
        if self.has_signed(record, record.pop(SIGNATURE, None)):
            return record
        self.unsigned.add(str(identity.get("name")))
        return None


def whole_record(text: bytes, identity: Mapping[str, Any]) -> dict[str, Any] | None:
    """A record, whoever wrote it; `None` where it is damaged or another one.

    Args:
        text: as it was read.
        identity: fields that it must have.
    """
    try:
        record = json.loads(text)
        if not isinstance(record, dict):
            return None
        check = record.pop(CHECK, None)
        ours = all(record.get(key) == value for key, value in identity.items())
        return record if ours and check in _digests(record) else None
    except (ValueError, RecursionError):
        return None


def _digests(record: dict[str, Any]) -> Iterator[str]:
    """The digest of a record, first as msgspec writes it, which takes a fifth of the time.

    Where a number has no point or many digits, both may write it otherwise.
    """
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        yield hashlib.sha256(msgspec.json.encode(record, order="deterministic")).hexdigest()
    yield digest(record)
