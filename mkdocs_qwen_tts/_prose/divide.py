"""Boundaries that depend on content, never on a running count.

A row of things is divided at gaps whose rank is the lowest for some distance on either side. The
rank of a gap comes from what stands behind it, so an edit moves boundaries near itself and leaves
the rest of the row divided as it was (the idea of the chunking of rsync and FastCDC). A piece that
is still too large is divided at its gap of lowest rank, and each half again if it must be, as a
treap is.
"""

from __future__ import annotations

import re
import zlib
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from mkdocs_qwen_tts._prose.language import CJK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Rank: TypeAlias = "tuple[int, int, int]"
"""How good a gap is for a boundary: a class (lower is better), then hashes of what stands behind
it."""


def divide(
    sizes: Sequence[int], ranks: Sequence[Rank], *, maximum: int, window: int = 0, minimum: int = 0
) -> list[range]:
    """Divide a row into pieces of at most `maximum`, where no single thing is larger.

    Args:
        sizes: the size of each thing.
        ranks: for each thing, the rank of the gap before it; the first one's is not used.
        maximum: what a piece may hold at most.
        window: how far on either side of a gap its rank must be the lowest for a boundary, and
            what at least stands between two of them; 0: only pieces above the maximum are divided.
        minimum: where those are divided, pieces smaller than this are avoided.

    Returns:
        The pieces as ranges of indices, in order, none empty.
    """
    ends = [0, *accumulate(sizes)]
    pieces: list[range] = []
    stack = _between(_lowest_gaps(ends, ranks, window), len(sizes))[::-1]
    while stack:
        row = stack.pop()
        if len(row) == 1 or ends[row.stop] - ends[row.start] <= maximum:
            pieces.append(row)
            continue
        gap = _best_gap(row, ends, ranks, minimum)
        stack += [range(gap, row.stop), range(row.start, gap)]
    return pieces


def refined(pieces: Iterable[range], fits: Callable[[range], bool]) -> list[range]:
    """The same pieces, halved where they do not fit: not every way of counting adds up."""
    stack = list(pieces)[::-1]
    kept: list[range] = []
    while stack:
        piece = stack.pop()
        if len(piece) == 1 or fits(piece):
            kept.append(piece)
        else:
            middle = (piece.start + piece.stop) // 2
            stack += [range(middle, piece.stop), range(piece.start, middle)]
    return kept


def _between(gaps: list[int], length: int) -> list[range]:
    return [
        range(start, stop)
        for start, stop in zip([0, *gaps], [*gaps, length], strict=True)
        if start < stop
    ]


def _lowest_gaps(ends: Sequence[int], ranks: Sequence[Rank], window: int) -> list[int]:
    """The gaps that no other within the window is better than."""
    last = len(ends) - 1
    if not window or ends[-1] < 2 * window:
        return []
    return [
        gap
        for gap in range(1, last)
        if ends[gap] >= window
        and ends[last] - ends[gap] >= window
        and all(ranks[gap] < ranks[other] for other in _near(gap, ends, window, -1))
        and all(ranks[gap] <= ranks[other] for other in _near(gap, ends, window, 1))
    ]


def _near(gap: int, ends: Sequence[int], window: int, step: int) -> Iterator[int]:
    other = gap + step
    while 0 < other < len(ends) - 1 and abs(ends[other] - ends[gap]) < window:
        yield other
        other += step


def _best_gap(row: range, ends: Sequence[int], ranks: Sequence[Rank], minimum: int) -> int:
    low, high = ends[row.start] + minimum, ends[row.stop] - minimum
    gaps = [gap for gap in row[1:] if low <= ends[gap] <= high] or list(row[1:])
    middle = (ends[row.start] + ends[row.stop]) / 2
    # Equal ranks mean equal texts; then the gap nearest to the middle keeps the pieces even.
    return min(gaps, key=lambda gap: (ranks[gap], abs(ends[gap] - middle)))


_PARTS = re.compile(rf"[A-Za-z0-9À-ɏЀ-ӿ]{{4,}}|(?=({CJK}{CJK}))")
"""Words long enough to be rare, and pairs of characters of scripts without spaces."""


def fingerprint(text: str) -> tuple[int, int]:
    """Numbers that depend on a text, and mostly outlive a small edit of it.

    The least hash among its words: an edit of another word leaves it (the idea of min-hashing).
    Texts that share that word are told apart by a hash of the whole. The same on every machine and
    in every run.
    """
    parts = [found[1] or found[0] for found in _PARTS.finditer(text)]
    return min(map(_hash, parts), default=0), _hash(text)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
