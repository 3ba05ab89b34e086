"""Notes of a store: what saves the next build work, and is made again where it is lost."""

from __future__ import annotations

import contextlib
import hashlib

from mkdocs_qwen_tts._store import files
from mkdocs_qwen_tts._store.layout import NOTE_LIMIT, NOTES, SHA256_LENGTH
from mkdocs_qwen_tts._store.objects import Objects


class NoteStore(Objects):
    """A store's objects and its notes; built as `Store` is."""

    def note(self, name: str, made_from: str) -> bytes | None:
        """The note under a name, if it was made from the same; it saves work, not money."""
        try:
            whole = files.read_file(self.address(NOTES, name, "json"), NOTE_LIMIT)
        except OSError:
            return None
        head = whole[: len(made_from)].decode("ascii", "replace")
        text = whole[len(made_from) + SHA256_LENGTH :]
        check = whole[len(made_from) : len(whole) - len(text)].decode("ascii", "replace")
        return (
            text
            if head == made_from and check == self._seal_of_note(name, made_from, text)
            else None
        )

    def put_note(self, name: str, made_from: str, text: bytes) -> None:
        """Replace the note under a name. If that fails, it is made again next time."""
        check = self._seal_of_note(name, made_from, text)
        with contextlib.suppress(OSError):
            self._mark()
            data = f"{made_from}{check}".encode() + text
            files.replace(self.path(NOTES, name, "json"), data, durable=False)

    def _seal_of_note(self, name: str, made_from: str, text: bytes) -> str:
        """64 digits; notes that nobody wrote who has the key would be spoken and published."""
        check = hashlib.sha256(text).hexdigest()
        return self._seal.signature(["note", name, made_from, check]) if self._seal.signs else check
