"""Clips that are in the store and have not been listened to yet.

Listening takes longer than receiving where the service is fast. So a clip is kept as it came, and
compared with its text behind the requests, which never wait for it.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from mkdocs_qwen_tts._errors import NarrationError
from mkdocs_qwen_tts._model import Clip
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import TracebackType

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._pipeline.proofing import Heard, Proofreader
    from mkdocs_qwen_tts._pipeline.workers import Workers
    from mkdocs_qwen_tts._store import Store


@dataclass
class ProofQueue:
    """Listens to clips of the store, in the order in which they came. Thread-safe."""

    store: Store
    proofreader: Proofreader
    settled: Callable[[str], None]
    """Called with the fingerprint of each clip that is believed."""
    workers: Workers | None = None
    """Who listens in place of this process."""
    _doubtful: list[tuple[Utterance, Heard]] = field(default_factory=list)
    _waiting: deque[Future[None]] = field(default_factory=deque)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        here = max(1, (os.cpu_count() or 1) - 1)  # one processor is left to those who ask
        threads = here if self.workers is None else 2 * self.workers.count
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="proof")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, utterance: Utterance) -> None:
        """Have the clip of an utterance listened to; this returns at once."""
        with self._guard:
            while self._waiting and self._waiting[0].done():
                self._waiting.popleft().result()  # a defect of ours must not pass for good speech
            self._waiting.append(self._pool.submit(self._listen, utterance))

    def finish(self) -> list[tuple[Utterance, Heard]]:
        """Wait until every clip is listened to.

        Returns:
            The utterances with doubtful clips since the last call, which are not settled.
        """
        while self._waiting:
            self._waiting.popleft().result()
        found, self._doubtful = self._doubtful, []
        return found

    def _listen(self, utterance: Utterance) -> None:
        heard = self._heard(utterance)
        if heard is not None:  # else somebody has emptied the store: its page will say so
            if heard.doubtful:
                with self._guard:
                    self._doubtful.append((utterance, heard))
                return
            self.store.annotate_clip(utterance.fingerprint, timing=heard.timing, proof=heard.proof)
        self.settled(utterance.fingerprint)

    def _heard(self, utterance: Utterance) -> Heard | None:
        def clip() -> Clip | None:
            stored = self.store.clip(utterance.fingerprint)
            if stored is None:
                return None
            pcm, rate = self.proofreader.decoded.of(stored)
            return Clip(pcm, rate, timing=stored.timing)

        if self.workers is not None:
            try:
                hearing = self.workers.hear(utterance)
            except NarrationError:  # whoever needs the clip next listens to it
                return None
            return self.proofreader.judged(utterance, hearing, clip) if hearing else None
        decoding_pool().give_way()
        there = clip()
        return self.proofreader.listen(utterance, there) if there else None
