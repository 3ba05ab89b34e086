"""Builds the site of every door and prints what came of it: `python tests/doors/table.py [PART OF A NAME]`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def visits() -> Iterator[tuple[str, Callable[[Path], neighbours.Visit]]]:
    """Every door by its name, and how it is opened."""
    for door in neighbours.DOORS:
        yield door.name, lambda folder, door=door: neighbours.visit(door, folder)
    yield neighbours.MIKE.name, neighbours.visit_mike


def table(part: str = "") -> Iterator[str]:
    """The rows of the table, in Markdown.

    Raises:
        AssertionError: a door does not open as it must.
    """
    yield "| site | with | players | asked, first and second build |"
    yield "| --- | --- | --- | --- |"
    os.environ |= neighbours.ENVIRONMENT
    for name, opened in visits():
        if part in name:
            with tempfile.TemporaryDirectory() as folder:
                seen = opened(Path(folder))
            made = (
                ", ".join(f"{one} {version(one)}" for one in seen.packages) or "the versions above"
            )
            yield f"| {name} | {made} | {seen.players} | {seen.asked}, 0 |"


def main() -> None:
    """Print each row as soon as it is known."""
    begun = time.monotonic()
    for row in table(*sys.argv[1:]):
        print(row, flush=True)
    print(f"\nEvery door opened, in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
