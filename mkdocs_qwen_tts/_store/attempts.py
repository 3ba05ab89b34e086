"""Which attempts at an utterance have begun, for whoever does the work of a machine that was lost.

A task of a lost machine is done by another one, from its beginning. Whether its request had gone
out by then, and may be billed, nobody knows but the store: a mark is made in it before each
request, once, and removed when the answer is here.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._store.remote import Remote

ENDING = ".begun"
FOLDER = "attempts"
"""Where marks lie in a remote store."""


class Attempts:
    """Marks of attempts, in a folder that machines share, or else in their remote store.

    Args:
        folder: the folder; those who sweep it away may forget what lies there for long.
        remote: the remote store, where the folder is not shared.
    """

    def __init__(self, folder: Path, remote: Remote | None) -> None:
        self._folder, self._remote = folder, remote

    def begin(self, fingerprint: str, attempt: str) -> bool:
        """Mark that an attempt begins; `False` where it had begun before.

        Where no mark can be made, every attempt passes for the first.

        Args:
            fingerprint: of the utterance.
            attempt: what tells this attempt apart from all others: hexadecimal digits.
        """
        if self._remote is not None:
            return self._remote.create(self._name(fingerprint, attempt), b"{}") is not False
        path = self._path(fingerprint, attempt)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return not path.is_file()  # a file in place of a folder
        except OSError:
            return True
        return True

    def end(self, fingerprint: str, attempt: str) -> None:
        """Remove the mark: the answer is here, or there will be none."""
        if self._remote is not None:
            self._remote.delete(self._name(fingerprint, attempt))
            return
        with contextlib.suppress(OSError):
            os.unlink(self._path(fingerprint, attempt))

    def _path(self, fingerprint: str, attempt: str) -> Path:
        return self._folder / fingerprint[:2] / f"{fingerprint}.{attempt}{ENDING}"

    @staticmethod
    def _name(fingerprint: str, attempt: str) -> str:
        return f"{FOLDER}/{fingerprint[:2]}/{fingerprint}.{attempt}.json"
