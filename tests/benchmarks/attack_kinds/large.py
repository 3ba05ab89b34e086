"""A site of ten thousand utterances, of whose requests every fifth meets a fault.

It is narrated until nothing is missing. Nothing may be kept that differs from what the service says
without faults, and nothing that was kept is asked for again.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

from crash import WORDS

from attack_kinds import Result
from attack_kinds.release import Release
from mkdocs_qwen_tts import Store
from mkdocs_qwen_tts.testing import FakeServer

PER_PAGE = 20
FAULTS = (
    "server-error@0.05~1",
    "throttled@0.05~2",
    "reset-inside@0.05~3",
    "truncated-base64@0.03~4",
    "reset-link@0.03~4",
    "silent-audio@0.02~5",
)
"""Of those that are struck at the same share, one is for streams and one for files."""
COMPARED = 40
"""Utterances that are asked for without faults, and compared."""


def attack(*, fast: bool) -> Result:
    """Builds until nothing is missing, ten at most."""
    utterances = 400 if fast else 10_000
    pages = [_page(number) for number in range(utterances // PER_PAGE)]
    with (
        tempfile.TemporaryDirectory() as scratch,
        FakeServer(FAULTS) as server,
        Release() as release,
    ):
        api = {"key": "sk-x", "base_url": server.base_url, "requests_per_minute": 1e6}
        options = {"target": 0, "minimum": 0, "prose": {"title": False}, "api": api}
        store = Store(Path(scratch) / "store")
        builds, bare, again = 0, len(pages), 0
        while bare and builds < 10:
            kept = set(_clips(store))
            before = len(server.ledger.entries)
            found = release.narrate(pages, options, store.root)
            asked = Counter(one.text for one in server.ledger.entries[before:])
            builds += 1
            assert "pages" in found, found
            bare = sum(one["status"] in ("FAILED", "STALE") for one in found["pages"].values())
            again += len(asked) > utterances - len(kept)
        requests, billed = server.ledger.requests, len(server.ledger.texts)
        server.fake.faults.clear()
        other = Store(Path(scratch) / "other")
        some = pages[:: max(1, len(pages) * PER_PAGE // COMPARED)]
        release.narrate(some, options, other.root)
        names = _clips(other)
        differ = sum(_pcm(store, name) != _pcm(other, name) for name in names)
    return Result(
        utterances,
        differ + bare + again,
        f"{builds} builds, {requests:,} requests of which {billed:,} were billed; {bare} pages "
        f"without narration in the end; {differ} of {len(names)} clips compared differ",
    )


def _clips(store: Store) -> list[str]:
    return [path.stem for path in (store.root / "clips").rglob("*.flac")]


def _pcm(store: Store, name: str) -> bytes:
    clip = store.clip(name)
    return clip.data if clip is not None else b""


def _page(number: int) -> tuple[str, str, str]:
    chance = random.Random(number)
    blocks = [
        f"<p>The {' '.join(chance.choice(WORDS) for _ in range(6))} has number {index} of page {number}.</p>"
        for index in range(PER_PAGE)
    ]
    return f"page{number}/", f"Page {number}", "".join(blocks)
