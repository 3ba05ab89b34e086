"""The digest of this package's code, which is worked out anew when a file of it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._datafile import digest_of_package, stamp_of_package
from mkdocs_qwen_tts._model import digest, is_digest

if TYPE_CHECKING:
    from mkdocs_qwen_tts._store.store import Store

_running: dict[tuple[str, ...], str] = {}
"""By patterns, the digest of the code that runs in this process."""


def digest_of_code(store: Store, *patterns: str) -> str:
    """What `digest_of_package` says of these files, remembered by their times.

    A process that goes on, such as `mkdocs serve`, keeps to what it said first: its code stays what
    it was when somebody installs another version.

    Args:
        store: where it is noted.
        patterns: of paths in the package.
    """
    found = _running.get(patterns)
    if found is None:
        found = _running[patterns] = _noted(store, patterns)
    return found


def _noted(store: Store, patterns: tuple[str, ...]) -> str:
    stamp = stamp_of_package(*patterns)
    if stamp is None:
        return digest_of_package(*patterns)
    name = digest(["code", *patterns])
    noted = (store.note(name, stamp) or b"").decode("ascii", "replace")
    if is_digest(noted):
        return noted
    found = digest_of_package(*patterns)
    store.put_note(name, stamp, found.encode())
    return found
