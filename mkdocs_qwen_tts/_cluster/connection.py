"""A connection to a cluster, and whether its workers are fit for a build."""

from __future__ import annotations

import contextlib
import logging
import secrets
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._cluster.job import (
    Fitness,
    Job,
    Kin,
    close_bench,
    kin,
    signature_of,
    without_keys,
)
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._pipeline import may_spend
from mkdocs_qwen_tts._quotation import printable
from mkdocs_qwen_tts._speech import engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from distributed import Client

    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

OPTION = "cluster"

CONNECT_SECONDS = 10
"""Seconds for which the scheduler is awaited."""

WORKER_SECONDS = 10
"""Seconds for which the first worker is awaited."""

SCHEMES = ("tcp", "tls", "ws", "wss", "ucx", "inproc")
"""What Dask connects through."""


@contextlib.contextmanager
def connected_to(
    address: str, settings: Settings, store: Store, base: Path
) -> Iterator[ClusterWorkers]:
    """See `connected`."""
    try:
        import distributed  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ConfigurationError(
            OPTION, 'Dask is not installed: pip install "mkdocs-qwen-tts[cluster]".', value=address
        ) from None
    from mkdocs_qwen_tts._cluster.calls import Calls  # noqa: PLC0415 - imports Dask
    from mkdocs_qwen_tts._cluster.workers import ClusterWorkers  # noqa: PLC0415 - imports Dask

    del distributed
    with contextlib.ExitStack() as opened:
        opened.enter_context(_told_by_us())
        client = opened.enter_context(_client(address))
        _await_worker(client, address)
        _check_kin(client)
        folder = (base / store.root).resolve()
        name = secrets.token_hex(8)
        key = settings.cache.key
        signs = signature_of(name, key.get_secret_value() if key else "")
        job = Job(name, without_keys(settings), str(folder), kin(), signs)
        opened.callback(_close, client, job)
        with _probing(job, store):
            _check_fitness(client, job, settings, store)
            calls = Calls(client)
            opened.callback(calls.close)
            yield ClusterWorkers(client, job, calls, base)


@contextlib.contextmanager
def _told_by_us() -> Iterator[None]:
    """Meanwhile, Dask logs nothing here about what is lost: the build does, in words of its own."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _client(address: str) -> Client:
    from distributed import Client  # noqa: PLC0415 - an optional extra

    scheme = address.partition("://")[0] if "://" in address else ""
    if scheme not in SCHEMES:
        raise ConfigurationError(
            OPTION,
            "expected the address of a Dask scheduler, as tcp://scheduler:8786 "
            f"(found {address!r}).",
            value=address,
        )
    try:
        _check_certificates(address, scheme)
        return Client(
            address, timeout=CONNECT_SECONDS, set_as_default=False, name="mkdocs-qwen-tts"
        )
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise ConfigurationError(
            OPTION,
            f"no Dask scheduler answers at {address} ({type(error).__name__}). Start one with "
            "`dask scheduler`, and check address, firewall and certificates.",
            value=address,
        ) from None


def _check_certificates(address: str, scheme: str) -> None:
    """Refuse an encrypted connection without certificates: Dask fails at it, late and at length."""
    from distributed.security import Security  # noqa: PLC0415 - an optional extra

    encrypted = scheme in ("tls", "wss")
    if encrypted and not Security().get_connection_args("client").get("ssl_context"):
        raise ConfigurationError(
            OPTION,
            f"{address} needs certificates. Name them in the configuration of Dask, or in "
            "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__TLS__CLIENT__CERT and …__TLS__CLIENT__KEY.",
            value=address,
        )


def _await_worker(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        raise ConfigurationError(
            OPTION,
            f"the scheduler at {address} has no workers. Start some with `dask worker {address}`.",
            value=address,
        ) from None


def _check_kin(client: Client) -> None:
    from mkdocs_qwen_tts._cluster import tasks  # noqa: PLC0415 - imports Dask

    own = kin()
    for worker, said in _each(client, tasks.kin_there).items():
        if not isinstance(said, Kin):
            raise _unfit(
                worker,
                "runs without mkdocs-qwen-tts, or with another release of it "
                f"({type(said).__name__}). Install {own.version} there",
            )
        if said.version != own.version or said.code != own.code:
            raise _unfit(
                worker,
                f"runs another mkdocs-qwen-tts: {said.version}, and here is {own.version}"
                + (" of other code" if said.version == own.version else "")
                + ". Install the same on both",
            )
        for what, theirs, ours in (
            ("the extra `timing`", said.renders, own.renders),
            ("`sentencex`", said.divides, own.divides),
        ):
            if theirs != ours:
                where = "here" if theirs else "there"
                raise _unfit(
                    worker, f"differs in {what}, which is missing {where}. Install it {where}"
                )


def _check_fitness(client: Client, job: Job, settings: Settings, store: Store) -> None:
    from mkdocs_qwen_tts._cluster import tasks  # noqa: PLC0415 - imports Dask

    variable = engine_for(settings).key_variable
    for worker, said in _each(client, tasks.introduce, job).items():
        if not isinstance(said, Fitness):
            raise _unfit(worker, f"fails ({type(said).__name__})")
        if said.trouble:
            raise _unfit(worker, f"cannot begin: {said.trouble}")
        if said.signs != job.signs:
            raise _unfit(
                worker, "has another `cache.key` than this build. Set QWEN_TTS_CACHE_KEY there"
            )
        if not (said.sees_folder or said.sees_remote):
            remote = " nor the store `cache.remote`" if store.remote is not None else ""
            raise _unfit(
                worker,
                f"does not see the store {job.folder} of this machine{remote}. Name a folder that "
                "all machines mount at the same path with `cache.dir`, or a store for all with "
                "`cache.remote`",
            )
        if may_spend(settings) and not said.has_key:
            raise _unfit(worker, f"has no API key. Start it with {variable} in its environment")


def _each(client: Client, function: Any, *arguments: Any) -> dict[str, Any]:
    """What each worker answers; an exception is an answer, and who is lost meanwhile gives none."""
    found: dict[str, Any] = client.run(function, *arguments, on_error="return")
    return {worker: said for worker, said in found.items() if not isinstance(said, OSError)}


def _unfit(worker: str, why: str) -> ConfigurationError:
    return ConfigurationError(OPTION, f"the worker {printable(worker, lines=False)} {why}.")


@contextlib.contextmanager
def _probing(job: Job, store: Store) -> Iterator[None]:
    """Leave something in the store that workers can look for, as long as the build runs."""
    store.put_note(job.probe, job.probe, b"{}")
    if store.remote is not None:
        store.remote.put(job.remote_probe, b"{}")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            store.path("notes", job.probe, "json").unlink()
        if store.remote is not None:
            store.remote.delete(job.remote_probe)


def _close(client: Client, job: Job) -> None:
    """Let the workers close their connections; who does not answer does so by itself."""
    with contextlib.suppress(Exception):
        client.run(close_bench, job.id, on_error="ignore", wait=False)
