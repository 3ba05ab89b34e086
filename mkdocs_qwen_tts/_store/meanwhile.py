"""Files that are needed until they are published, where the store may only be read.

They lie in the system's folder for temporary files, and go when this process ends.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

from mkdocs_qwen_tts._errors import StoreError


def kept_meanwhile(data: bytes, ending: str) -> tuple[Path, str]:
    """Keep a file for as long as this process runs.

    Returns:
        The file, and the SHA-256 of its bytes.

    Raises:
        StoreError: there is no room for it there either.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        path = _folder() / f"{digest}.{ending}"
        path.write_bytes(data)
    except OSError as error:
        raise StoreError(
            "the store may only be read, and the folder for temporary files takes nothing "
            f"({error.strerror}). Open the store, or name another one with `cache.dir`."
        ) from None
    return path, digest


@cache
def _folder() -> Path:
    made = tempfile.mkdtemp(prefix="mkdocs-qwen-tts-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)
