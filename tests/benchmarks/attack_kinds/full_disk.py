"""The disk of the store has no room, becomes full in the middle, or may only be read.

The store lies on a tmpfs of a few megabytes, which takes Linux and root.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import disks
from crash import wait_for_requests

from attack_kinds import Result
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

UTTERANCES = disks.UTTERANCES


def attack(*, fast: bool) -> Result:  # noqa: ARG001 - it is fast
    """Each trouble once."""
    told, wrong = [], 0
    for scene in (no_room, becomes_full, read_only):
        with tempfile.TemporaryDirectory() as folder, FakeServer(latency=0.3) as server:
            seen, bad = scene(Path(folder), server)
            told.append(f"{scene.__name__.replace('_', ' ')}: {seen}")
            wrong += bad
    return Result(3, wrong, "; ".join(told))


def no_room(folder: Path, server: FakeServer) -> tuple[str, bool]:
    """Less is free than the bill's forecast."""
    with disks.tmpfs(folder / "disk", "2m") as disk:
        bench = disks.Bench(folder, server, disk / "store")
        codes = [bench.build()[0] for _ in range(3)]
        asked, kept = server.ledger.requests, bench.clips()
    return f"exit {codes}, {asked} asked for, {kept} kept", asked > kept or any(codes)


def becomes_full(folder: Path, server: FakeServer) -> tuple[str, bool]:
    """Somebody else fills the disk while answers are under way."""
    with disks.tmpfs(folder / "disk", "60m") as disk:
        bench = disks.Bench(folder, server, disk / "store")
        running = bench.start()
        wait_for_requests(server, 12, [running])
        with filled(disk):
            code, _ = disks.ended(running)
            asked, kept = server.ledger.requests, bench.clips()
        again, _ = bench.build()
        total, players = server.ledger.requests, bench.players()
    wrong = code or again or total > UTTERANCES or players != UTTERANCES // 10
    seen = f"exit {code}, {asked} asked for, {kept} kept; with room again {total} in all for {UTTERANCES}"
    return seen, bool(wrong)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """The disk without a free block."""
    filler = disk / ".filler"
    with filler.open("wb") as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 20))
                file.flush()
        with contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), bytes(512))
    try:
        yield
    finally:
        filler.unlink()


def read_only(folder: Path, server: FakeServer) -> tuple[str, bool]:
    """The store may only be read, and something is missing."""
    with disks.tmpfs(folder / "disk", "60m") as disk:
        bench = disks.Bench(folder, server, disk / "store")
        bench.build()
        asked = server.ledger.requests
        page = bench.config.parent / "docs/index.md"
        page.write_text(page.read_text().replace("The ", "Any ", 1))
        disks.remount(disk, "ro")
        code, said = bench.build()
        more = server.ledger.requests - asked
        disks.remount(disk, "rw")
    wrong = code or more or "nothing is asked for" not in said
    return (
        f"exit {code}, {more} asked for, {'told' if 'nothing is asked' in said else 'not told'}",
        bool(wrong),
    )
