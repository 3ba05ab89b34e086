"""The digest by which everything in the store is named."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_DIGEST = re.compile(r"[0-9a-f]{64}")


def canonical(value: Any) -> bytes:
    """The canonical JSON of `value`: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def is_digest(value: str) -> bool:
    """Whether a text is such a digest, and so the name of something in the store."""
    return _DIGEST.fullmatch(value) is not None
