"""Every kind of file of a store is damaged in every way, or replaced by something that is no file.

The site is then narrated twice. Each page must carry the sound that it had, at most one utterance
may be paid for again, and the second time none.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attack_kinds import Result
from attack_kinds.release import Release
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 3
PATIENCE = 10
"""Seconds of the processor after which a build hangs; twice as many by the clock."""

chance = random.Random(7)


def _other(path: Path) -> None:
    others = sorted(one for one in path.parents[1].rglob(f"*{path.suffix}") if one != path)
    shutil.copy(others[0], path) if others else path.write_bytes(b"another")


def _folder(path: Path) -> None:
    path.unlink()
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "file").write_text("not ours")


def _replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


WAYS: dict[str, Callable[[Path], object]] = {
    "a bit flipped": lambda path: path.write_bytes(_flipped(path, -1)),
    "its first byte": lambda path: path.write_bytes(_flipped(path, 0)),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "a byte short": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: os.truncate(path, 0),
    "doubled": lambda path: path.write_bytes(path.read_bytes() * 2),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "noise": lambda path: path.write_bytes(chance.randbytes(path.stat().st_size)),
    "another one's": _other,
    "a page": lambda path: path.write_text("<script>alert(1)</script>"),
    "deep JSON": lambda path: path.write_text("[" * 100_000),
    "many digits": lambda path: path.write_text('{"size": ' + "9" * 5_000 + "}"),
    "no number": lambda path: path.write_text('{"size": NaN, "digest": Infinity}'),
    "wrong types": lambda path: path.write_text('{"format": [], "size": "x", "digest": {}}'),
    "gone": lambda path: path.unlink(),
    "a folder": _folder,
    "a pipe": lambda path: _replaced(path, os.mkfifo),
    "endless": lambda path: _replaced(path, lambda one: one.symlink_to("/dev/zero")),
    "a loop": lambda path: _replaced(path, lambda one: one.symlink_to(one)),
    "a dead link": lambda path: _replaced(path, lambda one: one.symlink_to("nowhere")),
}

TARGETS = {
    "the sound of a clip": "clips/*/*.flac",
    "the record of a clip": "clips/*/*.json",
    "a track": "tracks/*/*.mp3",
    "the record of a track": "tracks/*/*.json",
    "the record of a site": "sites/*/*.json",
    "a note": "notes/*/*.json",
    "a refusal": "refusals/*/*.json",
    "the marker": "store.json",
}

ROOMS = ("clips", "tracks", "sites", "notes", "locks", "refusals", "spool")


def _flipped(path: Path, at: int) -> bytes:
    data = bytearray(path.read_bytes())
    data[at if at >= 0 else len(data) // 2] ^= 1
    return bytes(data)


def attack(*, fast: bool) -> Result:
    """All targets in all ways; with `fast`, every fourth."""
    tried = paid = 0
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, FakeServer() as server, Release() as release:
        whole = Path(scratch) / "whole"
        expected = _narrated(release, whole, server.base_url)
        assert isinstance(expected, dict), expected
        refused = whole / "refusals" / "ab"
        refused.mkdir(parents=True, exist_ok=True)
        (refused / f"{'ab' * 32}.json").write_text("{}")
        for number, (target, way, strike) in enumerate(_tries(whole)):
            if fast and number % 4:
                continue
            tried += 1
            folder = Path(scratch) / f"try{number}"
            shutil.copytree(whole, folder)
            if target.startswith(("the sound of a clip", "the record of a clip")):
                shutil.rmtree(folder / "tracks")  # else nobody would look at clips
            strike(folder)
            server.ledger.clear()
            found = _narrated(release, folder, server.base_url)
            first = server.ledger.requests
            if isinstance(found, dict):
                again = _narrated(release, folder, server.base_url)
                if again != found or server.ledger.requests > first:
                    found = f"not healed: {again}, {server.ledger.requests - first} requests"
            paid += first
            if found != expected or first > 1:
                wrong.append(f"{target} {way}: {first} requests, {found}")
            shutil.rmtree(folder, ignore_errors=True)
    for told in wrong:
        print(told[:300], file=sys.stderr)
    return Result(tried, len(wrong), f"{paid} utterances paid for again, each once")


def _tries(whole: Path) -> list[tuple[str, str, Callable[[Path], object]]]:
    tries: list[tuple[str, str, Callable[[Path], object]]] = []
    for target, pattern in TARGETS.items():
        for way, strike in WAYS.items():
            found = sorted(whole.glob(pattern))
            if found:
                one = chance.choice(found).relative_to(whole)
                tries.append((target, way, lambda root, one=one, strike=strike: strike(root / one)))
    for room in ROOMS:
        for name in (room, f"{room}/*"):
            found = sorted(whole.glob(name))
            if found:
                one = found[0].relative_to(whole)
                tries.append(
                    (f"the folder {name}", "a file", lambda root, one=one: _file(root / one))
                )
    return tries


def _file(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text("not a folder")


def _narrated(release: Release, store: Path, base_url: str) -> dict[str, str] | str:
    """What each page sounds like after a build, or what went wrong."""
    api = {"key": "sk-x", "base_url": base_url, "requests_per_minute": 1e6}
    pages = [(f"page{number}/", f"Page {number}", _html(number)) for number in range(PAGES)]
    options = {"target": 0, "minimum": 0, "api": api}
    found = release.narrate(pages, options, store, seconds=PATIENCE)
    if found.get("ended") == signal.SIGALRM:
        return "it hangs"
    if "pages" not in found:
        return str(found)
    return {
        page: one["sound"] or f"{one['status']}: {one['reason']}"
        for page, one in found["pages"].items()
    }


def _html(number: int) -> str:
    return f"<h1>Page {number}</h1><p>The gate of page {number} opens at seven.</p><p>It closes at nine.</p>"
