"""63 kinds of hostile pages at three sizes: 189 inputs, each of which must cost what it is long.

Wrong is: a page that takes more than three times as long as one of half its length, one that takes
too much memory or time, and one that raises.
"""

from __future__ import annotations

import sys

import quadratic

from attack_kinds import Result
from attack_kinds.release import Release

SIZES = (8_000, 16_000, 32_000)
FEW = (2_000, 4_000, 8_000)
MEGABYTES = 3_000
"""Of address space beyond what the process has, for one kind."""
SECONDS = 120


def taken(release: Release, kind: str, sizes: tuple[int, ...]) -> list[float]:
    """Seconds of reading a kind at these sizes, up to the first that it does not live through."""
    found: list[float] = []
    for size in sizes:
        html = quadratic.KINDS[kind](size)
        read = release.read(html, seconds=SECONDS, megabytes=MEGABYTES).get("read")
        if read is None:
            break
        found.append(read)
    return found


def attack(*, fast: bool) -> Result:
    """Every kind at three sizes, or at smaller ones."""
    sizes = FEW if fast else SIZES
    wrong, said, most = 0, [], 0.0
    with Release() as release:
        for kind in quadratic.KINDS:
            seconds = taken(release, kind, sizes)
            most = max([most, *seconds])
            lost = len(sizes) - len(seconds)
            steep = sum(quadratic.steep(seconds[: end + 1]) for end in range(1, len(seconds)))
            wrong += lost + steep
            if lost or steep:
                figures = "/".join(f"{one:.1f}" for one in seconds)
                said.append(f"{kind}: {figures}{' ended' * bool(lost)}")
                print(f"pages: {said[-1]}", file=sys.stderr)
    return Result(
        len(sizes) * len(quadratic.KINDS),
        wrong,
        "; ".join(said) or f"the slowest took {most:.1f} s",
    )
