"""Tracks that are read and checked before anybody asks for them.

A warm build has little to do but to read every track of the site once, to be sure that it is whole.
Reading and hashing release the interpreter, so other threads do them while the door still renders
pages.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs_qwen_tts._model import Track

READERS = 2
"""Number of threads. More would be slower: after each step a thread has to get the interpreter back
from the one that renders pages."""


class TrackPrefetch:
    """Looks objects up beforehand.

    Args:
        keys: tells which; called by one of the threads.
        look: looks one up.
    """

    def __init__(
        self, keys: Callable[[], Iterable[str]], look: Callable[[str], Track | None]
    ) -> None:
        self._look = look
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="prefetch")
        self._found = self._readers.submit(
            lambda: {key: self._readers.submit(look, key) for key in dict.fromkeys(keys())}
        )

    def take(self, key: str) -> Track | None:
        """What was found.

        It is given once: who asks again wants to know what is there now. What no thread has begun
        to read is read now. `None` also means that the key was not among those to look up.
        """
        if self._found.cancel():
            return None
        future = self._found.result().pop(key, None)
        if future is None:
            return None
        return self._look(key) if future.cancel() else future.result()

    def stop(self) -> None:
        """Begin nothing more, and wait for what has begun."""
        self._readers.shutdown(cancel_futures=True)
