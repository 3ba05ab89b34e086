"""The workers of a cluster, as the pipeline knows them."""

from __future__ import annotations

import contextlib
import pickle
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cluster import tasks
from mkdocs_qwen_tts._cluster.aside import aside
from mkdocs_qwen_tts._cluster.calls import (
    Calls,
    ClusterGoneError,
    WorkerFailedError,
    WorkersLostError,
)
from mkdocs_qwen_tts._cluster.failed import Failed
from mkdocs_qwen_tts._cluster.reading import read_ahead
from mkdocs_qwen_tts._errors import LocalNetworkError, NarrationError
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._speech import Attempted, Synthesizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from distributed import Client

    from mkdocs_qwen_tts._audio import TrackRecipe
    from mkdocs_qwen_tts._cluster.job import Job
    from mkdocs_qwen_tts._model import (
        Clip,
        Piece,
        RetryDetails,
        Site,
        Sound,
        SourcePage,
        Utterance,
    )
    from mkdocs_qwen_tts._pipeline.proofing import Hearing
    from mkdocs_qwen_tts._pipeline.recipe import ScriptRecipe
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Attempt, Live
    from mkdocs_qwen_tts._speech.engine import Answering
    from mkdocs_qwen_tts._store import Store

T = TypeVar("T")

PART = 64
"""Pages that are handed on together."""

SPEAKING, FINISHING, READING = 10, 5, 0
"""Priorities: the service is kept busy first, then pages are finished."""


@dataclass
class ClusterWorkers:
    """Has the work of one build done by a cluster. Thread-safe."""

    client: Client
    job: Job
    calls: Calls
    base: Path
    """The folder that lexicons are relative to."""
    _replacing: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=count)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _packed_job: bytes = field(init=False)

    def __post_init__(self) -> None:
        self._packed_job = pickle.dumps(self.job)

    @property
    def count(self) -> int:
        """How many there are now, at least 1.

        Raises:
            NarrationError: the scheduler is gone.
        """
        try:
            return max(1, len(self.client.nthreads()))
        except Exception as error:
            raise ClusterGoneError(
                f"the scheduler of the cluster does not answer ({type(error).__name__})"
            ) from error

    # ------------------------------------------------------------ reading

    def read(self, recipes: Sequence[ScriptRecipe]) -> Future[list[bytes | None]]:
        """The drafts of pages, as the store notes them; `None` for one that has to be read here."""
        return self.calls.begin(
            tasks.read_scripts,
            self.job.kin,
            list(recipes),
            key=self._key("read-scripts"),
            priority=READING,
        )

    def having_read(
        self, pages: Iterable[SourcePage], settings: Settings, store: Store, site: Site
    ) -> list[SourcePage]:
        """The pages of a site, once workers have read them.

        Raises:
            ConfigurationError: the alias of a voice is wrong.
        """
        every = list(pages)
        parts = [every[at : at + PART] for at in range(0, len(every), PART)]
        drafts = self.drafts(settings, store, site)
        ahead = read_ahead(parts, lambda page: page, drafts, self)
        return [page for part in ahead for page in part]

    def drafts(self, settings: Settings, store: Store, site: Site) -> Drafts:
        """Where what is read is noted.

        Raises:
            ConfigurationError: the alias of a voice is wrong.
        """
        settings = speech.with_aliases(settings, self.base)
        return Drafts(settings, store, site, self.base)

    # ------------------------------------------------------------ asking

    @contextlib.contextmanager
    def open_engine(
        self, settings: Settings, decode: Callable[[Sound], tuple[bytes, int]]
    ) -> Iterator[Synthesizer]:
        """The engine, each of whose attempts is a task."""
        with speech.open_engine(settings, decode) as here:
            yield ClusterEngine(here.ask_through(self.ask), self.calls)

    @contextlib.contextmanager
    def replacing(self, fingerprint: str) -> Iterator[None]:
        """Meanwhile, a clip of this utterance is handed out whole, and the stored one stays."""
        with self._guard:
            self._replacing[fingerprint] += 1
        try:
            yield
        finally:
            with self._guard:
                self._replacing[fingerprint] -= 1

    def ask(self, utterance: Utterance, attempt: Attempt, _: Answering) -> Attempted:
        """One attempt at an utterance; with a `LocalNetworkError` where the cluster is gone."""
        with self._guard:
            keep = not attempt.part and not self._replacing[utterance.fingerprint]
        request = tasks.RequestTask(utterance, attempt, secrets.token_hex(8), keep)
        try:
            return self._called(
                tasks.ask_once, request, name=utterance.fingerprint, priority=SPEAKING
            )
        except WorkersLostError:
            return tasks.lost()
        except WorkerFailedError as error:  # the other tasks may meet it too: see `Breaker.lost`
            return tasks.lost(str(error))
        except ClusterGoneError as error:
            sent = not error.unsent  # as far as is known
            lost = LocalNetworkError(str(error))
            return Attempted(None, error=lost, requests=sent, unanswered=sent)

    # ------------------------------------------------------------ finishing

    def hear(self, utterance: Utterance) -> Hearing | None:
        """What there is to hear in a stored clip; `None` where it is gone.

        Raises:
            NarrationError: nobody can say.
        """
        return self._called(
            tasks.hear_clip, utterance, name=utterance.fingerprint, priority=FINISHING
        )

    def assemble(self, recipe: TrackRecipe, key: str) -> frozenset[str]:
        """Put a track into the store, whose clips are all there.

        Raises:
            AudioError: there is nothing to hear, or the encoder is missing or fails.
            StoreError: a clip is gone, or the track cannot be kept.
        """
        return self._called(tasks.make_track, recipe, key, name=key, priority=FINISHING)

    def _called(
        self,
        function: Callable[..., T | Failed],
        *arguments: Any,
        name: str,
        priority: int,
    ) -> T:
        key = self._key(function.__name__.replace("_", "-"), name)
        packed = pickle.dumps(arguments)
        found: T | Failed = self.calls.begin(
            aside, key, function, self._packed_job, packed, key=key, priority=priority
        ).result()
        if isinstance(found, Failed):
            raise found.error()
        return found

    def _key(self, what: str, name: str = "") -> str:
        """The name of a task, used once; it tells nothing but what is done to what."""
        parts = (f"narrate-{what}", name[:16], f"{self.job.id}{next(self._numbers):x}")
        return "-".join(filter(None, parts))


class ClusterEngine(Synthesizer):
    """An engine whose attempts are tasks: when it is closed, they are given up.

    Args:
        asking: the engine.
        calls: the tasks.
    """

    def __init__(self, asking: Synthesizer, calls: Calls) -> None:
        self._asking, self._calls = asking, calls
        self.free = asking.free

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,
        retried: Callable[[RetryDetails], None] = lambda _: None,
        answering: Answering = lambda: lambda _: None,
    ) -> Clip:
        """Have an utterance spoken by a worker, which keeps the clip."""
        return self._asking.speak(utterance, again=again, retried=retried, answering=answering)

    def taken_up(self, utterance: Utterance, pieces: Iterable[Piece]) -> Clip | None:
        """The clip of an answer that an earlier build received."""
        return self._asking.taken_up(utterance, pieces)

    def stream(self, utterance: Utterance) -> Live:
        """Have an utterance spoken here, and hear it meanwhile."""
        return self._asking.stream(utterance)

    def stop(self) -> None:
        """Begin no further task; what runs may still end."""
        self._asking.stop()

    def close(self) -> None:
        """Give up every task under way."""
        self._calls.give_up(NarrationError("the build was interrupted"))
        self._asking.close()
