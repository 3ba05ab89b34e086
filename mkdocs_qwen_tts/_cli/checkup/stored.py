"""The store: whether it can be written and locked, is whole, and has a remote that answers."""

from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _store as store
from mkdocs_qwen_tts._cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts._cli.shell import quoted
from mkdocs_qwen_tts._errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._cli.checkup.case import Case
    from mkdocs_qwen_tts._cli.checkup.finding import Finding

READ = 50
"""Objects that are read to see whether the disk is sound; `cache verify` reads all."""

ROOM_BYTES = 500_000_000
"""Free disk that a site of a thousand pages needs, in bytes."""


def folder(case: Case) -> Iterator[Finding]:
    """The folder of everything that was paid for."""
    if case.settings is None:
        return
    path = case.settings.cache_dir(case.base)
    if misplaced := _misplaced(case):
        yield problem("store", misplaced, "Change `cache.dir`; builds stop until then.")
        return
    change = "Open it to this user, or name another one with `cache.dir`."
    trouble = _trouble(path)
    if trouble:
        yield problem("store", f"{path}: {trouble}", change)
        return
    if not path.is_dir():
        yield ok("store", f"{path} will be made by the first build")
        return
    try:
        opened = store.Store(path)
    except StoreError as error:
        yield problem("store", str(error), "Name another folder with `cache.dir`.")
        return
    found = store.stats(opened)
    verdict = store.glance(opened, READ)
    verify = f"mkdocs-qwen-tts cache verify --dir {quoted(path)}"
    if verdict.damaged:
        yield problem(
            "store",
            f"{len(verdict.damaged)} of {verdict.checked} objects looked at in {path} are "
            "damaged, and would be paid for again",
            f"Take out all that are, so that the next build makes them anew: {verify} --repair",
        )
    elif found.other:
        yield warning(
            "store",
            f"{found.other:,} file{'s' * (found.other != 1)} in {path}: damaged, unfinished or "
            "foreign",
            f"Look: {verify}",
        )
    yield from _unsigned(case, path)
    size = (found.clip_bytes + found.track_bytes) / 1e6
    yield ok("store", f"{path}: {found.clips:,} clips and {found.tracks:,} tracks, {size:,.1f} MB")
    if case.settings.mode == "frozen" and not found.tracks and not case.settings.cache.remote:
        yield problem(
            "store",
            f"`mode: frozen` asks for nothing, and {path} holds nothing to publish",
            "Build once with `mode: full` where the key is, and bring the store here.",
        )
    yield from _disk(path)


def _misplaced(case: Case) -> str:
    """Why no build takes the store's folder; empty where it is fine."""
    known = case.configuration
    if known is None or case.settings is None:
        return ""
    try:
        store.check_place(
            case.settings, case.base, published=known.site_dir, sources=known.docs_dir
        )
    except ConfigurationError as error:
        return str(error)
    return ""


def _disk(path: Path) -> Iterator[Finding]:
    """Whether the disk of the store locks files and has room."""
    if not _locks(path):
        yield warning(
            "store",
            f"the file system of {path} knows no locks",
            "Let one build at a time use it, or two may both pay for the same words.",
        )
    free = shutil.disk_usage(path).free
    if free < ROOM_BYTES:
        yield warning(
            "store",
            f"{free / 1e6:,.0f} MB are free on its disk",
            "Free some, or move it with `cache.dir`.",
        )


def remote(case: Case) -> Iterator[Finding]:
    """The store that machines share."""
    if case.settings is None or not case.settings.cache.remote:
        return
    try:
        behind = store.Remote(case.settings.cache.remote)
    except ConfigurationError as error:
        yield problem("remote store", str(error), "Correct `cache.remote`.")
        return
    if not case.online:
        yield ok("remote store", "not asked (--offline)")
        return
    trouble = behind.trouble()
    if trouble:
        yield problem(
            "remote store",
            f"it cannot be read ({trouble}), so builds use the local folder alone",
            "Check `cache.remote`, the credentials in the environment, and the network.",
        )
    elif not behind.is_writable():
        told = warning if case.settings.shard is None else problem
        yield told(
            "remote store",
            "it can be read, and may not be written: what a build pays for is kept on that machine "
            "alone, and a build with a `shard` stops",
            "Give the credentials of builds that speak the right to write.",
        )
    elif not behind.gives_leases():
        yield warning(
            "remote store",
            "it can be read and written, and cannot make an object only once, so that two builds "
            "at once may both pay for the same words",
            "Let one build at a time speak: in CI, with a `concurrency` group.",
        )
    else:
        yield ok("remote store", "it can be read and written")


def _unsigned(case: Case, path: Path) -> Iterator[Finding]:
    """What counts as missing because it is not signed, as `case` wants it to be."""
    key = case.settings.cache.key if case.settings else None
    if key is None:
        return
    met = store.sign(store.Store(path, key=key.get_secret_value()), dry_run=True)
    if met.signed:
        yield warning(
            "store",
            f"records in {path} are not signed with `cache.key`, and count as missing: "
            f"{met.signed:,}",
            "If you trust them, sign them, with QWEN_TTS_CACHE_KEY set to the value of "
            f"`cache.key`: mkdocs-qwen-tts cache sign --dir {quoted(path)}",
        )


def _trouble(path: Path) -> str:
    """Why nothing can be written to a folder, made or yet to be made; empty where it can."""
    nearest = next(one for one in (path, *path.parents) if one.exists())
    if not nearest.is_dir():
        return f"{nearest} is a file, not a folder"
    probe = nearest / f".{secrets.token_hex(8)}.tmp"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        return f"{nearest} cannot be written ({error.strerror})"
    return ""


def _locks(path: Path) -> bool:
    """Whether the file system can lock files. The file that it tries this with is removed."""
    from filelock import FileLock  # noqa: PLC0415 - as in the store: only where a lock is wanted

    probe = path / f".{secrets.token_hex(8)}.tmp"
    try:
        with FileLock(probe, timeout=1):
            pass
    except (OSError, NotImplementedError):
        return False
    finally:
        if probe.exists():
            os.unlink(probe)  # noqa: PTH108 - as the store itself does it
    return True
