"""Builds on disks and clocks that misbehave: full, of another kind, emptied, an hour ahead.

    python tests/benchmarks/disks.py [full|case-insensitive|network|emptied|clock …]

Needs Linux and root, for disks are really mounted: a tmpfs of a few megabytes; exFAT, which knows
no upper and lower case and no permissions (packages exfat-fuse, exfatprogs); a folder behind SFTP
(sshfs, openssh-sftp-server). Clocks are turned by libfaketime (faketime). What a machine lacks is
said, and left out. Everything is counted at the ledger of the fake, and asserted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
import json

import crash
from crash import CONCURRENCY, SPARE, site, wait_for_requests

from mkdocs_qwen_tts._store import Store, verify
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

UTTERANCES = 60
UNDER_WAY = CONCURRENCY + SPARE


class Missing(Exception):  # noqa: N818 - of a package, not of a build
    """This machine cannot do it."""


class Bench:
    """A site of so many utterances whose store lies elsewhere."""

    def __init__(self, folder: Path, server: FakeServer, store: Path) -> None:
        self.server, self.store, self.out = server, store, folder / "out"
        self.config = site(folder / "site", UTTERANCES, server.base_url)
        content = json.loads(self.config.read_text())
        content["plugins"][0]["qwen-tts"]["cache"] = {"dir": str(store)}
        self.config.write_text(json.dumps(content))

    def start(self, *before: str, out: Path | None = None, **environ: str) -> subprocess.Popen[str]:
        mkdocs = [crash.PYTHON, "-m", "mkdocs", "build", "-f", self.config, "-d", out or self.out]
        return subprocess.Popen(
            [*before, *mkdocs],
            cwd=self.config.parent,  # else Python would find the package of the checkout
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def build(self, *before: str, out: Path | None = None, **environ: str) -> tuple[int, str]:
        """The exit code, and what was said."""
        return ended(self.start(*before, out=out, **environ))

    def clips(self) -> int:
        return len(list((self.store / "clips").rglob("*.flac")))

    def is_whole(self) -> bool:
        """Nothing damaged, and nothing left of unfinished writes."""
        return not verify(Store(self.store)).damaged

    def players(self) -> int:
        return sum(page.read_text().count("<audio") for page in self.out.rglob("index.html"))


def ended(running: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and what was said beyond the usual."""
    _, said = running.communicate()
    lines = [line for line in said.splitlines() if not line.startswith("INFO")]
    return running.returncode, "\n".join(lines).strip()


@contextlib.contextmanager
def mounted(*command: str, at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    if shutil.which(command[0]) is None:
        raise Missing(f"{command[0]} is not installed")
    done = subprocess.run([*command, str(at)], check=False, capture_output=True, text=True)
    if done.returncode or not os.path.ismount(at):
        raise Missing(
            f"{command[0]} refuses: {done.stderr.strip().splitlines()[-1:] or done.returncode}"
        )
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def tmpfs(at: Path, size: str) -> contextlib.AbstractContextManager[Path]:
    return mounted("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at=at)


def remount(at: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(at)], check=True)


def full(folder: Path, server: FakeServer) -> str:
    bench = Bench(folder, server, folder / "store")
    code, said = bench.build()
    assert (code, said) == (0, ""), said
    sizes = {path: path.stat().st_size for path in bench.out.rglob("*") if path.is_file()}
    audio = sum(size for path, size in sizes.items() if path.suffix == ".mp3")
    room = sum(-(-size // 4096) * 4096 for size in sizes.values()) - audio // 2
    with tmpfs(folder / "small", str(room)) as small:
        code, site_full = bench.build(out=small / "out")
    # In whose words depends on who was first: MkDocs shows where in its code.
    assert code == 1, site_full
    assert "No space left" in site_full, site_full
    assert server.ledger.requests == UTTERANCES
    return f"site: exit 1, {site_full.strip().splitlines()[-1]!r}; the store: attacks.py full_disk"


def elsewhere(bench: Bench, server: FakeServer) -> str:
    """Two builds at once, of which one is killed; then one to finish, and one more."""
    first, second = bench.start(), bench.start(out=bench.out.with_name("second"))
    wait_for_requests(server, UTTERANCES // 3, [first, second])
    first.kill()
    first.communicate()
    code, said = ended(second)
    assert (code, said) == (0, ""), said
    asked = server.ledger.requests
    assert asked <= UTTERANCES + UNDER_WAY, asked
    code, said = bench.build()
    assert (code, said) == (0, ""), said
    assert server.ledger.requests == asked
    assert bench.players() == UTTERANCES // 10
    damaged = [path for path in verify(Store(bench.store)).damaged if not path.endswith(".tmp")]
    assert not damaged, damaged
    return f"two builds at once, one killed: {asked} requests for {UTTERANCES}, nothing damaged; then 0 requests"


def case_insensitive(folder: Path, server: FakeServer) -> str:
    image = folder / "image"
    image.write_bytes(b"")
    os.truncate(image, 200 << 20)
    if shutil.which("mkfs.exfat") is None:
        raise Missing("mkfs.exfat is not installed")
    subprocess.run(["mkfs.exfat", image], check=True, capture_output=True)
    found = subprocess.run(
        ["losetup", "-f", "--show", image], check=False, capture_output=True, text=True
    )
    if found.returncode:
        raise Missing("there is no loop device")
    device = found.stdout.strip()
    try:
        with mounted("mount.exfat-fuse", device, at=folder / "disk") as disk:
            (disk / "Probe").touch()
            assert (disk / "pROBE").exists()
            return elsewhere(Bench(folder, server, disk / "store"), server)
    finally:
        subprocess.run(["losetup", "-d", device], check=True)


def network(folder: Path, server: FakeServer) -> str:
    program = Path("/usr/lib/openssh/sftp-server")
    if not program.exists():
        raise Missing("openssh-sftp-server is not installed")
    behind = folder / "behind"
    behind.mkdir()
    stub = folder / "ssh"
    stub.write_text(f"#!/bin/sh\nexec {program}\n")
    stub.chmod(0o755)
    with mounted(
        "sshfs", f"localhost:{behind}", "-o", f"ssh_command={stub}", at=folder / "disk"
    ) as disk:
        return elsewhere(Bench(folder, server, disk / "store"), server)


def emptied(folder: Path, server: FakeServer) -> str:
    bench = Bench(folder, server, folder / "store")
    running = bench.start()
    wait_for_requests(server, UTTERANCES // 2, [running])
    shutil.rmtree(bench.store, ignore_errors=True)
    code, said = ended(running)
    assert "Traceback" not in said, said
    first = server.ledger.requests
    assert first <= UTTERANCES
    code_next, said_next = bench.build()
    assert (code_next, said_next) == (0, ""), said_next
    in_all = server.ledger.requests
    assert bench.players() == UTTERANCES // 10
    assert bench.is_whole()
    missed = said.count("was in the store and is gone")
    return f"exit {code}, {first} requests, {missed} message on the loss; the next build {in_all - first} more"


def clock(folder: Path, server: FakeServer) -> str:
    if shutil.which("faketime") is None:
        raise Missing("faketime is not installed")
    library = next(Path("/usr/lib").rglob("libfaketime.so.1"))
    bench = Bench(folder, server, folder / "store")
    now = folder / "now"
    now.write_text("+0d")
    turned = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(now),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # which no jump of the wall clock moves
        "NO_FAKE_STAT": "1",  # the times of files are the disk's
    }
    began = time.monotonic()
    bench.build(out=folder / "plain", **turned)
    plain = time.monotonic() - began
    shutil.rmtree(bench.store)
    server.ledger.clear()
    jumps = ["-6h", "+9h", "-400d", "+3h"]
    began = time.monotonic()
    running = bench.start(**turned)
    for number, jump in enumerate(jumps, 1):
        wait_for_requests(server, number * UTTERANCES // 5, [running])
        now.write_text(jump)
    code, said = ended(running)
    took = time.monotonic() - began
    assert (code, said) == (0, ""), said
    assert server.ledger.requests == UTTERANCES
    assert bench.players() == UTTERANCES // 10
    assert bench.is_whole()
    code, said = bench.build("faketime", "-f", "-300d")
    assert code == 0, said
    assert server.ledger.requests == UTTERANCES
    return (
        f"jumps {', '.join(jumps)}: {UTTERANCES} requests, {took:.1f} s ({plain:.1f} s without); "
        "a build 300 days ago: 0 requests"
    )


SCENES = {
    "full": full,
    "case-insensitive": case_insensitive,
    "network": network,
    "emptied": emptied,
    "clock": clock,
}


def main() -> None:
    for name in sys.argv[1:] or SCENES:
        with tempfile.TemporaryDirectory() as folder, FakeServer() as server:
            try:
                told = SCENES[name](Path(folder), server)
            except Missing as reason:
                told = f"left out: {reason}"
        print(f"{name}: {told}", flush=True)


if __name__ == "__main__":
    main()
