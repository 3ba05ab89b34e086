"""How many bytes a build in CI moves to keep the store, where one sentence is new.

The store lies on a branch of a bare repository on this machine, and the action's own script moves
it. Bytes are those of the packs that git sends and fetches, without the network's own. Beside it
stands what a cache of CI moves: the whole folder as one archive.

    python tests/benchmarks/kept.py [--clips 8000] [--size 100000]

Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from mkdocs_qwen_tts._model import Usage
from mkdocs_qwen_tts._store import PageRecord, Store

SCRIPT = Path(__file__).parents[2] / ".github/actions/narrate/store"
FOLDER = ".cache/plugin/qwen-tts"


def run(folder: Path, *command: object) -> None:
    """Run a command in a clone, with our own commands at hand."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = [str(word) for word in command]
    subprocess.run(words, cwd=folder, env={**os.environ, "PATH": path}, check=True, stdout=2)


def packs(repository: Path) -> int:
    """Bytes of all objects of a repository."""
    return sum(one.stat().st_size for one in (repository / "objects").rglob("*") if one.is_file())


def clone(origin: Path, folder: Path) -> Path:
    """A fresh clone of the site, as a job has it."""
    run(folder.parent, "git", "clone", "-q", "--depth=1", origin.as_uri(), folder)
    return folder


def main() -> None:
    reads = argparse.ArgumentParser(description=__doc__)
    reads.add_argument("--clips", type=int, default=8000)
    reads.add_argument("--size", type=int, default=100_000, help="bytes of a clip")
    asked = reads.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        origin = root / "origin.git"
        run(root, "git", "init", "-q", "--bare", "-b", "main", origin)
        for setting in ("receive.unpackLimit", "transfer.unpackLimit"):
            run(origin, "git", "config", setting, "1")  # what is sent stays one pack
        site = clone(origin, root / "first")
        who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
        run(site, "git", *who, "commit", "-q", "--allow-empty", "-m", "site")
        run(site, "git", "push", "-q", "origin", "HEAD:main")
        fill(site / FOLDER, range(asked.clips), asked.size)
        rows = [("pays for all of it", *moved(origin, site))]
        site = clone(origin, root / "second")
        begun = packs(site / ".git")
        run(site, SCRIPT, "restore")
        fetched = packs(site / ".git") - begun
        fill(site / FOLDER, range(asked.clips, asked.clips + 1), asked.size)
        rows.append(("pays for one sentence", fetched, moved(origin, site)[1]))
        site = clone(origin, root / "third")
        begun = packs(site / ".git")
        run(site, SCRIPT, "restore")
        rows.append(("pays for nothing", packs(site / ".git") - begun, moved(origin, site)[1]))
        archive = subprocess.run(
            ["tar", "-cf", "-", "-C", site, FOLDER], check=True, capture_output=True
        ).stdout
    print("| a build that | fetches | sends |\n| --- | --- | --- |")
    for what, fetches, sends in rows:
        print(f"| {what} | {shown(fetches)} | {shown(sends)} |")
    size = shown(len(archive))
    print(f"| pays for one sentence, with a cache of CI | {size} | {size} |")


def fill(folder: Path, numbers: range, size: int) -> None:
    """Put clips into a store; like sound, they cannot be compressed."""
    store = Store(folder)
    names = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(numbers.stop)]
    for number in numbers:
        store.put_clip(names[number], b"fLaC" + os.urandom(size), Usage())
    pages = {str(number): PageRecord("", tuple(names[number::8])) for number in range(8)}
    store.put_site(hashlib.sha256(b"site").hexdigest(), pages)


def moved(origin: Path, site: Path) -> tuple[int, int]:
    """Nothing fetched, and the bytes that `keep` sends."""
    before = packs(origin)
    run(site, "env", "SIZE=1000G", SCRIPT, "keep")
    return 0, packs(origin) - before


def shown(size: int) -> str:
    """Bytes for people."""
    if not size:
        return "nothing"
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


if __name__ == "__main__":
    main()
