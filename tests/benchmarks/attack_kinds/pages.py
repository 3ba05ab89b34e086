"""63 kinds of hostile pages at three sizes: 189 inputs, each of which must cost what it is long.

Wrong is: a page that takes more than three times as long as one of half its length, one that takes
too much memory or time, and one that raises.
"""

from __future__ import annotations

import json
import os
import resource
import sys

import quadratic

from attack_kinds import Result

SIZES = (8_000, 16_000, 32_000)
FEW = (2_000, 4_000, 8_000)
MEGABYTES = 3_000
"""Of address space beyond what the process has, for one kind."""
SECONDS = 120


def taken(kind: str, sizes: tuple[int, ...]) -> list[float]:
    """Seconds of reading a kind at these sizes, in a child of this process: as many as it lived."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            _read(writer, kind, sizes)
        finally:  # whatever was raised
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        lines = told.read().splitlines()
    os.waitpid(child, 0)
    return [json.loads(line) for line in lines]


def _read(writer: int, kind: str, sizes: tuple[int, ...]) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    limit = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + MEGABYTES) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for size in sizes:
        os.write(writer, f"{quadratic.seconds(quadratic.KINDS[kind](size)):.3f}\n".encode())


def attack(*, fast: bool) -> Result:
    """Every kind at three sizes, or at smaller ones."""
    sizes = FEW if fast else SIZES
    quadratic.seconds("<p>a</p>")  # what is loaded once is no page's
    wrong, said, most = 0, [], 0.0
    for kind in quadratic.KINDS:
        seconds = taken(kind, sizes)
        most = max([most, *seconds])
        lost = len(sizes) - len(seconds)
        steep = sum(quadratic.steep(seconds[: end + 1]) for end in range(1, len(seconds)))
        wrong += lost + steep
        if lost or steep:
            said.append(
                f"{kind}: {'/'.join(f'{one:.1f}' for one in seconds)}{' ended' * bool(lost)}"
            )
            print(f"pages: {said[-1]}", file=sys.stderr)
    return Result(
        len(sizes) * len(quadratic.KINDS),
        wrong,
        "; ".join(said) or f"the slowest took {most:.1f} s",
    )
