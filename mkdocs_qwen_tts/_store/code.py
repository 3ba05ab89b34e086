"""The digest of this package's code, which is worked out anew when a file of it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._datafile import digest_of_package, stamp_of_package
from mkdocs_qwen_tts._model import digest, is_digest

if TYPE_CHECKING:
    from mkdocs_qwen_tts._store.store import Store


def digest_of_code(store: Store, *patterns: str) -> str:
    """What `digest_of_package` says of these files, remembered by their times.

    Args:
        store: where it is noted.
        patterns: of paths in the package.
    """
    name, stamp = digest(["code", *patterns]), stamp_of_package(*patterns)
    noted = (store.note(name, stamp) or b"").decode("ascii", "replace")
    if is_digest(noted):
        return noted
    found = digest_of_package(*patterns)
    store.put_note(name, stamp, found.encode())
    return found
