"""Boundaries that depend on content, never on a running count.

A row of things too long for one piece is divided at the gap of lowest rank, and each half again if it must be. The
rank of a gap comes from what stands beside it, so an edit moves boundaries near itself and leaves the rest of
the row divided as it was (the idea of rsync's and FastCDC's chunking; the recursion is that of a treap).
"""

from __future__ import annotations

import zlib
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Rank: TypeAlias = "tuple[int, int]"
"""How good a gap is for a boundary: a class (lower is better), then a hash of what stands beside it."""


def divide(sizes: Sequence[int], ranks: Sequence[Rank], *, maximum: int, minimum: int = 0) -> list[range]:
    """Divide a row into pieces of at most `maximum`, where no single thing is larger.

    Args:
        sizes: the size of each thing.
        ranks: for each thing, the rank of the gap before it; the first one's is not used.
        maximum: what a piece may hold at most.
        minimum: pieces smaller than this are avoided where the row allows it.

    Returns:
        The pieces as ranges of indices, in order, none empty.
    """
    ends = [0, *accumulate(sizes)]
    pieces: list[range] = []
    stack = [range(len(sizes))] if sizes else []
    while stack:
        row = stack.pop()
        if len(row) == 1 or ends[row.stop] - ends[row.start] <= maximum:
            pieces.append(row)
            continue
        gap = _best_gap(row, ends, ranks, minimum)
        stack += [range(gap, row.stop), range(row.start, gap)]
    return pieces


def _best_gap(row: range, ends: Sequence[int], ranks: Sequence[Rank], minimum: int) -> int:
    low, high = ends[row.start] + minimum, ends[row.stop] - minimum
    gaps = [gap for gap in row[1:] if low <= ends[gap] <= high] or list(row[1:])
    middle = (ends[row.start] + ends[row.stop]) / 2
    # Equal ranks mean equal texts; then the gap nearest to the middle keeps the pieces even.
    return min(gaps, key=lambda gap: (ranks[gap], abs(ends[gap] - middle)))


SHINGLE = 6
"""Characters that are hashed together."""


def fingerprint(text: str) -> int:
    """A number that depends on a text, and mostly outlives a small edit of it.

    The least hash among all runs of a few characters: an edit elsewhere in the text leaves it (the idea of
    min-hashing). The same on every machine and in every run.
    """
    data = text.encode("utf-16-le", "surrogatepass")
    width = 2 * SHINGLE
    return min(zlib.crc32(data[at : at + width]) for at in range(0, max(2, len(data) - width + 2), 2))
