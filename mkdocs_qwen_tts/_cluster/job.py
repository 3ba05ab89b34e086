"""What the client tells its workers of a build, and what a worker opens for it.

No secret is in it: each worker has the keys from its own environment.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import threading
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import __version__
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._datafile import digest_of_package
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._pipeline.proofing import Proofreader
from mkdocs_qwen_tts._pipeline.session import SpeechSession, Spending, decoded
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Remote, Store
from mkdocs_qwen_tts._store.attempts import Attempts
from mkdocs_qwen_tts._store.layout import SPOOL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_OPEN = 4
"""Builds that a worker is ready for at once; the one it has not worked for longest goes first."""

PROBES = "probes"
"""Where a build leaves its probe in a remote store."""


@dataclass(frozen=True)
class Kin:
    """What must be the same on both sides, lest they make different things of one page."""

    version: str
    code: str
    """Digest of the package."""
    renders: bool
    """Whether the free voice is there by which words are timed (the extra `timing`)."""
    divides: bool = True
    """Whether `sentencex` is there, which divides what is longer than a request."""


@dataclass(frozen=True)
class Job:
    """A build, as its workers know it."""

    id: str
    """Hexadecimal digits; the probe in the store bears them."""
    settings: Settings
    """The site's, without keys."""
    folder: str
    """Absolute path of the store, as the client has it."""
    kin: Kin
    """What the client is."""
    signs: str = ""
    """Signature of the job's id with `cache.key`; empty without a key."""

    @property
    def probe(self) -> str:
        """The name of the note by which a worker knows that it sees the client's folder."""
        return digest(["probe", self.id])

    @property
    def remote_probe(self) -> str:
        """The name of the same in a remote store."""
        return f"{PROBES}/{self.id}.json"


@cache
def kin() -> Kin:
    """What this process is."""
    divides = find_spec("sentencex") is not None
    return Kin(__version__, digest_of_package("**/*"), speech.can_render(), divides)


@dataclass(frozen=True)
class Fitness:
    """What a worker says of itself before it gets work."""

    sees_folder: bool
    """Whether it found the probe in the folder of the store."""
    sees_remote: bool
    """Whether it found it in the remote store."""
    has_key: bool
    """Whether it has the API key, where one is needed."""
    signs: str
    """Signature of the job's id with `cache.key`; empty without a key."""
    trouble: str = ""
    """Why it cannot begin at all."""


def without_keys(settings: Settings) -> Settings:
    """Settings that may leave this process."""
    return settings.changed(
        # `auto` depends on the key.
        engine=speech.engine_for(settings).name,
        api=settings.api.changed(key=None),
        cache=settings.cache.changed(key=None),
    )


def with_keys(settings: Settings, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings with the keys of this process's environment."""
    names = ("DASHSCOPE_API_KEY", "OPENAI_API_KEY", "QWEN_TTS_CACHE_KEY")
    own = Settings.of(
        {"engine": settings.engine}, environ={name: environ.get(name, "") for name in names}
    )
    return settings.changed(
        api=settings.api.changed(key=own.api.key), cache=settings.cache.changed(key=own.cache.key)
    )


def signature_of(job: str, key: str) -> str:
    """How two processes compare a key that neither tells."""
    return hmac.digest(key.encode(), job.encode(), hashlib.sha256).hex() if key else ""


@dataclass
class Bench:
    """All that a worker needs for a build, opened once in its process. Thread-safe."""

    job: Job
    scratch: Path
    """A folder of this worker alone."""
    settings: Settings = field(init=False)
    store: Store = field(init=False)
    attempts: Attempts = field(init=False)
    sees_folder: bool = field(init=False)
    sees_remote: bool = field(init=False)
    assembling: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    """One track at a time: it keeps a processor busy."""
    _is_fit: bool = False
    _session: SpeechSession | None = None
    _under_way: int = 0
    """Requests whose answers are awaited."""
    _is_over: bool = False
    """Whether the build is."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.settings = with_keys(self.job.settings)
        url, key = self.settings.cache.remote, self.settings.cache.key
        remote = Remote(url) if url else None
        secret = key.get_secret_value() if key else ""
        there = Store(Path(self.job.folder), remote, secret)
        self.sees_folder = there.note(self.job.probe, self.job.probe) is not None
        self.sees_remote = remote is not None and remote.get(self.job.remote_probe) is not None
        self.store = (
            there if self.sees_folder else Store(self.scratch / self.job.id, remote, secret)
        )
        shared = None if self.sees_folder else remote
        self.attempts = Attempts(self.store.root / SPOOL, shared)

    @property
    def key(self) -> str:
        """The API key, or empty."""
        return self.settings.api.key.get_secret_value() if self.settings.api.key else ""

    @property
    def fitness(self) -> Fitness:
        """What the client wants to know before it gives work."""
        key = self.settings.cache.key
        return Fitness(
            self.sees_folder,
            self.sees_remote,
            not speech.engine_for(self.settings).lacks_key,
            signature_of(self.job.id, key.get_secret_value() if key else ""),
        )

    def ensure_fit(self) -> None:
        """Refuse to work where it would be lost: a worker may have come when the build ran already.

        Raises:
            StoreError: this worker cannot do the work.
        """
        if self._is_fit:
            return
        fitness = self.fitness
        wrong = {
            "does not see the store": not (fitness.sees_folder or fitness.sees_remote),
            "has another `cache.key` than the build": fitness.signs != self.job.signs,
            "runs another mkdocs-qwen-tts": self.job.kin != kin(),
        }
        for why, so in wrong.items():
            if so:
                raise StoreError(
                    f"a worker of the cluster that came after the build had begun {why}, and does "
                    "nothing; mend or stop it, and build again"
                )
        self._is_fit = True

    @property
    def session(self) -> SpeechSession:
        """The engine, opened when it is first wanted."""
        with self._guard:
            if self._session is None:
                engine = speech.open_engine(self.settings, decoded)
                self._session = SpeechSession(engine, Spending(self.settings), lambda _: False)
            return self._session

    def proofreader(self) -> Proofreader:
        """Somebody who listens to a clip that nobody has listened to."""
        return Proofreader(self.settings, self.store)

    @contextlib.contextmanager
    def awaiting(self) -> Iterator[None]:
        """Held while the answer to a request is awaited: it may be paid for already."""
        with self._guard:
            self._under_way += 1
        try:
            yield
        finally:
            with self._guard:
                self._under_way -= 1
                self._let_go()

    def close(self) -> None:
        """Let go of the engine's connections, once no answer is awaited any more."""
        with self._guard:
            self._is_over = True
            self._let_go()

    def _let_go(self) -> None:
        if self._is_over and not self._under_way and self._session is not None:
            self._session.synthesizer.close()
            self._session = None


_benches: dict[str, Bench] = {}
_opening = threading.Lock()


def bench_for(job: Job, scratch: Path) -> Bench:
    """What is open for a job in this process."""
    with _opening:
        bench = _benches.pop(job.id, None) or Bench(job, scratch)
        _benches[job.id] = bench  # the last one
        for name in list(_benches)[:-MOST_OPEN]:
            _benches.pop(name).close()
        return bench


async def close_bench(job: str) -> None:
    """The build is over."""
    with _opening:
        bench = _benches.pop(job, None)
    if bench is not None:
        with contextlib.suppress(Exception):  # nobody waits for it any more
            bench.close()
